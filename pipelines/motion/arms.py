"""The body's wrists beside the hands: what is known of a hand that is not found, or found wrongly.

A wrist of the body is placed more roughly than a hand, and from some sides not at all, whatever
visibility the model gives it. So it is trusted only in recordings in which it mostly lies where the
hand is and goes as fast; and never more than a hand that is found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import HandTrack, MotionTrack, Status
from pipelines.motion.camera import View
from pipelines.motion.smooth import slope

Row = NDArray[np.float64]

VISIBLE = 0.5
NEAR = 1.0  # hand lengths from the body's wrist to the hand's
ALIKE_M_S = 0.08  # between the speeds of hand and wrist
COMPARED = 15  # frames that a trust is founded on
_WRISTS = {"left": 15, "right": 16}
_HAND_WRIST, _MIDDLE_TIP = 0, 12


@dataclass(frozen=True, eq=False)
class Arm:
    """One wrist, N frames: ``at_m`` [N, 2] in the picture's plane, NaN where it is not trusted."""

    at_m: Row
    speed_m_s: Row


def arm(low: MotionTrack, side: str, view: View, hand_m_s: Row) -> Arm:
    """The arm of a ``side`` of a smoothed track, whose hand has the speeds ``hand_m_s`` [N]."""
    hand: HandTrack = getattr(low, side)
    at = low.pose_xyz[:, _WRISTS[side], :2].astype(float)
    at[~(low.pose_vis[:, _WRISTS[side]] >= VISIBLE)] = np.nan
    far = _far(hand, at, np.array([view.aspect, 1.0]))
    at_m = view.place(at)
    speed = np.linalg.norm(slope(at_m, low.t_us / 1e6), axis=1)
    if _mostly(far) > NEAR or _mostly(np.abs(speed - hand_m_s)) > ALIKE_M_S:
        nowhere = np.full(len(low), np.nan)
        return Arm(np.full_like(at_m, np.nan), nowhere)
    return Arm(at_m=at_m, speed_m_s=np.asarray(speed))


def _mostly(values: Row) -> float:
    """The median of what is known, 0 where that is too little to judge by."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) >= COMPARED else 0.0


def _far(hand: HandTrack, at: Row, wide: Row) -> Row:
    """Hand lengths [N] between the hand's wrist and the body's ``at``; NaN without either."""
    points = hand.xyz[..., :2] * wide
    length = np.linalg.norm(points[:, _MIDDLE_TIP] - points[:, _HAND_WRIST], axis=1)
    gap = np.linalg.norm(points[:, _HAND_WRIST] - at * wide, axis=1)
    typical = np.nanmedian(length) if (hand.status != Status.MISSING).any() else np.nan
    return np.asarray(gap / np.maximum(length, typical), float)
