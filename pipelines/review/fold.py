"""Lay people's entries over the machine's output. Machine output itself is never edited.

An entry names its target by id. When a new model gives other ids, the entry is placed on the
segment of the same step that overlaps most with what the person saw; what fits nowhere stands
in ``Timeline.unplaced``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from data_schemas.clock import Interval, Span
from data_schemas.entry import Act, Entry, standing
from data_schemas.timeline import Alignment, Finding, Segment, Timeline
from data_schemas.transcript import Utterance, silenced

Cites = TypeVar("Cites", Segment, Finding)
Place = Callable[[Timeline, Entry], Timeline | None]
SAME_PLACE_IOU = 0.5
# What the machine doubted of its own section says nothing about a person's.
BY_A_PERSON: dict[str, object] = {
    "status": "corrected", "origin": "person", "confidence": 1.0,
    "start_sd_s": None, "end_sd_s": None, "alternatives": (),
}  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """What the machine thinks of one session; ``takes`` say which recordings follow which."""

    session: str
    duration_s: float
    utterances: tuple[Utterance, ...]
    alignment: Alignment
    takes: Mapping[str, int] = field(default_factory=dict)


def fold(machine: Machine, entries: Iterable[Entry]) -> Timeline:
    """The time line that holds now. Entries are taken in their order; undone ones are left out."""
    entries = tuple(entries)
    timeline = Timeline(
        session=machine.session,
        duration_s=machine.duration_s,
        utterances=machine.utterances,
        segments=machine.alignment.segments,
        steps=machine.alignment.steps,
        findings=machine.alignment.findings,
    )
    for entry in standing(entries):
        place = PLACES.get(entry.act)
        placed = place(timeline, entry) if place else None
        timeline = placed or timeline.model_copy(update={"unplaced": (*timeline.unplaced, entry)})
    ordered = sorted(
        timeline.segments,
        key=lambda segment: (machine.takes.get(segment.recording, 0), segment.start_s, segment.id),
    )
    return timeline.model_copy(update={"segments": tuple(ordered)})


def _correct(timeline: Timeline, entry: Entry) -> Timeline | None:
    fields = {
        name: value
        for name, value in entry.after.items()
        if name in ("start_s", "end_s", "step_id")
    }
    known = {one.step_id for one in timeline.steps}
    if known and fields.get("step_id") is not None and fields["step_id"] not in known:
        return None  # a later version of the procedure has no such step
    return _change(timeline, entry, {**fields, **BY_A_PERSON})


def _confirm(timeline: Timeline, entry: Entry) -> Timeline | None:
    return _change(timeline, entry, {"status": "confirmed", "confidence": 1.0})


def _strike(timeline: Timeline, entry: Entry) -> Timeline | None:
    """Take a stretch out: its words and every segment that lies inside it.

    On the clock of its recording only: the door strikes a moment in every recording that saw it.
    """
    if entry.span is None:
        return None
    cut = entry.span
    where = {segment.id: segment.recording for segment in timeline.segments}

    def meets(recording: str) -> bool:
        return recording in ("", cut.recording)

    def stays(one: Interval, recording: str) -> bool:
        return not (meets(recording) and _inside(one, cut))

    return timeline.model_copy(
        update={
            "utterances": tuple(
                silenced(u, cut) if meets(u.recording) else u
                for u in timeline.utterances
                if stays(u, u.recording)
            ),
            "segments": tuple(
                _uncited(s, cut) if meets(s.recording) else s
                for s in timeline.segments
                if stays(s, s.recording)
            ),
            "findings": tuple(
                _uncited(one, cut) if any(meets(where.get(s, "")) for s in one.segments) else one
                for one in timeline.findings
            ),
        }
    )


def _uncited(found: Cites, cut: Interval) -> Cites:
    cited = tuple(one for one in found.cited if one.overlap_s(cut) == 0)
    return found.model_copy(update={"cited": cited})


def _inside(one: Interval, cut: Interval) -> bool:
    return cut.start_s <= one.start_s and one.end_s <= cut.end_s


def _change(timeline: Timeline, entry: Entry, fields: dict[str, object]) -> Timeline | None:
    found = _target(timeline.segments, entry)
    if found is None:
        return None
    changed = Segment.model_validate({**found.model_dump(), **fields})
    segments = tuple(changed if s.id == found.id else s for s in timeline.segments)
    return timeline.model_copy(update={"segments": segments})


def _target(segments: tuple[Segment, ...], entry: Entry) -> Segment | None:
    for segment in segments:
        if segment.id == entry.target and _same_place(segment, entry):
            return segment
    if entry.span is None:
        return None
    seen: Span = entry.span
    candidates = [
        segment
        for segment in segments
        if segment.recording == seen.recording
        and segment.step_id == entry.before.get("step_id")
        and segment.iou(seen) >= SAME_PLACE_IOU
    ]
    return max(candidates, key=lambda segment: segment.iou(seen), default=None)


def _same_place(segment: Segment, entry: Entry) -> bool:
    """An id may be used again by a later model for another stretch: then it does not count."""
    return (
        entry.span is None
        or segment.iou(entry.span) >= SAME_PLACE_IOU
        or (segment.origin == "person")
    )


PLACES: dict[Act, Place] = {
    Act.CORRECT: _correct,
    Act.CONFIRM: _confirm,
}
