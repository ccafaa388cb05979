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
