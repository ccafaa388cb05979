"""What all pages share: the look, the sidebar, and how an error is shown."""

from __future__ import annotations

import functools
import logging
import traceback
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from app import language, problems
from app.language import _
from data_schemas.errors import SonmatError

T = TypeVar("T")
_log = logging.getLogger("sonmat.app")

# Streamlit's own air is generous: people here want to see the recording, not the margins.
LOOK = """<style>
.stMainBlockContainer { padding: 2.2rem 2rem 3rem; max-width: 1360px; }
.stMainBlockContainer h1 { font-size: 1.65rem; padding: 0 0 .3rem; letter-spacing: -.01em; }
.stMainBlockContainer h2 { font-size: 1.2rem; padding: .4rem 0 .2rem; }
.stMainBlockContainer h3 { font-size: 1.02rem; padding: .2rem 0; }
section[data-testid="stSidebar"]:not([aria-expanded="false"]) { width: 230px !important;
  min-width: 230px !important; }
.stMainBlockContainer [data-testid="stCaptionContainer"] { color: #565b58; opacity: 1; }
header[data-testid="stHeader"] { background: transparent; }
[data-testid="stSidebarHeader"]::before { content: "손맛 Sonmat"; font-size: 1.3rem;
  font-weight: 800; color: #0b5d57; white-space: nowrap; }
[data-testid="stCheckbox"] label * { white-space: normal !important; text-overflow: clip !important;
  -webkit-line-clamp: none !important; }
[data-testid="stSidebarNav"] { padding-top: .5rem; }
</style>"""

_tell_browser = st.components.v2.component(
    "sonmat_language",
    js="export default ({data}) => { document.documentElement.lang = data.lang; }",
)


def frame() -> None:
    """The look and the sidebar; the first thing on every page."""
    st.html(LOOK)
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            options=list(language.NAMES),
            default=language.current(),
            format_func=lambda name: language.NAMES[name],
            key="language-switch",
            required=True,
            on_change=_switch,
        )
        _tell_browser(key="language-told", data={"lang": language.current()}, height=1)
    if "lang" in st.query_params or language.was_chosen():
        st.query_params["lang"] = language.current()


def _switch() -> None:
    language.choose(st.session_state["language-switch"])


def act_and_redraw(act: Callable[[], object]) -> None:
    """Do what was asked for and draw the page anew, or say in a sentence why not."""
    try:
        act()
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.rerun()


def careful(draw: Callable[[], None]) -> Callable[[], None]:
    """Show what goes wrong as a sentence. Messages of libraries are kept out of page and log:
    they may quote what they worked on."""

    @functools.wraps(draw)
    def drawn() -> None:
        try:
            draw()
        except SonmatError as error:
            st.error(problems.told(error))
        except Exception as error:
            _log.error("a page failed: %s at %s", type(error).__name__, _where(error))
            st.error(
                _(
                    "This page could not be drawn. Reload it; if that does not help, run"
                    " `sonmat doctor`."
                )
            )

    return drawn


def title(text: str, below: str = "") -> None:
    st.title(text, anchor=False)
    if below:
        st.caption(below)


def empty(text: str, page: str | None = None, label: str = "") -> None:
    """An empty state that says what to do next."""
    from app.nav import page_of

    with st.container(border=True):
        st.markdown(text)
        if page:
            st.page_link(page_of(page), label=label, icon=":material/arrow_forward:")


def paged(found: tuple[T, ...], size: int, key: str, first: int = 0) -> tuple[T, ...]:
    """Those on the chosen page, with a way to choose another one where there are several.

    It begins with the page that holds number ``first``.
    """
    pages = max(1, -(-len(found) // size))
    if pages == 1:
        return found
    page = st.number_input(
        _("Page of {n}").format(n=pages),
        min_value=1,
        max_value=pages,
        value=first // size + 1,
        key=key,
        width=160,
    )
    return found[(page - 1) * size : page * size]


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return ", ".join(f"{frame.name}:{frame.lineno}" for frame in frames[-3:])
