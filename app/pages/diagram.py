"""The task diagram of a job: three to six parts, a star where it is hard to judge. Ten minutes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import context, problems, signin
from app.language import _
from app.layout import empty, title
from app.links import leave_for
from app.pages.parts import papers
from app.plain import verbatim
from capture import jobs, people
from capture.jobs import NOTE_LIMIT, PART_LIMIT, Sketch
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.programme import FEWEST_CHUNKS, MOST_CHUNKS, Job
from data_schemas.rights import Actor

Parts = list[dict[str, Any]]


def draw() -> None:
    site, who = context.site(), signin.current()
    expert, name = st.query_params.get("expert", ""), st.query_params.get("job", "")
    if not expert or not name:
        title(_("Task diagram"))
        empty(_("Choose a job in the programme."), "programme", _("Programme"))
        return
    person, job = people.get_expert(site, who, expert), jobs.get_job(site, who, expert, name)
    title(
        _("Task diagram: {job}").format(job=verbatim(job.title)),
        _("{expert} tells the job in three to six parts. It takes ten minutes.").format(
            expert=verbatim(person.pseudonym)
        ),
    )
    parts = _parts(job)
    left, right = st.columns([3, 2], gap="large")
    with left:
        for position, part in enumerate(parts):
            _part(parts, position, part, job.id)
        if len(parts) < MOST_CHUNKS and st.button(
            _("Add a part"), icon=":material/add:", key="part-add"
        ):
            parts.append(_fresh(parts))
            st.rerun()
    with right:
        _help(site, who, expert, job)
    _buttons(site, who, (expert, job), parts)


def _parts(job: Job) -> Parts:
    """The parts as they are being changed; they stay while the page is open."""
    kept: dict[str, Parts] = st.session_state.setdefault("diagrams", {})
    if job.id not in kept:
        chunks = job.diagram.chunks if job.diagram else ()
        kept[job.id] = [
            {"key": n, "title": one.title, "hard": one.hard, "note": one.note}
            for n, one in enumerate(chunks)
        ]
        while len(kept[job.id]) < FEWEST_CHUNKS:
            kept[job.id].append(_fresh(kept[job.id]))
    return kept[job.id]


def _fresh(parts: Parts) -> dict[str, Any]:
    key = max((one["key"] for one in parts), default=-1) + 1
    return {"key": key, "title": "", "hard": False, "note": ""}


def _part(parts: Parts, position: int, part: dict[str, Any], job: str) -> None:
    key = f"part-{job}-{part['key']}"
    with st.container(border=True, key=f"box-{key}"):
        what, hard, up, away = st.columns([5, 2.4, 0.8, 0.8], vertical_alignment="bottom")
        part["title"] = what.text_input(
            _("Part {n}").format(n=position + 1),
            value=part["title"],
            max_chars=PART_LIMIT,
            placeholder=_("What is done, in a few words"),
            key=f"{key}-title",
        )
        part["hard"] = hard.checkbox(
            "★ " + _("hard to judge"), value=part["hard"], key=f"{key}-hard"
        )
        if up.button("↑", key=f"{key}-up", disabled=position == 0, help=_("Move up")):
            parts[position - 1 : position + 1] = [part, parts[position - 1]]
            st.rerun()
        if away.button("✕", key=f"{key}-away", disabled=len(parts) <= FEWEST_CHUNKS,
                       help=_("Take out")):  # fmt: skip
            del parts[position]
            st.rerun()
        if part["hard"] or part["note"]:
            part["note"] = st.text_input(
                _("What makes it hard"), value=part["note"], max_chars=NOTE_LIMIT,
                key=f"{key}-note",
            )  # fmt: skip


def _help(site: Site, who: Actor, expert: str, job: Job) -> None:
    with st.container(border=True):
        st.markdown(
            _(
                "Ask: “Think of this job from start to end. Into which three to six parts would you"
                " divide it?” Write down their words, not those of the manual."
            )
        )
        st.markdown(
            _(
                "Then ask: “In which of them is it hard to judge what is right?” Put the star"
                " there. Later the questions begin at the stars."
            )
        )
        if job.diagram is not None:
            papers.link(site, who, _("Print"), "diagram", expert, job.id)


def _buttons(site: Site, who: Actor, about: tuple[str, Job], parts: Parts) -> None:
    expert, job = about
    missing = (
        "" if all(one["title"].strip() for one in parts) else _("Give every part a name first.")
    )
    save, leave, hint = st.columns([1.2, 1, 3], vertical_alignment="center")
    if save.button(
        _("Save"), type="primary", disabled=bool(missing), width="stretch", key="diagram-save"
    ):
        sketched = tuple(Sketch(one["title"], one["hard"], one["note"]) for one in parts)
        try:
            jobs.draw_diagram(site, who, expert, job.id, sketched)
        except SonmatError as error:
            st.error(problems.told(error))
            return
        st.session_state["diagrams"].pop(job.id, None)
        _back()
    if leave.button(_("Back"), width="stretch", key="diagram-back"):
        st.session_state["diagrams"].pop(job.id, None)
        _back()
    if missing:
        hint.caption(missing)


def _back() -> None:
    """To the session that is being planned, else to the programme."""
    draft = st.query_params.get("draft", "")
    if draft:
        leave_for("wizard", {"draft": draft, "step": "2"})
    leave_for("programme", {})
