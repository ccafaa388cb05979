"""The programme: who leaves when, which jobs they are to show, and what is next for each.

It counts jobs. How long somebody took for anything is not known here and is not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import place_of_page, title
from app.links import leave_for, open_recorder, open_session, open_sitting
from app.pages.parts import papers, plan
from app.plain import MARKS, NEXT, marks_of, verbatim
from capture.site import Site
from data_schemas.programme import Next, Standing
from data_schemas.rights import Actor
from pipelines.programme import desk
from pipelines.programme.desk import Planned

REACHED = ":green[:material/check_circle:]"
OPEN = ":gray[:material/radio_button_unchecked:]"
PAGE = 10
WIDTHS = [3.2, *([1.0] * len(MARKS)), 2.4, 0.8]


def draw() -> None:
    site, who = context.site(), signin.current()
    title(_("Programme"), _("Who leaves when, and how far each of their jobs is."))
    everybody = desk.everybody(site, who)
    first, size = place_of_page(len(everybody), PAGE, "programme-page")
    planned = desk.planned(site, who, everybody[first : first + size])
    if not planned:
        with st.container(border=True):
            st.markdown(
                _(
                    "Nobody is in the programme yet. Add the experts who will leave, the one with"
                    " the earliest last working day first."
                )
            )
    else:
        _counts(planned, len(everybody))
    left, right, cards, sheet = st.columns([1.4, 1, 1.4, 1.6])
    with left.popover(_("Add an expert"), icon=":material/person_add:", width="stretch"):
        plan.new_expert(site, who)
    if planned:
        with right:
            papers.link(site, who, _("Print"), "programme")
    if cards.button(
        _("Question cards"), icon=":material/quiz:", key="question-cards", width="stretch"
    ):
        leave_for("question-cards", {})
    with sheet:
        papers.link(site, who, _("Sheet for the works council"), "council")
    for one in planned:
        with st.container(border=True, key=f"expert-{one.expert.id}"):
            _person(site, who, one)


def _counts(planned: tuple[Planned, ...], everybody: int) -> None:
    """Of the experts on the page: to count all jobs, all sessions would be looked at each time."""
    if everybody > len(planned):
        st.caption(
            _("Counted are the {n} experts on this page, of {total} in all.").format(
                n=len(planned), total=everybody
            )
        )
    jobs = [job for one in planned for job in one.jobs]
    told = (
        (_("Experts"), len(planned)),
        (_("Jobs"), len(jobs)),
        (_("Recorded"), sum(job.recorded for job in jobs)),
        (_("Sheet approved"), sum(job.approved for job in jobs)),
        (_("Overdue"), sum(bool(job.overdue) for job in jobs)),
    )
    for place, (name, count) in zip(st.columns(len(told)), told, strict=True):
        place.metric(name, count)


def _person(site: Site, who: Actor, planned: Planned) -> None:
    expert = planned.expert
    name, own, change = st.columns([5, 1.6, 1.4], vertical_alignment="center")
    name.markdown(f"**{verbatim(expert.pseudonym)}** &ensp; {_until(expert.last_day)}")
    if own.button(_("What is kept"), key=f"mine-{expert.id}", width="stretch"):
        leave_for("mine", {"expert": expert.id})
    with change.popover(_("Change"), width="stretch"):
        plan.change_expert(site, who, expert)
    if not planned.jobs:
        st.caption(_("No job is planned yet."))
    else:
        heads = st.columns(WIDTHS)
        for place, (_field, mark) in zip(heads[1:], MARKS, strict=False):
            place.caption(_(mark))
    for standing in planned.jobs:
        _job(site, who, standing)


def _until(last_day: date | None) -> str:
    if last_day is None:
        return f":gray[{_('last day not known')}]"
    days = (last_day - date.today()).days
    when = _("last working day {day}").format(day=last_day)
    if days < 0:
        return f"{when} · {_('has left')}"
    return f"{when} · " + n_("{n} day left", "{n} days left", days)


def _job(site: Site, who: Actor, standing: Standing) -> None:
    key = f"{standing.expert}-{standing.job.id or standing.job.procedure}"
    job, *marks, following, more = st.columns(WIDTHS, vertical_alignment="center")
    stars = sum(one.hard for one in standing.job.diagram.chunks) if standing.job.diagram else 0
    job.markdown(verbatim(standing.job.title) + (f" :orange[{'★' * stars}]" if stars else ""))
    for place, (reached, _name) in zip(marks, marks_of(standing), strict=True):
        place.markdown(REACHED if reached else OPEN)
    if standing.overdue:
        job.caption(
            ":orange[:material/schedule: "
            + _("Recorded more than two days ago and not asked about yet.")
            + "]"
        )
    if standing.next == "nothing":
        following.markdown(f":green[{_(NEXT['nothing'])}]")
    elif following.button(_(NEXT[standing.next]), key=f"next-{key}", width="stretch"):
        GO[standing.next](standing)
    if standing.planned:
        with more.popover("⋯", help=_("Change this job"), width="stretch"):
            plan.change_job(site, who, standing.expert, standing.job)


def _sketch(standing: Standing) -> None:
    leave_for("diagram", {"expert": standing.expert, "job": standing.job.id})


def _agree(standing: Standing) -> None:
    """Of a session that is there already only the consent is missing."""
    if standing.sessions:
        leave_for("wizard", {"session": standing.sessions[-1], "step": "3"})
    leave_for("wizard", {"expert": standing.expert, "job": standing.job.id})


def _ask(standing: Standing) -> None:
    open_sitting((standing.overdue or standing.sessions)[-1])


def _watch(standing: Standing) -> None:
    open_session((standing.overdue or standing.sessions)[-1])


GO: dict[Next, Callable[[Standing], None]] = {
    "diagram": _sketch,
    "consent": _agree,
    "record": lambda standing: open_recorder(standing.sessions[-1]),
    "ask": _ask,
    "confirm": _watch,
    "approve": _watch,
}
