"""What was seen of the movement: how well, what happened when, and advice for the next time."""

from __future__ import annotations

import streamlit as st

from app.language import _, current
from app.plain import EVENTS, SIDES, clock, verbatim
from data_schemas.motion import Event, MotionReport, Movement


def draw(movement: Movement | None) -> None:
    if movement is None or not movement.report.frames:
        return
    with st.expander(_("Movement"), icon=":material/back_hand:"):
        st.markdown(f"**{verbatim(seen(movement.report))}**")
        told = [advice.ko if current() == "ko" else advice.en for advice in movement.report.advice]
        if told:
            st.markdown("\n".join(f"- {verbatim(line)}" for line in told))
        if movement.events:
            st.caption(_("What hands, picture and sound did. It says nothing about how well."))
            st.dataframe([row(event) for event in movement.events], hide_index=True)


def seen(report: MotionReport) -> str:
    """Shares of the time in which hands and body were seen."""
    shares = (max(report.left, report.right), report.both, report.body)
    one, both, body = (f"{100 * share:.0f}" for share in shares)
    return _(
        "A hand is seen in {one} % of the time, both hands in {both} %, the body in {body} %"
    ).format(one=one, both=both, body=body)


def row(event: Event) -> dict[str, str]:
    """One event in plain words."""
    return {
        _("From"): clock(event.start_s),
        _("To"): clock(event.end_s),
        _("What happened"): _(EVENTS[event.kind]),
        _("Hand"): _(SIDES[event.hand]) if event.hand else "",
    }
