"""Motions with the wrench, the gauge and the bolts."""

import numpy as np

from ...bench import REST, polar, up
from ...handling import Spot, steady, wield
from ...track import Hold, Plan
from .place import (
    BLADE_LONG,
    BOLT_WIDE,
    BOLTS,
    COVER,
    CROSS,
    GASKET,
    GAUGE_WIDE,
    HEAD_HIGH,
    HOME,
    PLACE,
    RADIUS,
    ROUND,
    WRENCH_LONG,
)


def _strokes(p: Plan, a: float, b: float, swing: float, order: tuple[int, ...]) -> list[Spot]:
    """Pull the wrench on the bolts in this order."""
    spots = []
    span = (b - a) / 4
    for i, bolt in enumerate(order):
        head = BOLTS[bolt] + up(0.020)
        for share, angle in ((0.35, 0.0), (0.80, 1.0)):
            direction = np.radians(196 + swing * (angle - 0.5))
            grip = head + WRENCH_LONG * np.array([np.cos(direction), np.sin(direction), 0.0])
            spots.append((a + span * (i + share), grip, head))
        p.events.append(("click", a + span * (i + 0.8), a + span * (i + 0.8) + 0.05, "right"))
    return spots


def _pulls(p: Plan, a: float, b: float, swing: float, order: tuple[int, ...] = CROSS) -> None:
    """Take the wrench, go round, put it back."""
    steady(p, PLACE.edge * [1, 1, 0] + up(COVER + 0.008), a, b)
    spots = _strokes(p, a + 0.9, b - 0.9, swing, order)
    wield(p, "wrench", HOME["wrench"], (a + 0.7, b - 0.15), spots)


def wrench(p: Plan, a: float, b: float) -> None:
    """Wide pulls, crosswise."""
    _pulls(p, a, b, 34)


def finish(p: Plan, a: float, b: float) -> None:
    """The last, short pulls."""
    _pulls(p, a, b, 16)


def circle(p: Plan, a: float, b: float) -> None:
    """The mistake: round in a circle."""
    _pulls(p, a, b, 26, ROUND)


def try_bolts(p: Plan, a: float, b: float) -> None:
    """Thumb and finger try every bolt head, round the circle."""
    p.stay("left", b)
    span = (b - a - 0.3) / 4
    for i, place in enumerate(BOLTS):
        t, head = a + 0.3 + span * i, place + up(HEAD_HIGH)
        for share, yaw in ((0.45, 0), (0.62, 14), (0.8, -10)):
            p.key("right", t + share * span, "pinch", head, yaw, BOLT_WIDE)
        p.events.append(("touch", t + 0.45 * span, t + 0.8 * span, "right"))


def gauge(p: Plan, a: float, b: float) -> None:
    """Slide the feeler gauge into the gap at four places on the near side."""
    p.key("right", a + 0.9, "pinch", HOME["gauge"] + up(0.003), width=GAUGE_WIDE)
    p.key("left", a + 0.9, "rest", REST["left"])
    lying = HOME["gauge"] + np.array([-0.014, -0.081, 0])
    times, points = [a + 0.9], [lying]
    span = (b - a - 1.9) / 4
    gap = COVER - GASKET / 2
    for i, angle in enumerate((170, 192, 214, 236)):
        t = a + 1.1 + span * i
        for share, out in ((0.4, 0.030), (0.62, -0.004), (0.78, 0.004), (0.98, 0.030)):
            grip = polar(angle, RADIUS + BLADE_LONG - 0.02 + out, gap)
            p.key("right", t + share * span, "pinch", grip, angle - 200, GAUGE_WIDE)
            times.append(t + share * span)
            points.append(polar(angle, 0.0, gap))
        p.events.append(("slide", t + 0.4 * span, t + 0.98 * span, "right"))
    p.key("right", b - 0.1, "pinch", HOME["gauge"] + up(0.003), width=GAUGE_WIDE)
    aim = ([*times, b - 0.1], [*points, lying])
    p.holds.append(Hold("gauge", a + 0.9, b - 0.1, "right", drop=HOME["gauge"], aim=aim))
    p.stay("left", b)
