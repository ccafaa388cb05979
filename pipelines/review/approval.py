"""How far a time line has come: draft, confirmed by the expert, reviewed, approved.

Nothing of this is stored but the entries. A signature stands for what was there when it was given:
whatever changes later takes the signatures of an open version away, and what was approved stays as
it is until somebody reopens it, which begins a new version.
"""

from __future__ import annotations

from collections.abc import Iterable

from data_schemas.approval import STATES, Approval, ApprovalState, ApprovedItem, Signed
from data_schemas.entry import Act, Entry
from data_schemas.procedure import Procedure
from data_schemas.timeline import Segment, Timeline
from pipelines.align.ask import SURE_FROM

# A person's word, or the machine's that a person may leave as it is.
SETTLED = ("confirmed", "corrected", "rejected")


def approval_of(entries: Iterable[Entry]) -> Approval:
    """The state that all entries of a session, in their order, add up to."""
    found = Approval()
    for entry in entries:
        state = _state(entry)
        if entry.act is Act.DECLINE:
            continue
        if state is None:
            found = _changed(found)
        elif state == "draft":
            found = _reopened(found)
        else:
            found = found.model_copy(
                update={"state": state, "signed": (*found.signed, _signed(entry, state))}
            )
    return found


def _state(entry: Entry) -> ApprovalState | None:
    """What the entry says of the whole; None for one that changes what is in it."""
    said = entry.after.get("state")
    return said if entry.act is Act.APPROVE and said in STATES else None


def _changed(found: Approval) -> Approval:
    """Somebody's right to strike holds for what was approved, too: then it is open again."""
    return _reopened(found) if found.state == "approved" else Approval(version=found.version)


def _reopened(found: Approval) -> Approval:
    return Approval(version=found.version + (found.state == "approved"))


def _signed(entry: Entry, state: ApprovalState) -> Signed:
    return Signed(
        state=state,
        actor=entry.actor,
        name=str(entry.after.get("name") or entry.actor)[:80],
        at=entry.at,
        number=entry.number,
    )


def following(state: ApprovalState) -> ApprovalState | None:
    """The state that comes next; None after the last."""
    place = STATES.index(state) + 1
    return STATES[place] if place < len(STATES) else None


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
