"""Keys for two hands and the things they hold, and what lies between the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator
from scipy.spatial.transform import Rotation

from .body import Array, HandPose, turn
from .hands import Hands, mix

if TYPE_CHECKING:
    from .jobs.base import Place

UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Key:
    """At ``t`` (s) a hand's touch point is at ``at`` (m), turned by ``yaw`` degrees about z.

    ``width`` is how thick a thing it closes on (m), if not what the grasp is made for.
    """

    t: float
    grasp: str
    at: Array
    yaw: float = 0.0
    width: float | None = None


@dataclass(frozen=True)
class Hold:
    """``thing`` follows a hand from ``start`` to ``end`` (s), then stays where it was let go.

    ``offset`` (m) runs from the touch point to the thing; ``drop`` fixes the final place.
    ``aim`` (times, points) makes a long tool point at a moving target; ``rock`` tilts the
    thing to and fro (degrees).
    """

    thing: str
    start: float
    end: float
    hand: str
    offset: Array = field(default_factory=lambda: np.zeros(3))
    drop: Array | None = None
    aim: tuple[list[float], list[Array]] | None = None
    rock: float = 0.0


@dataclass(frozen=True)
class Ride:
    """From ``start`` (s) on, ``thing`` sits on another one, ``offset`` (m) from its origin."""

    thing: str
    on: str
    start: float
    offset: Array


@dataclass
class Plan:
    """Everything that moves, sounds or shines."""

    keys: dict[str, list[Key]] = field(default_factory=lambda: {"left": [], "right": []})
    holds: list[Hold] = field(default_factory=list)
    rides: list[Ride] = field(default_factory=list)
    looks: list[tuple[float, float, float, float]] = field(default_factory=list)
    events: list[tuple[str, float, float, str]] = field(default_factory=list)
    states: list[tuple[str, float, float]] = field(default_factory=list)

    def key(
        self,
        hand: str,
        t: float,
        grasp: str,
        at: ArrayLike,
        yaw: float = 0.0,
        width: float | None = None,
    ) -> None:
        """Add a key; one that would come at or before the last is moved just behind it."""
        keys = self.keys[hand]
        if keys and t <= keys[-1].t:
            t = keys[-1].t + 0.02
        keys.append(Key(t, grasp, np.array(at, float), yaw, width))

    def look(self, t: float, nod: float, yaw: float = 0.0, bow: float = 0.0) -> None:
        """Where the head goes: its nod and turn, and how much further the back bends (degrees)."""
        self.looks.append((t, nod, yaw, bow))

    def last(self, hand: str) -> Key:
        """The newest key of a hand."""
        return self.keys[hand][-1]

    def stay(self, hand: str, t: float) -> None:
        """Keep a hand as it is until ``t``."""
        if t > self.last(hand).t + 0.05:
            old = self.last(hand)
            self.key(hand, t, old.grasp, old.at, old.yaw, old.width)

    def play(
        self, move: Callable[[Plan, float, float], None], a: float, b: float, pace: float
    ) -> None:
        """Write ``move`` between ``a`` and ``b`` (s), played ``pace`` times as fast as written."""
        part = Plan({hand: [self.last(hand)] for hand in self.keys})
        move(part, a, a + (b - a) * pace)

        def at(t: float) -> float:
            return a + (t - a) / pace

        for hand, keys in part.keys.items():
            for key in keys[1:]:
                self.key(hand, at(key.t), key.grasp, key.at, key.yaw, key.width)
        for hold in part.holds:
            aim = ([at(t) for t in hold.aim[0]], hold.aim[1]) if hold.aim else None
            self.holds.append(replace(hold, start=at(hold.start), end=at(hold.end), aim=aim))
        self.rides += [replace(ride, start=at(ride.start)) for ride in part.rides]
        self.looks += [(at(t), *rest) for t, *rest in part.looks]
        self.events += [(kind, at(s), at(e), hand) for kind, s, e, hand in part.events]
        self.states += [(kind, at(s), at(e)) for kind, s, e in part.states]


class HandTrack:
    """One hand over time: smooth places and bends, eased turns."""

    def __init__(self, side: str, keys: list[Key], hands: Hands) -> None:
        self.side, self.hands = side, hands
        self.times = np.array([key.t for key in keys])
        fits = [hands.fit(side, key.grasp, key.width) for key in keys]
        rows = [
            np.concatenate([key.at, fit.touch, fit.bend.ravel(), [key.yaw]])
            for key, fit in zip(keys, fits, strict=True)
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


class Things:
    """Where everything that can be moved is."""

    def __init__(self, place: Place, plan: Plan, tracks: dict[str, HandTrack]) -> None:
        self.place, self.tracks = place, tracks
        self.holds = sorted(plan.holds, key=lambda hold: hold.start)
        self.rides = plan.rides

    def pose(self, thing: str, t: float) -> Array:
        """Model matrix [4, 4] of ``thing`` at ``t``: at home, in a hand, or where it was let go."""
        hold = next((h for h in reversed(self.holds) if h.thing == thing and h.start <= t), None)
        ride = next((r for r in reversed(self.rides) if r.thing == thing and r.start <= t), None)
        if ride and (hold is None or hold.start <= ride.start):
            out = self.pose(ride.on, t)
            out[:3, 3] += out[:3, :3] @ ride.offset
            return out
        if hold is None:
            out = np.eye(4)
            out[:3, :3] = turn(UP, self.place.yaw.get(thing, 0.0))
            out[:3, 3] = self.place.home[thing]
            return out
        out = self._held(hold, min(t, hold.end))
        if t >= hold.end and hold.drop is not None:
            out[:3, 3] = hold.drop
        return out

    def _held(self, hold: Hold, t: float) -> Array:
        """Model matrix [4, 4] of a thing in a hand."""
        at, yaw = self.tracks[hold.hand].touch(t)
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
