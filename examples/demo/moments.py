"""Motions with a meaning: looking closely, hesitating, taking a new grip, stopping to listen."""

from collections.abc import Callable

from .bench import every, off
from .body import Array
from .decoys import DOWN
from .track import Plan

Moment = Callable[[Plan, float, float, Array], None]
OPEN = 0.065  # m between thumb and index of a hand that has let go
CLOSE = 11.0  # degrees further down that somebody bends to look


def inspection(p: Plan, a: float, b: float, spot: Array) -> None:
    """Bend down and look from two sides, the hands beside the work."""
    for t, yaw in ((a + 0.6, 9.0), ((a + b) / 2, -9.0), (b - 0.5, 5.0)):
        p.look(t, 12.0, yaw, CLOSE)
    p.look(b, DOWN)
    for side, sign in (("left", 1), ("right", -1)):
        p.key(side, a + 0.6, "edge", spot + off(sign * 0.11, 0.02, 0.0))
        p.key(side, b - 0.3, "edge", spot + off(sign * 0.105, 0.0, 0.0))
        p.stay(side, b)


def hesitation(p: Plan, a: float, b: float, spot: Array) -> None:
    """Twice towards the work and back, then at last there."""
    p.look(a + 0.8, 8.0, -6.0, 2.0)
    p.look(b, DOWN)
    span = (b - a) / 3
    for i in range(2):
        p.key("right", a + span * (i + 0.5), "point", spot + off(-0.03, 0.0, 0.075))
        p.key("right", a + span * (i + 1.0), "point", spot + off(-0.11, 0.03, 0.13))
    p.key("right", b, "point", spot + off(-0.03, 0.0, 0.03))
    p.stay("left", b)


def regrip(p: Plan, a: float, b: float, spot: Array) -> None:
    """Hold the edge, open the hand, take it again a little further round, twice."""
    span = (b - a) / 2
    for i in range(2):
        for share, out, turn in ((0.2, 0.0, 0), (0.45, 0.02, 12), (0.75, 0.0, 20 * i)):
            at = spot + off(-0.095 - out, 0.012 * i, 0.012)
            p.key("right", a + span * (i + share), "edge", at, turn, OPEN if out else None)
    p.key("left", a + 0.4, "edge", spot + off(0.095, 0.0, 0.0))
    p.stay("left", b)
    p.stay("right", b)


def pause(p: Plan, a: float, b: float, spot: Array) -> None:
    """Stop with a hand on the work, head a little aside: feel, or listen."""
    p.look(a + 0.6, 2.0, 16.0, 3.0)
    p.look(b - 0.4, 2.0, 14.0, 3.0)
    p.look(b, DOWN)
    for i, t in enumerate(every(a + 0.6, b, 0.7)):
        p.key("right", t, "flat", spot + off(-0.05, 0.0, 0.030 + 0.0008 * (i % 2)))
    p.stay("left", b)
    p.stay("right", b)


def present(p: Plan, a: float, b: float, spot: Array) -> None:
    """Point at the work while saying what comes next."""
    p.look(a + 0.5, -13.0, -4.0)
    p.look(b - 0.4, DOWN)
    for i, t in enumerate(every(a + 0.7, b, 0.8)):
        p.key("right", t, "point", spot + off(-0.05, 0.02 * (-1) ** i, 0.06))
    p.key("left", a + 0.7, "edge", spot + off(0.10, 0.0, 0.0))
    p.stay("left", b)
    p.stay("right", b)


MOMENTS: dict[str, Moment] = {f.__name__: f for f in (inspection, hesitation, regrip, pause)}
