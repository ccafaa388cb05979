"""The search of a site: passages of many sessions, asked in plain words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import InputError, StoreError
from pipelines.search import kept
from pipelines.search.columns import Columns
from pipelines.search.encoder import Vectors
from pipelines.search.hits import Hit, merged
from pipelines.search.hybrid import CANDIDATES, HybridIndex, Match
from pipelines.search.nearest import MakeNearest
from pipelines.search.passage import Passage, Passages
from pipelines.search.symptoms import ABOUT_SIGNS, BONUS, is_symptom
from pipelines.search.vectors import VectorIndex

MAX_QUERY = 2000
# What a passage is chosen by. ``class`` is the card's own one, None for that of the session.
COLUMNS = ("session", "kind", "step", "procedure", "language", "speaker", "about", "class")
# Each names values by column; a passage is chosen that fits one of them. None: every passage.
Where: TypeAlias = Sequence[Mapping[str, Collection[object]]] | None
Rerank = Callable[[str, list[str]], Sequence[float]]


@dataclass(frozen=True)
class Request:
    """What is asked for: how many hits, chosen from where, and whether signs come first.

    ``signs`` None: as the question sounds.
    """

    k: int = 10
    where: Where = None
    signs: bool | None = None


@dataclass
class _Stored:
    """Passages by id, and ids in use by key."""

    passages: dict[int, Passage] = field(default_factory=dict)
    keys: dict[str, list[int]] = field(default_factory=dict)
    following: int = 0


class SearchEngine:
    """Safe for use by several threads. Holds no file: a cache that ``add`` fills again.

    ``encode_queries`` turns texts into f32[n, dim], L2-normalised, by the weights that
    ``model_digest`` names. ``nearest`` makes what holds the vectors. ``rerank`` scores
    texts for a question anew, where a site has a cross-encoder.
    """

    def __init__(
        self,
        encode_queries: Callable[[list[str]], Vectors],
        model_digest: str,
        dim: int = 384,
        nearest: MakeNearest = VectorIndex,
        rerank: Rerank | None = None,
    ) -> None:
        self._encode = encode_queries
        self._rerank = rerank
        self.model_digest = model_digest
        self._index = HybridIndex(nearest(dim, model_digest))
        self._columns = Columns(COLUMNS)
        self._stored = _Stored()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._stored.passages)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._stored.keys)

    def lost(self) -> bool:
        """Whether the vectors are gone for good: take a new engine and add everything again."""
        return self._index.dense.lost()

    def add(self, key: str, found: Passages) -> None:
        """Make passages findable under a key; those that it had before are replaced.

        ``StoreError`` if the vectors were made by other weights: then nothing has changed.
        """
        if found.model_digest != self.model_digest:
            raise StoreError(
                "the passages were encoded by another text encoder; process the session again"
            )
        with self._lock:
            start = self._stored.following
            ids = list(range(start, start + len(found.passages)))
            self._index.add(ids, [p.text for p in found.passages], found.vectors)
            self._forget(key)
            self._stored.following += len(ids)
            self._stored.keys[key] = ids
            for number, passage in zip(ids, found.passages, strict=True):
                self._stored.passages[number] = passage
                self._columns.put(number, _columns_of(passage))

    def remove(self, key: str) -> int:
        """Forget what was added under a key; returns how many passages that were, 0 if unknown."""
        with self._lock:
            return self._forget(key)

    def values(self, column: str, sessions: Collection[str]) -> frozenset[object]:
        """What the passages of these sessions have in a column."""
        with self._lock:
            return self._columns.values(column, {"session": sessions})

    def has_words(self, words: Collection[str], sessions: Collection[str]) -> frozenset[str]:
        """Which of these words some passage of these sessions holds."""
        with self._lock:
            allowed = self._allowed([{"session": sessions}])
            lexical = self._index.lexical
            return frozenset(one for one in words if lexical.search(one, 1, allowed))

    def query(self, text: str, request: Request | None = None) -> list[Hit]:
        """Hits, best first; ``InputError`` for a question that cannot be asked."""
        question, request = check_query(text), request or Request()
        if request.k < 1:
            raise InputError(f"the number of results must be at least 1, not {request.k}")
        vector = np.asarray(self._encode([question])[0], dtype=np.float32)
        signs = is_symptom(question) if request.signs is None else request.signs
        with self._lock:
            allowed = self._allowed(request.where)
            found = self._index.search(question, vector, max(CANDIDATES, 2 * request.k), allowed)
            ordered = self._ordered(question, found, signs)
            return [
                self._told(question, hit, signs)
                for hit in merged(
                    ((match, self._stored.passages[match.id]) for match in ordered), request.k
                )
            ]

    def to_bytes(self) -> bytes:
        """All of it, to be opened again by ``restore``.

        ``StoreError`` where the vectors lie elsewhere than in this process.
        """
        with self._lock:
            return kept.pack(self._index, self._stored.passages, self._stored.keys)

    def restore(self, data: bytes) -> None:
        """Take in what ``to_bytes`` gave, in place of what is there.

        ``StoreError`` if it is damaged or of other weights: then nothing has changed.
        """
        index, passages, keys = kept.unpack(data, self.model_digest, self._index)
        columns = Columns(COLUMNS)
        for number, passage in passages.items():
            columns.put(number, _columns_of(passage))
        with self._lock:
            self._index, self._columns = index, columns
            self._stored = _Stored(passages, keys, max(passages, default=-1) + 1)

    def _ordered(self, question: str, found: list[Match], signs: bool) -> list[Match]:
        """By the fused score; signs first where they are asked for, or as a cross-encoder says."""
        passages = self._stored.passages
        if self._rerank is not None and found:
            scores = self._rerank(question, [passages[one.id].text for one in found])
            found = [one.scored(float(s)) for one, s in zip(found, scores, strict=True)]
        else:
            found = [one.scored(one.score + _worth(passages[one.id], signs)) for one in found]
        return sorted(found, key=lambda one: (-one.score, one.id))

    def _told(self, question: str, hit: Hit, signs: bool) -> Hit:
        marks = self._index.lexical.marks(question, hit.text)
        then = self._following(hit) if signs else None
        return hit.model_copy(update={"marks": marks, "then": then})

    def _following(self, hit: Hit) -> Passage | None:
        """What is done or said next in the same recording."""
        here = hit.passage
        wanted = {"session": [here.session], "kind": ["narration", "action"]}
        ids = self._columns.choose(wanted)
        later = (
            one
            for one in self._passages(ids)
            if one.recording == here.recording and one.start_s >= hit.end_s - 0.5
        )
        return min(later, key=lambda one: (one.start_s, one.id), default=None)

    def _passages(self, ids: NDArray[np.int64] | None) -> Iterable[Passage]:
        """Those of these ids; None: all there are."""
        stored = self._stored.passages
        return stored.values() if ids is None else (stored[n] for n in ids.tolist())

    def _allowed(self, where: Where) -> NDArray[np.int64] | None:
        if where is None:
            return None
        parts = [self._columns.choose(one) for one in where]
        if any(part is None for part in parts):
            return None
        found = [part for part in parts if part is not None]
        joined: NDArray[np.int64] = np.concatenate(found) if found else np.empty(0, np.int64)
        return np.unique(joined) if len(found) > 1 else joined

    def _forget(self, key: str) -> int:
        ids = self._stored.keys.pop(key, [])
        self._index.remove(ids)
        self._columns.drop(ids)
        for number in ids:
            del self._stored.passages[number]
        return len(ids)


def check_query(text: str) -> str:
    """The question without blanks around it; ``InputError`` if it is empty or far too long."""
    question = text.strip()
    if not question:
        raise InputError("the search is empty; say what you are looking for")
    if len(question) > MAX_QUERY:
        raise InputError(f"the search is longer than {MAX_QUERY} characters; shorten it")
    return question


def _worth(passage: Passage, signs: bool) -> float:
    """A question that is still open answers nothing: it comes after what was said and told."""
    told = BONUS if signs and passage.about in ABOUT_SIGNS else 0.0
    return -BONUS if passage.kind == "moment" else told


def _columns_of(passage: Passage) -> dict[str, object]:
    return {
        "session": passage.session,
        "kind": passage.kind,
        "step": passage.step_id,
        "procedure": passage.procedure,
        "language": passage.language,
        "speaker": passage.speaker,
        "about": passage.about,
        "class": passage.protection_class,
    }
