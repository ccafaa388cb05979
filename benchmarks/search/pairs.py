"""Sentences side by side with what people made of their likeness."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """``judged`` goes from 0 (unlike) to 5 (the same)."""

    judged: Scores
    a: list[str]
    b: list[str]

    def rows(self, start: int, count: int) -> Pairs:
        part = slice(start, start + count)
        return Pairs(self.judged[part], self.a[part], self.b[part])


def read(path: Path) -> Pairs:
    """A file of the pack: ``score a b``, tab-separated, with a head."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return Pairs(
        np.array([float(row["score"]) for row in rows]),
        [row["a"] for row in rows],
        [row["b"] for row in rows],
    )
