"""What lies before and after each row of band levels, and how clear a step between them is.

The method and its sources stand in :mod:`sound_edges`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import scipy
from numpy.typing import NDArray

from pipelines.motion.sound_levels import SILENT, Array

Quiet = NDArray[np.bool_]
T = TypeVar("T", bound=np.generic)

SMOOTH = 6  # rows: a machine that beats nine times a second is steady, a syllable is not
STEADY, OTHER, GUARD = 28, 16, 4  # rows on the steady side, on the other, left out at the edge
STEADY_LOW, VOWELS_HZ = 40, 1000.0  # a held vowel is steady for a while, and low
LOW, OTHER_RANK, HIGH = 15, 60, 85  # percentiles
UNSTEADY_DB, SURE_DB = 4.0, 2.0  # spread of a band that counts for nothing, for all it has
LEAST_DB, MOST_DB = 1.0, 12.0  # of a step in one band: ignored below, no more evidence above
SLOW = 8  # rows more that a change of what goes on may take, on either side
HEARD_DB = 6.0  # above the room: the band already sounds
ROOM = 10  # percentile


@dataclass(frozen=True)
class _Side:
    """``level`` and ``spread`` in dB f32[n,B] on one side of each row; which bands count."""

    level: Array
    spread: Array
    heard: Array
    counts: Quiet

    @property
    def sounds(self) -> Quiet:
        """Where a steady sound is above the room, bool[n,B]."""
        return (self.level > self.heard) & (self.spread <= UNSTEADY_DB) & self.counts

    def steps(self, least: Array) -> Array:
        """How far the level lies above ``least`` dB, less where it is less steady, f32[n,B]."""
        sure = np.clip((UNSTEADY_DB - self.spread) / (UNSTEADY_DB - SURE_DB), 0, 1)
        return np.asarray(np.clip(self.level - least, 0, MOST_DB) * sure * self.counts, np.float32)


@dataclass(frozen=True)
class Sides:
    """Levels before and after each row, f32[n,B], and how much each step counts."""

    before: Array
    after: Array
    sounding_before: Quiet
    sounding_after: Quiet
    rises: Array
    falls: Array
    shifts: Array


def sides_of(power: Array, silent: Quiet, centres_hz: NDArray[np.float64]) -> Sides:
    """Levels before and after each row of ``power`` f32[n,B]; ``silent`` bool[n,B] counts not."""
    smooth = scipy.ndimage.uniform_filter1d(power, SMOOTH, axis=0)
    level = 10 * np.log10(np.maximum(smooth, 0) + SILENT)
    low = int(np.searchsorted(centres_hz, VOWELS_HZ))
    parts = [_ranks(level[:, :low], STEADY_LOW, GUARD), _ranks(level[:, low:], STEADY, GUARD)]
    before, tops_before, after, tops_after = (np.hstack(pair) for pair in zip(*parts, strict=True))
    short = scipy.ndimage.percentile_filter(level, OTHER_RANK, size=(OTHER, 1))
    heard = np.percentile(level, ROOM, axis=0) + HEARD_DB
    # A band flickers as much as its width and the room make it; a step must exceed that.
    least = LEAST_DB + 0.5 * np.percentile(tops_after - after, 20, axis=0)
    one = _Side(before, tops_before - before, heard, ~silent)
    other = _Side(after, tops_after - after, heard, ~silent)
    return Sides(
        before,
        after,
        one.sounds,
        other.sounds,
        rises=other.steps(_moved(short, OTHER, -GUARD - OTHER) + least),
        falls=one.steps(_moved(short, OTHER, GUARD) + least),
        shifts=_shifts(one, other),
    )


def _shifts(before: _Side, after: _Side) -> Array:
    """Steps, up or down, of what sounds and is steady on both sides, f32[n,B]."""
    a, b = -SLOW, SLOW
    flicker = (_later(before.spread, a) + _later(after.spread, b)) / 2
    step = np.abs(_later(after.level, b) - _later(before.level, a)) - LEAST_DB - flicker
    both = _later(before.sounds, a) & _later(after.sounds, b)
    return np.asarray(np.clip(step, 0, MOST_DB) * both, np.float32)


def _ranks(level: Array, size: int, guard: int) -> tuple[Array, Array, Array, Array]:
    """Low and high rank before each row, and low and high rank after it, each f32[n,B].

    Over ``size`` rows of ``level`` f32[n,B], ``guard`` rows away.
    """
    low, high = (
        scipy.ndimage.percentile_filter(level, rank, size=(size, 1)) for rank in (LOW, HIGH)
    )
    shifts = (-guard - size, guard)
    found = [_moved(rank, size, shift) for shift in shifts for rank in (low, high)]
    return found[0], found[1], found[2], found[3]


def _moved(centred: Array, size: int, shift: int) -> Array:
    """From centred windows to those that cover ``shift`` to ``shift + size`` after each row."""
    return _later(centred, shift + size // 2)


def _later(rows: NDArray[T], by: int) -> NDArray[T]:
    """What lies ``by`` rows later (earlier: below 0); the first and the last row go on."""
    return rows[np.clip(np.arange(len(rows)) + by, 0, len(rows) - 1)]
