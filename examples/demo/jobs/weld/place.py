"""The plates, the welding machine and the tools: where they stand (m) and what they look like."""

import numpy as np

from ...bench import BENCH, CENTRE
from ...handling import LYING
from ...props import CLOTH, GLOSS, MATT, METAL, WOOD, Mesh, box, joined, lathe, moved
from ..base import Place

TABLE = 1.030  # height of the steel block that the plates lie on
THICK = 0.008  # of a plate
SEAM = TABLE + THICK  # height of the seam
LONG = 0.11  # of a plate and of the seam, along x
DEEP = 0.052  # of a plate, along y
GAP = 0.003
TORCH_LONG, TORCH_DROP = 0.16, 0.075  # grip to the electrode's tip, along and down
HAMMER_LONG = 0.12
KNOB = np.array([0.36, -0.432, BENCH + 0.115])  # the knob for the current, on the machine
STEEL, DARK, RAW = (0.60, 0.62, 0.64), (0.13, 0.13, 0.14), (0.38, 0.37, 0.37)


def plate(side: int) -> np.ndarray:
    """Where the middle of a plate lies when it is fitted, m [3]; ``side`` is -1 or 1."""
    return CENTRE + np.array([0.0, side * (DEEP + GAP) / 2, TABLE])


HOME = {
    "plate0": np.array([0.10, -0.62, BENCH]),
    "plate1": np.array([-0.08, -0.64, BENCH]),
    "clamp": np.array([-0.22, -0.60, BENCH + 0.020]),
    "earth": np.array([0.24, -0.56, BENCH + 0.014]),
    "torch": np.array([-0.36, -0.33, BENCH + 0.085]),
    "hammer": np.array([-0.40, -0.44, BENCH + 0.034]),
    "brush": np.array([-0.26, -0.27, BENCH + 0.034]),
}


def fixed() -> Mesh:
    """The steel block, the machine with its knob, the holder and a screen behind."""
    x, y = CENTRE[0], CENTRE[1]
    foot = TABLE - BENCH
    knob = lathe([(0.018, 0.0), (0.016, 0.02), (0.0, 0.02)], DARK, GLOSS, 20)
    dial = lathe([(0.030, 0.001), (0.0, 0.001)], (0.85, 0.85, 0.82), MATT, 24)
    top = [KNOB[0], KNOB[1], BENCH + 0.09]
    return joined(
        box((0.26, 0.22, foot), (x, y, BENCH + foot / 2), RAW, METAL),
        box(
            (0.20, 0.16, 0.09),
            (KNOB[0] + 0.03, KNOB[1] - 0.02, BENCH + 0.045),
            (0.75, 0.22, 0.08),
            GLOSS,
        ),
        box((0.15, 0.004, 0.04), (KNOB[0] + 0.03, KNOB[1] - 0.102, BENCH + 0.05), DARK),
        moved(dial, top),
        moved(knob, top),
        box((0.04, 0.04, 0.07), (-0.36, -0.33, BENCH + 0.035), (0.45, 0.32, 0.2), WOOD),
        box((0.03, 0.03, 0.022), (-0.38, -0.45, BENCH + 0.011), (0.45, 0.32, 0.2), WOOD),
        box((0.03, 0.03, 0.022), (-0.26, -0.27, BENCH + 0.011), (0.45, 0.32, 0.2), WOOD),
        box((0.10, 0.10, 0.002), (-0.22, -0.60, BENCH + 0.001), DARK),
    )


ALONG = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])  # z becomes x


def _rod(
    start: float, end: float, radius: float, colour: tuple[float, float, float], kind: float
) -> Mesh:
    profile = [(0.0, start), (radius, start), (radius, end), (0.0, end)]
    return moved(lathe(profile, colour, kind, 20), (0, 0, 0), ALONG)


def _tilted(mesh: Mesh, end: tuple[float, float]) -> Mesh:
    """A rod along x, turned down so that it ends ``end`` = (along, down) m away."""
    angle = np.arctan2(end[1], end[0])
    c, s = np.cos(angle), np.sin(angle)
    return moved(mesh, (0, 0, 0), np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]))


def _torch() -> Mesh:
    """Held at the origin; the electrode runs forward and down to its tip."""
    rod = float(np.hypot(TORCH_LONG, TORCH_DROP))
    return joined(
        _rod(-0.075, 0.055, 0.0135, DARK, GLOSS),
        _tilted(_rod(0.03, rod, 0.003, (0.70, 0.66, 0.60), MATT), (TORCH_LONG, TORCH_DROP)),
        moved(lathe([(0.010, -0.02), (0.010, 0.012), (0.0, 0.012)], DARK, GLOSS), (0.045, 0, 0)),
    )


def _hammer() -> Mesh:
    head = box((0.022, 0.10, 0.020), (HAMMER_LONG, 0.0, -0.004), STEEL, METAL)
    return joined(_rod(-0.09, HAMMER_LONG, 0.0115, (0.55, 0.38, 0.20), WOOD), head)


def _brush() -> Mesh:
    back = box((0.15, 0.028, 0.014), (0.03, 0.0, 0.0), (0.62, 0.44, 0.24), WOOD)
    wires = box((0.09, 0.022, 0.016), (0.055, 0.0, -0.015), (0.50, 0.50, 0.48), CLOTH)
    return joined(back, wires)


def _clamp() -> Mesh:
    """A toggle clamp that reaches over both plates; its handle is at the origin."""
    return joined(
        box((0.022, 0.13, 0.012), (0.0, 0.0, 0.0), (0.20, 0.32, 0.55), GLOSS),
        box((0.022, 0.016, 0.022), (0.0, 0.057, -0.012), STEEL, METAL),
        box((0.022, 0.016, 0.022), (0.0, -0.057, -0.012), STEEL, METAL),
        moved(
            lathe([(0.011, 0.006), (0.011, 0.030), (0.0, 0.030)], (0.8, 0.15, 0.1), GLOSS),
            (0, 0, 0),
        ),
    )


def _earth() -> Mesh:
    jaw = box((0.07, 0.020, 0.010), (0.0, 0.0, 0.0), (0.75, 0.55, 0.25), METAL)
    return joined(jaw, box((0.05, 0.016, 0.012), (-0.01, 0.0, 0.012), (0.1, 0.1, 0.1), GLOSS))


def things() -> dict[str, Mesh]:
    """What gets moved, each around its own origin."""
    flat = box((LONG, DEEP, THICK), (0, 0, THICK / 2), RAW, METAL)
    bead = _rod(-0.045, 0.045, 0.0045, (0.30, 0.28, 0.27), METAL)
    return {
        "plate0": flat,
        "plate1": flat,
        "clamp": _clamp(),
        "earth": _earth(),
        "torch": _torch(),
        "hammer": _hammer(),
        "brush": _brush(),
        "bead": bead,
    }


# The bead lies under the block until the seam is welded.
HOME["bead"] = CENTRE + np.array([0.0, 0.0, TABLE - 0.02])
PLACE = Place(
    home=HOME,
    things=things,
    fixed=fixed,
    spot=CENTRE + np.array([0.0, 0.0, SEAM]),
    edge=CENTRE + np.array([0.115, 0.0, TABLE - 0.006]),
    yaw={"torch": LYING, "hammer": LYING, "brush": LYING},
    tip=np.array([TORCH_LONG, 0.0, -TORCH_DROP]),
)
