"""sqlite-vec in memory. It goes through apsw, because this Python's sqlite3 loads no extension."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from benchmarks.search.mixed import DIM, WANTED_KIND, Asked, Corpus, Row, Vectors
from benchmarks.search.systems import K, System

apsw: Any = importlib.import_module("apsw")
sqlite_vec: Any = importlib.import_module("sqlite_vec")


class SqliteVec(System):
    about = "dense only: one vec0 table in memory by apsw, filtered by its metadata columns; exact"

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        super().__init__(corpus, folder)
        self._db = apsw.Connection(":memory:")
        self._db.enable_load_extension(True)
        self._db.load_extension(sqlite_vec.loadable_path())
        self._db.execute(
            "CREATE VIRTUAL TABLE rows USING vec0(id INTEGER PRIMARY KEY, "
            f"vector float[{DIM}] distance_metric=cosine, seen integer, kind text)"
        )

    def add(self, first: int, rows: list[Row], vectors: Vectors) -> None:
        values = (
            (n, vector.tobytes(), int(row["seen"]), row["kind"])
            for n, (row, vector) in enumerate(zip(rows, vectors, strict=True), first)
        )
        with self._db:
            self._db.executemany(
                "INSERT INTO rows(id, vector, seen, kind) VALUES (?,?,?,?)", values
            )

    def ask(self, asked: Asked) -> object:
        return self.nearest(asked, everywhere=False)

    def nearest(self, asked: Asked, everywhere: bool) -> list[int]:
        only = "" if everywhere else f"AND seen = 1 AND kind = '{WANTED_KIND}'"
        found = self._db.execute(
            f"SELECT id FROM rows WHERE vector MATCH ? AND k = {K} {only}",
            (asked.vector.tobytes(),),
        )
        return [int(item) for (item,) in found]

    def remove(self, session: str, ids: list[int]) -> None:
        with self._db:
            self._db.executemany("DELETE FROM rows WHERE id = ?", [(one,) for one in ids])
