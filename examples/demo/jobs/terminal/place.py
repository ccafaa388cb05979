"""The terminal block, its wires and the tools: where they stand (m) and what they look like."""

import numpy as np

from ...bench import BENCH, CENTRE
from ...body import Array
from ...handling import LYING
from ...props import GLOSS, MATT, METAL, WOOD, Colour, Mesh, box, joined, lathe, moved
from ..base import Place

POLES = 3
PITCH = 0.030  # m between terminals, along y
TOP = 1.075  # height of the block
ENTRY = 1.048  # height of the wire entries, on the side of the right hand
BARE = 0.030  # where the fingers hold a wire to its bare end
STRIPPER_LONG = 0.10  # grip to jaws
BENCH_WIRES = BENCH + 0.004
STEEL, DARK = (0.62, 0.64, 0.66), (0.13, 0.13, 0.14)
WIRES: tuple[Colour, ...] = ((0.16, 0.28, 0.62), (0.42, 0.27, 0.16), (0.30, 0.52, 0.20))
FERRULES = (0.85, 0.30, 0.22)


def row(pole: int) -> float:
    """How far a pole is from the middle of the block, m along y."""
    return PITCH * (pole - (POLES - 1) / 2)


def entry(pole: int) -> Array:
    """Where the held point of a wire is when it is pushed home, m [3]."""
    return CENTRE + np.array([-0.024 - BARE + 0.012, row(pole), ENTRY])


def screw(pole: int) -> Array:
    """The head of a terminal's screw, m [3]."""
    return CENTRE + np.array([-0.010, row(pole), TOP])


HOME = {
    **{f"wire{i}": np.array([0.02, -0.575 - 0.032 * i, BENCH_WIRES]) for i in range(POLES)},
    **{f"ferrule{i}": np.array([-0.28 + 0.022 * i, -0.50, BENCH + 0.010]) for i in range(POLES)},
    **{f"label{i}": np.array([-0.28 + 0.022 * i, -0.56, BENCH + 0.006]) for i in range(POLES)},
    "stripper": np.array([-0.36, -0.38, BENCH + 0.030]),
    "crimper": np.array([-0.30, -0.29, BENCH + 0.030]),
    "driver": np.array([-0.40, -0.27, BENCH + 0.150]),
    "probe0": np.array([0.24, -0.33, BENCH + 0.105]),
    "probe1": np.array([0.17, -0.33, BENCH + 0.105]),
}


def fixed() -> Mesh:
    """The block on its rail, the tray, the holders and the tester."""
    x, y = CENTRE[0], CENTRE[1]
    wide = PITCH * POLES + 0.02
    low = TOP - 0.045
    parts = [
        box((0.10, wide + 0.10, 0.012), (x, y, BENCH + 0.006), DARK),
        box(
            (0.03, wide + 0.06, low - BENCH - 0.012),
            (x, y, (low + BENCH + 0.012) / 2),
            STEEL,
            METAL,
        ),
        box((0.048, wide, 0.045), (x, y, low + 0.0225), (0.74, 0.76, 0.72), GLOSS),
        box((0.13, 0.11, 0.004), (-0.26, -0.53, BENCH + 0.002), (0.16, 0.25, 0.34)),
        box((0.05, 0.05, 0.07), (-0.40, -0.27, BENCH + 0.035), (0.45, 0.32, 0.2), WOOD),
        box((0.16, 0.10, 0.055), (0.40, -0.50, BENCH + 0.0275), (0.85, 0.65, 0.10), GLOSS),
        box((0.09, 0.055, 0.002), (0.40, -0.50, BENCH + 0.056), (0.55, 0.62, 0.52)),
        box((0.12, 0.04, 0.04), (0.205, -0.33, BENCH + 0.02), DARK),
        box((0.03, 0.06, 0.022), (-0.36, -0.38, BENCH + 0.011), (0.45, 0.32, 0.2), WOOD),
        box((0.03, 0.06, 0.022), (-0.30, -0.29, BENCH + 0.011), (0.45, 0.32, 0.2), WOOD),
    ]
    ring = lathe([(0.0075, TOP + 0.0006), (0.0, TOP + 0.0006)], (0.30, 0.30, 0.31), METAL, 20)
    hole = box((0.001, 0.012, 0.012), (-0.0245, 0, ENTRY), (0.05, 0.05, 0.05))
    wall = box((0.049, 0.0025, 0.052), (0, 0, low + 0.026), (0.60, 0.62, 0.58))
    for pole in range(POLES):
        parts.append(moved(ring, [x - 0.010, y + row(pole), 0.0]))
        parts.append(moved(hole, [x, y + row(pole), 0.0]))
        parts.append(moved(wall, [x, y + row(pole) - PITCH / 2, 0.0]))
    return joined(*parts)


