"""Step 1: which procedure, which expert, which job; and the sketch of it before the first take."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.language import _
from app.links import leave_for, page_link
from app.pages.parts import glossary, procedure
from app.pages.wizard.draft import Draft
from app.pages.wizard.walk import buttons
from capture import jobs, people
from data_schemas.procedure import Procedure
from data_schemas.programme import Job
from data_schemas.rights import Expert


def draw(draft: Draft) -> None:
    known = people.list_experts(draft.site, draft.who)
    _planned(draft, known)
    if draft.get("ask-diagram"):
        _before_the_first_take(draft)
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.header(_("Which procedure?"), anchor=False)
        chosen = procedure.draw(draft.site, draft.who)
        glossary.draw(draft.site, draft.who)
    with right:
        st.header(_("Which expert?"), anchor=False)
        name = _expert(draft, known)
        expert = next((one for one in known if one.pseudonym == name), None)
        last_day = _last_day(expert)
        title = _title(chosen, expert)
        page_link("new", _("Only bring files or a camera card, without anything to be signed now"))
    missing = "" if chosen and name else _("Choose a procedure and name the expert first.")
    if buttons(draft, missing, back=False) and chosen:
        _keep(draft, chosen, name, (last_day, title))


def _planned(draft: Draft, known: tuple[Expert, ...]) -> None:
    """Fill in what the programme knows of the job that was chosen there."""
    expert = next((one for one in known if one.id == draft.get("expert")), None)
    if expert is not None:
        draft.values.setdefault("name", expert.pseudonym)
        planned = next((one for one in expert.jobs if one.id == draft.get("job")), None)
        if planned is not None and planned.procedure:
            draft.values.setdefault("procedure", planned.procedure)
    if draft.get("procedure") != draft.get("procedure-shown"):
        st.session_state["procedure-brought"] = draft.get("procedure")
        draft.keep("procedure-shown", draft.get("procedure"))


def _expert(draft: Draft, known: tuple[Expert, ...]) -> str:
    names = [one.pseudonym for one in known]
    before = draft.get("name", "")
    if before and before not in names:
        names.append(before)
    chosen = st.selectbox(
        _("Pseudonym of the expert"),
        options=names,
        index=None,
        accept_new_options=True,
        placeholder=_("Choose, or type a new one"),
        key=draft.field("name", None),
        help=_("Not the real name: whoever uses the data later sees this name."),
    )
    return str(draft.keep("name", (chosen or "").strip()) or "")


def _last_day(expert: Expert | None) -> date | None:
    """Asked anew for each expert, so that nobody gets the day of another."""
    day = st.date_input(
        _("Last working day, if it is known"),
        value=expert.last_day if expert else None,
        key=f"wizard-last-day-{expert.id if expert else 'new'}",
    )
    return day if isinstance(day, date) else None


def _title(chosen: Procedure | None, expert: Expert | None) -> str:
    """What the job is called; of one procedure an expert has one job."""
    planned = next(
        (one for one in (expert.jobs if expert else ()) if chosen and one.procedure == chosen.id),
        None,
    )
    if planned is not None:
        st.markdown(_("Job: {title}").format(title=f"**{planned.title}**"))
        return planned.title
    named = st.text_input(
        _("What this job is called"),
        value=chosen.title if chosen else "",
        max_chars=jobs.TITLE_LIMIT,
        key=f"wizard-job-title-{chosen.id if chosen else ''}",
    )
    return named.strip()


def _keep(draft: Draft, chosen: Procedure, name: str, about: tuple[date | None, str]) -> None:
    last_day, title = about
    site, who = draft.site, draft.who
    expert = people.ensure_expert(site, who, name)
    expert = people.get_expert(site, who, expert.id)
    if last_day is not None and last_day != expert.last_day:
        people.set_leaving(site, who, expert.id, last_day)
    found = _job(draft, expert, chosen, title)
    draft.values |= {"procedure": chosen.id, "expert": expert.id, "job": found.id}
    if found.diagram is None and not draft.get("diagram-later"):
        draft.keep("ask-diagram", True)
        st.rerun()
    draft.go(2)


def _job(draft: Draft, expert: Expert, chosen: Procedure, title: str) -> Job:
    """The planned job gets its procedure now; else there is one of that procedure, or a new one."""
    site, who = draft.site, draft.who
    planned = next((one for one in expert.jobs if one.id == draft.get("job")), None)
    free = all(one.procedure != chosen.id for one in expert.jobs)
    if planned is not None and planned.procedure is None and free:
        return jobs.change_job(site, who, expert.id, planned.id, planned.title, chosen.id)
    return jobs.add_job(site, who, expert.id, title or chosen.title, chosen.id)


def _before_the_first_take(draft: Draft) -> None:
    with st.container(border=True):
        st.header(_("Ten minutes before the first take"), anchor=False)
        st.markdown(
            _(
                "Let the expert tell the job in three to six parts, and mark with a star where it"
                " is hard to judge what is right. Later the questions begin at the stars."
            )
        )
        now, later_on, _rest = st.columns([1.4, 1, 3])
        if now.button(_("Sketch it now"), type="primary", width="stretch", key="diagram-now"):
            draft.keep("ask-diagram", False)
            leave_for(
                "diagram",
                {"expert": draft.get("expert"), "job": draft.get("job"), "draft": draft.name},
            )
        if later_on.button(_("Later"), width="stretch", key="diagram-later"):
            draft.keep("ask-diagram", False)
            draft.keep("diagram-later", True)
            draft.go(2)
