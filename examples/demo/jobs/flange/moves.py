"""The motions of the job: each writes keys for both hands between two times."""

import numpy as np

from ...bench import CENTRE, every, off, polar, up
from ...handling import steady
from ...track import Hold, Plan
from ..base import Move
from .place import BOLT_WIDE, BOLTS, COVER, FACE, GASKET, HEAD_HIGH, HOME, PLACE, RADIUS, TOP
from .tools import circle, finish, gauge, try_bolts, wrench


def wipe(p: Plan, a: float, b: float) -> None:
    """Take the rag, wipe the face in circles, put the rag back."""
    steady(p, PLACE.edge, a, b)
    on = up(0.014)
    p.key("right", a + 0.6, "wipe", HOME["rag"] + on)
    p.key("right", a + 1.0, "wipe", polar(180, 0.05, FACE + 0.05))
    for i, t in enumerate(every(a + 1.3, b - 1.0, 0.22)):
        p.key("right", t, "wipe", polar(180 + 75 * i, 0.038, FACE + 0.014))
    end = p.last("right").t
    p.key("right", b - 0.25, "wipe", HOME["rag"] + on)
    p.key("right", b, "rest", HOME["rag"] + np.array([0.0, 0.08, 0.06]))
    p.holds.append(Hold("rag", a + 0.6, b - 0.25, "right", -on, HOME["rag"]))
    p.events.append(("wipe", a + 1.3, end, "right"))


def feel(p: Plan, a: float, b: float) -> None:
    """A fingertip goes slowly round the face."""
    steady(p, PLACE.edge, a, b)
    times = every(a + 0.6, b - 0.3, 0.3)
    for i, t in enumerate(times):
        p.key("right", t, "point", polar(150 + 32 * i, 0.058, FACE))
    p.key("right", b, "point", polar(150 + 32 * len(times), 0.075, FACE + 0.06))
    p.events.append(("touch", a + 0.6, float(times[-1]), "right"))


def gasket(p: Plan, a: float, b: float) -> None:
    """Take the gasket, lower it on the face, both hands centre it."""
    rim = np.array([-0.050, 0.0, 0.004])
    p.key("right", a + 0.6, "pinch", HOME["gasket"] + rim)
    p.key("right", a + 1.3, "pinch", CENTRE + rim + up(FACE + 0.07))
    p.key("right", a + 2.0, "pinch", CENTRE + rim + up(FACE))
    p.key("left", a + 1.4, "pinch", CENTRE - rim * [1, 1, 0] + up(FACE + 0.06))
    p.key("left", a + 2.1, "pinch", CENTRE - rim * [1, 1, 0] + up(FACE + 0.004))
    drop = CENTRE + up(FACE)
    p.holds.append(Hold("gasket", a + 0.6, a + 2.0, "right", -rim, drop))
    p.events += [("grasp", a + 0.6, a + 2.0, "right")]
    for i, t in enumerate(every(a + 2.4, b - 0.1, 0.4)):
        small = 0.004 * (-1) ** i
        p.key("right", t, "pinch", CENTRE + rim + off(small, 0, FACE))
        p.key("left", t, "pinch", CENTRE - rim * [1, 1, 0] + [small, 0, FACE + 0.004])


def reseat(p: Plan, a: float, b: float) -> None:
    """Lift the gasket, turn it a little, seat it again and press round it."""
    rim = np.array([-0.050, 0.0, 0.004])
    low, high = up(FACE), up(FACE + 0.045)
    spots = [(0.35, low, 0), (0.95, high, 0), (1.45, high, 25), (2.05, low, 25)]
    for dt, height, yaw in spots:
        p.key("right", a + dt, "pinch", CENTRE + rim + height, yaw)
        p.key("left", a + dt + 0.01, "pinch", CENTRE + rim * [-1, 1, 1] + height, -yaw)
    p.holds.append(Hold("gasket", a + 0.35, a + 2.05, "right", -rim, CENTRE + low))
    p.events.append(("lift", a + 0.35, a + 2.05, "right"))
    for i, t in enumerate(every(a + 2.4, b, 0.28)):
        p.key("right", t, "point", polar(200 + 50 * i, 0.045, FACE + GASKET + 0.018 * (i % 2)))
    p.stay("left", b)


def cover(p: Plan, a: float, b: float) -> None:
    """Both hands fetch the cover and set it on the gasket."""
    left = np.array([RADIUS - 0.008, 0.0, 0.010])
    right = left * [-1, 1, 1]
    for dt, at in (
        (0.8, HOME["cover"]),
        (1.4, HOME["cover"] * [0.7, 1, 1] + up(0.15)),
        (2.1, CENTRE + up(COVER + 0.05)),
        (2.8, CENTRE + up(COVER)),
    ):
        p.key("left", a + dt, "edge", at + left)
        # The right hand waits over the flange and takes its side only when the cover is there.
        near = at if dt > 2 else CENTRE + np.array([-0.05, 0.0, COVER + 0.07])
        p.key("right", a + dt, "edge", near + right)
    seated = CENTRE + up(COVER)
    p.holds.append(Hold("cover", a + 0.8, a + 2.8, "left", -left, seated))
    p.events += [
        ("grasp", a + start, a + 2.8, hand) for hand, start in (("left", 0.8), ("right", 2.1))
    ]
    p.events.append(("clunk", a + 2.8, a + 2.85, "left"))
    for i, t in enumerate(every(a + 3.2, b, 0.45)):
        push = np.array([0.0, 0.004 * (-1) ** i, 0.0])
        p.key("left", t, "edge", seated + left + push)
        p.key("right", t, "edge", seated + right - push)


