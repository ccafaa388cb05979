"""What was done otherwise than written, seen from the time line that holds now.

The aligner's own findings of order are of its own sections; a person's correction may end one or
make one. That a step was taken back, or done once more at once, is in the words alone: it holds as
long as they do, of a section that still stands and is still of that step.
"""

from __future__ import annotations

from data_schemas.procedure import Procedure
from data_schemas.timeline import Finding, FindingKind, Segment, StepAnswer, StepStatus, Timeline
from pipelines.align.order import findings_of, orders
from pipelines.align.repeated import with_words

SETTLED = ("confirmed", "corrected")
AS_FOUND: dict[StepAnswer, FindingKind] = {
    "twice": "repeated", "out_of_order": "out_of_order", "not_performed": "skipped",
}  # fmt: skip


def with_findings(timeline: Timeline, procedure: Procedure) -> Timeline:
    """The time line with its findings, the order flag of each segment, and steps that people saw.

    A step that is nowhere counts as skipped only where the aligner thinks so; one that somebody
    confirmed or corrected was performed, whatever the aligner thinks.
    """
    seen = {s.step_id for s in timeline.segments if s.status in SETTLED}
    steps = tuple(_performed(one) if one.step_id in seen else one for one in timeline.steps)
    seen_now = findings_of(procedure.steps, procedure.before, timeline.segments, steps)
    found = answered(seen_now, steps, timeline.segments)
    flags = orders(found)
    as_written = {one.step_id for one in steps if one.answer == "as_written"}
    again, undone = (
        tuple(f for f in _still_told(kind, timeline, procedure) if f.step_id not in as_written)
        for kind in ("repeated", "undone")
    )
    found = with_words(found, again) + undone
    segments = tuple(
        one.model_copy(update={"order": flags.get(one.id, "in_order")}) for one in timeline.segments
    )
    return timeline.model_copy(update={"segments": segments, "steps": steps, "findings": found})


def answered(
    found: tuple[Finding, ...], steps: tuple[StepStatus, ...], segments: tuple[Segment, ...]
) -> tuple[Finding, ...]:
    """What people said of whole steps, over what sections and words tell of them."""
    for step in steps:
        if step.answer == "as_written":
            found = tuple(one for one in found if one.step_id != step.step_id)
        kind = AS_FOUND.get(step.answer)
        if kind is None:
            continue
        own = tuple(one for one in found if one.step_id == step.step_id and one.kind == kind)
        theirs = tuple(
            s.id for s in segments if s.step_id == step.step_id and s.status != "rejected"
        )
        said = Finding(kind=kind, step_id=step.step_id, segments=theirs, origin="person")
        by_hand = tuple(one.model_copy(update={"origin": "person"}) for one in own) or (said,)
        found = (*(one for one in found if one not in own), *by_hand)
    return found


def _performed(one: StepStatus) -> StepStatus:
    return one.model_copy(update={"status": "performed", "probability": 1.0})


def _still_told(kind: str, timeline: Timeline, procedure: Procedure) -> tuple[Finding, ...]:
    """Of the aligner's findings; words that were struck out tell nothing any more."""
    standing = {one.id: one.step_id for one in timeline.segments if one.status != "rejected"}
    kept = (
        one.model_copy(update={"segments": tuple(s for s in one.segments if _is(standing, s, one))})
        for one in timeline.findings
        if one.kind == kind and one.cited and procedure.step(one.step_id)
    )
    return tuple(one for one in kept if one.segments)


def _is(standing: dict[str, str | None], segment: str, one: Finding) -> bool:
    return standing.get(segment) == one.step_id
