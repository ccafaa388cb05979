"""Vectors in a PostgreSQL with pgvector, as a ``Nearest``: for them alone, no word goes there.

The table is a temporary one, so that it ends with the connection, whatever becomes of this process.
PostgreSQL keeps such a table out of its journal, its replicas and its backups, and shows it to no
other process: each has one of its own and numbers what it adds as it likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import psycopg
from psycopg import errors

from data_schemas.errors import SettingsError, StoreAway
from pipelines.search.encoder import Vectors
from pipelines.search.nearest import Allowed, as_rows, check_ids, check_k, in_order

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

GONE = (
    "The server that holds the vectors of search does not answer: start it, or unset"
    " SONMAT_VECTORS_URL, then ask again."
)
NOT_LET = (
    "The user of SONMAT_VECTORS_URL may not make temporary tables: grant TEMPORARY on the database."
)
# So wide a row still fits a page of 8 KiB, where it is read without a detour.
FITS_A_PAGE = 1900

# "+ 0" is what no index answers, so every row is looked at.
_ALL = """SELECT id, (embedding <#> %s) + 0 AS apart FROM pg_temp.nearest {chosen}
ORDER BY apart, id LIMIT %s"""
_BY_GRAPH = """SELECT id, embedding <#> %s AS apart FROM pg_temp.nearest {chosen}
ORDER BY apart LIMIT %s"""
_CHOSEN = "WHERE id = ANY(%s::bigint[])"


@dataclass(frozen=True)
class PgPolicy:
    """Every row is looked at up to ``exact_up_to`` vectors; above an HNSW graph of ``breadth``.

    The graph is made with the first search, once all was added: that takes minutes. It finds
    ``breadth`` vectors and chooses among them afterwards, so it is asked where ``spare`` times as
    many as are wanted should be left. ``rewrite_removed``: the part of the vectors after whose
    removal table and graph are made anew.
    """

    exact_up_to: int = 200_000
    breadth: int = 400
    spare: float = 1.5
    rewrite_removed: float = 0.3


class PgVectorIndex:
    """A ``Nearest`` over a connection of its own, which commits by itself.

    Once anything failed nobody knows what the table holds: the connection is closed and ``lost``
    says so. Raises StoreError then, SettingsError where no table may be made.
    """

    def __init__(
        self, connection: Connection, dim: int, model_digest: str, policy: PgPolicy | None = None
    ) -> None:
        self.dim = dim
        self.model_digest = model_digest
        self._connection = connection
        self._policy = policy or PgPolicy()
        self._ids: set[int] = set()
        self._has_graph = False
        self._removed = 0  # since the table was written anew
        with self._answered():
            connection.execute(
                "CREATE TEMPORARY TABLE nearest"
                f" (id bigint PRIMARY KEY, embedding vector({dim:d}) NOT NULL)"
            )
            if dim <= FITS_A_PAGE:
                connection.execute("ALTER TABLE pg_temp.nearest ALTER embedding SET STORAGE PLAIN")

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def has_graph(self) -> bool:
        return self._has_graph

    def lost(self) -> bool:
        """Whether the connection has ended, and with it the table."""
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            return True
        return False

    def close(self) -> None:
        """End the table with its connection."""
        self._connection.close()

    def add(self, ids: Iterable[int], vectors: Vectors) -> None:
        """Add f32[n, dim] under ``ids``; all or nothing. ``InputError`` as ``Nearest`` says."""
        keys = np.fromiter(ids, dtype=np.int64)
        rows = as_rows(vectors, self.dim)
        check_ids(keys, len(rows), self._ids)
        if not len(keys):
            return
        numbers = keys.tolist()
        with self._answered(), self._connection.transaction(), self._connection.cursor() as cursor:
            self._write(cursor, numbers, rows)
        self._ids.update(numbers)

    def remove(self, ids: Iterable[int]) -> int:
        """Forget these ids; unknown ones are passed over. Returns how many were there."""
        gone = self._ids.intersection(ids)
        if not gone:
            return 0
        with self._answered():
            self._connection.execute(
                "DELETE FROM pg_temp.nearest WHERE id = ANY(%s::bigint[])", (list(gone),)
            )
            self._ids -= gone
            self._removed += len(gone)
            self._sweep()
        return len(gone)

    def search(
        self, vectors: Vectors, k: int, allowed: Allowed = None
    ) -> list[list[tuple[int, float]]]:
        """For each row of f32[m, dim] up to ``k`` pairs (id, inner product), best first."""
        rows = as_rows(vectors, self.dim)
        check_k(k)
        if not self._ids or (allowed is not None and not len(allowed)):
            return [[] for _ in rows]
        chosen = None if allowed is None else np.fromiter(allowed, dtype=np.int64).tolist()
        with self._answered():
            self._make_graph()
            return [self._nearest(row, k, chosen) for row in rows]

    def _write(
        self, cursor: psycopg.Cursor[tuple[Any, ...]], numbers: list[int], rows: Vectors
    ) -> None:
        with cursor.copy("COPY pg_temp.nearest FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(("int8", "vector"))
            for pair in zip(numbers, rows, strict=True):
                copy.write_row(pair)

    def _nearest(self, row: Vectors, k: int, chosen: list[int] | None) -> list[tuple[int, float]]:
        part = 1.0 if chosen is None else len(chosen) / len(self._ids)
        if self._has_graph and part * self._policy.breadth >= self._policy.spare * k:
            found = self._ask(_BY_GRAPH, row, k, chosen)
            if len(found) == k:  # what is near may not be what was chosen
                return found
        return self._ask(_ALL, row, k, chosen)

    def _ask(
        self, query: str, row: Vectors, k: int, chosen: list[int] | None
    ) -> list[tuple[int, float]]:
        if chosen is None:
            found = self._connection.execute(query.format(chosen=""), (row, k))
        else:
            found = self._connection.execute(query.format(chosen=_CHOSEN), (row, chosen, k))
        return in_order((int(item), 0.0 - float(apart)) for item, apart in found)

    def _sweep(self) -> None:
        """A deleted row stays in the table's file, unseen, until that is written anew.

        With a graph that takes minutes, and no less to mend the graph, so there it waits until many
        are gone.
        """
        if self._has_graph:
            if self._removed <= self._policy.rewrite_removed * len(self._ids):
                return
            self._connection.execute("DROP INDEX pg_temp.nearest_graph")
            self._has_graph = False
        self._connection.execute("VACUUM FULL pg_temp.nearest")
        self._removed = 0

    def _make_graph(self) -> None:
        many = len(self._ids) > self._policy.exact_up_to and self.dim <= FITS_A_PAGE
        if self._has_graph or not many:
            return
        self._connection.execute(
            "CREATE INDEX nearest_graph ON pg_temp.nearest USING hnsw (embedding vector_ip_ops)"
        )
        self._connection.execute(f"SET hnsw.ef_search = {self._policy.breadth:d}")
        self._has_graph = True

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """What the server says may quote what it was asked, so it goes no further."""
        try:
            yield
        except errors.InsufficientPrivilege:
            self._connection.close()
            raise SettingsError(NOT_LET) from None
        except psycopg.Error:
            self._connection.close()
            raise StoreAway(GONE) from None
