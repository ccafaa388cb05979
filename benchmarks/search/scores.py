"""Runs scored by the shared scorer, side by side, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Run = Mapping[str, Sequence[str]]  # documents by question, best first
Qrels = Mapping[str, Mapping[str, float]]
SHOWN = ("nDCG@10", "Recall@10", "hit@1", "MRR")
DRAWS = 1000


def table(
    score: ModuleType, qrels: Qrels, runs: Mapping[str, Run], groups: Mapping[str, str]
) -> dict[str, Any]:
    """Each system as ``[value, low, high]`` (95 %, groups drawn again), and fused over each side.

    Differences are paired: the same questions in every draw.
    """
    scored = {name: score.score(qrels, run, groups) for name, run in runs.items()}
    first = next(iter(scored.values()))
    return {
        "questions": first["queries"],
        "drawn": first["units"],
        "systems": {name: shown(one) for name, one in scored.items()},
        "fused above, nDCG@10": {
            name: above(score, qrels, runs["fused"], run, groups)
            for name, run in runs.items()
            if name != "fused"
        },
    }


def shown(one: Mapping[str, Any]) -> dict[str, list[float]]:
    return {
        name: [round(value, 1) for value in (one["metrics"][name], *one["ci95"][name])]
        for name in SHOWN
    }


def above(
    score: ModuleType, qrels: Qrels, run: Run, other: Run, groups: Mapping[str, str]
) -> list[float]:
    """How much nDCG@10 of ``run`` is above that of ``other``: mean, low, high (95 %)."""
    differ = {
        q: 100 * (score.one(run.get(q, []), rel)[0] - score.one(other.get(q, []), rel)[0])
        for q, rel in qrels.items()
    }
    names = sorted({groups[q] for q in differ})
    sums = np.array([sum(d for q, d in differ.items() if groups[q] == name) for name in names])
    counts = np.array([sum(groups[q] == name for q in differ) for name in names])
    drawn = resampled(sums, counts)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return [round(float(value), 1) for value in (sums.sum() / counts.sum(), low, high)]


def resampled(
    sums: NDArray[np.float64], counts: NDArray[np.int_], seed: int = 0
) -> NDArray[np.float64]:
    """Means over groups drawn again, f64[DRAWS]."""
    drawn = np.random.default_rng(seed).integers(0, len(sums), (DRAWS, len(sums)))
    means: NDArray[np.float64] = sums[drawn].sum(1) / counts[drawn].sum(1)
    return means
