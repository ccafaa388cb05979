"""The way of a camera that is worn or held, so that hands are measured against the bench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from data_schemas.motion import MotionTrack

# Heights a second, in the liveliest tenth: a camera that stands stays below the first, one on a
# stand that shakes below the second.
MOVES, LOOKS_ROUND = 0.005, 0.05
FORGETS_S = 20.0  # turns and growth fade: their errors would add up to a bench of another size
_QUANTILE = 0.9


@dataclass(frozen=True, eq=False)
class Way:
    """Frame by frame, what takes the picture back onto the bench: ``scale`` and ``shift`` are
    complex [N], right + i down in heights from the picture's middle. ``looks_round``: the camera
    is worn or carried, and what it sees changes.
    """

    scale: NDArray[np.complex128]
    shift: NDArray[np.complex128]
    looks_round: bool

    @property
    def moves(self) -> bool:
        """Whether the camera moves at all."""
        return bool(self.shift.any())


@dataclass(frozen=True, eq=False)
class View:
    """How the picture lies over the bench: ``aspect`` width / height, ``metres`` its height,
    ``way`` that of the camera.
    """

    aspect: float
    metres: float
    way: Way

    def place(self, xy: NDArray[Any]) -> NDArray[np.float64]:
        """Metres right and down [N, 2] of points in shares of the picture [N, 2]."""
        at = xy[:, 0] * self.aspect + 1j * xy[:, 1]
        if self.way.moves:
            middle = 0.5 * self.aspect + 0.5j
            at = (at - middle) * self.way.scale + self.way.shift + middle
        return np.asarray(np.stack([at.real, at.imag], axis=1) * self.metres, float)


def camera_way(track: MotionTrack) -> Way:
    """From what stands still in the picture; none for a camera that stands.

    What that seems to move is noise.
    """
    moved = _known(track.picture_right) + 1j * _known(track.picture_down)
    step_s = float(np.median(np.diff(track.t_us))) / 1e6 if len(track) > 1 else 1.0
    fast = float(np.quantile(np.abs(moved), _QUANTILE)) / step_s if len(moved) else 0.0
    if fast < MOVES:
        return Way(np.ones_like(moved), np.zeros_like(moved), looks_round=False)
    grown = np.log1p(_known(track.picture_grow) + 1j * _known(track.picture_turn))
    scale = np.exp(-scipy.signal.lfilter([1.0], [1.0, -np.exp(-step_s / FORGETS_S)], grown))
    return Way(scale, -np.cumsum(scale * moved), looks_round=fast >= LOOKS_ROUND)


def _known(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.nan_to_num(values.astype(float))
