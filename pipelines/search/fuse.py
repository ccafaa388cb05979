"""One ranking out of a dense and a lexical one. Rankings are pairs (id, score), best first."""

from collections.abc import Callable, Sequence

Ranking = Sequence[tuple[int, float]]
Fuse = Callable[[Ranking, Ranking], list[tuple[int, float]]]

RRF_K = 60
# Share of the dense side; 0.6 beat RRF on all three development sets, see
# docs/decisions/0003-fusing-search-scores.md
DENSE_WEIGHT = 0.6


def score_fusion(
    dense: Ranking, lexical: Ranking, weight: float = DENSE_WEIGHT
) -> list[tuple[int, float]]:
    """Ids with fused scores in 0..1, best first; ties go to the smaller id.

    Each side is stretched over 0..1 between its worst and its best candidate, and the two are
    added with ``weight`` and ``1 - weight``. What a side did not find gets 0 from it.

    Source: convex combination of min-max normalised scores; Bruch, Gai, Ingber, "An Analysis of
    Fusion Functions for Hybrid Retrieval", ACM TOIS 2023.
    """
    scores: dict[int, float] = {}
    for share, ranking in ((weight, dense), (1 - weight, lexical)):
        for item, score in _stretched(ranking):
            scores[item] = scores.get(item, 0.0) + share * score
    return _best_first(scores)


def reciprocal_rank_fusion(dense: Ranking, lexical: Ranking) -> list[tuple[int, float]]:
    """Ids with fused scores, best first; ties go to the smaller id.

    Each side adds ``1 / (60 + position)``, positions counted from 1: only the order counts. The
    yardstick of the benchmark, and the better choice where a side's scores mean nothing.

    Source: Cormack, Clarke, Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and
    individual rank learning methods", SIGIR 2009, whose 60 is kept untuned.
    """
    scores: dict[int, float] = {}
    for ranking in (dense, lexical):
        for position, (item, _) in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (RRF_K + position)
    return _best_first(scores)


def _stretched(ranking: Ranking) -> list[tuple[int, float]]:
    values = [score for _, score in ranking]
    low, high = min(values, default=0.0), max(values, default=0.0)
    width = high - low
    return [(item, (score - low) / width if width > 0 else 1.0) for item, score in ranking]


def _best_first(scores: dict[int, float]) -> list[tuple[int, float]]:
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
