"""One window heard: which language, what is said, and a second look where the first is doubtful.

Whisper's own second look is to sample with rising temperature, which loses words and costs as much
again each time. Here a text that repeats itself is heard again stretch by stretch, where a loop
cannot arise, and unclear speech is decoded once more with a wider beam.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data_schemas.clock import Interval
from data_schemas.transcript import Variant, Word
from pipelines.transcribe.engine import RATE, Decoding, Engine, Heard, Sound
from pipelines.transcribe.glossary import Terms, merge, prompt
from pipelines.transcribe.language import ASKED
from pipelines.transcribe.repeats import alike, loops, too_fast
from pipelines.transcribe.windows import Window, regions

# The written procedure says which language is spoken; only near certainty overrules it.
_OVERRULED = 0.9
_FOREIGN = 0.8
_LONG_ENOUGH_S = 3.0
# A wide beam over what is not understood at all runs in circles for minutes.
_UNCLEAR, _HOPELESS = -0.45, -0.8
_WORDLESS_S = 1.0
# Letters a second, spaces included: people say 5 to 8 (Korean) and 12 to 18 (English).
_FEWEST, _FEWEST_LETTERS, _SPARSE_S = {"ko": 2.0}, 4.0, 6.0
_COMPRESSED = 2.4


@dataclass(frozen=True)
class Placed:
    """What was heard, with its words on the recording's clock."""

    text: str
    words: tuple[Word, ...]
    logprob: float
    no_speech: float
    compression: float
    language: str
    foreign: str = ""


@dataclass(frozen=True)
class Listening:
    """``language`` of the session, ``beam`` of the second look, all stretches of ``speech``."""

    language: str
    speech: Sequence[Interval]
    beam: int = 5
    terms: Terms = field(default_factory=Terms)
    snr_db: float | None = None


def listen(engine: Engine, window: Window, sound: Sound, how: Listening) -> tuple[Placed, ...]:
    """What is said in a window, on the recording's clock."""
    language, foreign = _language(engine, window, sound, how)
    heard = hear(engine, sound, Decoding(language), how.beam)
    placed = place(window, heard, language, foreign)
    if foreign:
        return placed  # refused as a whole, so nothing in it is worth a second look
    return _checked(engine, window, sound, placed, how)


def _checked(
    engine: Engine, window: Window, sound: Sound, placed: tuple[Placed, ...], how: Listening
) -> tuple[Placed, ...]:
    """``placed``, or what its stretches of speech hold where it repeats itself or ends early."""
    every = regions(window, how.speech).spans
    language = placed[0].language if placed else how.language
    if any(doubtful(part.text, part.compression) for part in placed):
        again = _by_stretches(engine, window, sound, every, language)
        return placed if alike(_text(placed), _text(again)) else again
    if sparse(placed, window.length_s, language):
        again = _by_stretches(engine, window, sound, every, language)
        return again if len(_text(again)) > len(_text(placed)) else placed
    missed = wordless(every, [word for part in placed for word in part.words])
    more = _by_stretches(engine, window, sound, missed, language)
    return tuple(sorted((*placed, *more), key=lambda part: part.words[0].start_s))


def with_terms(
    engine: Engine, window: Window, sound: Sound, plain: Sequence[Placed], how: Listening
) -> tuple[tuple[Placed, ...], tuple[Variant, ...]]:
    """``plain``, with the places that a second hearing with the glossary explains better."""
    terms = how.terms.near(_text(plain)) if plain else ()
    if not terms:
        return tuple(plain), ()
    decoding = Decoding(plain[0].language, prompt=prompt(terms, plain[0].language))
    again = place(window, engine.decode(sound, decoding), plain[0].language)
    words, variants = merge(
        [word for part in plain for word in part.words],
        [word for part in again for word in part.words],
        how.terms,
        terms,
    )
    if not any(variant.used == "with_glossary" for variant in variants):
        return tuple(plain), variants
    return _shared_out(words, plain), variants


def _shared_out(words: Sequence[Word], plain: Sequence[Placed]) -> tuple[Placed, ...]:
    """Each sentence of ``plain`` with those of ``words`` that lie in it."""
    starts = [part.words[0].start_s for part in plain]
    inside: list[list[Word]] = [[] for _ in plain]
    for word in words:
        inside[max(0, bisect_right(starts, word.start_s) - 1)].append(word)
    return tuple(
        replace(part, words=tuple(own), text=" ".join(word.text for word in own))
        for part, own in zip(plain, inside, strict=True)
        if own
    )


