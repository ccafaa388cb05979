"""Times for the words of a corrected line, from those of the words that were there before.

A word that stayed keeps its own time, what came instead of others shares theirs, and a new word
takes what lies free beside it or a share of its longer neighbour's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance, Word
from pipelines.review.pairing import paired
from pipelines.text import HANGUL, tidy
from pipelines.transcribe.times import settle

# New words squeezed into less than this share of their usual length take from a neighbour.
_ENOUGH = 0.5


@dataclass
class _Place:
    """A word that is being laid on time; without ``start_s`` it still looks for its own."""

    text: str
    start_s: float | None
    end_s: float = 0.0
    confidence: float = 1.0


def timed(utterance: Utterance, new: Sequence[str]) -> tuple[Word, ...]:
    """``new`` words on the times of the utterance's own; who wrote one is sure of it."""
    old = [word for word in utterance.words if word.text.strip()]
    texts = [tidy(word.text) for word in old]
    places: list[_Place] = []
    for pair in paired(texts, new):
        was, now = old[pair.first : pair.last], new[pair.begin : pair.end]
        if not was:
            places += [_Place(text, None) for text in now]
            continue
        stayed = texts[pair.first : pair.last] == list(now)
        span = was[0].start_s, max(word.end_s for word in was)
        for text, start, end in _laid(now, *span):
            places.append(_Place(text, start, end, was[0].confidence if stayed else 1.0))
    _take_room(places, utterance, _pace(old))
    words = tuple(
        Word(start_s=one.start_s, end_s=max(one.start_s, one.end_s), text=one.text,
             confidence=one.confidence)
        for one in places
        if one.start_s is not None
    )  # fmt: skip
    return following(words, utterance)


def _laid(texts: Sequence[str], start_s: float, end_s: float) -> Iterator[tuple[str, float, float]]:
    """The words one after the other over the stretch, each as long as it has letters."""
    weights = [weight(text) for text in texts]
    whole, length = sum(weights), max(0.0, end_s - start_s)
    edges = [start_s, *(start_s + length * done / whole for done in accumulate(weights))]
    if texts:
        edges[-1] = max(start_s, end_s)
    yield from zip(texts, edges, edges[1:], strict=False)


def _take_room(places: list[_Place], room: Interval, pace: float) -> None:
    """Give every word that came in between a time: free time beside it, or its neighbour's."""
    at = 0
    for new, run in groupby(places, key=lambda one: one.start_s is None):
        found = list(run)
        if new:
            before = places[at - 1] if at else None
            after = places[at + len(found)] if at + len(found) < len(places) else None
            span = _room_between(before, after, room, pace * sum(weight(p.text) for p in found))
            for one, (_text, start, end) in zip(
                found, _laid([p.text for p in found], *span), strict=True
            ):
                one.start_s, one.end_s = start, end
        at += len(found)


def _room_between(
    before: _Place | None, after: _Place | None, room: Interval, wanted: float
) -> tuple[float, float]:
    """Where ``wanted`` seconds of new words may lie; the longer neighbour gives way if it must."""
    start = before.end_s if before else room.start_s
    end = room.end_s if after is None or after.start_s is None else after.start_s
    free = max(0.0, end - start)
    neighbours = [one for one in (before, after) if one is not None and one.start_s is not None]
    if free >= _ENOUGH * wanted or not neighbours:
        length = min(free, wanted)
        return (start, start + length) if before else (end - length, end)
    giving = max(neighbours, key=_length)
    left = _length(giving) * _share(_length(giving), wanted)
    if giving is before:
        giving.end_s = (giving.start_s or 0.0) + left
        return giving.end_s, max(giving.end_s, end)
    giving.start_s = giving.end_s - left
    return min(start, giving.start_s), giving.start_s


def _length(place: _Place) -> float:
    return place.end_s - (place.start_s or 0.0)


def _share(length: float, wanted: float) -> float:
    """What is left to a word of ``length`` beside new ones that want ``wanted`` seconds."""
    return length / (length + wanted) if length + wanted > 0 else 0.5


def _pace(words: Sequence[Word]) -> float:
    """Seconds a letter."""
    return sum(word.length_s for word in words) / max(1, sum(weight(w.text) for w in words))


def weight(text: str) -> int:
    """How long a word is to say: a syllable of Hangul is about two letters."""
    return max(1, sum(2 if HANGUL.match(one) else 1 for one in text if one.isalnum()))


def following(words: tuple[Word, ...], room: Interval) -> tuple[Word, ...]:
    """The words one after the other inside of ``room``, moved only where they are not."""
    edges = [room.start_s, *(t for word in words for t in (word.start_s, word.end_s)), room.end_s]
    sound = all(a <= b for a, b in pairwise(edges)) and all(word.length_s > 0 for word in words)
    if sound:
        return words
    if room.length_s <= 0:
        return ()
    settled = settle(words, (), room)
    if all(word.length_s > 0 for word in settled):
        return settled
    return tuple(
        word.model_copy(update={"start_s": start, "end_s": end})
        for word, (_text, start, end) in zip(
            words, _laid([word.text for word in words], room.start_s, room.end_s), strict=True
        )
    )
