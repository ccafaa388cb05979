"""The lexical side: BM25 over words (English, stemmed) and over pairs of syllables (Korean).

Korean particles glue to nouns ("볼트를", "볼트가"), so whole words miss; overlapping pairs of
characters find the shared part and match a morpheme analyser without its 105 MB model (measured).
Everything stays in memory: words of a session are never written readable to a disk.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import InputError
from pipelines.lexicon import STOP
from pipelines.search.columns import ids_of
from pipelines.text import normalise

# Hangul syllables, kana and ideographs are written without reliable spaces between words
_GLUED = "가-힣぀-ヿ一-鿿㐀-䶿"
_TOKEN = re.compile(rf"[{_GLUED}]+|[^\W_{_GLUED}]+")
_STARTS_GLUED = re.compile(rf"[{_GLUED}]")
MAX_QUERY_TERMS = 256


def terms(text: str) -> list[str]:
    """Search terms of a text: lower-case words, and pairs of characters for Korean.

    A single syllable stands for itself. Composed and decomposed Hangul give the same terms.
    """
    found: list[str] = []
    for token in _TOKEN.findall(normalise(text)):
        if _STARTS_GLUED.match(token) and len(token) > 1:
            found += [token[i : i + 2] for i in range(len(token) - 1)]
        else:
            found.append(token)
    return found


class LexicalIndex:
    """Texts under integer ids, ranked by BM25 (SQLite FTS5, Porter stems for English).

    Not safe for use by two threads at once: the caller holds a lock.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA temp_store = MEMORY")
        self._kept = bytearray()
        self._db.create_function("kept", 1, lambda row: self._kept[row])
        for table in ("texts", "stems"):
            self._db.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(terms, tokenize = 'porter unicode61')"
            )
        self._db.execute("CREATE VIRTUAL TABLE stem USING fts5vocab(stems, row)")
        self._stems: dict[str, str] = {}
        self._room = 0  # one more than the largest id there ever was

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM texts").fetchone()[0])

    def add(self, ids: Iterable[int], texts: Iterable[str]) -> None:
        """Add texts under ids; all or nothing. An id that is there already is an ``InputError``."""
        rows = [(i, " ".join(terms(t))) for i, t in zip(ids, texts, strict=True)]
        self._db.execute("BEGIN")
        try:
            self._db.executemany("INSERT INTO texts(rowid, terms) VALUES (?, ?)", rows)
        except sqlite3.IntegrityError:
            self._db.execute("ROLLBACK")
            raise InputError(
                "an id is already in the index; remove it before adding it again"
            ) from None
        self._db.execute("COMMIT")
        self._room = max([self._room, *(i + 1 for i, _ in rows)])

    def to_bytes(self) -> bytes:
        """The whole table, as SQLite keeps it."""
        return self._db.serialize()

    @classmethod
    def from_bytes(cls, data: bytes) -> LexicalIndex:
        """What ``to_bytes`` gave. Raises ValueError for anything else."""
        made = cls()
        try:
            made._db.deserialize(data)
            made._db.execute("PRAGMA temp_store = MEMORY")
            largest = made._db.execute("SELECT max(rowid) FROM texts").fetchone()[0]
        except sqlite3.Error:
            raise ValueError("this is no table of words") from None
        made._room = 0 if largest is None else int(largest) + 1
        return made

    def remove(self, ids: Iterable[int]) -> int:
        """Forget these ids; unknown ones are passed over. Returns how many were there."""
        gone = self._db.execute(
            "DELETE FROM texts WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return gone.rowcount

    def search(
        self, query: str, k: int, allowed: Collection[int] | NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Up to ``k`` pairs (id, BM25 score, higher is better) that share a term with the query.

        The query is a person's text, never an FTS expression: operators in it are words or
        nothing. ``allowed`` restricts the ids; an empty one allows none.
        """
        wanted = list(dict.fromkeys(terms(query)))[:MAX_QUERY_TERMS]
        if not wanted:
            return []
        expression = " OR ".join(f'"{term}"' for term in wanted)
        only = ""
        if allowed is not None:
            only = "AND kept(rowid)"
            self._kept = self._mask(allowed)
        found = self._db.execute(
            f"SELECT rowid, -bm25(texts) AS score FROM texts WHERE texts MATCH ? {only} "
            "ORDER BY score DESC, rowid LIMIT ?",
            [expression, k],
        )
        return [(int(row), float(score)) for row, score in found]

    def marks(self, query: str, text: str) -> tuple[tuple[int, int], ...]:
        """Characters ``[start, end)`` of the words of ``text`` that the query's words are in.

        A Korean word counts if it begins as one of the query's does; words that say nothing
        (*the*, 그리고) never do.
        """
        wanted = {self._stem(term) for term in terms(query) if term not in STOP}
        return tuple(
            match.span()
            for match in _TOKEN.finditer(text)
            if (parts := terms(match[0]))
            and parts[0] not in STOP
            and self._stem(parts[0]) in wanted
        )

    def _mask(self, allowed: Collection[int] | NDArray[np.int64]) -> bytearray:
        """One byte an id: a call a row is cheaper than a list of 100,000 to look it up in."""
        mask = np.zeros(self._room, np.uint8)
        ids = ids_of(allowed)
        mask[ids[(ids >= 0) & (ids < self._room)]] = 1
        return bytearray(mask.tobytes())

    def _stem(self, term: str) -> str:
        """As FTS5 itself cuts a word down, which nothing else tells."""
        if term not in self._stems:
            self._db.execute("INSERT INTO stems(rowid, terms) VALUES (1, ?)", (term,))
            found = self._db.execute("SELECT term FROM stem").fetchone()
            self._db.execute("DELETE FROM stems WHERE rowid = 1")
            self._stems[term] = found[0] if found else term
        return self._stems[term]
