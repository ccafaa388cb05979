"""The furnished workshop around the bench: walls, shelf, vice, bins, lamp; and the helmet."""

from itertools import pairwise

import numpy as np

from .bench import BENCH
from .body import Body
from .props import CLOTH, GLOSS, MATT, METAL, WOOD, Mesh, box, disc_ring, dome, joined, lathe, moved

STEEL, DARK = (0.60, 0.62, 0.64), (0.13, 0.13, 0.14)
WALL_Y = 1.20
BIN_COLOURS = ((0.20, 0.34, 0.55), (0.66, 0.20, 0.15), (0.75, 0.60, 0.15), (0.25, 0.45, 0.30))
PEGS = (-1.15, -0.95, -0.72, -0.52, 0.5, 0.68, 0.9, 1.12)


def _pegboard() -> list[Mesh]:
    """Hammers and spanners hanging on the wall behind."""
    out = [box((3.0, 0.02, 0.75), (0, WALL_Y - 0.02, 1.50), (0.38, 0.41, 0.41))]
    for i, x in enumerate(PEGS):
        long, handle = 0.22 + 0.04 * (i % 3), ((0.45, 0.32, 0.2), (0.5, 0.52, 0.54))[i % 2]
        head = (0.11 - 0.05 * (i % 2), 0.04, 0.035)
        out.append(box((0.026, 0.02, long), (x, WALL_Y - 0.08, 1.42), handle))
        out.append(box(head, (x, WALL_Y - 0.08, 1.42 + long / 2), DARK))
    return out


def _shelf() -> list[Mesh]:
    """A shelf with boxes and cans above the tools."""
    out = [box((3.0, 0.22, 0.025), (0, WALL_Y - 0.12, 1.95), (0.50, 0.38, 0.25), WOOD)]
    can = lathe([(0.045, 0.0), (0.045, 0.14), (0.0, 0.14)], (0.62, 0.63, 0.60), METAL, 24)
    for i, x in enumerate(np.linspace(-1.3, 1.3, 9)):
        if i % 3 == 2:
            out.append(moved(can, (x, WALL_Y - 0.12, 1.9625)))
        else:
            colour = BIN_COLOURS[i % 4]
            out.append(box((0.20, 0.16, 0.13), (x, WALL_Y - 0.12, 2.028), colour, GLOSS))
    return out


def _bench() -> list[Mesh]:
    """The top with a steel edge, a rear ledge, legs and a drawer."""
    out = [
        box((2.6, 0.66, 0.05), (0, -0.52, BENCH - 0.025), (0.56, 0.41, 0.26), WOOD),
        box((2.6, 0.012, 0.055), (0, -0.856, BENCH - 0.0275), STEEL, METAL),
        box((0.5, 0.5, 0.14), (-0.75, -0.55, BENCH - 0.12), (0.30, 0.36, 0.38), GLOSS),
        box((0.14, 0.02, 0.02), (-0.75, -0.81, BENCH - 0.12), STEEL, METAL),
    ]
    for x in (-1.25, 1.25):
        for y in (-0.24, -0.80):
            out.append(
                box((0.07, 0.07, BENCH - 0.05), (x, y, (BENCH - 0.05) / 2), (0.3, 0.32, 0.34))
            )
    return out


def _vice() -> list[Mesh]:
    """A bench vice at the far left of the person."""
    x, y, blue = 0.86, -0.58, (0.16, 0.27, 0.42)
    screw = np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]])
    return [
        box((0.15, 0.20, 0.05), (x, y, BENCH + 0.025), blue, GLOSS),
        box((0.14, 0.05, 0.10), (x, y + 0.05, BENCH + 0.10), blue, GLOSS),
        box((0.14, 0.05, 0.10), (x, y - 0.05, BENCH + 0.10), blue, GLOSS),
        box((0.14, 0.008, 0.03), (x, y + 0.021, BENCH + 0.135), STEEL, METAL),
        box((0.14, 0.008, 0.03), (x, y - 0.021, BENCH + 0.135), STEEL, METAL),
        moved(
            lathe([(0.012, 0.0), (0.012, 0.10), (0.0, 0.10)], STEEL),
            (x, y - 0.075, BENCH + 0.09),
            screw.T,
        ),
        box((0.14, 0.012, 0.012), (x, y - 0.165, BENCH + 0.09), STEEL, METAL),
    ]


