"""Lay people's entries over the machine's output. Machine output itself is never edited.

An entry names its target by id. When a new model gives other ids, the entry is placed where the
person saw what it is about; what fits nowhere stands in ``Timeline.unplaced``. Each kind of thing
has a room: ``sections``, ``lines`` (of words), ``answers`` (about steps), ``cuts``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from data_schemas.entry import (
    ABOUT_DROPPED,
    ABOUT_OTHER,
    ABOUT_STEP,
    ABOUT_WORDS,
    Act,
    Entry,
    standing,
)
from data_schemas.timeline import Alignment, Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.review import answers, cuts, lines, sections

Placed = TypeVar("Placed", Segment, Utterance)
# None: the entry fits nowhere.
Place = Callable[[Timeline, Entry], Timeline | None]


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
    timeline = Timeline(
        session=machine.session,
        duration_s=machine.duration_s,
        utterances=lines.named(machine.utterances),
        segments=machine.alignment.segments,
        steps=machine.alignment.steps,
        findings=machine.alignment.findings,
    )
    for entry in standing(tuple(entries)):
        placed = _place(entry)(timeline, entry)
        timeline = placed or timeline.model_copy(update={"unplaced": (*timeline.unplaced, entry)})
    return timeline.model_copy(
        update={
            "segments": _in_order(timeline.segments, machine.takes),
            "utterances": _in_order(timeline.utterances, machine.takes),
        }
    )


def _in_order(found: tuple[Placed, ...], takes: Mapping[str, int]) -> tuple[Placed, ...]:
    return tuple(sorted(found, key=lambda one: (takes.get(one.recording, 0), one.start_s, one.id)))


def _place(entry: Entry) -> Place:
    if entry.target.startswith(ABOUT_OTHER):
        return _beside
    by_target = CORRECTS if entry.act is Act.CORRECT else ()
    for start, place in by_target:
        if entry.target.startswith(start):
            return place
    return PLACES.get(entry.act, _nowhere)


def _nowhere(_timeline: Timeline, _entry: Entry) -> None:
    return None


def _beside(timeline: Timeline, _entry: Entry) -> Timeline:
    """What changes nothing of the time line: how far it has come, what was not wanted."""
    return timeline


CORRECTS: tuple[tuple[str, Place], ...] = (
    (ABOUT_STEP, answers.answer),
    (ABOUT_WORDS, lines.correct),
    (ABOUT_DROPPED, lines.restore),
)
PLACES: dict[Act, Place] = {
    Act.CORRECT: sections.correct,
    Act.CONFIRM: sections.confirm,
    Act.STRIKE: cuts.strike,
    Act.APPROVE: _beside,
    Act.DECLINE: _beside,
}
