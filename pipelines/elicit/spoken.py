"""What was said and asks for more: words that leave a measure open, and dangers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance
from pipelines.elicit.lexicon import HAZARD, MEASURED, VAGUE
from pipelines.elicit.observed import NOT_THE_EXPERT, Found, Observed
from pipelines.elicit.weights import HAZARD_SCORE, VAGUE_SCORE
from pipelines.text import normalise

LONGEST_QUOTE = 60  # characters
_ANY_VAGUE = {code: re.compile("|".join(patterns)) for code, patterns in VAGUE.items()}
_MEASURED, _HAZARD = re.compile("|".join(MEASURED)), re.compile("|".join(HAZARD))
_SENTENCE = re.compile(r"(?<=[.!?。])\s+")


def vague_words(seen: Observed) -> Iterator[Found]:
    """Sentences that say by feel, a bit, until it is right, without any measure beside it."""
    for said, sentence, at in _sentences(seen):
        plain = normalise(sentence)
        if said.quantities or _MEASURED.search(plain):
            continue
        code = next((code for code, words in _ANY_VAGUE.items() if words.search(plain)), None)
        if code:
            yield _found(seen, "vague_words", code, (said, sentence, at), VAGUE_SCORE[code])


def hazards(seen: Observed) -> Iterator[Found]:
    """Sentences in which the expert speaks of a danger."""
    for said, sentence, at in _sentences(seen):
        if _HAZARD.search(normalise(sentence)):
            yield _found(seen, "spoken_hazard", "hazard", (said, sentence, at), HAZARD_SCORE)


def _found(
    seen: Observed, kind: str, code: str, what: tuple[Utterance, str, Interval], score: float
) -> Found:
    said, sentence, at = what
    return Found(
        kind="vague_words" if kind == "vague_words" else "spoken_hazard",
        span=seen.clipped(at.start_s, at.end_s),
        # words that were hardly heard are worth less
        score=score * said.confidence,
        because=code,
        step_id=seen.step_at(at),
        filled={"words": _short(sentence)},
        signs=(seen.sign(at, "words", code, sentence),),
    )


def _sentences(seen: Observed) -> Iterator[tuple[Utterance, str, Interval]]:
    """Sentences of the expert with their seconds: by words, else by their share of letters."""
    for said in seen.utterances:
        if said.speaker in NOT_THE_EXPERT:
            continue
        parts = [part for part in _SENTENCE.split(said.text.strip()) if part.strip()]
        yield from ((said, part, at) for part, at in zip(parts, _times(said, parts), strict=True))


def _times(said: Utterance, parts: Sequence[str]) -> list[Interval]:
    counts = [len(part.split()) for part in parts]
    if said.words and len(said.words) == sum(counts):
        ends = [sum(counts[: n + 1]) for n in range(len(counts))]
        groups = [said.words[end - count : end] for end, count in zip(ends, counts, strict=True)]
        return [Interval(start_s=one[0].start_s, end_s=one[-1].end_s) for one in groups]
    letters = [len(part) for part in parts]
    places = [sum(letters[:n]) / max(1, sum(letters)) for n in range(len(parts) + 1)]
    times = [said.start_s + place * said.length_s for place in places]
    return [Interval(start_s=a, end_s=b) for a, b in pairwise(times)]


def _short(sentence: str) -> str:
    """The sentence without its full stop, cut between words."""
    text = " ".join(sentence.split()).rstrip(".!。…")
    if len(text) <= LONGEST_QUOTE:
        return text
    return text[:LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"
