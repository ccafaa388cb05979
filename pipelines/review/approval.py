"""What keeps a time line from being signed, and what is signed with it."""

from __future__ import annotations

from data_schemas.approval import ApprovedItem
from data_schemas.procedure import Procedure
from data_schemas.timeline import Segment, Timeline
from pipelines.align.ask import SURE_FROM

# A person's word, or the machine's that a person may leave as it is.
SETTLED = ("confirmed", "corrected", "rejected")


def unsettled(timeline: Timeline) -> tuple[str, ...]:
    """Sections that somebody has to look at before anyone can sign, in the order of time."""
    return tuple(
        one.id
        for one in timeline.segments
        if one.step_id is not None and one.status not in SETTLED and is_unsure(one)
    )


def is_unsure(segment: Segment) -> bool:
    return segment.status == "needs_review" or segment.confidence < SURE_FROM


def items_of(timeline: Timeline, procedure: Procedure) -> tuple[ApprovedItem, ...]:
    """Everything that is signed: each section with its step, each line of words."""
    found = [_section(one, procedure) for one in timeline.segments if one.status != "rejected"]
    found += [
        ApprovedItem(
            id=one.id, what="words", text=one.text, recording=one.recording,
            start_s=one.start_s, end_s=one.end_s, by=one.origin,
        )
        for one in timeline.utterances
        if one.text
    ]  # fmt: skip
    return tuple(found)


def _section(one: Segment, procedure: Procedure) -> ApprovedItem:
    step = procedure.step(one.step_id) if one.step_id else None
    by = {"confirmed": "confirmed", "corrected": "person"}.get(one.status, "machine")
    return ApprovedItem(
        id=one.id, what="section", step_id=one.step_id, text=step.title if step else "",
        recording=one.recording, start_s=one.start_s, end_s=one.end_s, by=by,
    )  # fmt: skip