def hear(engine: Engine, sound: Sound, how: Decoding, beam: int) -> tuple[Heard, ...]:
    """Greedy, and where that is unclear but not hopeless the better of greedy and ``beam``."""
    first = engine.decode(sound, how)
    if beam <= 1 or not first or not _HOPELESS <= _clarity(first) < _UNCLEAR:
        return first
    second = engine.decode(sound, replace(how, beam=beam))
    better = second and _clarity(second) > _clarity(first)
    return second if better and not loops(" ".join(part.text for part in second)) else first


def doubtful(text: str, compression: float) -> bool:
    """Whether a text repeats itself so much that it must be heard again in parts."""
    return compression > _COMPRESSED or loops(text)


def sparse(placed: Sequence[Placed], seconds: float, language: str) -> bool:
    """Whether a long window holds far fewer letters than people say in that time."""
    letters = sum(len(part.text) for part in placed)
    return seconds >= _SPARSE_S and letters < _FEWEST.get(language, _FEWEST_LETTERS) * seconds


def place(
    window: Window, heard: Sequence[Heard], language: str, foreign: str = ""
) -> tuple[Placed, ...]:
    """``heard`` on the recording's clock; text without words is left out."""
    return tuple(
        Placed(
            text=part.text.strip(),
            words=words,
            logprob=part.logprob,
            no_speech=part.no_speech,
            compression=part.compression,
            language=language,
            foreign=foreign,
        )
        for part in heard
        if (words := _words(window, part))
    )


def _words(window: Window, heard: Heard) -> tuple[Word, ...]:
    found = []
    for word in heard.words:
        if word.text.strip():
            span = window.interval(word.start_s, word.end_s)
            sure = min(1.0, max(0.0, word.probability))
            found.append(
                Word(
                    start_s=span.start_s, end_s=span.end_s, text=word.text.strip(), confidence=sure
                )
            )
    return tuple(found)


def _language(engine: Engine, window: Window, sound: Sound, how: Listening) -> tuple[str, str]:
    """The language to decode in, and another one that was almost surely spoken instead."""
    if how.language not in ASKED or window.length_s < _LONG_ENOUGH_S:
        return how.language, ""
    likely = engine.languages(sound)
    other = next(language for language in ASKED if language != how.language)
    if likely.get(other, 0.0) >= _OVERRULED:
        return other, ""
    best = max(likely, key=lambda language: likely[language])
    return how.language, best if best not in ASKED and likely[best] >= _FOREIGN else ""


def _by_stretches(
    engine: Engine, window: Window, sound: Sound, spans: Sequence[Interval], language: str
) -> tuple[Placed, ...]:
    """Every stretch of speech heard on its own: what is said ten times is heard ten times."""
    placed: list[Placed] = []
    for span in spans:
        part = window.sound_of(sound, span)
        if len(part) >= RATE // 10:
            heard = engine.decode(part, Decoding(language))
            placed += place(Window((span,)), heard, language)
    return tuple(placed)


def wordless(speech: Sequence[Interval], words: Sequence[Interval]) -> list[Interval]:
    """Stretches of at least a second of speech in which nothing was heard.

    Whisper sometimes ends a window in its middle, as if nobody went on speaking.
    """
    return [
        part
        for part in speech
        if part.length_s >= _WORDLESS_S and not any(part.overlap_s(word) > 0 for word in words)
    ]


def runaway(part: Placed) -> bool:
    """Whether a repetitive text cannot have been said: too fast, or its words have no time."""
    if not doubtful(part.text, part.compression):
        return False
    span = part.words[-1].end_s - part.words[0].start_s
    short = sum(word.length_s < 0.03 for word in part.words)
    return too_fast(part.text, span, part.language) or short > 0.3 * len(part.words)


def _clarity(heard: Sequence[Heard]) -> float:
    """Mean log probability, by length of text."""
    letters = [max(1, len(part.text)) for part in heard]
    total = sum(part.logprob * count for part, count in zip(heard, letters, strict=True))
    return total / sum(letters)


def _text(placed: Sequence[Placed]) -> str:
    return " ".join(part.text for part in placed)
