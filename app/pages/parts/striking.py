"""Take a part out of a recording; then put it back, or erase it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import problems
from app.language import _
from app.pages.parts import erasing
from app.plain import clock
from app.scene import Shown
from data_schemas.clock import Span
from data_schemas.entry import Act, Entry, standing
from data_schemas.errors import SonmatError
from pipelines.review import desk

if TYPE_CHECKING:
    from app.pages.session import View


def draw(view: View, shown: Shown, mark: dict[str, Any] | None) -> bool:
    """Whether something was taken out or put back just now."""
    said = desk.entries(view.site, view.who, view.session.id)
    seen = said[-1].number if said else 0
    try:
        return _take_out(view, shown, mark, seen) or _way_back(view, shown, said, seen)
    except SonmatError as error:
        st.error(problems.told(error))
        return False


def _take_out(view: View, shown: Shown, mark: dict[str, Any] | None, seen: int) -> bool:
    key = f"strike-{view.session.id}"
    if mark and mark.get("edge") in ("start", "end"):
        at = shown.clocks.from_player(float(mark["at"]), shown.recording.id)
        st.session_state[f"{key}-{mark['edge']}"] = round(max(0.0, at), 1)
    with st.container(border=True):
        st.markdown(
            f"**{_('Take a part out')}** — "
            + _("play to the right second and press “Starts here” or “Ends here”, or type it.")
        )
        start, end, go = st.columns([1, 1, 1.4], vertical_alignment="bottom")
        start_s = start.number_input(
            _("Start (s)"), min_value=0.0, step=0.1, format="%.1f", key=f"{key}-start"
        )
        end_s = end.number_input(
            _("End (s)"), min_value=0.0, step=0.1, format="%.1f", key=f"{key}-end"
        )
        pressed = go.button(
            _("Take it out"), disabled=end_s <= start_s, key=f"{key}-now", width="stretch"
        )
        st.caption(
            _(
                "From then on its words, steps and movement are in no time line, no search and no"
                " dataset release. Picture and sound stay in the recording itself until you erase"
                " them for good, below."
            )
        )
    if pressed:
        span = Span(recording=shown.recording.id, start_s=start_s, end_s=end_s)
        desk.strike(view.site, view.who, view.session.id, span, seen)
    return pressed


def _way_back(view: View, shown: Shown, said: tuple[Entry, ...], seen: int) -> bool:
    """What was taken out of the camera that is shown, each with its way back, or out for good."""
    taken = [
        one
        for one in standing(said)
        if one.act is Act.STRIKE and one.span and one.span.recording == shown.recording.id
    ]
    pressed, gone, erases = False, erasing.erased(view), erasing.may(view)
    erasing.tell(gone, shown.recording.id)
    for one in taken:
        if one.span is None or erasing.covers(gone, one.span):
            continue
        text, undo = st.columns([5, 1.4], vertical_alignment="center")
        when = f"{clock(one.span.start_s)}–{clock(one.span.end_s)}"
        text.caption(_("Taken out: {when}").format(when=when))
        if undo.button(_("Put it back"), key=f"back-{one.number}", width="stretch"):
            desk.put_back(view.site, view.who, view.session.id, one.target, seen)
            pressed = True
        pressed |= erases and erasing.offer(view, one.span)
    return pressed
