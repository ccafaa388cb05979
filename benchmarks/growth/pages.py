"""Every page of the web app, drawn by the server as Streamlit's own test harness does."""

from __future__ import annotations

import time

from streamlit.testing.v1 import AppTest

from app import context
from app.nav import PAGES
from benchmarks.growth.made import Library

# Only with a code or a device that waits do these show more than a form.
WAITING = frozenset({"join", "withdraw"})


def names() -> tuple[str, ...]:
    return tuple(name for name in PAGES if name not in WAITING)


def draw(library: Library, name: str) -> tuple[float, float]:
    """Draw a page of a library anew, about its newest session: seconds by the clock, and of the
    processor. Raises RuntimeError if it fails."""
    context.use(library.site)
    whose = library.whose[-1]
    test = AppTest.from_function(_script, args=(name,), default_timeout=3600)
    asked = {
        "session": library.sessions[-1],
        "procedure": whose.procedure.id,
        "expert": whose.expert,
    }
    for key in _ASKED.get(name, ("session", "procedure")):
        test.query_params[key] = asked[key]
    wall, cpu = time.perf_counter(), time.process_time()
    test.run()
    took = time.perf_counter() - wall, time.process_time() - cpu
    if test.exception or test.error:
        raise RuntimeError(f"{name}: {[one.value for one in (*test.exception, *test.error)]}")
    return took


# A page without its session is the first of a walk: what it shows then is what is measured.
_ASKED: dict[str, tuple[str, ...]] = {
    "library": (), "programme": (), "wizard": (), "search": (), "datasets": (),
    "data-library": (), "accounts": (), "devices": (), "condition": (), "new": (),
    "diagram": ("expert", "procedure"), "mine": ("expert",), "versions": (),
}  # fmt: skip


def _script(name: str) -> None:
    import streamlit as st

    from app.nav import PAGES, pages
    from app.signin import current

    st.navigation(pages(current()))
    PAGES[name].draw()
