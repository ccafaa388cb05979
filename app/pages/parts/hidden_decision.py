"""Who answers for what is hidden, and the report about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import catalogue, work
from app.language import _, current
from app.layout import act_and_redraw
from app.plain import day, verbatim
from capture.access import facts_of
from capture.permission import decide
from data_schemas.rights import Action
from pipelines.deidentify import desk
from pipelines.deidentify.report import report

if TYPE_CHECKING:
    from app.pages.masking import Hiding


def draw(hiding: Hiding) -> None:
    st.header(_("Confirm"), anchor=False)
    held = desk.decision(hiding.site, hiding.who, hiding.session.id)
    if held is not None:
        at = hiding.session.deidentified_at
        if held.synthetic:
            st.success(_("A generated session with nobody real in it: confirmed without looking."))
        else:
            st.success(
                _("{name} answers for what is hidden here, since {day}.").format(
                    name=verbatim(held.name), day=day(at) if at else "–"
                )
            )
        if st.button(_("Open it again")):
            act_and_redraw(lambda: desk.reopen(hiding.site, hiding.who, hiding.session.id))
    elif decide(hiding.who, Action.APPROVE, facts_of(hiding.site, hiding.session.id)).allowed:
        _ask(hiding)
    told = desk.reported(hiding.site, hiding.who, hiding.session.id)
    st.download_button(
        _("Report on what was hidden"),
        report(catalogue.say(current()), (told,)),
        file_name=f"sonmat-{hiding.session.number}-{current()}.md",
        mime="text/markdown",
        icon=":material/description:",
    )


def _ask(hiding: Hiding) -> None:
    name, go = st.columns([2, 1], vertical_alignment="bottom")
    called = name.text_input(_("Your name"), key="hidden-name")
    st.caption(_("It stands in the report. Any change to words or masks opens this again."))
    if go.button(_("All that is to be hidden is"), type="primary", width="stretch"):
        act_and_redraw(lambda: _confirm(hiding, called))


def _confirm(hiding: Hiding, name: str) -> None:
    desk.confirm(hiding.site, hiding.who, hiding.session.id, name)
    work.attend(hiding.site)  # who makes the copy
