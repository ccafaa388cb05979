"""A stretch of movement as one vector, without anything that was learnt from recordings.

Of each channel's changes about its mean: the shape as the first cosine coefficients of the value
and of its pace, the spread, and the rhythm as the logarithm of the spectrum. Levels are left out on
purpose: where a hand is in the picture tells the camera and the person, not the movement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from pipelines.motion.features import Row
from pipelines.motion.series import CHANNELS, HZ, TYPICAL, Seen, Series

VERSION = "1"
POINTS = 64  # at least; a longer stretch keeps its own pace
COEFFICIENTS = 8
BANDS = 8
# Tried on the tune half of the generated takes (benchmarks/motion/similar.py): rhythm and spread
# survive another camera and another person, the shape tells takes of one person apart.
WEIGHTS = (0.5, 0.5, 0.7, 1.0)
ENOUGH = 0.5  # of a stretch: what was seen in less of it counts as not seen
SHORTEST = 5  # samples
DIM = len(CHANNELS) * (COEFFICIENTS - 1 + COEFFICIENTS + 1 + BANDS)


@dataclass(frozen=True, eq=False)
class Shape:
    """A stretch without gaps and levels, in typical changes: ``values`` f64[n, C].

    ``seen`` bool[C]: the channels that were there for long enough; the others are zero.
    """

    values: Row
    seen: Seen
    seconds: float


def shape(stretch: Series, points: int | None = None) -> Shape | None:
    """The shape of a stretch at ``points`` even places, None if hands and body were hardly seen.

    Gaps are bridged in straight lines.
    """
    if len(stretch) < SHORTEST:
        return None
    finite = np.isfinite(stretch.values)
    seen = finite.mean(axis=0) >= ENOUGH
    if not seen.any():
        return None
    at = np.linspace(0, len(stretch) - 1, points or max(POINTS, len(stretch)))
    out = np.zeros((len(at), len(CHANNELS)))
    for n in np.flatnonzero(seen):
        there = np.flatnonzero(finite[:, n])
        out[:, n] = np.interp(at, there, stretch.values[there, n])
    out /= TYPICAL
    return Shape(out - out.mean(axis=0), np.asarray(seen), len(stretch) / HZ)


def descriptor(stretch: Series) -> NDArray[np.float32] | None:
    """f32[DIM] of length 1; None where neither a hand nor the body was seen for long enough.

    Channels that were not seen are zero: they speak for no likeness and against none.
    """
    found = shape(stretch)
    return None if found is None else describe(found)


def describe(found: Shape) -> NDArray[np.float32]:
    """The same of a shape; all zero where nothing moves at all."""
    values, n = found.values, len(found.values)
    pace = np.gradient(values, found.seconds / n, axis=0)
    blocks = (
        _cosines(values)[1:],
        _cosines(pace),
        values.std(axis=0),
        np.log1p(np.abs(np.fft.rfft(values, axis=0))[1 : BANDS + 1] * (POINTS / n)),
    )
    weighed = [w * _unit(block.ravel()) for w, block in zip(WEIGHTS, blocks, strict=True)]
    return _unit(np.concatenate(weighed)).astype(np.float32)


def _cosines(values: Row) -> Row:
    return np.asarray(scipy.fft.dct(values, type=2, norm="ortho", axis=0)[:COEFFICIENTS])


def _unit(values: Row) -> Row:
    return np.asarray(values / max(float(np.linalg.norm(values)), 1e-9))
