"""Steps proposed from the recording of a job that nobody wrote down: edited, then saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import work
from app.language import _, later, n_
from app.names import names
from app.plain import clock
from app.scene import Shown
from capture import procedures, sessions
from capture.formats.procedures import WRITERS
from data_schemas.errors import InputError
from data_schemas.procedure import Procedure, Step

if TYPE_CHECKING:
    from app.pages.session import View
    from pipelines.propose import Proposal, ProposedStep

WHY = {
    "start": later("first words about the work"),
    "cue": later("a word such as “next”"),
    "pause": later("silence before it"),
    "topic": later("other words than before"),
    "motion": later("the hands rested"),
}
KEEP, TITLE, POINT, REASON, WHEN, SIGN, SEEN = (
    "keep", "title", "key_point", "reason", "when", "why", "seen"
)  # fmt: skip
TURN = "propose-turn"
Rows = list[dict[str, Any]]


def draw(view: View, shown: Shown) -> None:
    """Only where the job has no steps yet."""
    if shown.procedure.steps:
        return
    with st.container(border=True, key="propose"):
        st.header(_("Propose steps from this recording"), anchor=False)
        if shown.transcript is None:
            st.caption(_("The steps of this job are not written yet. The words come first."))
            return
        st.caption(
            _(
                "The steps of this job are not written yet. What the expert says gives a first"
                " list: look through it, change it, and save it."
            )
        )
        others = _others(view)
        if st.button(_("Propose steps"), key="propose-go", type="primary"):
            with st.spinner(_("Reading what was said…")):
                st.session_state[_key(view)] = _proposed(view, others)
                # what was changed in the table before is no change of this list
                st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
        found: Proposal | None = st.session_state.get(_key(view))
        if found is not None:
            _edit(view, shown.procedure, found, others)


def _key(view: View) -> str:
    return f"proposal-{view.session.id}"


def _proposed(view: View, others: list[str]) -> Proposal:
    # the text encoder takes seconds to import: only who asks for steps pays for it
    from pipelines.propose.desk import propose_steps

    return propose_steps(view.site, view.who, (view.session.id, *others))


def _others(view: View) -> list[str]:
    """Other recordings of the job: those of it, and any whose steps are not written either."""
    written = {one.id for one in procedures.list_procedures(view.site, view.who) if one.steps}
    known = {
        one.id: one
        for one in sessions.list_sessions(view.site, view.who)
        if one.procedure not in written and one.withdrawn_at is None and one.id != view.session.id
    }
    if not known:
        return []
    called = names(view.site, view.who)
    return st.multiselect(
        _("Other recordings of the same job"),
        options=list(known),
        default=[one.id for one in known.values() if one.procedure == view.session.procedure],
        format_func=lambda one: called.session(known[one]),
        key=f"propose-others-{view.session.id}",
    )


def _edit(view: View, job: Procedure, found: Proposal, others: list[str]) -> None:
    """The list as a table; what only one of several recordings shows is there, not chosen."""
    mine = {one.id for one in view.session.work}
    rows = [_row(one, mine, True) for one in found.steps]
    rows += [_row(one, mine, False) for one in found.rare]
    title = st.text_input(_("Name of the job"), value=job.title, key=f"propose-title-{job.id}")
    several = found.recordings > 1
    edited = st.data_editor(
        rows,
        column_config=_columns(),
        column_order=[KEEP, TITLE, WHEN, POINT, REASON, SIGN, *([SEEN] if several else [])],
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        key=f"propose-table-{view.session.id}-{st.session_state.get(TURN, 0)}",
    )
    if found.left_out:
        st.caption(
            n_(
                "{n} stretch of talk was taken for no step: an overview, or something else.",
                "{n} stretches of talk were taken for no step: overviews, or something else.",
                len(found.left_out),
            )
        )
    if st.button(_("Save as procedure"), key="propose-save"):
        _save(view, _procedure(job, found, title, edited), others)


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        KEEP: column.CheckboxColumn(_("Keep"), default=True, width="small"),
        TITLE: column.TextColumn(_("Step"), width=260, required=True),
        POINT: column.TextColumn(_("Key point"), width="medium"),
        REASON: column.TextColumn(_("Reason"), width="medium"),
        WHEN: column.TextColumn(_("Seen at"), disabled=True, width="small"),
        SIGN: column.TextColumn(_("Why it begins there"), disabled=True, width="medium"),
        SEEN: column.TextColumn(_("Seen in"), disabled=True, width="small"),
    }


def _row(one: ProposedStep, mine: set[str], keep: bool) -> dict[str, Any]:
    here = next((place for place in one.places if place.recording in mine), None)
    place = here or one.places[0]
    return {
        KEEP: keep,
        TITLE: one.title,
        POINT: "\n".join(one.key_point),
        REASON: "\n".join(one.reason),
        WHEN: f"{clock(here.start_s)}–{clock(here.end_s)}" if here else _("another recording"),
        SIGN: ", ".join(_(WHY[name]) for name in place.why),
        SEEN: _("{n} of {total}").format(n=one.seen_in, total=one.of),
    }


def _procedure(job: Procedure, found: Proposal, title: str, rows: Rows) -> Procedure:
    """What the table says now. Raises InputError where nothing is left."""
    kept = [row for row in rows if row.get(KEEP) and (row.get(TITLE) or "").strip()]
    if not kept:
        raise InputError("No step is left in the list: keep at least one.")
    steps = tuple(
        Step(
            id=str(n),
            title=" ".join(row[TITLE].split()),
            key_point=_lines(row.get(POINT)),
            reason=_lines(row.get(REASON)),
        )
        for n, row in enumerate(kept, 1)
    )
    return Procedure(
        id=job.id,
        title=title.strip() or job.title,
        language=job.language,
        steps=steps,
        listed_from=found.listed_from,
    )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _save(view: View, written: Procedure, others: list[str]) -> None:
    """A new version of the job, which all its recordings then follow; others are made to."""
    site, who = view.site, view.who
    procedures.import_procedure(site, who, WRITERS["yaml"](written), "steps.yaml", written.id)
    for one in others:
        sessions.follow(site, who, one, written.id)
    for session in sessions.sessions_of(site, who, written.id):
        work.want(site, who, session.id)
    st.session_state.pop(_key(view), None)
    st.toast(_("“{title}” was taken in.").format(title=written.title))
    st.rerun()
