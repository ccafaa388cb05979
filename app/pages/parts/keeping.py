"""Sessions whose time of keeping is over or ends soon; erasing waits for a person's word."""

from __future__ import annotations

import streamlit as st

from app.language import _, n_
from app.layout import act_and_redraw
from app.links import leave_for
from app.names import number_of
from capture import retention
from capture.site import Site
from data_schemas.retention import Keeping
from data_schemas.rights import Actor
from pipelines.withdraw import end_of_keeping


def draw(site: Site, who: Actor) -> None:
    found = retention.due(site, who)
    if not found:
        st.caption(_("Nothing is over, and nothing ends within 30 days."))
        return
    over = [one for one in found if one.is_over]
    for one in found:
        _line(one)
    if over:
        _erase(site, who, over)


def reminder(site: Site, who: Actor) -> None:
    """On the first page of who may confirm it; nobody else is bothered."""
    found = retention.due(site, who)
    if found:
        count = len(found)
        st.warning(
            n_(
                "The time of keeping of {n} work session is over or ends within 30 days:"
                " see “Health”.",
                "The time of keeping of {n} work sessions is over or ends within 30 days:"
                " see “Health”.",
                count,
            ),
            icon=":material/schedule:",
        )


def _line(one: Keeping) -> None:
    what, go = st.columns([2.6, 1], vertical_alignment="center")
    until = _("kept until {day}").format(day=one.until)
    left = _("over") if one.is_over else n_("{n} day left", "{n} days left", one.days_left)
    what.markdown(f"**{number_of(one.number)}** · {until} · {left}")
    if go.button(_("New consent"), key=f"keep-{one.session}", width="stretch"):
        leave_for("wizard", {"session": one.session, "step": "3"})


def _erase(site: Site, who: Actor, over: list[Keeping]) -> None:
    st.caption(
        _("What is over is neither shown nor given out. A new consent keeps it; else erase it.")
    )
    word = _("erase")
    chosen = [one for one in over if st.checkbox(
        _("Erase {session}").format(session=number_of(one.number)), key=f"over-{one.session}"
    )]  # fmt: skip
    typed = st.text_input(_("To go on, type: {word}").format(word=word), key="over-typed")
    sure = bool(chosen) and typed.strip().casefold() == word.casefold()
    if st.button(_("Erase for good"), type="primary", disabled=not sure, key="over-erase"):
        act_and_redraw(lambda: end_of_keeping(site, who, tuple(one.session for one in chosen)))
