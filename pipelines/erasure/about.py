"""Which of people's acts are about seconds that are erased, and go with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from data_schemas.clock import Interval
from data_schemas.entry import (
    ABOUT_DROPPED,
    ABOUT_QUESTION,
    ABOUT_TAKE,
    ABOUT_TEXT_MASK,
    ABOUT_TRY,
    ABOUT_UNIT,
    ABOUT_WORDS,
    ERASED,
    Act,
    Entry,
)
from data_schemas.erasure import Part
from data_schemas.sitting import replies_of

# Acts that hold words of or about their seconds go if these meet a cut; others (where a step
# begins, say, or what a take shows, without a note) only if they lie inside of it.
_WORDY = (
    ABOUT_WORDS, ABOUT_DROPPED, *ABOUT_QUESTION, ABOUT_UNIT, ABOUT_TRY, ABOUT_TEXT_MASK,
)  # fmt: skip
# What an act about the same thing adds makes no sense without the one that is gone.
_LINKED = (*ABOUT_QUESTION, ABOUT_UNIT, ABOUT_TRY, ABOUT_TAKE)


def about(entries: Sequence[Entry], parts: Sequence[Part]) -> tuple[int, ...]:
    """Numbers of the acts that cite seconds of ``parts``, and those about the same things.

    That a part was taken out, and what was taken back, stays: it says nothing.
    """
    tellable = [one for one in entries if one.act not in (Act.STRIKE, Act.UNDO) or _is_wordy(one)]
    tellable = [one for one in tellable if one.target != ERASED]
    cited = {one.number for one in tellable if _cites(one, parts)}
    things = {
        one.target for one in tellable if one.number in cited and one.target.startswith(_LINKED)
    }
    return tuple(one.number for one in tellable if one.number in cited or one.target in things)


def answers_to(entries: Sequence[Entry], numbers: Sequence[int]) -> frozenset[str]:
    """Streams of the spoken answers among these acts."""
    gone = frozenset(numbers)
    kept = tuple(one for one in entries if one.number in gone and one.act is not Act.UNDO)
    return frozenset(one.stream for one in replies_of(kept) if one.stream)


def _is_wordy(entry: Entry) -> bool:
    noted = entry.target.startswith(ABOUT_TAKE) and "note" in entry.after
    return noted or entry.target.startswith(_WORDY)


def _cites(entry: Entry, parts: Sequence[Part]) -> bool:
    wordy = _is_wordy(entry)
    own = entry.span.recording if entry.span else ""
    for recording, span in _spans(entry.model_dump(mode="json"), own):
        for part in parts:
            if recording in ("", part.recording) and _meets(span, part, wordy):
                return True
    return False


def _meets(span: Interval, part: Part, wordy: bool) -> bool:
    if part.start_s is None or part.end_s is None:
        return True
    cut = Interval(start_s=part.start_s, end_s=part.end_s)
    if wordy:
        return span.overlap_s(cut) > 0 or cut.contains(span.start_s)
    return cut.start_s <= span.start_s and span.end_s <= cut.end_s


def _spans(value: JsonValue, recording: str) -> Iterator[tuple[str, Interval]]:
    """(recording, seconds) of everything with a start and an end inside of a value."""
    if isinstance(value, list):
        for one in value:
            yield from _spans(one, recording)
    if not isinstance(value, dict):
        return
    named = value.get("recording")
    where = named if isinstance(named, str) and named else recording
    start, end = value.get("start_s"), value.get("end_s")
    if isinstance(start, int | float) and isinstance(end, int | float) and 0 <= start <= end:
        yield where, Interval(start_s=start, end_s=end)
    for one in value.values():
        yield from _spans(one, where)
