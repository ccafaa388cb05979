"""The motions of the wiring job: each writes keys for both hands between two times."""

import numpy as np

from ...bench import CENTRE, REST, every, off, up
from ...handling import Carry, carry, leave, steady, wield
from ...track import Hold, Plan, Ride
from ..base import Move
from .place import (
    BARE,
    DRIVER_LONG,
    HOME,
    PLACE,
    POLES,
    PROBE_LONG,
    STRIPPER_LONG,
    TOP,
    entry,
    row,
    screw,
)

HELD = np.array([0.09, -0.50, 1.125])  # where the left hand holds a wire to work on its end
END = HELD - np.array([BARE, 0.0, 0.0])  # there the bare end is, pointing at the right hand
WIRE, HANDLE = 0.007, 0.021  # m that thumb and finger close on
WEST = np.array([-1.0, 0.0, 0.0])


def _present(p: Plan, wire: int, a: float, b: float) -> None:
    """The left hand picks a wire up, holds its end to the right hand, and lays it back."""
    thing, home = f"wire{wire}", HOME[f"wire{wire}"]
    up_s = 0.4 * min(1.0, b - a)
    for t, at in ((a, home), (a + up_s, HELD), (b - 0.35, HELD), (b, home)):
        p.key("left", t, "pinch", at, width=WIRE)
    east = [home - WEST, HELD + WEST, HELD + WEST, home - WEST]
    times = [a, a + up_s, b - 0.35, b]
    p.holds.append(Hold(thing, a, b, "left", drop=home, aim=(times, east)))
    p.events.append(("grasp", a, b, "left"))


def _turns(a: float, b: float, lead: float, tail: float = 0.0) -> list[tuple[int, float, float]]:
    """(pole, its start, its length) for doing one thing to every pole in turn."""
    span = (b - a - lead - tail) / POLES
    return [(i, a + lead + span * i, span) for i in range(POLES)]


def _squeeze(p: Plan, a: float, b: float, tool: str, pull: float) -> None:
    """Each wire in turn goes to the pliers; they close and draw back by ``pull`` m."""
    spots = []
    for i, t, span in _turns(a, b, 0.7, 0.7):
        _present(p, i, t, t + 0.97 * span)
        for share, away in ((0.30, 0.05), (0.45, 0.0), (0.55, 0.0), (0.68, pull), (0.80, 0.05)):
            jaws = END + WEST * away
            spots.append((t + share * span, jaws + WEST * STRIPPER_LONG, jaws - WEST))
        p.events.append(("click", t + 0.55 * span, t + 0.55 * span + 0.05, "right"))
    wield(p, tool, HOME[tool], (a + 0.6, b - 0.15), spots)


def strip(p: Plan, a: float, b: float) -> None:
    """The insulation comes off every wire's end."""
    _squeeze(p, a, b, "stripper", 0.030)


def crimp(p: Plan, a: float, b: float) -> None:
    """Every ferrule is pressed on."""
    _squeeze(p, a, b, "crimper", 0.0)


def twist(p: Plan, a: float, b: float) -> None:
    """Thumb and finger roll the strands of the first wire together."""
    _present(p, 0, a + 0.6, b - 0.1)
    times = every(a + 1.2, b - 0.6, 0.22)
    for i, t in enumerate(times):
        p.key("right", t, "pinch", END + off(0.008, 0.0, 0.004 * (-1) ** i), 10.0 * (-1) ** i)
    leave(p, "right", b, "pinch")
    p.events.append(("turn", times[0], times[-1], "right"))


def ferrule(p: Plan, a: float, b: float) -> None:
    """A ferrule goes on each wire."""
    for i, t, span in _turns(a, b, 0.4):
        thing = f"ferrule{i}"
        _present(p, i, t, t + 0.97 * span)
        on = END + off(0.010, 0.0, 0.0)
        p.key("right", t + 0.1 * span, "pinch", HOME[thing])
        p.key("right", t + 0.40 * span, "pinch", on + WEST * 0.05)
        p.key("right", t + 0.60 * span, "pinch", on)
        ends = [t + 0.1 * span, t + 0.3 * span, t + 0.6 * span]
        aim = (ends, [HOME[thing] - WEST, on, on - WEST])
        p.holds.append(Hold(thing, t + 0.1 * span, t + 0.6 * span, "right", aim=aim))
        p.rides.append(Ride(thing, f"wire{i}", t + 0.6 * span, np.array([0.020, 0.0, 0.0])))
        p.events.append(("grasp", t + 0.1 * span, t + 0.6 * span, "right"))
    leave(p, "right", b, "pinch")


def insert(p: Plan, a: float, b: float) -> None:
    """Every wire is pushed into its terminal."""
    steady(p, PLACE.edge, a, b)
    for i, t, span in _turns(a, b, 0.3):
        before = entry(i) + WEST * 0.04
        for share, at in ((0.30, HOME[f"wire{i}"]), (0.60, before), (0.85, entry(i))):
            p.key("right", t + share * span, "pinch", at, width=WIRE)
        p.holds.append(Hold(f"wire{i}", t + 0.30 * span, t + 0.85 * span, "right", drop=entry(i)))
        p.events.append(("grasp", t + 0.30 * span, t + 0.85 * span, "right"))
    leave(p, "right", b, "pinch")


