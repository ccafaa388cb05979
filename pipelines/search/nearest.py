"""What an index of vectors has to do, wherever the vectors lie, and what it may be given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import InputError
from pipelines.search.encoder import Vectors

Ids: TypeAlias = NDArray[np.int64]
Allowed: TypeAlias = Collection[int] | Ids | None


class Nearest(Protocol):
    """Vectors under 64-bit ids, ranked by inner product (cosine, when rows are normalised).

    A cache: the truth are the vectors of the sessions. Not for two threads at once: the caller
    holds a lock. ``lost`` alone may be asked at any time.
    """

    @property
    def dim(self) -> int: ...

    @property
    def model_digest(self) -> str: ...

    def __len__(self) -> int: ...

    def lost(self) -> bool:
        """Whether what was added is gone for good, as when a server died: take a new index."""
        ...

    def add(self, ids: Iterable[int], vectors: Vectors) -> None:
        """Add f32[n, dim] under ``ids``; all or nothing. ``InputError`` by the checks below."""
        ...

    def remove(self, ids: Iterable[int]) -> int:
        """Forget these ids; unknown ones are passed over. Returns how many were there."""
        ...

    def search(
        self, vectors: Vectors, k: int, allowed: Allowed = None
    ) -> list[list[tuple[int, float]]]:
        """For each row of f32[m, dim] up to ``k`` pairs (id, inner product), best first.

        ``allowed`` restricts the ids; an empty collection allows none.
        """
        ...


# From the dimensions and the digest of the weights that the vectors are made by.
MakeNearest: TypeAlias = Callable[[int, str], Nearest]


def as_rows(vectors: Vectors, dim: int) -> Vectors:
    """f32[n, dim] in one piece; ``InputError`` for another width or what is no number."""
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    if rows.ndim != 2 or rows.shape[1] != dim:
        raise InputError(f"vectors of shape {rows.shape} do not fit an index of {dim} dimensions")
    if not np.isfinite(rows).all():
        raise InputError("a vector holds a value that is not a finite number")
    return rows


def check_ids(keys: Ids, count: int, held: set[int]) -> None:
    """``InputError`` unless these are ``count`` new ids, each once."""
    if len(keys) != count:
        raise InputError(f"{len(keys)} ids were given for {count} vectors")
    if len(keys) and int(keys.min()) < 0:
        raise InputError("an id is negative, which the index keeps for 'nothing found'")
    if len(np.unique(keys)) < len(keys) or not held.isdisjoint(keys.tolist()):
        raise InputError("an id is already in the index; remove it before adding it again")


def check_k(k: int) -> None:
    if k < 1:
        raise InputError(f"the number of results must be at least 1, not {k}")


def in_order(pairs: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Best first; of equal ones the smaller id."""
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
