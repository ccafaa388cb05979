"""Motions that every job shares: picking up, carrying, setting down."""

from dataclasses import dataclass, field

import numpy as np

from .bench import up
from .body import Array
from .track import Hold, Plan

LYING = -30.0  # degrees: how long tools lie, so that a hand takes them without a twist


def ahead(home: Array) -> Array:
    """A point that a tool lying at ``home`` points at, m [3]."""
    a = np.radians(LYING)
    return np.asarray(home + np.array([np.cos(a), np.sin(a), 0.0]))


@dataclass(frozen=True)
class Carry:
    """``thing`` is taken at ``pick`` (m) and set down at ``place``, between two times (s).

    ``grip`` (m) runs from the thing's origin to where the fingers take it; ``lift`` is how
    high it goes on the way; ``width`` is how thick it is where it is taken.
    """

    thing: str
    start: float
    end: float
    pick: Array
    place: Array
    hand: str = "right"
    grasp: str = "pinch"
    grip: Array = field(default_factory=lambda: np.zeros(3))
    lift: float = 0.06
    width: float | None = None


def carry(p: Plan, c: Carry) -> None:
    """Write the keys, the hold and the event of one carry."""
    middle = (c.pick + c.place) / 2
    middle[2] = max(c.pick[2], c.place[2]) + c.lift
    for t, at in ((c.start, c.pick), ((c.start + c.end) / 2, middle), (c.end, c.place)):
        p.key(c.hand, t, c.grasp, at + c.grip, width=c.width)
    p.holds.append(Hold(c.thing, c.start, c.end, c.hand, -c.grip, c.place))
    p.events.append(("grasp", c.start, c.end, c.hand))


def leave(p: Plan, hand: str, t: float, grasp: str = "rest") -> None:
    """Lift a hand straight off what it has just let go."""
    p.key(hand, t, grasp, p.last(hand).at + up(0.05))


def steady(p: Plan, edge: Array, a: float, b: float) -> None:
    """The left hand holds the work by its edge (m)."""
    p.key("left", a + 0.6, "edge", edge)
    p.stay("left", b)


Spot = tuple[float, Array, Array]  # s; where the fist is and what the tool points at, m


def wield(p: Plan, tool: str, home: Array, times: tuple[float, float], spots: list[Spot]) -> None:
    """The right fist takes a lying tool, brings it to ``spots`` and lays it back.

    The hand turns with the tool, so that the handle stays across the palm.
    """
    start, end = times
    path = [(start, home, ahead(home)), *spots, (end, home, ahead(home))]
    for t, at, aim in path:
        yaw = float(np.degrees(np.arctan2(*(aim - at)[[1, 0]])))
        p.key("right", t, "grip", at, yaw)
    aims = ([t for t, _, _ in path], [aim for _, _, aim in path])
    p.holds.append(Hold(tool, start, end, "right", drop=home, aim=aims))
    p.events.append(("grasp", start, end, "right"))
