"""The motions of the welding job: each writes keys for both hands between two times."""

import numpy as np

from ...bench import CENTRE, REST, every, off, up
from ...body import Array
from ...handling import Carry, carry, leave, steady, wield
from ...track import Plan, Ride
from ..base import Move
from .place import (
    DEEP,
    HAMMER_LONG,
    HOME,
    KNOB,
    LONG,
    PLACE,
    SEAM,
    TABLE,
    THICK,
    TORCH_DROP,
    TORCH_LONG,
    plate,
)

EAST = np.array([1.0, 0.0, 0.0])
CLAMPED = CENTRE + np.array([-0.045, 0.0, SEAM + 0.018])
EARTHED = CENTRE + np.array([0.105, -0.06, TABLE + 0.006])
SHIFTED = plate(-1) + off(0.006, 0.0, 0.0)
MASK_S = 0.7  # before and after the arc, with the mask down


def lay(p: Plan, a: float, b: float) -> None:
    """Both plates go on the block, one after the other, then are pushed together to the gap."""
    half = (b - a) / 2
    rim = np.array([0.0, 0.0, THICK / 2])
    for i, (hand, side) in enumerate((("left", 1), ("right", -1))):
        name, grip = f"plate{i}", rim + off((-1) ** i * LONG / 2, 0.0, 0.0)
        t = a + i * 0.4 * half
        end = t + 0.75 * half + 0.3
        carry(p, Carry(name, t + 0.6, end, HOME[name], plate(side), hand, "edge", grip, 0.07))
    for i, t in enumerate(every(b - 0.25 * half, b, 0.4)):
        push = 0.002 * (-1) ** i
        p.key("left", t, "edge", plate(1) + rim + off(LONG / 2, push, 0.0))
        p.key("right", t, "edge", plate(-1) + rim + off(-LONG / 2, -push, 0.0))


def _slide(p: Plan, a: float, b: float, start: Array, end: Array) -> None:
    """The right hand slides a plate on the block."""
    grip = np.array([-LONG / 2, 0.0, THICK / 2])
    carry(p, Carry("plate1", a + 0.6, b - 0.3, start, end, grasp="edge", grip=grip, lift=0.0))
    p.stay("left", b)


def shift(p: Plan, a: float, b: float) -> None:
    """The mistake: one plate is pushed and the gap closes on one side."""
    _slide(p, a, b, plate(-1), SHIFTED)


def unshift(p: Plan, a: float, b: float) -> None:
    """And is pushed back."""
    _slide(p, a, b, SHIFTED, plate(-1))


def feel_gap(p: Plan, a: float, b: float) -> None:
    """A fingertip goes along the gap and back."""
    steady(p, PLACE.edge, a, b)
    times = every(a + 0.6, b - 0.3, 0.3)
    for i, t in enumerate(times):
        x = 0.045 * np.cos(np.pi * 2 * i / max(1, len(times) - 1))
        p.key("right", t, "point", CENTRE + np.array([x, 0.0, SEAM]))
    p.events.append(("touch", times[0], times[-1], "right"))
    leave(p, "right", b, "point")


def clamp(p: Plan, a: float, b: float) -> None:
    """The clamp goes over both plates and is pressed down."""
    steady(p, PLACE.edge, a, b)
    grip = up(0.018)
    carry(
        p,
        Carry("clamp", a + 0.7, b - 1.2, HOME["clamp"], CLAMPED, grip=grip, lift=0.08, width=0.022),
    )
    for i, t in enumerate(every(b - 0.9, b, 0.3)):
        p.key("right", t, "flat", CLAMPED + up(0.032 + 0.004 * (i % 2)))
    p.events.append(("clunk", b - 0.9, b - 0.85, "right"))


def unclamp(p: Plan, a: float, b: float) -> None:
    """The clamp comes off again."""
    steady(p, PLACE.edge, a, b)
    grip = up(0.018)
    carry(
        p,
        Carry("clamp", a + 0.7, b - 0.4, CLAMPED, HOME["clamp"], grip=grip, lift=0.08, width=0.022),
    )
    leave(p, "right", b, "pinch")


def earth(p: Plan, a: float, b: float) -> None:
    """The left hand puts the earth clamp on the block and wiggles it."""
    p.key("right", a + 0.6, "rest", REST["right"])
    p.stay("right", b)
    grip = up(0.014)
    c = Carry(
        "earth", a + 0.7, b - 1.2, HOME["earth"], EARTHED, hand="left", grip=grip, width=0.016
    )
    carry(p, c)
    for i, t in enumerate(every(b - 1.0, b - 0.2, 0.25)):
        at = EARTHED + grip + off(0.0, 0.002 * (-1) ** i, 0.0)
        p.key("left", t, "pinch", at, 6.0 * (-1) ** i, 0.016)
    leave(p, "left", b, "pinch")
    p.events.append(("turn", b - 1.0, b - 0.3, "left"))


