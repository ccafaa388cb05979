"""Forms of the programme: experts with their last day, and the jobs that they are to show."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app import problems
from app.language import _
from app.links import leave_for
from capture import jobs, people, procedures
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.programme import Job
from data_schemas.rights import Actor, Expert


def new_expert(site: Site, who: Actor) -> None:
    with st.form("new-expert-form", border=False, clear_on_submit=False):
        name = st.text_input(
            _("Pseudonym of the expert"),
            max_chars=people.NAME_LIMIT,
            help=_("Not the real name: whoever uses the data later sees this name."),
            key="plan-name",
        )
        last_day = st.date_input(_("Last working day, if it is known"), value=None, key="plan-day")
        if not st.form_submit_button(_("Add"), type="primary"):
            return
    try:
        expert = people.ensure_expert(site, who, name)
        if isinstance(last_day, date):
            people.set_leaving(site, who, expert.id, last_day)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.rerun()


def change_expert(site: Site, who: Actor, expert: Expert) -> None:
    """Last day, the name they are named by, and another job."""
    with st.form(f"expert-form-{expert.id}", border=False):
        last_day = st.date_input(
            _("Last working day"), value=expert.last_day, key=f"last-day-{expert.id}"
        )
        author = st.text_input(
            _("Name to be named by, empty for the pseudonym only"),
            value=expert.author,
            max_chars=people.NAME_LIMIT,
            key=f"author-{expert.id}",
        )
        title = st.text_input(
            _("Another job that they will show"), max_chars=jobs.TITLE_LIMIT,
            key=f"job-{expert.id}-{len(expert.jobs)}",
        )  # fmt: skip
        if not st.form_submit_button(_("Save"), type="primary"):
            return
    try:
        people.set_leaving(site, who, expert.id, last_day if isinstance(last_day, date) else None)
        people.set_author(site, who, expert.id, author)
        if title.strip():
            jobs.add_job(site, who, expert.id, title)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.rerun()


def change_job(site: Site, who: Actor, expert: str, job: Job) -> None:
    """Title and procedure, the way to its diagram, and out of the programme."""
    if st.button(_("Task diagram"), icon=":material/account_tree:", key=f"diagram-{job.id}",
                 width="stretch"):  # fmt: skip
        leave_for("diagram", {"expert": expert, "job": job.id})
    titles = {one.id: one.title for one in procedures.list_procedures(site, who)}
    with st.form(f"job-form-{job.id}", border=False):
        title = st.text_input(
            _("What this job is called"), value=job.title, max_chars=jobs.TITLE_LIMIT,
            key=f"job-name-{job.id}",
        )  # fmt: skip
        options = [None, *titles]
        procedure = st.selectbox(
            _("Procedure"),
            options=options,
            index=options.index(job.procedure) if job.procedure in options else 0,
            format_func=lambda one: titles[one] if one else _("None yet"),
            key=f"job-procedure-{job.id}",
        )
        if st.form_submit_button(_("Save"), type="primary"):
            _try(lambda: jobs.change_job(site, who, expert, job.id, title, procedure))
    if st.button(_("Take this job out"), key=f"job-out-{job.id}", type="tertiary",
                 help=_("What was recorded of it stays.")):  # fmt: skip
        _try(lambda: jobs.remove_job(site, who, expert, job.id))


def _try(act) -> None:  # type: ignore[no-untyped-def]
    try:
        act()
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.rerun()
