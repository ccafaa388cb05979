"""The search of a site: passages of many sessions, asked in plain words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data_schemas.errors import InputError, StoreError
from data_schemas.value import Value
from pipelines.search.encoder import Vectors
from pipelines.search.hybrid import HybridIndex
from pipelines.search.passages import Passage, PassageKind, Passages
from pipelines.search.vectors import Policy

MAX_QUERY = 2000


class Filters(Value):
    """None means any. ``sessions`` is what the asker may search: empty means nothing."""

    kind: PassageKind | None = None
    step: str | None = None
    procedure: str | None = None
    sessions: frozenset[str] | None = None

    def allow(self, passage: Passage) -> bool:
        return (
            self.kind in (None, passage.kind)
            and self.step in (None, passage.step_id)
            and self.procedure in (None, passage.procedure)
            and (self.sessions is None or passage.session in self.sessions)
        )


class Hit(Value):
    """``score`` orders the hits of one query and means nothing else: it is never a percentage.

    ``dense_rank`` and ``lexical_rank`` say which side found it, and where, from 1.
    """

    passage: Passage
    score: float
    dense_rank: int | None
    lexical_rank: int | None


@dataclass
class _Stored:
    """Ids in use by session, and the passage behind each id."""

    passages: dict[int, Passage]
    sessions: dict[str, list[int]]
    following: int = 0


class SearchEngine:
    """Safe for use by several threads. Holds no file: a cache that ``add`` fills again.

    ``encode_queries`` turns texts into f32[n, dim], L2-normalised, by the weights that
    ``model_digest`` names.
    """

    def __init__(
        self,
        encode_queries: Callable[[list[str]], Vectors],
        model_digest: str,
        dim: int = 384,
        policy: Policy | None = None,
    ) -> None:
        self._encode = encode_queries
        self.model_digest = model_digest
        self._index = HybridIndex(dim, model_digest, policy)
        self._stored = _Stored({}, {})
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._stored.passages)

    @property
    def sessions(self) -> frozenset[str]:
        return frozenset(self._stored.sessions)

    def add(self, found: Passages) -> None:
        """Make passages findable; those that their sessions had before are replaced.

        ``StoreError`` if the vectors were made by other weights.
        """
        if found.model_digest != self.model_digest:
            raise StoreError(
                "the passages were encoded by another text encoder; process the session again"
            )
        with self._lock:
            start = self._stored.following
            ids = list(range(start, start + len(found.passages)))
            before = self._ids_of({p.session for p in found.passages})
            self._index.add(ids, [p.text for p in found.passages], found.vectors)
            self._forget(before)
            self._stored.following += len(ids)
            for number, passage in zip(ids, found.passages, strict=True):
                self._stored.passages[number] = passage
                self._stored.sessions.setdefault(passage.session, []).append(number)

    def remove(self, session: str) -> int:
        """Forget a session on both sides; returns how many passages it had (0 if unknown)."""
        with self._lock:
            return self._forget(self._ids_of({session}))

    def query(self, text: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Up to ``k`` passages, best first; ``InputError`` for a question that cannot be asked."""
        question = check_query(text)
        if k < 1:
            raise InputError(f"the number of results must be at least 1, not {k}")
        vector = np.asarray(self._encode([question])[0], dtype=np.float32)
        with self._lock:
            allowed = self._allowed(filters)
            return [
                Hit(
                    passage=self._stored.passages[match.id],
                    score=match.score,
                    dense_rank=match.dense_rank,
                    lexical_rank=match.lexical_rank,
                )
                for match in self._index.search(question, vector, k, allowed)
            ]

    def _allowed(self, filters: Filters | None) -> list[int] | None:
        if filters is None or filters == Filters():
            return None
        return [n for n, passage in self._stored.passages.items() if filters.allow(passage)]

    def _ids_of(self, sessions: set[str]) -> list[int]:
        return [n for s in sessions for n in self._stored.sessions.get(s, [])]

    def _forget(self, ids: list[int]) -> int:
        self._index.remove(ids)
        for number in ids:
            passage = self._stored.passages.pop(number)
            self._stored.sessions.pop(passage.session, None)
        return len(ids)


def check_query(text: str) -> str:
    """The question without blanks around it; ``InputError`` if it is empty or far too long."""
    question = text.strip()
    if not question:
        raise InputError("the search is empty; say what you are looking for")
    if len(question) > MAX_QUERY:
        raise InputError(f"the search is longer than {MAX_QUERY} characters; shorten it")
    return question
