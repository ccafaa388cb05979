"""LanceDB: vectors and full text in one table on disk, fused by itself."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from benchmarks.search.mixed import DIM, WANTED_KIND, Asked, Corpus, Row, Vectors
from benchmarks.search.systems import K, System

lancedb: Any = importlib.import_module("lancedb")
index: Any = importlib.import_module("lancedb.index")
pyarrow: Any = importlib.import_module("pyarrow")
FILTER = f"seen = true AND kind = '{WANTED_KIND}'"
EXACT_UP_TO = 200_000


class Lance(System):
    """Exact search up to 200,000 rows, its ``IvfSq`` above; FTS, ``seen`` and ``kind`` indexed."""

    about = (
        "hybrid query of one table on disk: its defaults (RRF, Porter stems, its stop words left "
        "out), filter first; exact vectors to 200,000 rows, IVF_SQ above"
    )

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        super().__init__(corpus, folder)
        self._schema = pyarrow.schema(
            {
                "id": pyarrow.int64(),
                "vector": pyarrow.list_(pyarrow.float32(), DIM),
                "words": pyarrow.string(),
                "seen": pyarrow.bool_(),
                "kind": pyarrow.string(),
            }
        )
        self._table = lancedb.connect(folder).create_table("rows", schema=self._schema)

    def add(self, first: int, rows: list[Row], vectors: Vectors) -> None:
        flat = pyarrow.array(vectors.ravel())
        columns = {
            "id": range(first, first + len(rows)),
            "vector": pyarrow.FixedSizeListArray.from_arrays(flat, DIM),
            "words": [row["words"] for row in rows],
            "seen": [row["seen"] for row in rows],
            "kind": [row["kind"] for row in rows],
        }
        self._table.add(pyarrow.table(columns, schema=self._schema))

    def ready(self) -> None:
        self._table.create_index("words", config=index.FTS())
        for column in ("seen", "kind"):
            self._table.create_index(column, config=index.Bitmap())
        if self._table.count_rows() > EXACT_UP_TO:
            self._table.create_index("vector", config=index.IvfSq(distance_type="cosine"))
        self._table.optimize()

    def ask(self, asked: Asked) -> object:
        query = self._table.search(query_type="hybrid").vector(asked.vector).text(asked.words)
        return self._ids(query.where(FILTER, prefilter=True))

    def nearest(self, asked: Asked, everywhere: bool) -> list[int]:
        query = self._table.search(asked.vector)
        return self._ids(query if everywhere else query.where(FILTER, prefilter=True))

    def remove(self, session: str, ids: list[int]) -> None:
        self._table.delete(f"id IN ({','.join(map(str, ids))})")

    def notes(self) -> dict[str, Any]:
        return {"indices": sorted(one.index_type for one in self._table.list_indices())}

    def _ids(self, query: Any) -> list[int]:
        found = query.distance_type("cosine").limit(K).select(["id"]).to_list()
        return [int(row["id"]) for row in found]
