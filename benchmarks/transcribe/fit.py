"""Fit ``pipelines/transcribe/confidence.py``: ``python -m benchmarks.transcribe.fit``.

Logistic regression of "this word is right" on clean and noisy development speech, both engines;
judged on files that were left out, each in turn. Prints the weights to copy into ``WEIGHTS``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.common import bench_data, say
from benchmarks.transcribe.confidence import ENGINES, words_of
from benchmarks.transcribe.speech import LANGUAGES, Speech
from pipelines.transcribe import believe
from pipelines.transcribe.confidence import features

LEVELS: tuple[float | None, ...] = (None, 10.0)


@dataclass(frozen=True)
class Example:
    file: str
    language: str
    inputs: tuple[float, float, float]
    right: bool


def main() -> None:
    folder = bench_data("speech")
    if folder is None:
        return
    examples = collect(Speech(folder))
    found = {}
    for language in LANGUAGES:
        own = [one for one in examples if one.language == language]
        model = _fitted(own)
        found[language] = [round(float(x), 3) for x in (*model.intercept_, *model.coef_[0])]
        say(f"{language}: {len(own)} words, left-out lowest tenth {lowest_tenth(own)}")
    sys.stdout.write(json.dumps(found) + "\n")


def collect(speech: Speech) -> list[Example]:
    """Every word of every file, engine and level, with what its confidence is made from."""
    found: list[Example] = []
    for engine in ENGINES:
        for level in LEVELS:
            for row in speech.rows:
                seen: list[tuple[float, float, float]] = []

                def remember(
                    probability: float, logprob: float, snr_db: float | None, language: str
                ) -> float:
                    """Stands in for the confidence: the number of the word, as a small share."""
                    seen.append(features(probability, logprob, snr_db))  # noqa: B023
                    return len(seen) * 1e-6  # noqa: B023

                with patch.object(believe, "word_confidence", remember):
                    rated = words_of(speech, row, engine, level)
                found += [
                    Example(
                        row["file"],
                        row["language"],
                        seen[round(word.confidence * 1e6) - 1],
                        right,
                    )
                    for word, right in rated
                ]
            say(f"{engine} {level}: {len(found)} words")
    return found


def lowest_tenth(examples: list[Example]) -> dict[str, float]:
    """Share of the errors in the least sure tenth, with each file rated by the others' fit."""
    rated: list[tuple[float, bool]] = []
    for file in {one.file for one in examples}:
        inside = [one for one in examples if one.file == file]
        model = _fitted([one for one in examples if one.file != file])
        sure = model.predict_proba(_inputs(inside))[:, 1]
        rated += [(float(p), one.right) for p, one in zip(sure, inside, strict=True)]
    rated.sort()
    tenth = max(1, len(rated) // 10)
    wrong = sum(not right for _, right in rated)
    low = sum(not right for _, right in rated[:tenth])
    return {
        "wrong": wrong,
        "share": round(low / max(1, wrong), 3),
        "most_possible": round(min(1.0, tenth / max(1, wrong)), 3),
        "mean": round(sum(p for p, _ in rated) / len(rated), 3),
        "right": round(1 - wrong / len(rated), 3),
    }


def _fitted(examples: list[Example]) -> LogisticRegression:
    model = LogisticRegression(C=1.0, max_iter=500)
    model.fit(_inputs(examples), [one.right for one in examples])
    return model


def _inputs(examples: list[Example]) -> NDArray[np.float64]:
    return np.array([one.inputs for one in examples])


if __name__ == "__main__":
    main()
