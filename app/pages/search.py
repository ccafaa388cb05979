"""Find the seconds in which something was said or done, and play them."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import empty, title
from app.links import open_session
from app.names import Names, names, number
from app.pages.parts import place
from app.plain import SILENT, clock, verbatim
from capture import sessions
from capture.site import Site
from data_schemas.rights import Actor
from pipelines.search.engine import Hit

HITS = 10


def draw() -> None:
    site, who = context.site(), signin.current()
    title(_("Search"), _("Ask in Korean or English; other words for the same thing are found too."))
    if not sessions.list_sessions(site, who):
        empty(
            _("There is nothing to search yet. Take in a first recording."),
            "new",
            _("New work session"),
        )
        return
    query = _ask()
    if not query:
        st.caption(_("For example: how tight is tight enough?"))
        return
    hits = _find(site, who, query)
    if not hits:
        st.info(_("Nothing was found. Recordings can be searched once they are ready."))
        return
    known = names(site, who)
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.caption(n_("{n} place found", "{n} places found", len(hits)))
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


def _find(site: Site, who: Actor, query: str) -> tuple[Hit, ...]:
    """Asked again only when the question changed: clicking a hit redraws the page."""
    kept = st.session_state.get("found")
    if kept and kept[0] == query:
        return kept[1]  # type: ignore[no-any-return]
    # The text encoder is loaded with the first question, not with the page.
    from pipelines.search.desk import search

    with st.spinner(_("Searching…")):
        hits = search(site, who, query, HITS)
    st.session_state["found"] = (query, hits)
    st.session_state.pop("playing", None)
    return hits


def _card(site: Site, who: Actor, hit: Hit, position: int, known: Names) -> None:
    passage = hit.passage
    session = sessions.get_session(site, who, passage.session)
    playing = st.session_state.get("playing", (None, 0))[0] == passage.id
    with st.container(border=True, key=f"hit-{position}"):
        when = f"{clock(passage.start_s)}–{clock(passage.end_s)}"
        step = verbatim(passage.step_title) or _("Outside of the steps")
        st.markdown(f"**{step}** &ensp; {when}")
        if passage.kind == "action":
            st.markdown(f":violet[{_(SILENT)}]")
        else:
            st.markdown(verbatim(_said(passage.text, passage.step_title)))
        where, play, go = st.columns([3, 1.2, 1.6], vertical_alignment="center")
        where.caption(f"{number(session)} · {verbatim(known.job(session))}")
        kind = "primary" if playing else "secondary"
        if play.button(_("Play"), key=f"play-{position}", type=kind, width="stretch"):  # type: ignore[arg-type]
            turn = st.session_state.get("playing", (None, 0))[1] + 1
            st.session_state["playing"] = (passage.id, turn)
            st.rerun()
        if go.button(_("Open"), key=f"go-{position}", width="stretch"):
            open_session(session.id)


def _said(text: str, step_title: str) -> str:
    """Passages begin with the title of their step, which stands above already."""
    return text.removeprefix(f"{step_title}. ") if step_title else text


def _play(site: Site, who: Actor, hits: tuple[Hit, ...]) -> None:
    chosen, turn = st.session_state.get("playing", (None, 0))
    hit = next((one for one in hits if one.passage.id == chosen), None)
    if hit is None:
        st.caption(_("Press “Play” beside a place to see and hear it here."))
        return
    place.play(site, who, hit.passage.session, hit.passage, turn, "player-search")
