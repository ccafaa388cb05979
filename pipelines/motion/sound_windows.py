"""Ranks of a level over the rows before and after each row."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import percentile_filter

from pipelines.motion.sound_levels import Array

T = TypeVar("T", bound=np.generic)

LOW, HIGH = 15, 85  # percentiles


def ranks(level: Array, size: int, guard: int) -> tuple[Array, Array, Array, Array]:
    """Low and high rank before each row, and low and high rank after it, each f32[n,B].

    Over ``size`` rows of ``level`` f32[n,B], ``guard`` rows away.
    """
    low, high = (percentile_filter(level, rank, size=(size, 1)) for rank in (LOW, HIGH))
    shifts = (-guard - size, guard)
    found = [moved(rank, size, shift) for shift in shifts for rank in (low, high)]
    return found[0], found[1], found[2], found[3]


def moved(centred: Array, size: int, shift: int) -> Array:
    """From centred windows to those that cover ``shift`` to ``shift + size`` after each row."""
    return later(centred, shift + size // 2)


def later(rows: NDArray[T], by: int) -> NDArray[T]:
    """What lies ``by`` rows later (earlier: below 0); the first and the last row go on."""
    return rows[np.clip(np.arange(len(rows)) + by, 0, len(rows) - 1)]
