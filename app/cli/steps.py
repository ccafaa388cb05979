"""``sonmat steps``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.base import Json, app, emit, open_site
from data_schemas.errors import UnknownError

if TYPE_CHECKING:
    from data_schemas.procedure import Procedure
    from data_schemas.timeline import Finding, Segment, Timeline
    from pipelines.align.ask import Ask


@app.command()
def steps(
    session: Annotated[str, typer.Argument(show_default=False)],
    ask_first: Annotated[
        bool, typer.Option("--ask-first", help="What to check, the most worthwhile first.")
    ] = False,
    json: Json = False,
) -> None:
    """Print where each step happened, how sure that is, and what was done otherwise."""
    from capture import procedures, sessions
    from capture.access import OWNER
    from pipelines.align.ask import ask_first as in_order

    site = open_site()
    found = sessions.get_session(site, OWNER, session)
    timeline = sessions.timeline(site, OWNER, session)
    if timeline is None:
        raise UnknownError(
            f"No step of {session} was looked for yet: run `sonmat process {session} --wait`."
        )
    procedure = procedures.get_procedure(site, OWNER, found.procedure)
    if ask_first:
        rows = [
            _asked(rank, one, procedure, timeline)
            for rank, one in enumerate(in_order(procedure.steps, timeline), 1)
        ]
        emit(rows, json, "\n".join(map(_ask_line, rows)) or "Nothing needs a second look.")
        return
    emit(steps_view(procedure, timeline), json, "\n".join(_lines(procedure, timeline)))


def steps_view(procedure: Procedure, timeline: Timeline) -> dict[str, Any]:
    """Steps in their written order with their sections, and the findings."""
    status = {one.step_id: one.model_dump(exclude={"step_id"}) for one in timeline.steps}
    unknown = {"status": None, "probability": None}
    return {
        "session": timeline.session,
        "steps": [
            {
                **step.model_dump(mode="json", include={"id", "title", "parent"}),
                **status.get(step.id, unknown),
                "segments": [s.model_dump(mode="json") for s in _of(timeline, step.id)],
            }
            for step in procedure.steps
        ],
        "outside": [s.model_dump(mode="json") for s in _of(timeline, None)],
        "findings": [one.model_dump(mode="json") for one in timeline.findings],
    }


def _of(timeline: Timeline, step: str | None) -> list[Segment]:
    return [s for s in timeline.segments if s.step_id == step and s.status != "rejected"]


def _asked(rank: int, one: Ask, procedure: Procedure, timeline: Timeline) -> dict[str, Any]:
    segment = next((s for s in timeline.segments if s.id == one.segment), None)
    step = procedure.step(one.step_id)
    return {
        "rank": rank,
        **one.model_dump(mode="json"),
        "step_title": step.title if step else "",
        "start_s": segment.start_s if segment else None,
        "end_s": segment.end_s if segment else None,
    }


def _ask_line(row: dict[str, Any]) -> str:
    where = "not found" if row["segment"] is None else f"{row['start_s']:.1f}-{row['end_s']:.1f} s"
    why = ", ".join(REASONS[name] for name in row["reasons"])
    return f"{row['rank']:>2}  {row['step_title']}  {where}  {row['probability']:.0%}  {why}"


def _lines(procedure: Procedure, timeline: Timeline) -> list[str]:
    numbers = {step.id: n for n, step in enumerate(procedure.steps, 1)}
    status = {one.step_id: one for one in timeline.steps}
    lines = []
    for depth, step, is_group in procedure.outline():
        indent = "  " * depth
        if is_group:
            lines.append(f"{indent}{step.title}")
            continue
        sections = _of(timeline, step.id)
        about = status.get(step.id)
        told = ""
        if about and not sections:
            told = f"  {about.status} (chance that it was done: {about.probability:.0%})"
        lines.append(f"{indent}{numbers[step.id]}. {step.title}{told}")
        lines += [f"{indent}   {_section(one)}" for one in sections]
    lines += [f"- {_finding(one, numbers)}" for one in timeline.findings if one.step_id in numbers]
    return lines


def _section(one: Segment) -> str:
    edges = (f"{one.start_s:.1f}", one.start_sd_s), (f"{one.end_s:.1f}", one.end_sd_s)
    start, end = (at if sd is None else f"{at} ±{max(1, round(sd))}" for at, sd in edges)
    basis = "by words" if one.basis == "words" else "by the written order"
    by = "checked by a person" if one.status in ("confirmed", "corrected") else basis
    return f"{start} - {end} s  {one.confidence:.0%}  {by}"


def _finding(one: Finding, numbers: dict[str, int]) -> str:
    number, other = numbers[one.step_id], numbers.get(one.other, 0)
    if one.kind == "repeated" and one.cited:
        return f"Step {number} was done once more: {one.cited[0].text.strip()}"
    if one.kind == "repeated":
        return f"Step {number} comes again after another step."
    if one.kind == "skipped":
        return f"Step {number} was probably left out."
    if one.kind == "undone":
        return f"Step {number} was taken back after it was done: {one.cited[0].text.strip()}"
    if one.kind == "rule_broken":
        return f"Rule broken: step {number} came before step {other}, which must come first."
    side = "before" if other < number else "after"
    return f"Step {number} was done {side} step {other}."


REASONS = {
    "unsure": "unsure", "no_words": "no words name it here", "out_of_order": "out of order",
    "repeated": "comes again", "too_short": "unusually short", "too_long": "unusually long",
    "skipped": "probably left out", "missing": "perhaps done",
}  # fmt: skip
