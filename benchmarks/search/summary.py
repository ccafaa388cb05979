"""What is told of the times of one size: percentiles, and Sonmat against the sum of its parts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# FTS5 without a filter: the quicker of the two ways, so the harder bound
PARTS = ("encoding", "faiss", "fts5")
DRAWS = 1000
Times = NDArray[np.float64]
Figures = dict[str, Any]


def told(figures: Figures) -> Figures:
    """Figures of one system with percentiles in place of the single times."""
    kept = {name: value for name, value in figures.items() if not name.endswith("ms")}
    times = np.asarray(figures["ms"])
    kept["query_ms"] = spread(times)
    kept["query_cpu_ms"] = spread(np.asarray(figures["cpu_ms"]))
    if "own_encoding_ms" in figures:
        kept["query_without_encoding_ms"] = spread(times - np.asarray(figures["own_encoding_ms"]))
    for name in ("insert_ms", "delete_ms"):
        if figures[name]:
            kept[name] = _range(figures[name])
    return kept


def spread(times: Times) -> Figures:
    """Median and 95th percentile, of how many, and where drawing them again puts the latter."""
    draws = np.random.default_rng(0).choice(times, (DRAWS, len(times)))
    low, high = np.percentile(np.percentile(draws, 95, axis=1), (2.5, 97.5))
    return {
        "n": len(times),
        "p50": _ms(np.percentile(times, 50)),
        "p95": _ms(np.percentile(times, 95)),
        "p95_ci95": [_ms(low), _ms(high)],
    }


def ratio(systems: dict[str, Figures], of: str = "ms") -> Figures:
    """95th percentile of a filtered fused query over the sum of those of its parts.

    The interval is by drawing the questions again, the same ones for all.
    """
    times = {name: np.asarray(systems[name][of]) for name in ("sonmat", *PARTS)}
    count = len(times["sonmat"])
    drawn = np.random.default_rng(0).integers(0, count, (DRAWS, count))
    low, high = np.percentile(_ratio(times, drawn, 95), (2.5, 97.5))
    everyone = np.arange(count)
    return {
        "n": count,
        "p95": round(float(_ratio(times, everyone, 95)), 3),
        "p95_ci95": [round(float(low), 3), round(float(high), 3)],
        "p50": round(float(_ratio(times, everyone, 50)), 3),
    }


def _ratio(times: dict[str, Times], rows: NDArray[np.int64], percent: float) -> Times:
    """For questions ``rows`` [..., n]: one ratio for each of their last axis."""
    of = {name: np.percentile(values[rows], percent, axis=-1) for name, values in times.items()}
    return np.asarray(of["sonmat"] / sum(of[name] for name in PARTS))


def _range(times: list[float]) -> Figures:
    return {"n": len(times), "p50": _ms(np.median(times)), "largest": _ms(max(times))}


def _ms(value: float | np.floating[Any]) -> float:
    return round(float(value), 2)
