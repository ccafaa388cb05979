"""Word times: in order, inside of speech, none without a length."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from data_schemas.clock import Interval
from data_schemas.transcript import Word

SHORTEST_S = 0.02
# The gate leaves 0.2 s of sound on either side of speech; words keep half of it.
MARGIN_S = 0.1


def settle(words: Iterable[Word], speech: Sequence[Interval], room: Interval) -> tuple[Word, ...]:
    """``words`` moved into ``speech``, one after the other inside of ``room``.

    A word that reaches over a pause keeps the side that holds more of it. Words that the engine
    gave no length take theirs from the next one, or from the one before.
    """
    given = list(words)
    starts = _rising([_snapped(word, speech) for word in given], room)
    return tuple(
        word.model_copy(update={"start_s": start, "end_s": end})
        for word, (start, end) in zip(given, starts, strict=True)
    )


def _snapped(word: Word, speech: Sequence[Interval]) -> tuple[float, float]:
    best = max(speech, key=lambda part: (part.overlap_s(word), -_away(part, word)), default=None)
    if best is None:
        return word.start_s, word.end_s
    margin = MARGIN_S if best.length_s > 4 * MARGIN_S else 0.0
    inside = word.clipped(best.start_s + margin, best.end_s - margin)
    return inside.start_s, inside.end_s


def _away(part: Interval, word: Word) -> float:
    return max(part.start_s - word.end_s, word.start_s - part.end_s, 0.0)


def _rising(spans: list[tuple[float, float]], room: Interval) -> list[tuple[float, float]]:
    """Spans that follow each other; as many of at least ``SHORTEST_S`` as the room allows."""
    count = len(spans)
    least = min(SHORTEST_S, room.length_s / max(count, 1))
    edges = []
    at = room.start_s
    for number, (start, end) in enumerate(spans):
        latest = room.end_s - least * (count - number)
        start = min(max(start, at), max(latest, at))
        end = min(max(end, start + least), room.end_s)
        edges.append((start, max(start, end)))
        at = start + least
    return [
        (start, min(end, edges[n + 1][0]) if n + 1 < count else end)
        for n, (start, end) in enumerate(edges)
    ]


def near(speech: Sequence[Interval], start_s: float, end_s: float) -> list[Interval]:
    """The stretches of sorted ``speech`` that touch ``[start_s, end_s]``."""
    first = bisect_left([part.end_s for part in speech], start_s)
    found = []
    for part in speech[first:]:
        if part.start_s > end_s:
            break
        found.append(part)
    return found
