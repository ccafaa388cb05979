"""Where the followed body's face is, by the nose, eyes, ears and mouth of its motion track.

A second opinion that costs nothing: the track is there already. It knows one person only, and it
places a head where a picture shows its back, which CenterFace does not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data_schemas.mask import Patch
from data_schemas.motion import MotionTrack, Status

VISIBLE_FROM = 0.5
# MediaPipe's points: nose; eyes; ears; mouth
_NOSE, _EYES, _EARS, _MOUTH = 0, (2, 5), (7, 8), (9, 10)
_FACE = range(11)
# A face is about as wide as the ears are apart, or twice as high as from the eyes to the mouth; a
# face from the side shows the nose half a width before the ear. Widest of the three, so that
# turning shrinks nothing; heights and place so that brow and chin are in (CenterFace's boxes).
_FROM_EYES, _FROM_EAR = 2.0, 1.2
_WIDE, _HIGH, _UP = 1.15, 1.35, 0.06

Points = NDArray[np.float32]


def heads(track: MotionTrack) -> list[tuple[float, Patch]]:
    """(second, box) of each frame in which the body's face was seen, or its head from behind."""
    shape = np.array([track.info.width, track.info.height], np.float64)
    seen = (track.pose_status == Status.OBSERVED) & (
        track.pose_vis[:, _FACE].mean(axis=1) >= VISIBLE_FROM
    )
    found = []
    for row in np.flatnonzero(seen):
        box = _box(track.pose_xyz[row, _FACE, :2] * shape, shape)
        if box is not None:
            found.append((float(track.t_us[row]) / 1e6, box))
    return found


def _box(points: NDArray[np.float64], shape: NDArray[np.float64]) -> Patch | None:
    """Of 11 points in pixels; None where the middle lies outside of the picture."""
    eyes, mouth = points[list(_EYES)].mean(axis=0), points[list(_MOUTH)].mean(axis=0)
    ears = points[list(_EARS)]
    size = max(
        float(np.linalg.norm(ears[0] - ears[1])),
        _FROM_EYES * float(np.linalg.norm(eyes - mouth)),
        _FROM_EAR * float(np.linalg.norm(ears - points[_NOSE], axis=1).max()),
    )
    middle = (points.min(axis=0) + points.max(axis=0)) / 2 - [0, _UP * size]
    if size < 1 or not ((middle >= 0) & (middle <= shape)).all():
        return None
    half = np.array([_WIDE, _HIGH]) * size / 2
    (x, y), (w, h) = (middle - half) / shape, 2 * half / shape
    return Patch(x=float(x), y=float(y), w=float(w), h=float(h))
