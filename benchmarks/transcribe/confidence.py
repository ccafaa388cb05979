"""Whether the words that are least sure are those that are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from benchmarks.transcribe.noise import noisy
from benchmarks.transcribe.speech import Speech
from benchmarks.transcribe.systems import MODEL, Samples
from data_schemas.transcript import Word
from pipelines.transcribe.transcriber import Options, transcribe

ENGINES = ("openai-whisper", "faster-whisper")
LEVELS: tuple[float | None, ...] = (None, 20.0, 10.0)


def measure(speech: Speech, smoke: bool) -> dict[str, Any]:
    rows = speech.some(smoke)
    found = []
    for engine in ENGINES[-1:] if smoke else ENGINES:
        for level in LEVELS[:1] if smoke else LEVELS:
            rated = [pair for row in rows for pair in words_of(speech, row, engine, level)]
            found.append({"engine": engine, "level_db": level, **_summed(rated)})
    return {"rows": found}


def words_of(
    speech: Speech, row: dict[str, str], engine: str, level: float | None, seed: int = 0
) -> list[tuple[Word, bool]]:
    """Every word that was heard in a file, and whether it is right."""
    sound = noisy(speech.sound(row["file"]), level, seed)
    made = transcribe(Samples(sound), Options(language=row["language"], engine=engine, model=MODEL))
    words = [word for one in made.utterances for word in one.words]
    return list(zip(words, right(speech, row, words), strict=True))


def right(speech: Speech, row: dict[str, str], words: Sequence[Word]) -> list[bool]:
    """For each word whether all of its units stand in the reference, in order."""
    language = row["language"]
    reference = speech.scorer.normalise(row["reference"], language)
    units: list[str] = []
    owners: list[int] = []
    for number, word in enumerate(words):
        own = speech.scorer.normalise(word.text, language)
        units += own
        owners += [number] * len(own)
    matched = {
        block.b + n
        for block in SequenceMatcher(None, reference, units, autojunk=False).get_matching_blocks()
        for n in range(block.size)
    }
    wrong = {owner for at, owner in enumerate(owners) if at not in matched}
    return [number not in wrong for number in range(len(words))]


def _summed(rated: Sequence[tuple[Word, bool]]) -> dict[str, Any]:
    ordered = sorted(rated, key=lambda pair: pair[0].confidence)
    tenth = max(1, len(ordered) // 10)
    wrong = sum(not ok for _, ok in ordered)
    low = sum(not ok for _, ok in ordered[:tenth])
    mean = sum(word.confidence for word, _ in ordered) / max(1, len(ordered))
    return {
        "words": len(ordered),
        "wrong": wrong,
        "wrong_in_lowest_tenth": low,
        "share": round(low / wrong, 3) if wrong else None,
        "most_possible": round(min(1.0, tenth / wrong), 3) if wrong else None,
        "mean_confidence": round(mean, 3),
        "right": round(1 - wrong / max(1, len(ordered)), 3),
    }
