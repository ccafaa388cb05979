"""Nearest vectors by inner product in this process: FAISS, as a ``Nearest``.

Which index is used follows the number of vectors (measured, see ``Policy``). The index is a cache:
the truth are the vectors of the sessions' passages, from which it can be built again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import faiss as typed_faiss
import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import StoreError
from data_schemas.value import Value
from pipelines.search.columns import ids_of
from pipelines.search.encoder import Vectors
from pipelines.search.nearest import Allowed, Ids, as_rows, check_ids, check_k, in_order

# its type stubs lack much of what its Python side has
faiss: Any = typed_faiss

IndexKind = Literal["flat", "half", "ivf"]
_ORDER: tuple[IndexKind, ...] = ("flat", "half", "ivf")


@dataclass(frozen=True)
class Policy:
    """Exact up to ``exact_up_to`` vectors, 16-bit up to ``compact_up_to``, inverted lists above.

    HNSW and product quantisation with refinement are left out because they cannot delete. With 8
    bits, vectors of E5, which lie close together, lose a fiftieth of their ten nearest at 300,000.
    Lists are made of ``trained_by`` vectors each in ``rounds`` of k-means: whoever adds the session
    that makes the index outgrow them waits for it.
    """

    exact_up_to: int = 50_000
    compact_up_to: int = 200_000
    nprobe: int = 256
    trained_by: int = 64
    rounds: int = 10
    retrain_growth: float = 2.0
    retrain_removed: float = 0.3
    scan_all_below: int = 20_000

    def kind(self, count: int) -> IndexKind:
        if count <= self.exact_up_to:
            return "flat"
        return "half" if count <= self.compact_up_to else "ivf"


class Sidecar(Value):
    """What has to hold before the bytes of an index are opened."""

    model_digest: str
    dim: int
    count: int
    kind: IndexKind
    trained_on: int
    removed: int
    sha256: str


class VectorIndex:
    """Vectors under 64-bit ids, ranked by inner product (cosine, when rows are normalised).

    Not safe for use by two threads at once: the caller holds a lock.
    """

    def __init__(self, dim: int, model_digest: str, policy: Policy | None = None) -> None:
        self.dim = dim
        self.model_digest = model_digest
        self._policy = policy or Policy()
        self._clear()

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def policy(self) -> Policy:
        return self._policy

    @property
    def kind(self) -> IndexKind:
        return self._kind

    def lost(self) -> bool:
        """Never: it lives and ends with this process."""
        return False

    def add(self, ids: Iterable[int], vectors: Vectors) -> None:
        """Add f32[n, dim] under ``ids``; all or nothing.

        FAISS itself accepts NaN and an id twice, and answers a wrong width without a message, so
        each is an ``InputError`` here.
        """
        keys = np.fromiter(ids, dtype=np.int64)
        rows = as_rows(vectors, self.dim)
        check_ids(keys, len(rows), self._ids)
        if not len(keys):
            return
        total = len(self) + len(keys)
        wanted = max(self._kind, self._policy.kind(total), key=_ORDER.index)
        if wanted != self._kind or self._outgrown(total):
            old_keys, old_rows = self._contents()
            both = np.concatenate([old_keys, keys]), np.concatenate([old_rows, rows])
            self._build(wanted, *both)
        else:
            self._index.add_with_ids(rows, keys)
        self._ids.update(keys.tolist())

    def remove(self, ids: Iterable[int]) -> int:
        """Forget these ids; unknown ones are passed over. Returns how many were there."""
        gone = self._ids.intersection(ids)
        if not gone:
            return 0
        self._index.remove_ids(np.fromiter(sorted(gone), dtype=np.int64))
        self._ids -= gone
        self._removed += len(gone)
        if not self._ids:
            self._clear()
        elif self._kind == "ivf" and self._removed > self._policy.retrain_removed * max(
            1, self._trained_on
        ):
            keys, rows = self._contents()
            self._build("ivf", keys, rows)
        return len(gone)

    def search(
        self, vectors: Vectors, k: int, allowed: Allowed = None
    ) -> list[list[tuple[int, float]]]:
        """For each row of f32[m, dim] up to ``k`` pairs (id, inner product), best first.

        ``allowed`` restricts the ids; an empty collection allows none.
        """
        rows = as_rows(vectors, self.dim)
        check_k(k)
        if not self._ids or (allowed is not None and not len(allowed)):
            return [[] for _ in rows]
        scores, found = self._index.search(
            rows, min(k, len(self._ids)), params=self._parameters(allowed)
        )
        return [_pairs(s, f) for s, f in zip(scores, found, strict=True)]

    def to_bytes(self) -> tuple[bytes, Sidecar]:
        """The index and the sidecar without which it is not opened again."""
        data = faiss.serialize_index(self._index).tobytes()
        return data, Sidecar(
            model_digest=self.model_digest,
            dim=self.dim,
            count=len(self),
            kind=self._kind,
            trained_on=self._trained_on,
            removed=self._removed,
            sha256=hashlib.sha256(data).hexdigest(),
        )

    @classmethod
    def from_bytes(
        cls, data: bytes, sidecar: Sidecar, model_digest: str, policy: Policy | None = None
    ) -> VectorIndex:
        """Open what ``to_bytes`` gave; ``StoreError`` if it is damaged or of another encoder."""
        if sidecar.model_digest != model_digest:
            raise StoreError(
                "the search index was made with another text encoder; build the index again"
            )
        if hashlib.sha256(data).hexdigest() != sidecar.sha256:
            raise StoreError("the search index is damaged; build the index again")
        made = cls(sidecar.dim, model_digest, policy)
        made._index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        made._kind, made._trained_on = sidecar.kind, sidecar.trained_on
        made._removed = sidecar.removed
        if made._index.d != sidecar.dim or made._index.ntotal != sidecar.count:
            raise StoreError("the search index and its sidecar disagree; build the index again")
        made._ids = set(made._stored_ids().tolist())
        return made

    def _clear(self) -> None:
        self._ids: set[int] = set()
        empty = np.empty((0, self.dim), dtype=np.float32)
        self._build("flat", np.empty(0, dtype=np.int64), empty)

    def _outgrown(self, total: int) -> bool:
        return self._kind == "ivf" and total > self._policy.retrain_growth * self._trained_on

    def _build(self, kind: IndexKind, keys: Ids, rows: Vectors) -> None:
        self._index = _empty_index(kind, self.dim, len(rows), self._policy)
        self._kind: IndexKind = kind
        self._trained_on, self._removed = len(rows), 0
        if kind != "flat":
            self._index.train(rows)
        if len(rows):
            self._index.add_with_ids(rows, keys)

    def _stored_ids(self) -> Ids:
        if self._kind != "ivf":
            ids: Ids = faiss.vector_to_array(self._index.id_map)
            return ids
        lists = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(n), lists.list_size(n)).copy()
            for n in range(self._index.nlist)
            if lists.list_size(n)
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def _contents(self) -> tuple[Ids, Vectors]:
        """Everything that is in the index: exact from ``flat``, else what 16 bits kept of it."""
        keys = self._stored_ids()
        if not len(keys):
            return keys, np.empty((0, self.dim), dtype=np.float32)
        if self._kind != "ivf":
            return keys, self._index.index.reconstruct_n(0, len(keys))
        # a map kept for good would refuse remove_ids
        self._index.set_direct_map_type(faiss.DirectMap.Hashtable)
        rows = self._index.reconstruct_batch(keys)
        self._index.set_direct_map_type(faiss.DirectMap.NoMap)
        return keys, rows

    def _parameters(self, allowed: Allowed) -> Any:
        chosen: dict[str, Any] = {}
        if allowed is not None:
            chosen["sel"] = _selector(ids_of(allowed))
        if self._kind != "ivf":
            return faiss.SearchParameters(**chosen)
        # few allowed vectors may lie in lists that would not be visited: then visit them all
        narrow = allowed is not None and len(allowed) <= self._policy.scan_all_below
        nprobe = self._index.nlist if narrow else min(self._policy.nprobe, self._index.nlist)
        return faiss.SearchParametersIVF(nprobe=nprobe, **chosen)


def _empty_index(kind: IndexKind, dim: int, count: int, policy: Policy) -> Any:
    metric = faiss.METRIC_INNER_PRODUCT
    if kind == "flat":
        return faiss.IndexIDMap2(faiss.IndexFlatIP(dim))
    if kind == "half":
        return faiss.IndexIDMap2(faiss.index_factory(dim, "SQfp16", metric))
    # native ids: an IDMap around inverted lists gives wrong ids after the first removal
    lists = max(1, min(count, int(4 * count**0.5)))
    index = faiss.index_factory(dim, f"IVF{lists},SQfp16", metric)
    index.cp.min_points_per_centroid = 1
    index.cp.max_points_per_centroid = policy.trained_by
    index.cp.niter = policy.rounds
    return index


def _selector(ids: Ids) -> Any:
    """Many ids are looked up in one bit each; few that lie far apart in a set."""
    ids = ids[ids >= 0]
    if not len(ids) or int(ids.max()) > 64 * len(ids):
        return faiss.IDSelectorBatch(ids)
    bits = np.zeros(int(ids.max()) + 1, np.bool_)
    bits[ids] = True
    return faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))


def _pairs(scores: NDArray[np.float32], found: Ids) -> list[tuple[int, float]]:
    return in_order((int(i), float(s)) for s, i in zip(scores, found, strict=True) if i >= 0)
