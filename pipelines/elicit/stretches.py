"""Stretches of work without a word: between two sentences, as far as hands are at work.

A gap between sentences is cut where the hands leave the work, and where what they do becomes
clearly something else: then one piece belongs to the sentence before, the next one to none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance
from pipelines.elicit.observed import Observed
from pipelines.elicit.work import at_work, averaged, doing
from pipelines.motion.series import COLUMN, HZ, TYPICAL, Series
from pipelines.motion.smooth import runs

Row = NDArray[np.float64]

SPEECH_EDGE_S = 0.25  # a sentence's hands go on for so long, and begin so much before it
LEAST_GAP_S = 2.0
LEAST_S = 1.8  # of work: what is shorter is no action
BRIDGED_S = 0.7  # the hands leave for less: the same work goes on
LONGEST_S = 13.0  # of a piece that is asked about
AT_WORK = 0.0
KNOWN = 0.5  # of the time: what is known of less counts as unknown
LONGEST_UNSEEN_S = 10.0
UNSEEN_GAP_S = 4.5  # without hands and body: a shorter gap is a breath between two sentences
CONTRAST, SIDE_S = 0.7, 2.0  # of two pieces: how different, and how long each is at least
# What a piece of work looks like: where the hands are, how they are bent, and how fast.
LOOKS = (
    "left_x", "left_y", "right_x", "right_y", "left_wrist_x", "left_wrist_y", "right_wrist_x",
    "right_wrist_y", "apart", "left_index", "left_fingers", "right_index", "right_fingers",
    "left_open", "right_open", "left_speed", "right_speed",
)  # fmt: skip
_LOOKS = [COLUMN[name] for name in LOOKS]
_BENDS = [LOOKS.index(f"{side}_index") for side in ("left", "right")]


By = Literal["hands", "arms", "nothing"]


@dataclass(frozen=True, eq=False)
class Seconds:
    """A recording tenth by tenth: ``work`` and ``doing`` f64[N] (NaN: unknown), ``looks`` f64[N, L]."""

    work: Row
    doing: Row
    looks: Row

    @classmethod
    def of(cls, seen: Observed) -> Seconds:
        """For the whole recording, also where nothing was measured."""
        n = int(np.ceil(seen.duration_s * HZ)) + 1
        work, does, looks = np.full(n, np.nan), np.full(n, np.nan), np.full((n, len(LOOKS)), np.nan)
        if seen.series is not None and len(seen.series):
            first = min(n, max(0, round(seen.series.start_s * HZ)))
            last = min(n, first + len(seen.series))
            work[first:last] = at_work(seen.series)[: last - first]
            does[first:last] = doing(seen.series)[: last - first]
            looks[first:last] = _looks(seen.series)[: last - first]
        return cls(work, does, looks)

    def at(self, span: Interval) -> slice:
        return slice(max(0, round(span.start_s * HZ)), max(0, round(span.end_s * HZ)))

    def by(self, span: Interval) -> By:
        """What tells of these seconds, for most of them."""
        part = self.at(span)
        if not np.isfinite(self.work[part]).mean() >= KNOWN:
            return "nothing"
        bends = self.looks[part][:, _BENDS]
        return "hands" if np.isfinite(bends).any(axis=1).mean() >= KNOWN else "arms"

    def working(self, span: Interval) -> float:
        """Mean probability of work in these seconds; NaN where nothing tells."""
        return _mean(self.work[self.at(span)])

    def busiest(self, span: Interval) -> float:
        """Mean probability of doing something in the busier half of these seconds."""
        does = self.doing[self.at(span)]
        known = np.sort(does[np.isfinite(does)])
        return float(known[len(known) // 2 :].mean()) if len(known) else float("nan")

    def stir(self, span: Interval) -> float:
        """How fast the faster hand goes, a logarithm that is 0 at 1 cm/s; NaN if unknown."""
        speeds = self.looks[self.at(span)][:, -2:] * TYPICAL[_LOOKS[-2:]]
        return _mean(np.log10(np.fmax(*speeds.T) + 0.01) + 2)

    def look(self, span: Interval) -> Row:
        """Mean look [L] of these seconds, NaN for what was not seen."""
        return _column_means(self.looks[self.at(span)])


def gaps(said: Sequence[Utterance], duration_s: float) -> list[Interval]:
    """What lies between the sentences, of anybody, with room for hands that finish one."""
    out, end = [], 0.0
    for one in sorted(said, key=lambda one: one.start_s):
        start = one.start_s - SPEECH_EDGE_S
        if start - end >= LEAST_GAP_S:
            out.append(Interval(start_s=end, end_s=start))
        end = max(end, one.end_s + SPEECH_EDGE_S)
    if duration_s - end >= LEAST_GAP_S:
        out.append(Interval(start_s=end, end_s=duration_s))
    return out


def pieces(gap: Interval, seconds: Seconds) -> list[Interval]:
    """The stretches of a gap in which hands are at work, cut where the work changes."""
    part = seconds.at(gap)
    work = seconds.work[part]
    if not np.isfinite(work).mean() >= KNOWN:
        return _even(gap) if gap.length_s >= UNSEEN_GAP_S else []
    busy = _bridged(np.nan_to_num(work, nan=AT_WORK) >= AT_WORK)
    out = []
    for run in runs(busy):
        start, end = (part.start + run.start) / HZ, (part.start + run.stop) / HZ
        if end - start >= LEAST_S:
            out += _cut(Interval(start_s=start, end_s=end), seconds)
    return out


def unlike(a: Row, b: Row) -> float:
    """How different two looks are: a root mean square in typical changes; NaN if unknown."""
    both = np.isfinite(a) & np.isfinite(b)
    return float(np.sqrt(((a - b)[both] ** 2).mean())) if both.sum() >= 4 else float("nan")


def _looks(series: Series) -> Row:
    values = series.values[:, _LOOKS] / TYPICAL[_LOOKS]
    return np.stack([averaged(column, 0.5) for column in values.T], axis=1)


def _even(gap: Interval) -> list[Interval]:
    """The gap in as many equal parts as are short enough to be asked about."""
    count = int(np.ceil(gap.length_s / LONGEST_UNSEEN_S))
    edges = np.linspace(gap.start_s, gap.end_s, count + 1).tolist()
    return [Interval(start_s=a, end_s=b) for a, b in pairwise(edges)]


def _cut(piece: Interval, seconds: Seconds) -> list[Interval]:
    """The piece in two where it changes most, again and again, if it changes clearly."""
    looks = seconds.looks[seconds.at(piece)]
    side, n = round(SIDE_S * HZ), len(looks)
    best, at = 0.0, 0
    for middle in range(side, n - side + 1, 2):
        before, after = _column_means(looks[:middle]), _column_means(looks[middle:])
        contrast = unlike(before, after) * np.sqrt(middle * (n - middle)) / n * 2
        if contrast > best:
            best, at = contrast, middle
    if best < (CONTRAST if piece.length_s <= LONGEST_S else 0.0) or not at:
        return [piece]
    where = piece.start_s + at / HZ
    halves = (
        Interval(start_s=piece.start_s, end_s=where), Interval(start_s=where, end_s=piece.end_s)
    )  # fmt: skip
    return [one for half in halves for one in _cut(half, seconds)]


def _bridged(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    out = flags.copy()
    for run in runs(~flags):
        if run.start > 0 and run.stop < len(flags):
            out[run] = run.stop - run.start <= BRIDGED_S * HZ
    return out


def _mean(values: Row) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _column_means(rows: Row) -> Row:
    known = np.isfinite(rows)
    counts = known.sum(axis=0)
    sums = np.where(known, rows, 0.0).sum(axis=0)
    return np.where(counts > 0.3 * max(1, len(rows)), sums / np.maximum(counts, 1), np.nan)