def rock(p: Plan, a: float, b: float) -> None:
    """Press the cover and rock it from side to side."""
    for i, t in enumerate(every(a + 0.75, b - 0.2, 0.5)):
        tip = 0.0015 * (-1) ** i
        p.key("left", t, "flat", CENTRE + np.array([0.052, 0, TOP + tip]))
        p.key("right", t, "flat", CENTRE + np.array([-0.052, 0, TOP - tip]))
    end = p.last("left").t
    stay = np.array([-0.052, 0.0, COVER - TOP])
    p.holds.append(Hold("cover", a + 1.0, end, "left", stay, CENTRE + up(COVER), rock=1.0))
    p.events += [("press", a + 0.75, end, hand) for hand in ("left", "right")]


def bolts(p: Plan, a: float, b: float) -> None:
    """Fetch each bolt and start it with the fingers."""
    steady(p, PLACE.edge * [1, 1, 0] + up(COVER + 0.008), a, b)
    span = (b - a - 0.2) / 4
    for i, place in enumerate(BOLTS):
        t, name = a + 0.1 + span * i, f"bolt{i}"
        grip = np.array([0.0, 0.0, HEAD_HIGH])
        loose = place + up(0.006)
        p.key("right", t + 0.30 * span, "pinch", HOME[name] + grip, width=BOLT_WIDE)
        p.key("right", t + 0.52 * span, "pinch", loose + grip + up(0.05), width=BOLT_WIDE)
        for share, yaw in ((0.64, 25), (0.76, -30), (0.84, 25), (0.96, -30)):
            p.key("right", t + share * span, "pinch", loose + grip, yaw, BOLT_WIDE)
        p.holds.append(Hold(name, t + 0.30 * span, t + 0.96 * span, "right", -grip, loose))
        p.events.append(("turn", t + 0.64 * span, t + 0.96 * span, "right"))


def off_gasket(p: Plan, a: float, b: float) -> None:
    """Take the gasket off again and lay it back."""
    rim = np.array([-0.050, 0.0, 0.004])
    p.key("right", a + 0.6, "pinch", CENTRE + rim + up(FACE))
    p.key("right", a + 1.2, "pinch", CENTRE + rim + up(FACE + 0.07))
    p.key("right", b - 0.4, "pinch", HOME["gasket"] + rim)
    p.key("right", b, "rest", HOME["gasket"] + np.array([0.06, 0.10, 0.05]))
    p.key("left", a + 0.7, "edge", CENTRE + np.array([RADIUS - 0.008, 0, FACE - 0.004]))
    p.stay("left", b)
    p.holds.append(Hold("gasket", a + 0.6, b - 0.4, "right", -rim, HOME["gasket"]))
    p.events.append(("grasp", a + 0.6, b - 0.4, "right"))


def _push_gasket(p: Plan, a: float, b: float, start: float, end: float) -> None:
    """Slide the lying gasket sideways from ``start`` to ``end`` (m off the middle)."""
    rim = np.array([-0.050, 0.0, 0.004])
    low = up(FACE)
    p.key("right", a + 0.6, "pinch", CENTRE + rim + low + off(start, 0, 0))
    p.key("right", (a + b) / 2, "pinch", CENTRE + rim + low + off((start + end) / 2, 0.003, 0))
    p.key("right", b - 0.6, "pinch", CENTRE + rim + low + off(end, 0, 0))
    p.key("right", b, "pinch", CENTRE + rim + low + off(end - 0.02, 0, 0.05))
    p.stay("left", b)
    drop = CENTRE + low + off(end, 0, 0)
    p.holds.append(Hold("gasket", a + 0.6, b - 0.6, "right", -rim, drop))
    p.events.append(("slide", a + 0.6, b - 0.6, "right"))


def skew(p: Plan, a: float, b: float) -> None:
    """The mistake: the gasket slips off the middle."""
    _push_gasket(p, a, b, 0.0, 0.018)


def centre(p: Plan, a: float, b: float) -> None:
    """And is pushed back."""
    _push_gasket(p, a, b, 0.018, 0.0)


MOVES: dict[str, Move] = {
    move.__name__: move
    for move in (wipe, feel, gasket, reseat, cover, rock, bolts, off_gasket, skew, centre)
}
MOVES |= {"wrench": wrench, "finish": finish, "circle": circle, "try": try_bolts, "gauge": gauge}
