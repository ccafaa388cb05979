"""Qdrant's client in local mode: no server, everything in the memory of the process."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

from benchmarks.search.mixed import DIM, WANTED_KIND, Asked, Corpus, Row, Vectors
from benchmarks.search.systems import K, System

qdrant_client: Any = importlib.import_module("qdrant_client")
models: Any = importlib.import_module("qdrant_client.models")
NAME = "rows"
BATCH = 2_000


class Qdrant(System):
    about = "dense only: local mode in memory, payload filter; exact"

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        super().__init__(corpus, folder)
        # it warns that local mode is not meant for many rows, which is what is measured here
        warnings.simplefilter("ignore", UserWarning)
        self._client = qdrant_client.QdrantClient(":memory:")
        vectors = models.VectorParams(size=DIM, distance=models.Distance.COSINE)
        self._client.create_collection(NAME, vectors_config=vectors)
        self._filter = models.Filter(
            must=[
                models.FieldCondition(key=key, match=models.MatchValue(value=value))
                for key, value in (("seen", True), ("kind", WANTED_KIND))
            ]
        )

    def add(self, first: int, rows: list[Row], vectors: Vectors) -> None:
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            ids = range(first + start, first + start + len(some))
            payloads = [{"seen": row["seen"], "kind": row["kind"]} for row in some]
            points = vectors[start : start + BATCH].tolist()
            batch = models.Batch(ids=list(ids), vectors=points, payloads=payloads)
            self._client.upsert(NAME, batch)

    def ask(self, asked: Asked) -> object:
        return self.nearest(asked, everywhere=False)

    def nearest(self, asked: Asked, everywhere: bool) -> list[int]:
        only = None if everywhere else self._filter
        found = self._client.query_points(
            NAME, query=asked.vector, query_filter=only, limit=K, with_payload=False
        )
        return [int(point.id) for point in found.points]

    def remove(self, session: str, ids: list[int]) -> None:
        self._client.delete(NAME, points_selector=models.PointIdsList(points=ids))
