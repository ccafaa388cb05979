"""Keys for two hands and the things they hold, and what lies between the keys."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator
from scipy.spatial.transform import Rotation

from . import layout
from .body import Array, HandPose, turn
from .hands import Hands, mix

UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Key:
    """At ``t`` (s) a hand's touch point is at ``at`` (m), turned by ``yaw`` degrees about z."""

    t: float
    grasp: str
    at: Array
    yaw: float = 0.0


@dataclass(frozen=True)
class Hold:
    """``thing`` follows a hand from ``start`` to ``end`` (s), then stays where it was let go.

    ``offset`` (m) runs from the touch point to the thing; ``drop`` fixes the final place.
    ``aim`` (times, points) makes a long tool point at a moving target, its far end
    ``length`` away; ``rock`` tilts the thing to and fro (degrees).
    """

    thing: str
    start: float
    end: float
    hand: str
    offset: Array = field(default_factory=lambda: np.zeros(3))
    drop: Array | None = None
    aim: tuple[list[float], list[Array]] | None = None
    rock: float = 0.0


@dataclass
class Plan:
    """Everything that moves."""

    keys: dict[str, list[Key]] = field(default_factory=lambda: {"left": [], "right": []})
    holds: list[Hold] = field(default_factory=list)
    looks: list[tuple[float, float, float]] = field(default_factory=list)  # t, nod, turn (deg)
    events: list[tuple[str, float, float, str]] = field(default_factory=list)

    def key(self, hand: str, t: float, grasp: str, at: ArrayLike, yaw: float = 0.0) -> None:
        """Add a key; one that would come at or before the last is moved just behind it."""
        keys = self.keys[hand]
        if keys and t <= keys[-1].t:
            t = keys[-1].t + 0.02
        keys.append(Key(t, grasp, np.array(at, float), yaw))

    def last(self, hand: str) -> Key:
        """The newest key of a hand."""
        return self.keys[hand][-1]

    def stay(self, hand: str, t: float) -> None:
        """Keep a hand as it is until ``t``."""
        if t > self.last(hand).t + 0.05:
            old = self.last(hand)
            self.key(hand, t, old.grasp, old.at, old.yaw)


class HandTrack:
    """One hand over time: smooth places and bends, eased turns."""

    def __init__(self, side: str, keys: list[Key], hands: Hands) -> None:
        self.side, self.hands = side, hands
        self.times = np.array([key.t for key in keys])
        rows = [
            np.concatenate([k.at, hands.touch[side, k.grasp], hands.bend[k.grasp].ravel(), [k.yaw]])
            for k in keys
        ]
        self.values = PchipInterpolator(self.times, np.array(rows))
        self.turns = [
            Rotation.from_matrix(turn(UP, k.yaw)) * hands.rotation[side, k.grasp] for k in keys
        ]

    def _row(self, t: float) -> Array:
        return np.asarray(self.values(np.clip(t, self.times[0], self.times[-1])))

    def touch(self, t: float) -> tuple[Array, float]:
        """Touch point m [3] and yaw (degrees) at ``t``."""
        row = self._row(t)
        return row[:3], float(row[-1])

    def pose(self, t: float) -> HandPose:
        """The hand at ``t``."""
        row = self._row(t)
        i = int(np.clip(np.searchsorted(self.times, t) - 1, 0, len(self.times) - 2))
        share = np.clip((t - self.times[i]) / (self.times[i + 1] - self.times[i]), 0, 1)
        spin = mix(self.turns[i], self.turns[i + 1], float(share * share * (3 - 2 * share)))
        return self.hands.place(self.side, spin, row[6:26].reshape(5, 4), row[3:6], row[:3])


def tool_length(thing: str) -> float:
    """Grip to working end, m."""
    return layout.WRENCH_LONG if thing == "wrench" else layout.BLADE_LONG


def _held(hold: Hold, track: HandTrack, t: float) -> Array:
    """Model matrix [4, 4] of a thing in a hand."""
    at, yaw = track.touch(t)
    out = np.eye(4)
    if hold.aim:
        times, points = hold.aim
        target = np.array([np.interp(t, times, np.array(points)[:, i]) for i in range(3)])
        yaw = float(np.degrees(np.arctan2(*(target - at)[[1, 0]])))
    out[:3, :3] = turn(UP, yaw)
    out[:3, 3] = at + hold.offset
    if hold.rock:
        angle = hold.rock * np.sin(np.pi * 2 * (t - hold.start)) if t < hold.end else 0.0
        out[:3, :3] = turn(np.array([0.0, 1.0, 0.0]), angle) @ out[:3, :3]
    return out


def thing_pose(thing: str, holds: list[Hold], tracks: dict[str, HandTrack], t: float) -> Array:
    """Model matrix [4, 4] of ``thing`` at ``t``: at home, in a hand, or where it was let go."""
    before = [hold for hold in holds if hold.thing == thing and hold.start <= t]
    if not before:
        out = np.eye(4)
        out[:3, :3] = turn(UP, layout.YAW.get(thing, 0.0))
        out[:3, 3] = layout.HOME[thing]
        return out
    hold = max(before, key=lambda h: h.start)
    out = _held(hold, tracks[hold.hand], min(t, hold.end))
    if t >= hold.end and hold.drop is not None:
        out[:3, 3] = hold.drop
    return out
