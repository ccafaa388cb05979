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

from data_schemas.errors import InputError
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
        self._db.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(terms, tokenize = 'porter unicode61')"
        )

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

    def remove(self, ids: Iterable[int]) -> int:
        """Forget these ids; unknown ones are passed over. Returns how many were there."""
        gone = self._db.execute(
            "DELETE FROM texts WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return gone.rowcount

    def search(
        self, query: str, k: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Up to ``k`` pairs (id, BM25 score, higher is better) that share a term with the query.

        The query is a person's text, never an FTS expression: operators in it are words or
        nothing. ``allowed`` restricts the ids; an empty collection allows none.
        """
        wanted = list(dict.fromkeys(terms(query)))[:MAX_QUERY_TERMS]
        if not wanted:
            return []
        expression = " OR ".join(f'"{term}"' for term in wanted)
        only = "" if allowed is None else "AND rowid IN (SELECT value FROM json_each(?))"
        values: list[object] = [expression]
        if allowed is not None:
            values.append(json.dumps(list(allowed)))
        found = self._db.execute(
            f"SELECT rowid, -bm25(texts) AS score FROM texts WHERE texts MATCH ? {only} "
            "ORDER BY score DESC, rowid LIMIT ?",
            [*values, k],
        )
        return [(int(row), float(score)) for row, score in found]
