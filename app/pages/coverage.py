"""Asked and still open: what was asked about a job, what came of it, and what to ask next."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import title
from app.links import leave_for, open_experts
from app.pages.parts.job import asked, told
from app.pages.parts.job.chosen import chosen
from app.plain import verbatim
from pipelines.elicit.overview.desk import overview


def draw() -> None:
    site, who = context.site(), signin.current()
    procedure = chosen(site, who, _("Asked and still open"))
    if procedure is None:
        return
    over = overview(site, who, procedure.id)
    many = n_("{n} work session", "{n} work sessions", len(over.sessions))
    title(_("Asked and still open"), f"{verbatim(procedure.title)} · {many}")
    if not procedure.steps:
        st.info(_("The steps are not written yet: they can be proposed from the recording."))
        return
    with st.container(horizontal=True):
        if st.button(_("Experts side by side"), icon=":material/groups:", key="to-experts"):
            open_experts(procedure.id)
        if st.button(_("How clear the labels are"), icon=":material/fact_check:", key="to-clarity"):
            leave_for("clarity", {"procedure": procedure.id})
    asked.following(over)
    st.header(_("Question cards by step"), anchor=False)
    st.caption(
        _("Where nobody asked there may still be much to know. Click a cell to see its question.")
    )
    asked.draw(over)
    left, right = st.columns(2, gap="large")
    with left:
        told.draw(over)
    with right:
        told.new(site, who, over)
        told.unsaid(over)
