"""Motions with the wrench, the gauge and the bolts, and what every motion shares."""

import numpy as np

from .body import Array
from .decoys import REST
from .layout import (
    BLADE_LONG,
    BOLTS,
    CENTRE,
    COVER,
    CROSS,
    FACE,
    GASKET,
    HEAD_HIGH,
    HOME,
    RADIUS,
    WRENCH_LONG,
)
from .track import Hold, Plan

STEADY = CENTRE + np.array([RADIUS - 0.008, 0.0, FACE - 0.004])


def up(height: float) -> Array:
    """That much higher, m [3]."""
    return np.array([0.0, 0.0, height])


def polar(angle: float, radius: float, height: float) -> Array:
    """A point round the flange's axis, ``angle`` in degrees from +x."""
    a = np.radians(angle)
    return np.asarray(CENTRE + np.array([radius * np.cos(a), radius * np.sin(a), height]))


def steady(p: Plan, a: float, b: float, height: float = FACE - 0.004) -> None:
    """The left hand holds the rim."""
    p.key("left", a + 0.6, "edge", STEADY * [1, 1, 0] + up(height))
    p.stay("left", b)


def _strokes(p: Plan, a: float, b: float, swing: float) -> tuple[list[float], list[Array]]:
    """Pull the wrench on the bolts in cross order; returns where its socket is, over time."""
    times, points = [], []
    span = (b - a) / 4
    for i, bolt in enumerate(CROSS):
        head = BOLTS[bolt] + up(0.020)
        for share, angle in ((0.35, 0.0), (0.80, 1.0)):
            direction = np.radians(196 + swing * (angle - 0.5))
            grip = head + WRENCH_LONG * np.array([np.cos(direction), np.sin(direction), 0.0])
            t = a + span * (i + share)
            p.key("right", t, "grip", grip, 14 + swing * (angle - 0.5))
            times.append(t)
            points.append(head)
        p.events.append(("click", a + span * (i + 0.8), a + span * (i + 0.8) + 0.05, "right"))
    return times, points


def wrench(p: Plan, a: float, b: float) -> None:
    """Take the wrench and go round crosswise."""
    steady(p, a, b, COVER + 0.008)
    p.key("right", a + 0.7, "grip", HOME["wrench"], 10)
    times, points = _strokes(p, a + 1.0, b, 34)
    ahead = HOME["wrench"] + np.array([0, -WRENCH_LONG, 0])
    aim = ([a + 0.7, *times], [ahead, *points])
    p.holds.append(Hold("wrench", a + 0.7, b, "right", aim=aim))
    p.events.append(("grasp", a + 0.7, b, "right"))


def finish(p: Plan, a: float, b: float) -> None:
    """The last, short pulls; the wrench goes back."""
    p.stay("left", b)
    times, points = _strokes(p, a, b - 0.9, 16)
    ahead = HOME["wrench"] + np.array([0, -WRENCH_LONG, 0])
    p.key("right", b - 0.15, "grip", HOME["wrench"], 10)
    aim = ([a, *times, b - 0.15], [points[0], *points, ahead])
    p.holds.append(Hold("wrench", a, b - 0.15, "right", drop=HOME["wrench"], aim=aim))
    p.events.append(("grasp", a, b - 0.15, "right"))


def try_bolts(p: Plan, a: float, b: float) -> None:
    """Thumb and finger try every bolt head, round the circle."""
    p.stay("left", b)
    span = (b - a - 0.3) / 4
    for i, place in enumerate(BOLTS):
        t, head = a + 0.3 + span * i, place + up(HEAD_HIGH)
        for share, yaw in ((0.45, 0), (0.62, 14), (0.8, -10)):
            p.key("right", t + share * span, "pinch", head, yaw)
        p.events.append(("touch", t + 0.45 * span, t + 0.8 * span, "right"))


def gauge(p: Plan, a: float, b: float) -> None:
    """Slide the feeler gauge into the gap at four places on the near side."""
    p.key("right", a + 0.9, "pinch", HOME["gauge"] + up(0.006))
    p.key("left", a + 0.9, "rest", REST["left"])
    times, points = [a + 0.9], [HOME["gauge"] + np.array([-0.014, -0.081, 0])]
    span = (b - a - 1.9) / 4
    gap = COVER - GASKET / 2
    for i, angle in enumerate((170, 192, 214, 236)):
        t = a + 1.1 + span * i
        for share, out in ((0.4, 0.030), (0.62, -0.004), (0.78, 0.004), (0.98, 0.030)):
            grip = polar(angle, RADIUS + BLADE_LONG - 0.02 + out, gap)
            p.key("right", t + share * span, "pinch", grip, angle - 200)
            times.append(t + share * span)
            points.append(polar(angle, 0.0, gap))
        p.events.append(("slide", t + 0.4 * span, t + 0.98 * span, "right"))
    p.key("right", b - 0.1, "pinch", HOME["gauge"] + up(0.006))
    aim = ([*times, b - 0.1], [*points, HOME["gauge"] + np.array([-0.014, -0.081, 0])])
    p.holds.append(Hold("gauge", a + 0.9, b - 0.1, "right", drop=HOME["gauge"], aim=aim))
    p.stay("left", b)
