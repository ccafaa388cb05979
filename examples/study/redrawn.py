"""Intervals for figures of several experts.

What one expert tells hangs together, so whole experts are drawn again (a bootstrap of clusters,
Field and Welsh 2007). An expert is a group here and nothing else: no figure of a single one is
formed or returned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Row = TypeVar("Row")

DRAWS, SEED, FEWEST = 2000, 7, 5


@dataclass(frozen=True)
class Figure:
    """A figure over all experts; ``low`` to ``high`` hold it in 95 % of draws."""

    value: float
    low: float
    high: float
    groups: int
    rows: int

    @property
    def half(self) -> float:
        return (self.high - self.low) / 2

    def __str__(self) -> str:
        spread = f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"
        return f"{spread}, {self.rows} rows of {self.groups} people"


def redrawn(
    groups: Sequence[Sequence[Row]], figure: Callable[[Sequence[Row]], float], draws: int = DRAWS
) -> Figure:
    """A figure over the rows of all groups, with the spread of groups drawn again.

    Raises ValueError for fewer than five groups: with fewer, the spread says nothing, and a figure
    of so few people would be one about them.
    """
    if len(groups) < FEWEST:
        raise ValueError(f"{len(groups)} people are too few: at least {FEWEST} are needed.")
    chance = np.random.default_rng(SEED)
    told = []
    for _ in range(draws):
        picks = chance.integers(0, len(groups), len(groups))
        told.append(figure([row for pick in picks for row in groups[pick]]))
    low, high = np.nanpercentile(told, [2.5, 97.5])
    rows = [row for group in groups for row in group]
    return Figure(figure(rows), float(low), float(high), len(groups), len(rows))
