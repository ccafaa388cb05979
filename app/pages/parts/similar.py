"""Find movement like that of a section: choose it, see where else hands and body move so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import names, problems
from app.language import _, n_
from app.links import open_session
from app.pages.parts import place
from app.plain import clock, verbatim
from app.scene import Shown, title_of
from capture import sessions
from data_schemas.clock import Interval, Span
from data_schemas.errors import SonmatError
from data_schemas.timeline import Segment
from pipelines.search.movement import LONGEST_S

if TYPE_CHECKING:
    from app.pages.session import View
    from pipelines.search.movement.places import Similar

HITS = 6


def draw(view: View, shown: Shown) -> None:
    """Nothing where there is no section or no movement to ask about."""
    if shown.timeline is None or shown.motion is None:
        return
    sections = [s for s in shown.timeline.segments if s.status != "rejected"]
    if not sections:
        return
    with st.expander(_("Find similar movement"), icon=":material/gesture:"):
        st.caption(
            _(
                "Choose a part of the work. You see where else hands and body move like that,"
                " in this and other work sessions. It says nothing about how well."
            )
        )
        span = _choose(view, shown, sections)
        if st.button(_("Find"), key="similar-find", type="primary"):
            _find(view, span)
        _answer(view)


def _choose(view: View, shown: Shown, sections: list[Segment]) -> Span:
    """The seconds to ask about, as the camera that is shown has them."""
    what, start, end = st.columns([3, 1, 1])

    def name(number: int) -> str:
        one = _seen(shown, sections[number])
        title = title_of(shown.procedure, sections[number].step_id)
        return f"{title} · {clock(one.start_s)}–{clock(one.end_s)}"

    number = what.selectbox(
        _("Part"), options=range(len(sections)), format_func=name, key="similar-part"
    )
    section = _seen(shown, sections[number])
    # Another part has inputs of its own, which begin with its own seconds.
    key = f"{view.session.id}-{shown.recording.id}-{number}"
    longest = shown.recording.duration_s
    from_s = min(longest, round(section.start_s, 1))
    until_s = min(longest, round(min(section.end_s, section.start_s + LONGEST_S), 1))
    start_s = start.number_input(
        _("From (s)"), 0.0, longest, from_s, 0.5, "%.1f", f"similar-from-{key}"
    )
    end_s = end.number_input(_("To (s)"), 0.0, longest, until_s, 0.5, "%.1f", f"similar-to-{key}")
    return Span(recording=shown.recording.id, start_s=start_s, end_s=max(start_s, end_s))


def _seen(shown: Shown, section: Segment) -> Interval:
    """A section on the clock of the recording that is shown, as far as it lies in it."""
    offsets = shown.clocks.offsets
    shift = offsets.get(section.recording, 0.0) - offsets.get(shown.recording.id, 0.0)
    return section.interval.shifted(shift).clipped(0.0, shown.recording.duration_s)


def _find(view: View, span: Span) -> None:
    # What compares movement is loaded with the first question, not with the page.
    from pipelines.search.movement.desk import similar

    st.session_state.pop("similar-playing", None)
    st.session_state.pop("similar-found", None)
    try:
        with st.spinner(_("Searching…")):
            hits = similar(view.site, view.who, view.session.id, span, HITS)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.session_state["similar-found"] = (view.session.id, hits)


def _answer(view: View) -> None:
    asked, hits = st.session_state.get("similar-found", ("", ()))
    if asked != view.session.id:
        return
    if not hits:
        st.info(_("Nothing was found. Recordings can be searched once they are ready."))
        return
    known = names.names(view.site, view.who)
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.caption(n_("{n} place found", "{n} places found", len(hits)))
        for position, hit in enumerate(hits):
            _card(view, hit, position, known)
    with right:
        _play(view, hits)


def _card(view: View, hit: Similar, position: int, known: names.Names) -> None:
    session = sessions.get_session(view.site, view.who, hit.session)
    playing, turn = st.session_state.get("similar-playing", (None, 0))
    with st.container(border=True, key=f"similar-{position}"):
        step = verbatim(hit.step_title) or _("Outside of the steps")
        st.markdown(f"**{step}** &ensp; {clock(hit.start_s)}–{clock(hit.end_s)}")
        where, play, go = st.columns([3, 1.2, 1.6], vertical_alignment="center")
        where.caption(verbatim(known.session(session)))
        kind = "primary" if playing == position else "secondary"
        if play.button(
            _("Play"),
            key=f"similar-play-{position}",
            type=kind,  # type: ignore[arg-type]
            width="stretch",
        ):
            st.session_state["similar-playing"] = (position, turn + 1)
            st.rerun()
        if go.button(_("Open"), key=f"similar-go-{position}", width="stretch"):
            open_session(session.id)


def _play(view: View, hits: tuple[Similar, ...]) -> None:
    position, turn = st.session_state.get("similar-playing", (None, 0))
    if position is None or position >= len(hits):
        st.caption(_("Press “Play” beside a place to see and hear it here."))
        return
    hit = hits[position]
    place.play(view.site, view.who, hit.session, hit, turn, "player-similar")
