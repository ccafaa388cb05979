"""A corpus in files, so that every system reads the same rows, also one in another environment.

The first rows are real texts with their own vectors. Those after them are mixed, each of two real
ones: the first half of the words of one and the last half of the other, and between their vectors
a point with a little noise. Row ``n`` is the same in a corpus of any size.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Best = tuple[Vectors, NDArray[np.int64]]

DIM = 384
SESSION = 40  # passages of a session
WANTED_KIND = "narration"
KINDS = ("narration", "action", "unit", "answer")
SHARES = (0.6, 0.2, 0.15, 0.05)
SEEN = 0.5  # of the sessions: those that the person who asks may see
NOISE = 0.1  # length of the noise beside a vector of length one
CHUNK = 20_000


class Row(TypedDict):
    """``words`` are the search terms of ``text``, so that every lexical side has the same."""

    text: str
    words: str
    session: str
    kind: str
    seen: bool


@dataclass(frozen=True)
class Asked:
    """A question with its search terms and its vector, f32[384]."""

    text: str
    words: str
    vector: Vectors


@dataclass(frozen=True)
class Corpus:
    """Vectors f32[n, 384] of length one, rows, and the questions, in the files of a folder."""

    folder: Path

    def batches(self, start: int, stop: int) -> Iterator[tuple[int, list[Row], Vectors]]:
        """Number of the first row, rows and vectors, whole sessions at a time."""
        with (self.folder / "rows.jsonl").open(encoding="utf-8") as lines:
            rest = islice(lines, start, stop)
            while rows := [json.loads(line) for line in islice(rest, CHUNK)]:
                yield start, rows, self.vectors(start, start + len(rows))
                start += len(rows)

    def vectors(self, start: int, stop: int) -> Vectors:
        """Read, not mapped: the pages of a map would count as memory of the system."""
        flat = np.fromfile(
            self.folder / "vectors.f32", np.float32, (stop - start) * DIM, offset=start * DIM * 4
        )
        return flat.reshape(-1, DIM)

    def asked(self, count: int) -> list[Asked]:
        vectors = np.load(self.folder / "asked.npy")
        with (self.folder / "asked.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in islice(lines, count)]
        return [Asked(**row, vector=vectors[n]) for n, row in enumerate(rows)]

    def allowed(self, count: int) -> NDArray[np.bool_]:
        """Which of the first ``count`` rows the filter lets through."""
        found = np.load(self.folder / "allowed.npy")
        first: NDArray[np.bool_] = found[:count]
        return first

    def nearest(self, count: int, asked: Sequence[Asked], k: int, filtered: bool) -> list[set[int]]:
        """For each question the ``k`` rows of the first ``count`` that are nearest to it: exact."""
        questions = np.stack([one.vector for one in asked])
        kept = self.allowed(count) if filtered else np.ones(count, np.bool_)
        best: Best = np.empty((len(asked), 0), np.float32), np.empty((len(asked), 0), np.int64)
        for start in range(0, count, CHUNK):
            stop = min(count, start + CHUNK)
            scores = questions @ self.vectors(start, stop).T
            scores[:, ~kept[start:stop]] = -np.inf
            ids = np.broadcast_to(np.arange(start, stop), scores.shape)
            best = _best(np.hstack([best[0], scores]), np.hstack([best[1], ids]), k)
        return [set(row.tolist()) for row in best[1]]


def _best(scores: Vectors, ids: NDArray[np.int64], k: int) -> Best:
    order = np.argpartition(-scores, min(k, scores.shape[1] - 1), axis=1)[:, :k]
    return np.take_along_axis(scores, order, 1), np.take_along_axis(ids, order, 1)


@dataclass(frozen=True)
class Real:
    """Real texts, their vectors f32[n, 384], and how a text is cut into search terms."""

    texts: list[str]
    vectors: Vectors
    terms: Callable[[str], list[str]]

    def mixed(self, count: int, rng: np.random.Generator) -> tuple[list[str], Vectors]:
        """``count`` texts and vectors, each of two real ones."""
        first, last = rng.integers(0, len(self.texts), (2, count))
        texts = [_halves(self.texts[a], self.texts[b]) for a, b in zip(first, last, strict=True)]
        share = rng.uniform(0.5, 1.0, (count, 1)).astype(np.float32)
        noise = rng.normal(0, NOISE / DIM**0.5, (count, DIM)).astype(np.float32)
        vectors = share * self.vectors[first] + (1 - share) * self.vectors[last] + noise
        return texts, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def make(folder: Path, count: int, real: Real, seed: int) -> Corpus:
    """A corpus of ``count`` rows in ``folder``: the real ones first, mixed ones after them."""
    seen = np.random.default_rng(seed).random(-(-count // SESSION)) < SEEN
    allowed = np.zeros(count, np.bool_)
    with (
        (folder / "rows.jsonl").open("w", encoding="utf-8") as rows,
        (folder / "vectors.f32").open("wb") as out,
    ):
        for start in range(0, count, CHUNK):
            rng = np.random.default_rng((seed, start))  # a whole chunk, also where it is cut short
            texts, vectors = real.mixed(CHUNK, rng)
            own = max(0, min(CHUNK, len(real.texts) - start))
            texts[:own] = real.texts[start : start + own]
            vectors[:own] = real.vectors[start : start + own]
            kinds = rng.choice(KINDS, CHUNK, p=SHARES)
            size = min(CHUNK, count - start)
            out.write(vectors[:size].astype(np.float32).tobytes())
            for n, (text, kind) in enumerate(zip(texts[:size], kinds[:size], strict=True), start):
                row = _row(text, real.terms, n, str(kind), bool(seen[n // SESSION]))
                allowed[n] = row["seen"] and row["kind"] == WANTED_KIND
                rows.write(json.dumps(row, ensure_ascii=False) + "\n")
    np.save(folder / "allowed.npy", allowed)
    return Corpus(folder)


def ask(corpus: Corpus, questions: Real) -> None:
    """Put the questions beside the corpus."""
    np.save(corpus.folder / "asked.npy", questions.vectors)
    with (corpus.folder / "asked.jsonl").open("w", encoding="utf-8") as out:
        for text in questions.texts:
            row = {"text": text, "words": " ".join(questions.terms(text))}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _row(text: str, terms: Callable[[str], list[str]], number: int, kind: str, seen: bool) -> Row:
    words = " ".join(terms(text))
    return Row(text=text, words=words, session=f"s{number // SESSION}", kind=kind, seen=seen)


def _halves(one: str, other: str) -> str:
    first, last = one.split(), other.split()
    return " ".join(first[: -(-len(first) // 2)] + last[len(last) // 2 :])
