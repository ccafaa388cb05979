"""Sonmat's own search, asked as the app asks it, and the encoding of a question alone."""

from __future__ import annotations

import time
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.search.mixed import SESSION, WANTED_KIND, Asked, Corpus, Row, Vectors
from benchmarks.search.systems import K, System
from pipelines.embedder import Embedder
from pipelines.search.engine import Request, SearchEngine
from pipelines.search.passage import Passage, Passages

STRIDE_S, LONG_S = 8.0, 7.0


@cache
def _embedder() -> Embedder:
    """One for all, loaded: its weights are nobody's memory."""
    made = Embedder()
    made.encode_queries(["is it loaded?"])
    return made


class Encoding(System):
    """The text encoder alone: it holds no rows."""

    about = "multilingual-e5-small by torch, one question at a time"

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        super().__init__(corpus, folder)
        self._embedder = _embedder()

    def ask(self, asked: Asked) -> object:
        return self._embedder.encode_queries([asked.text])


class Sonmat(System):
    """``SearchEngine`` filled session by session; a question is encoded, filtered and fused.

    ``encoding_s`` is how long the encoder took over the last question.
    """

    about = "SearchEngine.query: encoding, list of sessions and a kind, both sides fused, merged"

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        super().__init__(corpus, folder)
        self._embedder = _embedder()
        self._engine = SearchEngine(self._encode, self._embedder.digest)
        self._sessions: set[str] = set()
        self._slowest_s = 0.0
        self.encoding_s = 0.0

    def add(self, first: int, rows: list[Row], vectors: Vectors) -> None:
        for session, group in groupby(enumerate(rows), key=lambda one: one[1]["session"]):
            places = [n for n, _ in group]
            found = tuple(_passage(first + n, rows[n]) for n in places)
            passages = Passages(found, vectors[places], self._embedder.digest)
            started = time.perf_counter()
            self._engine.add(session, passages)
            self._slowest_s = max(self._slowest_s, time.perf_counter() - started)
            if rows[places[0]]["seen"]:
                self._sessions.add(session)

    def ready(self) -> None:
        self._where = [{"session": frozenset(self._sessions), "kind": [WANTED_KIND]}]

    def ask(self, asked: Asked) -> object:
        return self._engine.query(asked.text, Request(k=K, where=self._where))

    def nearest(self, asked: Asked, everywhere: bool) -> list[int]:
        """Of the dense side alone, which the engine shows nobody else."""
        allowed = None if everywhere else self._engine._allowed(self._where)
        found = self._engine._index.dense.search(asked.vector[None, :], K, allowed)[0]
        return [item for item, _ in found]

    def remove(self, session: str, ids: list[int]) -> None:
        self._engine.remove(session)

    def notes(self) -> dict[str, Any]:
        kind = self._engine._index.dense.kind
        return {"index": kind, "slowest_insert_of_the_build_s": round(self._slowest_s, 3)}

    def _encode(self, texts: list[str]) -> Vectors:
        started = time.perf_counter()
        vectors = self._embedder.encode_queries(texts)
        self.encoding_s = time.perf_counter() - started
        return vectors


def _passage(number: int, row: Row) -> Passage:
    start_s = STRIDE_S * (number % SESSION)
    return Passage(
        start_s=start_s, end_s=start_s + LONG_S, recording="r1", id=f"{row['session']}/r1/{number}",
        session=row["session"], procedure="p", kind=row["kind"], step_id=f"s{number % 8}",
        step_title="", text=row["text"], language="en",
    )  # fmt: skip
