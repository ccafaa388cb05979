"""What a person says of a section: right, elsewhere, another step, two, one with the next, none."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from data_schemas.clock import Span
from data_schemas.entry import NEW_SEGMENT, Entry
from data_schemas.timeline import Segment, Timeline

SAME_PLACE_IOU = 0.5
# How the id of a section begins that a person added.
ADDED = "seg+"
# What the machine doubted of its own section says nothing about a person's.
BY_A_PERSON: dict[str, object] = {
    "status": "corrected", "origin": "person", "confidence": 1.0,
    "start_sd_s": None, "end_sd_s": None, "alternatives": (),
}  # fmt: skip
# Work outside of the steps needs no room of its own: a section may be as short as this.
SHORTEST_S = 0.02


def confirm(timeline: Timeline, entry: Entry) -> Timeline | None:
    return _change(timeline, entry, {"status": "confirmed", "confidence": 1.0})


def correct(timeline: Timeline, entry: Entry) -> Timeline | None:
    """Another step or other times; or what ``after`` names: split, merged, rejected, new.

    None where it cannot be: what it is about is gone, or the times lie outside of it.
    """
    known = {one.step_id for one in timeline.steps}
    step = entry.after.get("step_id")
    if known and step is not None and step not in known:
        return None  # a later version of the procedure has no such step
    if entry.target == NEW_SEGMENT:
        return _added(timeline, entry)
    for name, place in OTHERWISE.items():
        if name in entry.after:
            return place(timeline, entry)
    fields = {
        name: value
        for name, value in entry.after.items()
        if name in ("start_s", "end_s", "step_id")
    }
    return _change(timeline, entry, {**fields, **BY_A_PERSON})


def _added(timeline: Timeline, entry: Entry) -> Timeline | None:
    """A section where the machine had none; its id is made from the number of the entry."""
    if entry.span is None:
        return None
    try:
        made = Segment.model_validate(
            {
                **entry.span.model_dump(),
                "id": f"{ADDED}{entry.number}",
                "step_id": entry.after.get("step_id"),
                **BY_A_PERSON,
            }
        )
    except ValidationError:
        return None
    return timeline.model_copy(update={"segments": (*timeline.segments, made)})


def _split(timeline: Timeline, entry: Entry) -> Timeline | None:
    """Two sections of the same step that meet at ``split_s``."""
    found, at = target(timeline.segments, entry), entry.after["split_s"]
    if found is None or not isinstance(at, int | float):
        return None
    if not found.start_s + SHORTEST_S <= at <= found.end_s - SHORTEST_S:
        return None
    halves = (
        found.model_copy(update={"end_s": float(at), **BY_A_PERSON}),
        found.model_copy(
            update={"id": f"{entry.target}+{entry.number}", "start_s": float(at), **BY_A_PERSON}
        ),
    )
    return _replaced(timeline, {found.id}, halves)


def _merge(timeline: Timeline, entry: Entry) -> Timeline | None:
    """One section over both, of the first one's step."""
    found = target(timeline.segments, entry)
    other = next((s for s in timeline.segments if s.id == entry.after["merged"]), None)
    if found is None or other is None or other is found or other.recording != found.recording:
        return None
    whole = found.model_copy(
        update={
            "start_s": min(found.start_s, other.start_s),
            "end_s": max(found.end_s, other.end_s),
            "cited": (*found.cited, *other.cited),
            **BY_A_PERSON,
        }
    )
    return _replaced(timeline, {found.id, other.id}, (whole,))


def _reject(timeline: Timeline, entry: Entry) -> Timeline | None:
    return _change(timeline, entry, {**BY_A_PERSON, "status": "rejected"})


OTHERWISE: dict[str, Callable[[Timeline, Entry], Timeline | None]] = {
    "split_s": _split,
    "merged": _merge,
    "rejected": _reject,
}


def _replaced(timeline: Timeline, gone: set[str], come: tuple[Segment, ...]) -> Timeline:
    kept = tuple(s for s in timeline.segments if s.id not in gone)
    return timeline.model_copy(update={"segments": (*kept, *come)})


def _change(timeline: Timeline, entry: Entry, fields: dict[str, object]) -> Timeline | None:
    found = target(timeline.segments, entry)
    if found is None:
        return None
    try:
        changed = Segment.model_validate({**found.model_dump(), **fields})
    except ValidationError:
        return None  # its new start lies behind the end that it has now
    segments = tuple(changed if s.id == found.id else s for s in timeline.segments)
    return timeline.model_copy(update={"segments": segments})


def target(segments: tuple[Segment, ...], entry: Entry) -> Segment | None:
    """What the entry is about: by its id, or else the same step at the same place."""
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
