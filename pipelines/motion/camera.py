"""The way of a camera that is worn or held, so that hands are measured against the bench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import MotionTrack

LIVELY = 0.0065  # heights a frame, in its liveliest tenth: a camera on a stand stays below
_QUANTILE = 0.9


@dataclass(frozen=True, eq=False)
class View:
    """How the picture lies over the bench: ``aspect`` width / height, ``metres`` its height,
    ``path`` [N, 2] that of the camera.
    """

    aspect: float
    metres: float
    path: NDArray[np.float64]

    def place(self, xy: NDArray[Any]) -> NDArray[np.float64]:
        """Metres right and down [N, 2] of points in shares of the picture [N, 2]."""
        return np.asarray((xy * np.array([self.aspect, 1.0]) - self.path) * self.metres, float)


def camera_path(track: MotionTrack) -> NDArray[np.float64]:
    """Where what stands still lies in the picture [N, 2], right and down from its first place.

    Zero throughout for a camera that stands: what it seems to move is noise.
    """
    steps = np.stack([track.picture_right, track.picture_down], axis=1).astype(float)
    steps = np.nan_to_num(steps)
    far = np.linalg.norm(steps, axis=1)
    if not len(far) or np.quantile(far, _QUANTILE) < LIVELY:
        return np.zeros_like(steps)
    return np.cumsum(steps, axis=0)
