"""Named hand poses: which way a hand faces, how its fingers bend, where it touches things.

Directions are for the right hand in world axes (the figure faces -y, its right is -x); the left
hand is the mirror image. Bends are degrees on top of the figure's slightly curled rest hand.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from .body import Array, Body, HandPose, frame, turn

MIRROR = np.array([-1.0, 1.0, 1.0])
PAD = 0.0075  # m from a finger's joints to its skin
PALM = 0.011  # m from the knuckles to the skin of the palm
SKIN = np.array([0.019, 0.016, 0.012, PAD, PAD, *([PALM, PAD, PAD, PAD] * 4)])
Bend = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grasp:
    """Fingers point along ``fingers``, the palm looks along ``palm``; ``touch`` is what arrives.

    ``touch``: "tip" (index fingertip), "pinch" (between thumb and index tips), "grip" (round
    a handle) or "palm" (the lowest part of the hand). ``width`` is how thick a thing it is
    made for, m.
    """

    fingers: tuple[float, float, float]
    palm: tuple[float, float, float]
    bend: tuple[Bend, Bend, Bend, Bend, Bend]
    touch: str
    width: float = 0.006


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
        0.018,
    ),
    "grip": Grasp(
        (0.10, -0.95, -0.25),
        (0.05, -0.25, -1),
        ((22, 24, 20, 0), *_even(52, 66, 42)),
        "grip",
        0.027,
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
    "above": Grasp(
        (0.05, -0.15, 0.98), (0.4, -0.9, -0.1), ((0, 4, 4, 0), *_even(12, 14, 10)), "tip"
    ),
}


@dataclass(frozen=True)
class Fit:
    """A grasp closed on a thing: bends [5, 4] in degrees and the touch point from the wrist, m."""

    bend: Array
    touch: Array


class Hands:
    """Turns (grasp, touch point) into a wrist place, a rotation and finger bends.

    Fingers close until their skin, not their bones, meets what they hold, and palms and
    fingertips come down to where their skin touches: contacts neither hover nor sink.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.rotation: dict[tuple[str, str], Rotation] = {}
        self.fits: dict[tuple[str, str, float], Fit] = {}
        for side in ("left", "right"):
            flip = MIRROR if side == "left" else np.ones(3)
            for name, grasp in GRASPS.items():
                wanted = frame(np.array(grasp.fingers) * flip, np.array(grasp.palm) * flip)
                self.rotation[side, name] = Rotation.from_matrix(wanted @ body.palm[side].T)

    def fit(self, side: str, name: str, width: float | None = None) -> Fit:
        """The grasp closed on something ``width`` m thick; by default on what it is made for."""
        wide = GRASPS[name].width if width is None else width
        key = (side, name, wide)
        if key not in self.fits:
            closed = {"pinch": self._pinch, "grip": self._grip}.get(GRASPS[name].touch, self._press)
            self.fits[key] = closed(side, name, wide)
        return self.fits[key]

    def _joints(self, side: str, bend: Array) -> Array:
        """The hand's joints from its wrist in rest axes, m [21, 3]."""
        bone = self.body.bone(f"wrist.{side[0].upper()}")
        pose = HandPose(self.body.heads[bone], np.eye(3), bend)
        rotations, places = self.body.pose({}, {side: pose})
        return self.body.hand_joints(side, rotations, places) - places[bone]

    def _pinch(self, side: str, name: str, wide: float) -> Fit:
        """Thumb and index finger meet the two sides of a thing."""
        base = np.array(GRASPS[name].bend, float)

        def closed(more: float) -> Array:
            bend = base.copy()
            bend[1:, 0] += more
            bend[0, 0] += 0.4 * more
            return bend

        def gap(more: float) -> float:
            joints = self._joints(side, closed(more))
            return float(np.linalg.norm(joints[4] - joints[8])) - wide - 2 * PAD

        bend = closed(_root(gap, -45.0, 40.0))
        joints = self._joints(side, bend)
        return Fit(bend, (joints[4] + joints[8]) / 2)

    def _grip(self, side: str, name: str, wide: float) -> Fit:
        """Four fingers close round a handle that lies across the palm."""
        base = np.array(GRASPS[name].bend, float)
        normal, across = self.body.palm[side][:, 1], self.body.palm[side][:, 2]
        middle = self._joints(side, base)[9]
        axis = middle * 0.97 + normal * (PALM + wide / 2)

        def closed(share: float) -> Array:
            bend = base.copy()
            bend[:, :3] *= share
            return bend

        def nearest(share: float) -> float:
            fingers = self._joints(side, closed(share))[[7, 8, 11, 12, 15, 16, 19, 20]] - axis
            flat = fingers - np.outer(fingers @ across, across)
            return float(np.linalg.norm(flat, axis=1).min()) - wide / 2 - PAD

        return Fit(closed(_root(nearest, 0.4, 1.7)), axis)

    def _press(self, side: str, name: str, wide: float) -> Fit:
        """The lowest skin of the hand, or of the index fingertip, comes down on a surface."""
        bend = np.array(GRASPS[name].bend, float)
        joints = self._joints(side, bend)
        down = self.rotation[side, name].inv().apply([0.0, 0.0, -1.0])
        if GRASPS[name].touch == "tip":
            return Fit(bend, joints[8] + down * PAD)
        lowest = float((joints @ down + SKIN).max())
        over = joints[9] * 0.95
        return Fit(bend, over + down * (lowest - over @ down))

    def place(self, side: str, spin: Rotation, bend: Array, touch: Array, at: Array) -> HandPose:
        """A pose whose touch offset [3] (rest axes) arrives at ``at`` (m)."""
        return HandPose(at - spin.apply(touch), spin.as_matrix(), bend)


def _root(f: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function meets zero, or the end that comes nearest to it."""
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return (low + high) / 2


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
