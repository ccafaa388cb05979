"""Somebody who walks by behind the bench and has nothing to do with the work."""

from typing import Any

import numpy as np

from .body import Array, Body, turn
from .people import PEOPLE

AISLE = 0.72  # m behind the bench's middle
FAR = 2.3  # m to either side: out of the picture
STEP_HZ = 0.95
SLIDERS = PEOPLE["femi"].sliders
X, Y, Z = np.eye(3)


def walk(body: Body, t: float) -> tuple[Array, Array]:
    """Bones of somebody in mid-stride: global rotations [B, 3, 3] and places m [B, 3]."""
    swing = np.sin(2 * np.pi * STEP_HZ * t)
    local: dict[str, Array] = {}
    for side, sign in (("L", 1), ("R", -1)):
        ahead = 24 * swing * sign
        local[f"upperleg01.{side}"] = turn(X, -ahead)
        local[f"lowerleg01.{side}"] = turn(X, 12 + 14 * max(0.0, -swing * sign))
        local[f"upperarm01.{side}"] = turn(X, ahead * 0.8) @ turn(Y, 38 * sign)
        local[f"lowerarm01.{side}"] = turn(X, -14)
    return body.pose(local, {})


def place(row: dict[str, Any], floor: float, t: float) -> Array | None:
    """Model matrix [4, 4] of the one who passes at ``t``, or None when nobody is there.

    ``floor`` is the height of the body's feet (m), which go on the floor.
    """
    if not row["start_s"] <= t < row["end_s"]:
        return None
    share = (t - row["start_s"]) / (row["end_s"] - row["start_s"])
    sign = 1.0 if row["from"] == "left" else -1.0
    out = np.eye(4)
    out[:3, :3] = turn(Z, 90 * sign)
    bob = 0.012 * abs(np.sin(2 * np.pi * STEP_HZ * t))
    out[:3, 3] = [sign * FAR * (2 * share - 1), AISLE, bob - floor]
    return out
