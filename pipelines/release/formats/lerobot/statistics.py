"""Statistics of what is known: masked numbers are in none of them.

Of the whole dataset they are put together from those of its episodes, so that no more than one is
in memory: means and deviations exactly, quantiles as the mean of the episodes' weighted by their
frames, as lerobot's own aggregation does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

QUANTILES = {"q01": 0.01, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q99": 0.99}
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Statistics:
    """Of d numbers: ``known`` i64[d] counts values, ``moments`` f64[4,d] are min, max, mean and
    standard deviation, ``quantiles`` f64[5,d]; all 0 where nothing is known. ``rows`` counts the
    frames in which anything is.
    """

    rows: int
    known: NDArray[np.int64]
    moments: Floats
    quantiles: Floats

    def merged(self, other: Statistics) -> Statistics:
        """Of both together."""
        known = self.known + other.known
        share = np.divide(self.known, known, out=np.zeros(len(known)), where=known > 0)
        rest = np.where(known > 0, 1 - share, 0.0)
        mean = share * self.moments[2] + rest * other.moments[2]
        spread = share * (self.moments[3] ** 2 + (self.moments[2] - mean) ** 2)
        spread += rest * (other.moments[3] ** 2 + (other.moments[2] - mean) ** 2)
        ends = [
            np.where(self.known == 0, b, np.where(other.known == 0, a, pick(a, b)))
            for pick, a, b in zip(
                (np.minimum, np.maximum), self.moments[:2], other.moments[:2], strict=True
            )
        ]
        return Statistics(
            self.rows + other.rows,
            known,
            np.stack([*ends, mean, np.sqrt(spread)]),
            share * self.quantiles + rest * other.quantiles,
        )

    def written(self, shape: tuple[int, ...] = (-1,)) -> dict[str, Any]:
        """As LeRobot names them; ``shape`` is that of each but the count."""
        found = dict(zip(("min", "max", "mean", "std"), self.moments, strict=True))
        found |= dict(zip(QUANTILES, self.quantiles, strict=True))
        told = {name: one.reshape(shape).tolist() for name, one in found.items()}
        return {**told, "count": [self.rows]}


def of_values(values: NDArray[Any], valid: NDArray[np.bool_] | None = None) -> Statistics:
    """Of [n, d] or [n] numbers, of those only that ``valid``, of the same shape, names."""
    table = values.reshape(len(values), -1).astype(np.float64)
    mask = np.ones(table.shape, np.bool_) if valid is None else valid.reshape(table.shape)
    columns = [table[mask[:, n], n] for n in range(table.shape[1])]
    moments, quantiles = np.zeros((4, len(columns))), np.zeros((len(QUANTILES), len(columns)))
    for n, column in enumerate(columns):
        if len(column):
            moments[:, n] = column.min(), column.max(), column.mean(), column.std()
            quantiles[:, n] = np.quantile(column, list(QUANTILES.values()))
    return Statistics(int(mask.any(axis=1).sum()), mask.sum(axis=0), moments, quantiles)


def of_levels(levels: NDArray[np.int64], pictures: int) -> Statistics:
    """Of colours counted as [3, 256], in 0..1."""
    scale = np.arange(256) / 255
    known = levels.sum(axis=1)
    moments, quantiles = np.zeros((4, 3)), np.zeros((len(QUANTILES), 3))
    for n, counts in enumerate(levels):
        if known[n]:
            there = scale[counts > 0]
            mean = float((counts * scale).sum() / known[n])
            deviation = float(np.sqrt((counts * (scale - mean) ** 2).sum() / known[n]))
            moments[:, n] = there[0], there[-1], mean, deviation
            wanted = np.array(list(QUANTILES.values())) * known[n]
            quantiles[:, n] = scale[np.searchsorted(np.cumsum(counts), wanted)]
    return Statistics(pictures, known, moments, quantiles)
