"""txtai: a FAISS index, BM25 terms and a content table in SQLite, fused by itself.

Its own copy has no torch: it runs on the torch, transformers and faiss of the project, whose
packages stand last in its path.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.search.mixed import WANTED_KIND, Asked, Corpus, Row, Vectors
from benchmarks.search.systems import K, System

QUERY = f"select id from txtai where similar(:q) and seen = 1 and kind = '{WANTED_KIND}' limit {K}"


class Txtai(System):
    """Vectors come from outside of it: a text is looked up, so that no encoder is timed."""

    about = (
        "hybrid query with SQL filter, vectors given from outside; its defaults (FAISS, "
        "BM25, both sides half); the filter comes after its candidates"
    )

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        super().__init__(corpus, folder)
        sys.path.append(os.environ["PROJECT_PACKAGES"])
        embeddings: Any = importlib.import_module("txtai.embeddings")
        self._known: dict[str, Vectors] = {}
        self._waiting: list[tuple[int, dict[str, Any], None]] = []
        self._made = False
        self._held = embeddings.Embeddings(
            method="external", transform=lambda some: self._vectors(some), content=True, hybrid=True
        )

    def add(self, first: int, rows: list[Row], vectors: Vectors) -> None:
        self._known.update(zip((row["words"] for row in rows), vectors, strict=True))
        self._waiting += [(n, _document(row), None) for n, row in enumerate(rows, first)]
        if self._made:
            self._held.upsert(self._waiting)
            self._waiting = []

    def ready(self) -> None:
        """All at once: the kind of its index follows from how many come first."""
        self._held.index(self._waiting)
        self._made, self._waiting, self._known = True, [], {}

    def ask(self, asked: Asked) -> object:
        self._known = {asked.words: asked.vector}
        return self._held.search(QUERY, parameters={"q": asked.words})

    def remove(self, session: str, ids: list[int]) -> None:
        self._held.delete(ids)

    def notes(self) -> dict[str, Any]:
        return {"index": self._held.config["build"]["settings"]}

    def _vectors(self, texts: list[str]) -> Vectors:
        return np.stack([self._known[text] for text in texts])


def _document(row: Row) -> dict[str, Any]:
    return {"text": row["words"], "seen": int(row["seen"]), "kind": row["kind"]}
