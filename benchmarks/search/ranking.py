"""The sides of the search over one corpus, each alone and both together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from benchmarks.common import bench_home, scorer
from data_schemas.errors import ModelError
from pipelines.search.encoder import Encoder, Vectors
from pipelines.search.fuse import Ranking, reciprocal_rank_fusion
from pipelines.search.hybrid import CANDIDATES, HybridIndex
from pipelines.search.vectors import VectorIndex

# "fused" is what the product does: ``HybridIndex`` as the search engine has it
SYSTEMS = ("dense", "lexical", "fused", "fused by ranks")


class Missing(Exception):
    """What a benchmark needs is not on this machine."""


def data(part: str) -> Path:
    """A folder of the development data; ``Missing`` where there is none."""
    folder = bench_home() / "data" / part
    if not folder.is_dir():
        raise Missing(f"no bench data ({part}; set SONMAT_BENCH_DATA to the folder that has it)")
    return folder


def search_scorer() -> ModuleType:
    """The shared scorer of search; ``Missing`` without the development data."""
    data("retrieval")
    return scorer("score_search")


def encoder() -> Remembering:
    """The product's text encoder, which encodes the same texts once."""
    from pipelines.embedder import Embedder

    found = Embedder()
    try:
        return Remembering(found)
    except ModelError as error:
        raise Missing(str(error)) from error


class Remembering:
    """An encoder that encodes the same texts once: every system ranks the same vectors."""

    def __init__(self, given: Encoder) -> None:
        self.digest = given.digest
        self.encode_queries = remembered(given.encode_queries)
        self.encode_passages = remembered(given.encode_passages)


def remembered(encode: Callable[[list[str]], Vectors]) -> Callable[[Sequence[str]], Vectors]:
    """``encode``, asked only for texts that it has not encoded yet."""
    known: dict[str, Vectors] = {}

    def rows(texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, encode(new), strict=True))
        return np.array([known[text] for text in texts], np.float32)

    return rows


@dataclass(frozen=True)
class Found:
    """Candidates of both sides, and what the product makes of them, for one question."""

    dense: Ranking
    lexical: Ranking
    fused: Ranking

    def by(self, system: str) -> list[int]:
        """Positions in the corpus, best first."""
        if system == "fused by ranks":
            return [item for item, _ in reciprocal_rank_fusion(self.dense, self.lexical)]
        ranking: Ranking = getattr(self, system)
        return [item for item, _ in ranking]


class Sides:
    """Texts under their position, to be asked by every system."""

    def __init__(self, texts: list[str], given: Encoder) -> None:
        vectors = given.encode_passages(texts)
        self._encoder = given
        self._index = HybridIndex(VectorIndex(vectors.shape[1], given.digest))
        self._index.add(range(len(texts)), texts, vectors)

    def find(self, question: str, allowed: Collection[int] | None = None) -> Found:
        """A hundred candidates a side; ``allowed`` are positions, None: all."""
        vector = self._encoder.encode_queries([question])[0]
        only = None if allowed is None else np.array(sorted(allowed), np.int64)
        index = self._index
        return Found(
            dense=index.dense.search(vector[None, :], CANDIDATES, only)[0],
            lexical=index.lexical.search(question, CANDIDATES, only),
            fused=[(m.id, m.score) for m in index.search(question, vector, CANDIDATES, only)],
        )
