"""A recording tenth by tenth: whether hands are at work, and what that looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from pipelines.elicit.observed import Observed
from pipelines.elicit.work import at_work, averaged, doing
from pipelines.motion.series import COLUMN, HZ, TYPICAL, Series

Row = NDArray[np.float64]
By = Literal["hands", "arms", "nothing"]

KNOWN = 0.5  # of the time: what is known of less counts as unknown
SEEN = 0.3  # of the time: a figure that is seen for less has no mean
LEAST_ALIKE = 4  # figures that two looks must share to be compared
COMPARED = 60  # stretches that tell how different two of a recording usually are
# What work looks like: where the hands are, how they are bent, and how fast.
LOOKS = (
    "left_x", "left_y", "right_x", "right_y", "left_wrist_x", "left_wrist_y", "right_wrist_x",
    "right_wrist_y", "apart", "left_index", "left_fingers", "right_index", "right_fingers",
    "left_open", "right_open", "left_speed", "right_speed",
)  # fmt: skip
_LOOKS = [COLUMN[name] for name in LOOKS]
_BENDS = [LOOKS.index(f"{side}_index") for side in ("left", "right")]
_SPEEDS = [LOOKS.index(f"{side}_speed") for side in ("left", "right")]


@dataclass(frozen=True, eq=False)
class Seconds:
    """``work`` and ``doing`` f64[N], probabilities, and ``looks`` f64[N, L] in typical changes.

    A sample every 0.1 s from the recording's start; NaN for what is not known.
    """

    work: Row
    doing: Row
    looks: Row

    @classmethod
    def of(cls, seen: Observed) -> Seconds:
        """For the whole recording, also where nothing was measured."""
        n = int(np.ceil(seen.duration_s * HZ)) + 1
        out = cls(np.full(n, np.nan), np.full(n, np.nan), np.full((n, len(LOOKS)), np.nan))
        if seen.series is not None and len(seen.series):
            first = min(n, max(0, round(seen.series.start_s * HZ)))
            part = slice(first, min(n, first + len(seen.series)))
            length = part.stop - part.start
            out.work[part] = at_work(seen.series)[:length]
            out.doing[part] = doing(seen.series)[:length]
            out.looks[part] = _looks(seen.series)[:length]
        return out

    def at(self, span: Interval) -> slice:
        return slice(max(0, round(span.start_s * HZ)), max(0, round(span.end_s * HZ)))

    def by(self, span: Interval) -> By:
        """What tells of these seconds, for most of them."""
        part = self.at(span)
        if _share(np.isfinite(self.work[part])) < KNOWN:
            return "nothing"
        bends = np.isfinite(self.looks[part][:, _BENDS]).sum(axis=1) > 0
        return "hands" if _share(bends) >= KNOWN else "arms"

    def working(self, span: Interval) -> float:
        """Mean probability of work in these seconds; NaN where nothing tells."""
        return _mean(self.work[self.at(span)])

    def busiest(self, span: Interval) -> float:
        """Mean probability of doing something in the busier half of these seconds; NaN as above."""
        does = self.doing[self.at(span)]
        known = np.sort(does[np.isfinite(does)])
        return _mean(known[len(known) // 2 :])

    def stir(self, span: Interval) -> float:
        """How fast the faster hand goes, a logarithm that is 0 at 1 cm/s; NaN if unknown."""
        speeds = self.looks[self.at(span)][:, _SPEEDS] * TYPICAL[_LOOKS][_SPEEDS]
        return _mean(np.log10(np.fmax(*speeds.T) + 0.01) + 2)

    def look(self, span: Interval) -> Row:
        """Mean look [L] of these seconds, NaN for what was not seen."""
        part = self.at(span)
        rows = self.means(np.array([part.start]), np.array([part.stop]))
        return np.asarray(rows[0])

    def means(self, starts: NDArray[np.int_], stops: NDArray[np.int_]) -> Row:
        """Mean look [n, L] from each of the samples ``starts`` to before ``stops``."""
        sums, counts = self._running
        n = len(self.looks)
        a, b = np.minimum(starts, n), np.minimum(np.maximum(starts, stops), n)
        seen = counts[b] - counts[a]
        mean = (sums[b] - sums[a]) / np.maximum(seen, 1)
        return np.where(seen > SEEN * np.maximum(1, b - a)[:, None], mean, np.nan)

    @cached_property
    def _running(self) -> tuple[Row, Row]:
        """Sums and counts [N + 1, L] up to each sample, so that any mean costs the same."""
        known = np.isfinite(self.looks)
        rows = np.where(known, self.looks, 0.0), known.astype(float)
        sums, counts = (np.concatenate([np.zeros((1, len(LOOKS))), r.cumsum(axis=0)]) for r in rows)
        return sums, counts


@dataclass(frozen=True, eq=False)
class Alike:
    """How alike two looks are, 0..1, by how different stretches of this recording are."""

    usual: float

    @classmethod
    def of(cls, looks: Sequence[Row]) -> Alike:
        every = max(1, len(looks) // COMPARED)
        apart = [unlike(a, b) for a, b in combinations(looks[::every], 2)]
        return cls(max(1e-6, float(np.median(known))) if (known := _known(apart)) else np.nan)

    def __call__(self, one: Row, other: Row) -> float:
        """0.5 where too little of the two was seen."""
        apart = unlike(one, other) / self.usual
        return float(np.exp(-apart)) if np.isfinite(apart) else 0.5


def unlike(a: Row, b: Row) -> float:
    """How different two looks are: a root mean square in typical changes; NaN if unknown."""
    return float(unlike_rows(a[None], b[None])[0])


def unlike_rows(a: Row, b: Row) -> Row:
    """The same for rows of looks [n, L]: f64[n]."""
    squares = (a - b) ** 2
    both = np.isfinite(squares)
    counts = both.sum(axis=1)
    mean = np.where(both, squares, 0.0).sum(axis=1) / np.maximum(counts, 1)
    return np.where(counts >= LEAST_ALIKE, np.sqrt(mean), np.nan)


def _looks(series: Series) -> Row:
    values = series.values[:, _LOOKS] / TYPICAL[_LOOKS]
    return np.stack([averaged(column, 0.5) for column in values.T], axis=1)


def _known(values: Sequence[float]) -> list[float]:
    return [one for one in values if np.isfinite(one)]


def _mean(values: Row) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _share(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else 0.0
