"""One ranking out of several."""

from collections.abc import Sequence

RRF_K = 60


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[int]], k: int = RRF_K
) -> list[tuple[int, float]]:
    """Ids with their fused scores, best first; ties go to the smaller id.

    Each ranking adds ``1 / (k + position)``, positions counted from 1, so only the order counts:
    a cosine and a BM25 score need no common scale. A ranking must not name an id twice.

    Source: Cormack, Clarke, Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and
    individual rank learning methods", SIGIR 2009, whose ``k = 60`` is kept untuned.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for position, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (k + position)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
