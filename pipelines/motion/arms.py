"""The body's wrists beside the hands: what is known of a hand that is not found, or found wrongly.

A wrist of the body is placed more roughly than a hand, and from some sides not at all, whatever
visibility the model gives it. So it is trusted only in recordings in which it mostly lies where the
hand is. A hand that is found far from a trusted wrist is something else: a glove on the bench.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import HandTrack, MotionTrack, Status
from pipelines.motion.smooth import slope

Row = NDArray[np.float64]

VISIBLE = 0.5
NEAR = 1.0  # hand lengths from the body's wrist to the hand's
COMPARED = 15  # frames that a trust is founded on
_WRISTS = {"left": 15, "right": 16}
_HAND_WRIST, _MIDDLE_TIP = 0, 12


@dataclass(frozen=True, eq=False)
class Arm:
    """One wrist, N frames: ``at_m`` [N, 2] in the picture's plane, NaN where it is not trusted.

    ``apart`` [N]: the hand that is found lies elsewhere.
    """

    at_m: Row
    speed_m_s: Row
    apart: NDArray[np.bool_]


def arm(low: MotionTrack, side: str, metres: float) -> Arm:
    """The arm of a ``side`` of a smoothed track; ``metres`` a picture height."""
    hand: HandTrack = getattr(low, side)
    wide = np.array([low.info.width / max(1, low.info.height), 1.0])
    at = low.pose_xyz[:, _WRISTS[side], :2] * wide
    at[~(low.pose_vis[:, _WRISTS[side]] >= VISIBLE)] = np.nan
    far = _far(hand, at, wide)
    if np.isfinite(far).sum() >= COMPARED and np.nanmedian(far) > NEAR:
        at = np.full_like(at, np.nan)
    at_m = at.astype(float) * metres
    return Arm(
        at_m=at_m,
        speed_m_s=np.asarray(np.linalg.norm(slope(at_m, low.t_us / 1e6), axis=1)),
        apart=np.asarray((far > NEAR) & np.isfinite(at_m[:, 0])),
    )


def _far(hand: HandTrack, at: Row, wide: Row) -> Row:
    """Hand lengths [N] between the wrist of the hand and that of the body; NaN without either."""
    points = hand.xyz[..., :2] * wide
    length = np.linalg.norm(points[:, _MIDDLE_TIP] - points[:, _HAND_WRIST], axis=1)
    gap = np.linalg.norm(points[:, _HAND_WRIST] - at, axis=1)
    typical = np.nanmedian(length) if (hand.status != Status.MISSING).any() else np.nan
    return np.asarray(gap / np.maximum(length, typical), float)
