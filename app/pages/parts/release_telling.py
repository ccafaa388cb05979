"""What is told of a dataset that is made: whom it is of, how far it is, what stays here and why."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app import problems
from app.language import _, n_
from app.names import names
from app.plain import verbatim
from capture import sessions
from capture.remote import is_remote
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.release import Refusal, Release
from data_schemas.rights import Actor

if TYPE_CHECKING:
    from pipelines.release.destination import Destination
    from pipelines.release.package import Tell

NAMED = 50  # sessions that are named with a reason


class Called:
    """What sessions are called, each looked up when it is shown."""

    def __init__(self, site: Site, who: Actor) -> None:
        self.names = names(site, who)
        self._find = functools.cache(functools.partial(sessions.get_session, site, who))

    def __call__(self, session: str) -> str:
        try:
            return self.names.session(self._find(session))
        except SonmatError:
            return session


def place(folder: str, keys: str = "") -> Destination:
    """Where somebody typed that it should go: a folder of their own, or an object store."""
    from pipelines.release.destination import Destination

    text = folder.strip()
    if not is_remote(text):
        text = str(Path(text).expanduser().absolute())
    return Destination(text, tuple(keys.split()))


def written(made: Release, to: Destination) -> None:
    text = n_("{n} row was written.", "{n} rows were written.", made.rows)
    st.success(f"{text} {_('You find them in {folder}.').format(folder=verbatim(to.out))}")
    for one in made.warnings:
        st.warning(verbatim(problems.reason(one)))


@contextmanager
def telling(formats: int) -> Iterator[Tell]:
    """A bar that shows how much is written; each format counts the same."""
    bar = st.progress(0.0, _("Writing the dataset…"))
    done: dict[str, float] = {}

    def tell(name: str, sessions: int, total: int) -> None:
        done[name] = max(done.get(name, 0.0), sessions / total)
        bar.progress(min(1.0, sum(done.values()) / formats), _("Writing the dataset…"))

    try:
        yield tell
    finally:
        bar.empty()


def refused(stays: tuple[Refusal, ...], known: Called) -> None:
    """What the release check keeps here, and why."""
    if not stays:
        return
    label = n_(
        "Release check: {n} work session stays here",
        "Release check: {n} work sessions stay here",
        len(stays),
    )
    with st.expander(label, icon=":material/lock:"):
        for one in stays[:NAMED]:
            reasons = (problems.reason(reason) for reason in one.reasons or (one.reason,))
            st.markdown(f"**{verbatim(known(one.session))}** — {'; '.join(reasons)}")
        if len(stays) > NAMED:
            more = len(stays) - NAMED
            st.caption(n_("and {n} more", "and {n} more", more))