def pull_out(p: Plan, a: float, b: float) -> None:
    """Every wire comes out again and is laid back."""
    steady(p, PLACE.edge, a, b)
    for i, t, span in _turns(a, b, 0.2):
        start, end = t + 0.3 * span, t + 0.9 * span
        carry(p, Carry(f"wire{i}", start, end, entry(i), HOME[f"wire{i}"], lift=0.03, width=WIRE))
    leave(p, "right", b, "pinch")


def _drive(p: Plan, a: float, b: float, poles: tuple[int, ...], slip: bool = False) -> None:
    """The screwdriver turns these screws; with ``slip`` it jumps off the last one."""
    steady(p, PLACE.edge, a, b)
    home, reach = HOME["driver"], up(DRIVER_LONG)
    p.key("right", a + 0.6, "pinch", home, width=HANDLE)
    span = (b - a - 1.5) / len(poles)
    for i, pole in enumerate(poles):
        t, head = a + 0.8 + span * i, screw(pole) + reach
        p.key("right", t + 0.25 * span, "pinch", head + up(0.02), width=HANDLE)
        for k, share in enumerate(np.linspace(0.35, 0.88, 6)):
            p.key("right", t + share * span, "pinch", head, 32.0 * (-1) ** k, HANDLE)
        p.events.append(("turn", t + 0.35 * span, t + 0.88 * span, "right"))
    if slip:
        p.key("right", b - 0.75, "pinch", p.last("right").at + off(-0.05, -0.01, -0.03), 0, HANDLE)
    p.key("right", b - 0.5, "pinch", p.last("right").at + up(0.06), width=HANDLE)
    p.key("right", b - 0.1, "pinch", home, width=HANDLE)
    p.holds.append(Hold("driver", a + 0.6, b - 0.1, "right", drop=home))
    p.events.append(("grasp", a + 0.6, b - 0.1, "right"))


def tighten(p: Plan, a: float, b: float) -> None:
    """Every screw is turned down."""
    _drive(p, a, b, tuple(range(POLES)))


def slip(p: Plan, a: float, b: float) -> None:
    """The mistake: the blade jumps out of the slot."""
    _drive(p, a, b, (1,), slip=True)


def again(p: Plan, a: float, b: float) -> None:
    """And the same screw is taken again."""
    _drive(p, a, b, (1,))


def tug(p: Plan, a: float, b: float) -> None:
    """Every wire is pulled, once and again."""
    steady(p, PLACE.edge, a, b)
    for i, t, span in _turns(a, b, 0.3):
        at = entry(i) + WEST * 0.035
        for share, far in ((0.3, 0.0), (0.5, 0.006), (0.65, 0.0), (0.85, 0.006)):
            p.key("right", t + share * span, "pinch", at + WEST * far, width=WIRE)
        p.events.append(("tug", t + 0.3 * span, t + 0.85 * span, "right"))
    leave(p, "right", b, "pinch")


def label(p: Plan, a: float, b: float) -> None:
    """A label is pressed on behind every screw."""
    steady(p, PLACE.edge, a, b)
    for i, t, span in _turns(a, b, 0.2):
        on = CENTRE + np.array([0.012, row(i), TOP + 0.0025])
        start, end = t + 0.3 * span, t + 0.85 * span
        carry(p, Carry(f"label{i}", start, end, HOME[f"label{i}"], on, grip=up(0.002), lift=0.04))
    leave(p, "right", b, "pinch")


def touch(p: Plan, a: float, b: float) -> None:
    """A fingertip goes along the row of screws and wires."""
    steady(p, PLACE.edge, a, b)
    times = every(a + 0.6, b - 0.3, 0.35)
    for i, t in enumerate(times):
        share = i / max(1, len(times) - 1)
        y = row(0) + share * (row(POLES - 1) - row(0))
        p.key("right", t, "point", CENTRE + np.array([-0.012, y, TOP]))
    p.events.append(("touch", times[0], times[-1], "right"))
    leave(p, "right", b, "point")


def check(p: Plan, a: float, b: float) -> None:
    """The probes of the tester touch the screws in pairs, and it beeps."""
    for side, name, pole in (("right", "probe1", 0), ("left", "probe0", 2)):
        home = HOME[name]
        p.key(side, a + 0.7, "pinch", home, width=HANDLE)
        above = screw(pole) + up(PROBE_LONG)
        for t, height in ((a + 1.3, 0.03), (a + 1.6, 0.0), (b - 1.3, 0.0), (b - 1.0, 0.03)):
            p.key(side, t, "pinch", above + up(height), width=HANDLE)
        p.key(side, b - 0.3, "pinch", home, width=HANDLE)
        p.key(side, b, "rest", REST[side])
        p.holds.append(Hold(name, a + 0.7, b - 0.3, side, drop=home))
        p.events.append(("grasp", a + 0.7, b - 0.3, side))
    p.states.append(("beep", a + 1.6, b - 1.3))


MOVES: dict[str, Move] = {
    move.__name__: move
    for move in (strip, crimp, twist, ferrule, insert, pull_out, tighten, slip, again, tug)
}
MOVES |= {move.__name__: move for move in (label, touch, check)}