ALONG = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])  # z becomes x


def _rod(start: float, end: float, radius: float, colour: Colour, kind: float) -> Mesh:
    """A rod along x."""
    profile = [(0.0, start), (radius, start), (radius, end), (0.0, end)]
    return moved(lathe(profile, colour, kind, 20), (0, 0, 0), ALONG)


def _wire(colour: Colour) -> Mesh:
    """Held at the origin: the bare end along +x, the tail behind."""
    copper = _rod(0.016, BARE, 0.0022, (0.78, 0.48, 0.28), METAL)
    return joined(_rod(-0.15, 0.016, 0.0035, colour, GLOSS), copper)


def _ferrule() -> Mesh:
    """Lies along x; its sleeve is at the origin."""
    collar = _rod(-0.004, 0.004, 0.0052, FERRULES, GLOSS)
    return joined(collar, _rod(0.004, 0.014, 0.0032, (0.75, 0.76, 0.78), METAL))


def _pliers(colour: Colour) -> Mesh:
    """Held at the origin, jaws along +x."""
    turn = np.array([[0.985, -0.17, 0.0], [0.17, 0.985, 0.0], [0.0, 0.0, 1.0]])
    handle = box((0.13, 0.014, 0.014), (-0.005, 0.0, 0.0), colour, GLOSS)
    jaw = box((0.05, 0.011, 0.011), (STRIPPER_LONG - 0.025, 0.0, 0.0), STEEL, METAL)
    return joined(
        moved(handle, (0, -0.011, 0), turn),
        moved(handle, (0, 0.011, 0), turn.T),
        moved(jaw, (0, 0.006, 0)),
        moved(jaw, (0, -0.006, 0)),
        moved(lathe([(0.011, -0.009), (0.011, 0.009), (0.0, 0.009)], DARK), (0.062, 0, 0)),
    )


def _upright(handle: Colour, shaft: float) -> Mesh:
    """A tool that hangs from the fingers, its point ``shaft`` below."""
    grip = [(0.0, 0.020), (0.010, 0.020), (0.011, -0.03), (0.008, -0.05), (0.0, -0.05)]
    blade = [(0.0, -0.05), (0.003, -0.05), (0.003, -shaft), (0.0, -shaft)]
    return joined(lathe(grip, handle, GLOSS, 16), lathe(blade, STEEL, METAL, 12))


DRIVER_LONG, PROBE_LONG = 0.13, 0.085


def things() -> dict[str, Mesh]:
    """What gets moved, each around its own origin."""
    label = box((0.016, 0.016, 0.005), (0, 0, 0), (0.93, 0.92, 0.86), MATT)
    stripe = box((0.016, 0.003, 0.0052), (0, 0, 0), (0.15, 0.15, 0.17), MATT)
    return {
        **{f"wire{i}": _wire(colour) for i, colour in enumerate(WIRES)},
        **{f"ferrule{i}": _ferrule() for i in range(POLES)},
        **{f"label{i}": joined(label, stripe) for i in range(POLES)},
        "stripper": _pliers((0.75, 0.18, 0.12)),
        "crimper": _pliers((0.12, 0.30, 0.55)),
        "driver": _upright((0.85, 0.55, 0.08), DRIVER_LONG),
        "probe0": _upright((0.10, 0.10, 0.11), PROBE_LONG),
        "probe1": _upright((0.72, 0.10, 0.08), PROBE_LONG),
    }


PLACE = Place(
    home=HOME,
    things=things,
    fixed=fixed,
    spot=CENTRE + np.array([0.0, 0.0, TOP - 0.010]),
    yaw={"stripper": LYING, "crimper": LYING},
    edge=CENTRE + np.array([0.030, 0.0, TOP - 0.008]),
)
