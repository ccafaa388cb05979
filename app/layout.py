"""What all pages share: the look, the sidebar, and how an error is shown."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from html import escape
from logging import ERROR
from typing import TypeVar

import streamlit as st

from app import language, problems
from app.language import _
from capture.log import say
from data_schemas.errors import SonmatError

T = TypeVar("T")

# Streamlit's own air is generous: people here want to see the recording, not the margins.
LOOK = """<style>
.stMainBlockContainer { padding: 2.2rem 2rem 3rem; max-width: 1360px; }
.stMainBlockContainer h1 { font-size: 1.65rem; padding: 0 0 .3rem; letter-spacing: -.01em; }
.stMainBlockContainer h2, .stMainBlockContainer h3 { font-size: 1.02rem; padding: .2rem 0; }
.stMainBlockContainer [data-testid="stHeading"] h2 { padding: .3rem 0 .5rem; }
section[data-testid="stSidebar"]:not([aria-expanded="false"]) { width: 230px !important;
  min-width: 230px !important; }
.stMainBlockContainer [data-testid="stCaptionContainer"] { color: #565b58; opacity: 1; }
header[data-testid="stHeader"] { background: transparent; }
[data-testid="stSidebarHeader"]::before { content: "손맛 Sonmat"; font-size: 1.3rem;
  font-weight: 800; color: #0b5d57; white-space: nowrap; }
[data-testid="stCheckbox"] label * { white-space: normal !important; text-overflow: clip !important;
  -webkit-line-clamp: none !important; }
[data-testid="stSidebarNav"] { padding-top: .5rem; }
/* Streamlit says it in English alone: "Press Enter to apply". */
html:lang(ko) [data-testid="InputInstructions"] { display: none; }
.stMainBlockContainer :not(pre) > code { font-size: .88em; }
/* On a telephone the way to the pages lies above the title, and figures side by side. */
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 3.4rem 1rem 3rem; }
  [data-testid="stHorizontalBlock"]:has([data-testid="stMetric"]) > [data-testid="stColumn"] {
    min-width: 28% !important; flex: 1 1 28% !important; width: auto !important; }
}
.sonmat-account { display: flex; flex-direction: column; gap: 2px; line-height: 1.35;
  overflow-wrap: anywhere; }
.sonmat-account a { color: #0b5d57; font-size: .9rem; }
</style>"""

# Streamlit says how to pick a file in English only.
PICK_LOOK = """<style>[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button * {{ position: absolute; width: 1px; height: 1px;
 overflow: hidden; clip-path: inset(50%); }}
[data-testid="stFileUploaderDropzone"] button::after {{ content: "{text}"; font-size: 1rem; }}
</style>"""

# An open page asks now and then whether it is still whose it was, and is drawn anew if not.
WATCH = """export default ({data}) => {
  window.sonmatHere = data.here;
  if (window.sonmatWatch) return;
  const look = async () => {
    try {
      const answer = await fetch("/sign-in/here");
      if (!answer.ok) return;
      const { here } = await answer.json();
      if (here !== window.sonmatHere) location.reload();
    } catch {}
  };
  window.sonmatWatch = setInterval(look, 20000);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}"""
_watch = st.components.v2.component("sonmat_watch", js=WATCH)
_tell_browser = st.components.v2.component(
    "sonmat_language",
    # One that was drawn before and comes late, as on a busy machine, has nothing to say any more.
    js="""export default ({data}) => {
  if (window.sonmatTold > data.at) return;
  window.sonmatTold = data.at;
  document.documentElement.lang = data.lang;
}""",
)
_name_places = st.components.v2.component(
    "sonmat_places",
    # Streamlit calls a place for files nothing (its role) and by a name: the name is what holds.
    # What it says in English to those who do not see is said in theirs.
    js="""export default ({data}) => {
  window.sonmatNames = data;
  const name = () => {
    for (const one of document.querySelectorAll("[data-testid=stFileUploaderDropzone]")) {
      if (one.getAttribute("role") === "presentation") one.removeAttribute("role");
      one.querySelector("button")?.setAttribute("aria-label", window.sonmatNames.file);
    }
    for (const one of document.querySelectorAll("[aria-label=Open], [data-sonmat-opens]")) {
      one.dataset.sonmatOpens = "";
      one.setAttribute("aria-label", window.sonmatNames.open);
    }
  };
  if (!window.sonmatPlaces) {
    window.sonmatPlaces = new MutationObserver(name);
    window.sonmatPlaces.observe(document.body, { childList: true, subtree: true });
  }
  name();
}""",
)


def frame(name: str = "", here: str = "") -> None:
    """The look and the sidebar; the first thing on every page.

    ``name`` is of who has signed in, ``here`` the word for them that the browser compares.
    """
    st.html(LOOK + PICK_LOOK.format(text=_("Choose a file")))
    if here:
        _watch(key="watch", data={"here": here}, height=1)
    with st.sidebar:
        if name:
            _account(name)
        st.segmented_control(
            _("Language"),
            options=list(language.NAMES),
            default=language.current(),
            format_func=lambda name: language.NAMES[name],
            key="language-switch",
            required=True,
            on_change=_switch,
        )
        told = {"lang": language.current(), "at": time.time()}
        _tell_browser(key="language-told", data=told, height=1)
        names = {"file": _("Choose a file"), "open": _("Open")}
        _name_places(key="places-named", data=names, height=1)
    if "lang" in st.query_params:
        language.choose(language.current())  # the way to another page forgets what the address says
    if language.was_chosen():
        st.query_params["lang"] = language.current()


def _account(name: str) -> None:
    """Who is signed in, and the way to sign out, which lies outside of Streamlit."""
    label = escape(_("My account, sign out"))
    st.html(
        f'<div class="sonmat-account"><b>{escape(name)}</b>'
        f'<a href="/account?lang={language.current()}" target="_self">{label}</a></div>'
    )


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
            say("page.failed", level=ERROR, error=error)
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
    """An empty state that says what to do next, with the way there for who may go it."""
    from app.nav import PAGES, may_open, page_of
    from app.signin import current

    with st.container(border=True):
        st.markdown(text)
        if page and may_open(current(), PAGES[page]):
            st.page_link(page_of(page), label=label, icon=":material/arrow_forward:")


def paged(found: tuple[T, ...], size: int, key: str, first: int = 0) -> tuple[T, ...]:
    """Those on the chosen page, with a way to choose another one where there are several.

    It begins with the page that holds number ``first``.
    """
    begin, count = place_of_page(len(found), size, key, first)
    return found[begin : begin + count]


def place_of_page(total: int, size: int, key: str, first: int = 0) -> tuple[int, int]:
    """(number of the first on the chosen page, how many are on it at most): the same for what is
    asked for a page at a time."""
    pages = max(1, -(-total // size))
    if pages == 1:
        return 0, size
    page = st.number_input(
        _("Page of {n}").format(n=pages),
        min_value=1,
        max_value=pages,
        value=first // size + 1,
        key=key,
        width=160,
    )
    return (page - 1) * size, size
