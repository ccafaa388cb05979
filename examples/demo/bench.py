"""The bench that every job is done at (m): the figure faces -y, its right hand is at -x."""

import numpy as np

from .body import Array

BENCH = 0.98  # height of the top
CENTRE = np.array([0.0, -0.44, 0.0])  # where the work stands
REST = {
    "left": np.array([0.22, -0.36, BENCH + 0.012]),
    "right": np.array([-0.19, -0.34, BENCH + 0.012]),
}


def off(x: float, y: float, z: float) -> Array:
    """So much to the left, behind and up, m [3]."""
    return np.array([x, y, z])


def up(height: float) -> Array:
    """That much higher, m [3]."""
    return np.array([0.0, 0.0, height])


def polar(angle: float, radius: float, height: float) -> Array:
    """A point round the middle of the work, ``angle`` in degrees from +x."""
    a = np.radians(angle)
    return np.asarray(CENTRE + np.array([radius * np.cos(a), radius * np.sin(a), height]))


def every(start: float, end: float, step: float) -> list[float]:
    """Times from ``start`` to before ``end``, ``step`` seconds apart."""
    return [float(t) for t in np.arange(start, end, step)]
