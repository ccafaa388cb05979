"""The energy of a movement on another clock, in as many steps as a screen has use for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import TimeMap
from data_schemas.motion import Movement


def on_clock(
    movement: Movement, clock: TimeMap, edges_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """f64[N-1], 0..1: the mean energy between neighbouring ``edges_s`` f64[N] of ``clock``'s proxy.

    Where the recording has no energy, before its start and after its end, it is 0.
    """
    step_s = movement.energy_step_s
    so_far = np.concatenate(([0.0], np.cumsum(movement.energy))) * step_s
    at_s = np.array([clock.to_source(float(edge)) for edge in edges_s])
    sums = np.interp(at_s, np.arange(len(so_far)) * step_s, so_far)
    lengths = np.diff(at_s)
    return np.asarray(np.diff(sums) / np.where(lengths > 0, lengths, 1.0))
