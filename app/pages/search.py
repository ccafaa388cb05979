"""Find the seconds in which something was said or done, and play them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import empty, title
from app.links import open_session
from app.names import Names, names
from app.pages.parts import choosing, found, place, saving
from app.plain import verbatim
from capture import sessions
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.rights import Actor
from pipelines.search.filters import Filters
from pipelines.search.hits import Hit

if TYPE_CHECKING:
    from pipelines.search.desk import Answer

HITS = 10
Asked: TypeAlias = tuple[str, Filters, bool | None]


def draw() -> None:
    site, who = context.site(), signin.current()
    title(_("Search"), _("Ask in Korean or English; other words for the same thing are found too."))
    if not sessions.count_sessions(site, who):
        empty(
            _("There is nothing to search yet. Take in a first recording."),
            "new",
            _("New work session"),
        )
        return
    query = _ask()
    saving.again(site, who)
    if not query:
        st.caption(_("For example: how tight is tight enough?"))
        return
    known = names(site, who)
    with st.expander(_("Narrow it down"), icon=":material/filter_list:"):
        filters, signs = choosing.choose(site, who, query, known)
    answer = _find(site, who, (query, filters, signs))
    hits = answer.hits
    _did_you_mean(answer.meant)
    if not hits:
        st.info(_("Nothing was found. Recordings can be searched once they are ready."))
        return
    left, right = st.columns([1, 1], gap="large")
    with left:
        _through(hits)
        saving.keep(site, who, query, filters, signs)
        for position, hit in enumerate(hits):
            _card(site, who, hit, position, known)
    with right:
        _play(site, who, hits)


def _ask() -> str:
    with st.form("ask", border=False):
        box, button = st.columns([6, 1], vertical_alignment="bottom")
        query = box.text_input(
            _("What are you looking for?"),
            key="query",
            label_visibility="collapsed",
            placeholder=_("What are you looking for?"),
        )
        button.form_submit_button(_("Find"), type="primary", width="stretch")
    return query.strip()


def _find(site: Site, who: Actor, asked: Asked) -> Answer:
    """Asked again only when the question changed: clicking a hit redraws the page."""
    kept = st.session_state.get("found")
    if kept and kept[0] == asked:
        return kept[1]  # type: ignore[no-any-return]
    # The text encoder is loaded with the first question, not with the page.
    from pipelines.search import desk

    query, filters, signs = asked
    with st.spinner(_("Searching…")):
        answer = desk.ask(site, who, query, HITS, filters, signs)
    st.session_state["found"] = (asked, answer)
    st.session_state.pop("playing", None)
    return answer


def _did_you_mean(meant: tuple[str, ...]) -> None:
    if not meant:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Did you mean:"), width="content")
        for n, one in enumerate(meant):
            st.button(verbatim(one), key=f"meant-{n}", on_click=_ask_instead, args=(one,))


def _ask_instead(query: str) -> None:
    st.session_state["query"] = query


def _through(hits: tuple[Hit, ...]) -> None:
    """How many there are, and from one to the next by keys as well."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(n_("{n} place found", "{n} places found", len(hits)), width="content")
        chosen = st.session_state.get("playing", (None, 0))[0]
        at = next((n for n, hit in enumerate(hits) if hit.passage.id == chosen), -1)
        before = st.button(
            _("Play the one before"), key="hit-before", shortcut="k", disabled=at < 1
        )
        after = st.button(
            _("Play the next one"), key="hit-next", shortcut="j", disabled=at + 1 >= len(hits)
        )
    if before or after:
        _start(hits[at - 1 if before else at + 1])


def _start(hit: Hit) -> None:
    turn = st.session_state.get("playing", (None, 0))[1] + 1
    st.session_state["playing"] = (hit.passage.id, turn)
    st.rerun()


def _card(site: Site, who: Actor, hit: Hit, position: int, known: Names) -> None:
    session = sessions.get_session(site, who, hit.passage.session)
    playing = st.session_state.get("playing", (None, 0))[0] == hit.passage.id
    with st.container(border=True, key=f"hit-{position}"):
        found.tell(hit, session, known)
        _room, play, go = st.columns([3, 1.2, 1.6], vertical_alignment="center")
        kind = "primary" if playing else "secondary"
        if hit.passage.recording and play.button(
            _("Play"), key=f"play-{position}", type=kind, width="stretch"  # type: ignore[arg-type]
        ):  # fmt: skip
            _start(hit)
        if go.button(_("Open"), key=f"go-{position}", width="stretch"):
            open_session(session.id)


def _play(site: Site, who: Actor, hits: tuple[Hit, ...]) -> None:
    chosen, turn = st.session_state.get("playing", (None, 0))
    hit = next((one for one in hits if one.passage.id == chosen), None)
    if hit is None or not hit.passage.recording:
        st.caption(_("Press “Play” beside a place to see and hear it here."))
        return
    span = Span(recording=hit.passage.recording, start_s=hit.start_s, end_s=hit.end_s)
    place.play(site, who, hit.passage.session, span, turn, "player-search")
