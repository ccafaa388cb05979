"""Real texts of the development data, and what is asked of them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

WINDOW = 3  # utterances in a window of narration, as search cuts it
ASKED_WORDS = 5  # words at least in a sentence of narration that is asked


def passages(data: Path, seed: int) -> list[str]:
    """Different texts in no order: windows of narration (English) and sentences (Korean, English).

    ``data`` is the folder with ``retrieval``, and ``align`` and ``sts`` where they are there.
    """
    found = [*_sentences(data), *_windows(data)]
    texts = sorted({" ".join(text.split()) for text in found} - {""})
    return [texts[n] for n in np.random.default_rng(seed).permutation(len(texts))]


def questions(data: Path, count: int, seed: int) -> list[str]:
    """Half Korean paraphrases that are not in the corpus, half single sentences of narration."""
    korean = [row["text"] for row in _rows(data / "retrieval" / "korsts" / "queries.jsonl")]
    spoken = {text for told in _utterances(data) for text in told}
    english = sorted(text for text in spoken if len(text.split()) >= ASKED_WORDS)
    rng = np.random.default_rng(seed)
    sides = [[side[n] for n in rng.permutation(len(side))] for side in (korean, english) if side]
    return [sides[n % len(sides)][n // len(sides)] for n in range(count)]


def _sentences(data: Path) -> Iterator[str]:
    yield from (row["text"] for row in _rows(data / "retrieval" / "korsts" / "corpus.jsonl"))
    for path in sorted((data / "sts").glob("*.tsv")):
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield from (row["a"], row["b"])


def _windows(data: Path) -> Iterator[str]:
    for told in _utterances(data):
        for start in range(0, len(told), 2):
            yield " ".join(told[start : start + WINDOW])


def _utterances(data: Path) -> Iterator[list[str]]:
    """What was said in each session, in order."""
    path = data / "align" / "dev_sop_input.jsonl.gz"
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield [one["text"] for one in json.loads(line)["utterances"]]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
