"""Named hand poses: which way a hand faces, how its fingers bend, where it touches things.

Directions are for the right hand in world axes (the figure faces -y, its right is -x); the left
hand is the mirror image. Bends are degrees on top of the figure's slightly curled rest hand.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from .body import Array, Body, HandPose, frame, turn, unit

MIRROR = np.array([-1.0, 1.0, 1.0])
Bend = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grasp:
    """Fingers point along ``fingers``, the palm looks along ``palm``; ``touch`` is what arrives.

    ``touch``: "tip" (index fingertip), "pinch" (between thumb and index tips) or "palm".
    """

    fingers: tuple[float, float, float]
    palm: tuple[float, float, float]
    bend: tuple[Bend, Bend, Bend, Bend, Bend]
    touch: str


def _even(first: float, second: float, third: float) -> tuple[Bend, Bend, Bend, Bend]:
    return (
        (first, second, third, 6),
        (first, second, third, 0),
        (first, second, third, -5),
        (first, second, third, -10),
    )


GRASPS = {
    "rest": Grasp((0.45, -0.9, -0.1), (0.1, 0, -1), ((-16, -10, -6, 0), *_even(2, 4, 2)), "palm"),
    "flat": Grasp((0.35, -0.9, -0.1), (0, 0, -1), ((-8, 0, 0, 0), *_even(-10, -8, -6)), "palm"),
    "wipe": Grasp(
        (0.45, -0.85, -0.08), (0.05, -0.05, -1), ((-14, -8, -4, 0), *_even(-4, 0, 0)), "palm"
    ),
    "point": Grasp(
        (0.4, -0.75, -0.5),
        (0.25, -0.3, -0.9),
        ((15, 20, 20, 0), (0, 2, 2, 0), (45, 60, 35, 0), (55, 65, 35, 0), (58, 65, 35, 0)),
        "tip",
    ),
    "pinch": Grasp(
        (0.45, -0.65, -0.55),
        (0.5, -0.3, -0.8),
        ((18, 10, 12, 0), (38, 30, 16, 0), (62, 66, 38, 0), (68, 72, 38, 0), (70, 74, 38, 0)),
        "pinch",
    ),
    "edge": Grasp(
        (0.55, -0.8, -0.25),
        (0.50, 0.0, -0.86),
        ((5, 5, 10, 0), *_even(16, 16, 12)),
        "pinch",
    ),
    "grip": Grasp(
        (0.75, -0.6, -0.25),
        (0.15, -0.2, -1),
        ((22, 24, 20, 0), *_even(52, 66, 42)),
        "palm",
    ),
    "open": Grasp(
        (0.35, -0.75, 0.35), (0.6, -0.1, 0.75), ((-10, 0, 0, 0), *_even(0, 2, 0)), "palm"
    ),
    "hang": Grasp((0.1, -0.35, -0.95), (0.9, 0.2, -0.2), ((0, 0, 0, 0), *_even(6, 8, 6)), "palm"),
    "scratch": Grasp(
        (0.35, 0.25, 0.9),
        (0.75, 0.55, -0.3),
        ((5, 5, 5, 0), *_even(22, 26, 18)),
        "tip",
    ),
}


class Hands:
    """Turns (grasp, touch point) into a wrist place, a rotation and finger bends."""

    def __init__(self, body: Body) -> None:
        self.rotation: dict[tuple[str, str], Rotation] = {}
        self.touch: dict[tuple[str, str], Array] = {}
        self.bend = {name: np.array(grasp.bend, float) for name, grasp in GRASPS.items()}
        for side in ("left", "right"):
            flip = MIRROR if side == "left" else np.ones(3)
            for name, grasp in GRASPS.items():
                wanted = frame(np.array(grasp.fingers) * flip, np.array(grasp.palm) * flip)
                turned = Rotation.from_matrix(wanted @ body.palm[side].T)
                self.rotation[side, name] = turned
                self.touch[side, name] = self._touch(body, side, name, turned.as_matrix())

    def _touch(self, body: Body, side: str, name: str, rotation: Array) -> Array:
        """Wrist to touch point in rest axes, m [3]."""
        wrist = body.head(f"wrist.{side[0].upper()}")
        pose = HandPose(wrist, np.eye(3), self.bend[name])
        rotations, places = body.pose({}, {side: pose})
        joints = (
            body.hand_joints(side, rotations, places)
            - places[body.bone(f"wrist.{side[0].upper()}")]
        )
        normal = body.palm[side][:, 1]
        if GRASPS[name].touch == "tip":
            return np.asarray(joints[8] + normal * 0.004)
        if GRASPS[name].touch == "pinch":
            return np.asarray((joints[4] + joints[8]) / 2)
        return np.asarray(joints[9] * 0.95 + normal * 0.024)

    def place(self, side: str, spin: Rotation, bend: Array, touch: Array, at: Array) -> HandPose:
        """A pose whose touch offset [3] (rest axes) arrives at ``at`` (m)."""
        return HandPose(at - spin.apply(touch), spin.as_matrix(), bend)


def lean(degrees: float, sway: float, nod: float, yaw: float) -> dict[str, Array]:
    """Torso rotations: forward lean, side sway, then the head's nod and turn (degrees)."""
    x, y, z = np.eye(3)
    share = {"spine04": 0.3, "spine03": 0.3, "spine02": 0.25, "spine01": 0.15}
    out = {name: turn(x, degrees * part) @ turn(y, sway * part) for name, part in share.items()}
    for name, part in {"neck01": 0.25, "neck02": 0.25, "head": 0.5}.items():
        out[name] = turn(x, nod * part) @ turn(z, yaw * part)
    return out


def mix(a: Rotation, b: Rotation, share: float) -> Rotation:
    """Shortest turn from ``a`` to ``b``."""
    return a * Rotation.from_rotvec((a.inv() * b).as_rotvec() * share)


__all__ = ["GRASPS", "Grasp", "Hands", "lean", "mix", "unit"]
