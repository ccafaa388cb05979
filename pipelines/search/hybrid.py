"""Dense and lexical search over the same ids, fused; one removal hits both sides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import InputError
from pipelines.search.encoder import Vectors
from pipelines.search.fuse import Fuse, score_fusion
from pipelines.search.lexical import LexicalIndex
from pipelines.search.nearest import Nearest

CANDIDATES = 100


@dataclass(frozen=True)
class Match:
    """``score`` is the fused score, comparable within one query only; ranks count from 1."""

    id: int
    score: float
    dense_rank: int | None
    lexical_rank: int | None

    def scored(self, score: float) -> Match:
        return Match(self.id, score, self.dense_rank, self.lexical_rank)


class HybridIndex:
    """Texts with their vectors under integer ids. The caller holds a lock.

    ``dense`` and ``lexical`` hold the same ids, none at first.
    """

    def __init__(
        self, dense: Nearest, lexical: LexicalIndex | None = None, fuse: Fuse = score_fusion
    ) -> None:
        self._fuse = fuse
        self.dense = dense
        self.lexical = LexicalIndex() if lexical is None else lexical

    def __len__(self) -> int:
        return len(self.dense)

    def of(self, dense: Nearest, lexical: LexicalIndex) -> HybridIndex:
        """One that fuses alike, over these two sides."""
        return HybridIndex(dense, lexical, self._fuse)

    def add(self, ids: Sequence[int], texts: Sequence[str], vectors: Vectors) -> None:
        """Add texts and their vectors f32[n, dim]; both sides take all of them or none."""
        if len(texts) != len(ids):
            raise InputError(f"{len(ids)} ids were given for {len(texts)} texts")
        self.dense.add(ids, vectors)
        try:
            self.lexical.add(ids, texts)
        except Exception:
            self.dense.remove(ids)
            raise

    def remove(self, ids: Collection[int]) -> int:
        """Forget these ids on both sides; unknown ones are passed over."""
        self.lexical.remove(ids)
        return self.dense.remove(ids)

    def search(
        self, text: str, vector: Vectors, k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[Match]:
        """The best ``k`` of ``max(100, k)`` candidates a side; ``vector`` is f32[dim]."""
        depth = max(CANDIDATES, k)
        dense = self.dense.search(vector[None, :], depth, allowed)[0]
        lexical = self.lexical.search(text, depth, allowed)
        dense_rank = {item: n for n, (item, _) in enumerate(dense, start=1)}
        lexical_rank = {item: n for n, (item, _) in enumerate(lexical, start=1)}
        return [
            Match(item, score, dense_rank.get(item), lexical_rank.get(item))
            for item, score in self._fuse(dense, lexical)[:k]
        ]
