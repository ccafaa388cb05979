"""Before and after: what another time line says otherwise. Pure, and of no person."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from data_schemas.clock import Interval
from data_schemas.entry import Entry
from data_schemas.timeline import Finding, Segment, Timeline
from data_schemas.value import Probability, Seconds, Value

# Edges are not known to less than this.
SAME_S = 0.05


class Placed(Value):
    """One section before and after; None where there is none. ``occurrence`` counts from 1."""

    step_id: str
    occurrence: int
    recording: str
    before: Interval | None
    after: Interval | None

    @property
    def moved_s(self) -> Seconds | None:
        """The larger of what start and end moved by; None for one that came or went."""
        if self.before is None or self.after is None:
            return None
        return max(
            abs(self.before.start_s - self.after.start_s), abs(self.before.end_s - self.after.end_s)
        )


class Difference(Value):
    """What a re-run says otherwise of one session.

    ``made``: the stages that made something anew. ``sections`` are those that moved, came or went,
    of ``sections_before``. ``words_otherwise`` words were replaced, taken out or put in, of
    ``words_before``. ``share`` of the session's seconds belong to another step. ``unplaced``: what
    people did and what would no longer fit.
    """

    session: str
    made: tuple[str, ...] = ()
    sections: tuple[Placed, ...] = ()
    sections_before: int = 0
    words_otherwise: int = 0
    words_before: int = 0
    found: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    share: Probability = 0.0
    unplaced: tuple[Entry, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether people would see nothing else than before."""
        seen = (self.sections, self.words_otherwise, self.found, self.gone, self.unplaced)
        return not any(seen)


def compare(before: Timeline, after: Timeline, made: tuple[str, ...] = ()) -> Difference:
    """What ``after`` says otherwise than ``before``, both of the same session."""
    old, new = _findings(before), _findings(after)
    fitted = {entry.number for entry in before.unplaced}
    words = _words(before)
    return Difference(
        session=before.session,
        made=made,
        sections=tuple(_moved(before, after)),
        sections_before=len(_sections(before)),
        words_otherwise=_otherwise(words, _words(after)),
        words_before=len(words),
        found=tuple(one for key, one in new.items() if key not in old),
        gone=tuple(one for key, one in old.items() if key not in new),
        share=_share(before, after),
        unplaced=tuple(entry for entry in after.unplaced if entry.number not in fitted),
    )


Key = tuple[str, str, int]


def _sections(timeline: Timeline) -> dict[Key, Segment]:
    """By recording, step and occurrence, in the order of time."""
    found: dict[Key, Segment] = {}
    held = (one for one in timeline.segments if one.status != "rejected" and one.step_id)
    for one in sorted(held, key=lambda one: (one.recording, one.start_s)):
        step = str(one.step_id)
        count = sum(key[:2] == (one.recording, step) for key in found)
        found[one.recording, step, count + 1] = one
    return found


def _moved(before: Timeline, after: Timeline) -> Iterator[Placed]:
    old, new = _sections(before), _sections(after)
    every = sorted({*old, *new}, key=lambda key: (key[0], (old.get(key) or new[key]).start_s))
    for key in every:
        recording, step, occurrence = key
        placed = Placed(
            step_id=step,
            occurrence=occurrence,
            recording=recording,
            before=_interval(old.get(key)),
            after=_interval(new.get(key)),
        )
        if placed.moved_s is None or placed.moved_s > SAME_S:
            yield placed


def _interval(one: Segment | None) -> Interval | None:
    return None if one is None else Interval(start_s=one.start_s, end_s=one.end_s)


def _words(timeline: Timeline) -> list[tuple[str, str]]:
    """(recording, word), as they are said."""
    return [(one.recording, word) for one in timeline.utterances for word in one.text.split()]


def _otherwise(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> int:
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in steps if tag != "equal")


def _findings(timeline: Timeline) -> dict[tuple[str, str, str], Finding]:
    """By what they say: the sections that they rest on may have other names."""
    return {(one.kind, one.step_id, one.other): one for one in timeline.findings}


def _share(before: Timeline, after: Timeline) -> float:
    """Seconds whose steps are others, of all seconds."""
    if before.duration_s <= 0:
        return 0.0
    old, new = list(_sections(before).values()), list(_sections(after).values())
    otherwise = 0.0
    for recording in {one.recording for one in (*old, *new)}:
        own = [[one for one in some if one.recording == recording] for some in (old, new)]
        edges = sorted({edge for some in own for one in some for edge in (one.start_s, one.end_s)})
        for start, end in pairwise(edges):
            middle = (start + end) / 2
            had, has = ({one.step_id for one in some if one.contains(middle)} for some in own)
            otherwise += (end - start) * (had != has)
    return min(1.0, otherwise / before.duration_s)
