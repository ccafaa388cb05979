"""What Sonmat's search is made of, used bare: a FAISS index, and a table of SQLite's FTS5."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import faiss as typed_faiss
import numpy as np

from benchmarks.search.mixed import DIM, WANTED_KIND, Asked, Corpus, Row, Vectors
from benchmarks.search.systems import K, System
from pipelines.search.vectors import Policy

faiss: Any = typed_faiss


class Faiss(System):
    """The kind of index that our policy picks for this size, made at once and searched bare."""

    about = "the index of our policy, made once of all; the filter is a bitmap made beforehand"

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        super().__init__(corpus, folder)
        self._parts: list[Vectors] = []
        self._index: Any = None

    def add(self, first: int, rows: list[Row], vectors: Vectors) -> None:
        if self._index is None:
            self._parts.append(vectors)
        else:
            self._index.add_with_ids(vectors, np.arange(first, first + len(rows)))

    def ready(self) -> None:
        count = sum(map(len, self._parts))
        self._kind = Policy().kind(count)
        ivf = f"IVF{int(4 * count**0.5)},SQfp16"
        factory = {"flat": "IDMap2,Flat", "half": "IDMap2,SQfp16", "ivf": ivf}[self._kind]
        self._index = faiss.index_factory(DIM, factory, faiss.METRIC_INNER_PRODUCT)
        if self._kind == "ivf":
            self._index.cp.max_points_per_centroid = Policy().trained_by
            self._index.cp.niter = Policy().rounds
        vectors = np.concatenate(self._parts)
        self._parts = []
        self._index.train(vectors)
        self._index.add_with_ids(vectors, np.arange(count))
        bits = np.packbits(self.corpus.allowed(count), bitorder="little")
        self._only = self._parameters(sel=faiss.IDSelectorBitmap(bits))
        self._all = self._parameters()

    def ask(self, asked: Asked) -> object:
        return self.nearest(asked, everywhere=False)

    def nearest(self, asked: Asked, everywhere: bool) -> list[int]:
        params = self._all if everywhere else self._only
        _, found = self._index.search(asked.vector[None, :], K, params=params)
        return [int(item) for item in found[0] if item >= 0]

    def remove(self, session: str, ids: list[int]) -> None:
        self._index.remove_ids(np.asarray(ids, np.int64))

    def notes(self) -> dict[str, Any]:
        return {"index": self._kind}

    def _parameters(self, **chosen: Any) -> Any:
        if self._kind == "ivf":
            return faiss.SearchParametersIVF(nprobe=Policy().nprobe, **chosen)
        return faiss.SearchParameters(**chosen)


class Words(System):
    """One FTS5 table in memory, Porter stems, the ten best by ``rank``. It knows no filter."""

    about = "one table in memory, the same search terms, the ten best of all rows by rank"
    columns, only = "", ""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        super().__init__(corpus, folder)
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5(words {self.columns}, "
            "tokenize = 'porter unicode61')"
        )

    def add(self, first: int, rows: list[Row], vectors: Vectors) -> None:
        values = [(n, *self.values(row)) for n, row in enumerate(rows, first)]
        places = ", ".join("?" * len(values[0]))
        named = "rowid, words" + self.columns.replace("UNINDEXED", "")
        self._db.execute("BEGIN")
        self._db.executemany(f"INSERT INTO texts({named}) VALUES ({places})", values)
        self._db.execute("COMMIT")

    def values(self, row: Row) -> tuple[object, ...]:
        return (row["words"],)

    def ask(self, asked: Asked) -> object:
        terms = dict.fromkeys(asked.words.split())
        return self._db.execute(
            f"SELECT rowid FROM texts WHERE texts MATCH ? {self.only} ORDER BY rank LIMIT ?",
            (" OR ".join(f'"{term}"' for term in terms), K),
        ).fetchall()

    def remove(self, session: str, ids: list[int]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("DELETE FROM texts WHERE rowid = ?", [(one,) for one in ids])
        self._db.execute("COMMIT")


class FilteredWords(Words):
    """The same with the filter's columns in the table, as one would write it down first."""

    about = "the same, with the filter's columns beside the words and in the condition"
    columns, only = ", seen UNINDEXED, kind UNINDEXED", f"AND seen = 1 AND kind = '{WANTED_KIND}'"

    def values(self, row: Row) -> tuple[object, ...]:
        return (row["words"], row["seen"], row["kind"])
