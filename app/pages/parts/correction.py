"""Confirm or correct where a step happened; take the last word back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.language import _
from app.plain import clock, verbatim
from app.scene import Shown, title_of, whole_title
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft, Entry, standing
from data_schemas.procedure import Procedure
from data_schemas.timeline import Segment, Timeline
from pipelines.review import desk

if TYPE_CHECKING:
    from app.pages.session import View

Clicked = dict[str, Any] | None


def is_open(session: str) -> bool:
    return _key(session) in st.session_state


def draw(view: View, shown: Shown, act: Clicked, mark: Clicked) -> None:
    """Do what was clicked in the player, then show the form and the way back."""
    if shown.timeline is None:
        return
    said = desk.entries(view.site, view.who, view.session.id)
    segment = _segment(shown.timeline, (act or {}).get("segment"))
    if act and segment and act.get("do") == "confirm":
        draft = Draft(
            act=Act.CONFIRM, target=segment.id, span=_span(segment), before=_seen(segment)
        )
        desk.amend(view.site, view.who, view.session.id, draft, _last(said))
        st.rerun()
    if act and segment and act.get("do") == "edit":
        _open(view.session.id, segment)
        st.rerun()
    if is_open(view.session.id):
        _form(view, shown, said, mark)
    _way_back(view, shown.procedure, said)


def _form(view: View, shown: Shown, said: tuple[Entry, ...], mark: Clicked) -> None:
    session = view.session.id
    assert shown.timeline is not None
    segment = _segment(shown.timeline, st.session_state[_key(session)])
    if segment is None:
        _close(session)
        st.rerun()
    if mark and mark.get("edge") in ("start", "end"):
        at = shown.clocks.from_player(float(mark["at"]), segment.recording)
        st.session_state[f"correct-{mark['edge']}"] = at
    with st.container(border=True, key="correction"):
        st.markdown(
            f"**{_('Correct')}: {verbatim(title_of(shown.procedure, segment.step_id))}** — "
            + _("play to the right second and press “Starts here” or “Ends here”, or type it.")
        )
        step, start, end = st.columns([3, 1, 1])
        steps = [one.id for one in shown.procedure.steps]
        chosen = step.selectbox(
            _("Step"),
            options=[*steps, None],
            format_func=lambda one: whole_title(shown.procedure, one),
            key="correct-step",
        )
        start_s = start.number_input(
            _("Start (s)"), min_value=0.0, step=0.1, format="%.1f", key="correct-start"
        )
        end_s = end.number_input(
            _("End (s)"), min_value=0.0, step=0.1, format="%.1f", key="correct-end"
        )
        save, leave, _rest = st.columns([1, 1, 4])
        if save.button(_("Save"), type="primary", width="stretch", key="correct-save"):
            after = {"step_id": chosen, "start_s": float(start_s), "end_s": float(end_s)}
            draft = Draft(
                act=Act.CORRECT,
                target=segment.id,
                span=_span(segment),
                before=_seen(segment),
                after=after,
            )
            desk.amend(view.site, view.who, session, draft, _last(said))
            _close(session)
            st.rerun()
        if leave.button(_("Cancel"), width="stretch", key="correct-cancel"):
            _close(session)
            st.rerun()


def _way_back(view: View, procedure: Procedure, said: tuple[Entry, ...]) -> None:
    """The last act that stands, with a button that takes it back."""
    stand = standing(said)
    if not stand:
        return
    last = stand[-1]
    text, undo = st.columns([6, 1], vertical_alignment="center")
    text.caption(_("Last change: {what}").format(what=verbatim(_told(procedure, last))))
    if undo.button(_("Take back"), width="stretch", key=f"undo-{last.number}"):
        desk.undo(view.site, view.who, view.session.id, last.number, _last(said))
        _close(view.session.id)
        st.rerun()


def _told(procedure: Procedure, entry: Entry) -> str:
    step_id = entry.after.get("step_id", entry.before.get("step_id"))
    what = title_of(procedure, str(step_id) if step_id else None)
    start = entry.after.get("start_s", entry.span.start_s if entry.span else 0.0)
    end = entry.after.get("end_s", entry.span.end_s if entry.span else 0.0)
    when = f"{clock(float(str(start)))}–{clock(float(str(end)))}"
    acts = {Act.CORRECT: _("corrected"), Act.CONFIRM: _("confirmed"), Act.STRIKE: _("taken out")}
    return f"{what}, {when}, {acts.get(entry.act, _('changed'))}"


def _open(session: str, segment: Segment) -> None:
    st.session_state[_key(session)] = segment.id
    st.session_state["correct-step"] = segment.step_id
    st.session_state["correct-start"] = round(segment.start_s, 1)
    st.session_state["correct-end"] = round(segment.end_s, 1)


def _close(session: str) -> None:
    st.session_state.pop(_key(session), None)


def _key(session: str) -> str:
    return f"correcting-{session}"


def _segment(timeline: Timeline, name: str | None) -> Segment | None:
    return next((one for one in timeline.segments if one.id == name), None)


def _span(segment: Segment) -> Span:
    return Span(recording=segment.recording, start_s=segment.start_s, end_s=segment.end_s)


def _seen(segment: Segment) -> dict[str, Any]:
    return segment.model_dump(mode="json", include={"step_id", "start_s", "end_s"})


def _last(said: tuple[Entry, ...]) -> int:
    return said[-1].number if said else 0