def _clutter() -> list[Mesh]:
    """A toolbox, an oil can, bins of screws, a mug, a roll of tape, a sheet of paper."""
    steel_can = lathe(
        [(0.035, 0.0), (0.035, 0.13), (0.012, 0.15), (0.004, 0.21)], (0.2, 0.4, 0.3), GLOSS
    )
    mug = lathe(
        [(0.0, 0.004), (0.038, 0.004), (0.038, 0.09), (0.034, 0.09), (0.034, 0.02), (0.0, 0.02)],
        (0.86, 0.84, 0.78),
        GLOSS,
    )
    out = [
        box((0.24, 0.16, 0.14), (0.66, -0.30, BENCH + 0.07), (0.62, 0.14, 0.12), GLOSS),
        box((0.20, 0.02, 0.03), (0.66, -0.30, BENCH + 0.155), DARK),
        box((0.245, 0.165, 0.012), (0.66, -0.30, BENCH + 0.115), (0.45, 0.10, 0.09), GLOSS),
        moved(steel_can, [-0.58, -0.34, BENCH]),
        moved(mug, [0.55, -0.70, BENCH]),
        moved(disc_ring(0.045, 0.028, 0.022, (0.78, 0.72, 0.52), MATT), (-0.62, -0.70, BENCH)),
        box((0.21, 0.15, 0.0015), (-0.86, -0.62, BENCH + 0.001), (0.90, 0.90, 0.87), CLOTH),
    ]
    for i, colour in enumerate(BIN_COLOURS):
        x = -0.98 + 0.105 * i
        out.append(box((0.095, 0.12, 0.06), (x, -0.30, BENCH + 0.03), colour, GLOSS))
        out.append(
            box((0.080, 0.10, 0.004), (x, -0.305, BENCH + 0.0605), (0.25, 0.25, 0.26), METAL)
        )
    return out


def _lamp() -> list[Mesh]:
    """A lamp on an arm, out of the way."""
    x, y, pole = 1.12, -0.28, (0.22, 0.23, 0.25)
    shade = lathe(
        [(0.035, 0.10), (0.085, 0.0), (0.083, 0.0), (0.033, 0.10)], (0.20, 0.42, 0.36), GLOSS
    )
    tilt = np.array([[0.87, 0.0, -0.5], [0.0, 1.0, 0.0], [0.5, 0.0, 0.87]])
    return [
        box((0.09, 0.09, 0.02), (x, y, BENCH + 0.01), pole),
        box((0.014, 0.014, 0.52), (x, y, BENCH + 0.27), pole),
        moved(box((0.26, 0.014, 0.014), (-0.12, 0.0, 0.0), pole), (x, y, BENCH + 0.53)),
        moved(shade, (x - 0.27, y, BENCH + 0.45), tilt),
    ]


def room() -> Mesh:
    """Everything that does not belong to a job; one static mesh."""
    return joined(
        box((24, 0.1, 5), (0, WALL_Y + 0.05, 1.5), (0.56, 0.58, 0.56)),
        box((24, 0.02, 1.0), (0, WALL_Y - 0.005, 0.5), (0.40, 0.46, 0.45)),
        box((24, 16, 0.1), (0, 0, -0.05), (0.37, 0.38, 0.38)),
        *_bench(),
        *_vice(),
        *_clutter(),
        *_lamp(),
        *_pegboard(),
        *_shelf(),
    )


def _skull(body: Body) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Middle and half widths (m) of the head above the eyes, the hat's base and its top."""
    skull = body.rest[body.rest[:, 2] > body.head("eye.L")[2] + 0.05]
    middle, half = (skull.min(0) + skull.max(0)) / 2, (skull.max(0) - skull.min(0)) / 2 + 0.024
    return middle, half, float(body.head("eye.L")[2]) + 0.062, float(skull[:, 2].max()) + 0.032


def helmet(body: Body, peaked: bool = True) -> Mesh:
    """A hard hat in rest space on the figure's head; without a peak the cap under a mask."""
    middle, (wide, deep, _), base, top = _skull(body)
    yellow = (0.93, 0.76, 0.12)
    shell = dome((wide, deep, top - base), yellow if peaked else (0.16, 0.17, 0.19))
    if not peaked:
        band = box((2 * wide + 0.016, 0.05, 0.03), (0, 0.01, 0.004), DARK)
        return moved(joined(shell, band), (middle[0], middle[1], base))
    brim = dome((wide + 0.012, deep + 0.014, 0.012), yellow)
    peak = moved(dome((wide * 0.85, 0.065, 0.012), yellow), (0, -deep + 0.01, -0.004))
    ridge = dome((0.016, deep * 0.96, top - base + 0.006), yellow)
    return moved(joined(shell, brim, peak, ridge), (middle[0], middle[1], base))


def mask(body: Body) -> tuple[Mesh, np.ndarray]:
    """A welding mask in rest space, down before the face, and the hinge it turns up about (m)."""
    middle, (wide, deep, _), base, _ = _skull(body)
    turns = np.linspace(-1.25, 1.25, 13)
    wide, deep = wide + 0.018, deep + 0.045
    parts = []
    for left, right in pairwise(turns):
        a = (left + right) / 2
        at = (wide * np.sin(a), -deep * np.cos(a), -0.075)
        c, s = np.cos(a), np.sin(a)
        panel = box((0.032, 0.006, 0.235), (0, 0, 0), (0.11, 0.12, 0.14), GLOSS)
        parts.append(moved(panel, at, np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])))
    window = box((0.105, 0.010, 0.052), (0, -deep - 0.004, -0.055), (0.04, 0.12, 0.07), GLOSS)
    frame = box((0.125, 0.008, 0.072), (0, -deep - 0.002, -0.055), (0.20, 0.21, 0.23), GLOSS)
    found = moved(joined(*parts, frame, window), (middle[0], middle[1], base))
    return found, np.array([middle[0], middle[1] + 0.01, base + 0.005])