def current(p: Plan, a: float, b: float) -> None:
    """The left hand turns the knob to and fro; the machine changes its hum."""
    p.key("right", a + 0.6, "rest", REST["right"])
    p.stay("right", b)
    times = every(a + 0.8, b - 0.5, 0.3)
    for i, t in enumerate(times):
        p.key("left", t, "pinch", KNOB, 30.0 * np.sin(1.3 * i), 0.034)
    leave(p, "left", b, "pinch")
    p.events.append(("turn", times[0], times[-1], "left"))
    p.states.append(("hum", times[0], times[-1]))


def _torch(p: Plan, a: float, b: float, arcs: list[tuple[float, float, float, float]]) -> None:
    """The torch burns along the seam: (start, end, from x, to x) in s and m."""
    steady(p, PLACE.edge, a, b)
    spots = []
    for start, end, x0, x1 in arcs:
        for t, x, high in (
            (start - 0.3, x0, 0.05),
            (start, x0, 0.0),
            (end, x1, 0.0),
            (end + 0.2, x1, 0.05),
        ):
            tip = CENTRE + np.array([x, 0.0, SEAM + 0.004 + high])
            fist = tip - EAST * TORCH_LONG + up(TORCH_DROP)
            spots.append((t, fist, fist + EAST))
        p.states.append(("arc", start, end))
    wield(p, "torch", HOME["torch"], (a + 0.6, b - 0.1), spots)
    p.states.append(("mask", arcs[0][0] - MASK_S, arcs[-1][1] + MASK_S))


def tack(p: Plan, a: float, b: float) -> None:
    """A short arc at both ends."""
    middle = (a + b) / 2
    _torch(
        p, a, b, [(middle - 0.9, middle - 0.2, -0.04, -0.04), (middle + 0.5, b - 1.1, 0.04, 0.04)]
    )


def weld(p: Plan, a: float, b: float) -> None:
    """One slow arc along the whole seam."""
    _torch(p, a, b, [(a + 1.8, b - 1.3, -0.045, 0.045)])
    p.rides.append(Ride("bead", "plate0", b - 1.3, np.array([0.0, -DEEP / 2, THICK])))


def stick(p: Plan, a: float, b: float) -> None:
    """The mistake: the electrode sticks, the arc dies, the hand shakes it free."""
    start = a + 1.7
    _torch(p, a, b - 0.1, [(start, start + 0.35, -0.02, -0.02)])


def chip(p: Plan, a: float, b: float) -> None:
    """The hammer taps the slag off, along the seam."""
    steady(p, PLACE.edge, a, b)
    spots = []
    strokes = every(a + 1.1, b - 0.9, 0.34)
    for i, t in enumerate(strokes):
        at = CENTRE + np.array([-0.04 + 0.08 * i / max(1, len(strokes) - 1), 0.0, SEAM + 0.016])
        for dt, high in ((0.0, 0.05), (0.17, 0.0)):
            fist = at - EAST * HAMMER_LONG + up(high + 0.004)
            spots.append((t + dt, fist, fist + EAST))
        p.events.append(("click", t + 0.17, t + 0.22, "right"))
    wield(p, "hammer", HOME["hammer"], (a + 0.6, b - 0.1), spots)


def brush(p: Plan, a: float, b: float) -> None:
    """The wire brush goes to and fro on the seam."""
    steady(p, PLACE.edge, a, b)
    spots = []
    strokes = every(a + 1.1, b - 0.9, 0.2)
    for i, t in enumerate(strokes):
        at = CENTRE + np.array([-0.055 + 0.035 * (-1) ** i, 0.0, SEAM + 0.024])
        spots.append((t, at, at + EAST))
    wield(p, "brush", HOME["brush"], (a + 0.6, b - 0.1), spots)
    p.events.append(("wipe", strokes[0], strokes[-1], "right"))


def along(p: Plan, a: float, b: float) -> None:
    """Bend down and go along the finished seam with a fingertip just above it."""
    steady(p, PLACE.edge, a, b)
    p.look(a + 0.5, 11.0, 4.0, 9.0)
    p.look(b - 0.5, 11.0, -6.0, 9.0)
    p.look(b, 3.0)
    times = every(a + 0.7, b - 0.3, 0.35)
    for i, t in enumerate(times):
        x = -0.045 + 0.09 * i / max(1, len(times) - 1)
        p.key("right", t, "point", CENTRE + np.array([x, -0.006, SEAM + 0.010]))
    leave(p, "right", b, "point")


MOVES: dict[str, Move] = {
    move.__name__: move
    for move in (lay, shift, unshift, feel_gap, clamp, unclamp, earth, current, tack, weld)
}
MOVES |= {move.__name__: move for move in (stick, chip, brush, along)}
