"""The flange, its cover and the tools: where they stand (m) and what they look like."""

import numpy as np

from ...bench import BENCH, CENTRE
from ...handling import LYING
from ...props import CLOTH, GLOSS, MATT, METAL, WOOD, Mesh, box, dome, joined, lathe, moved
from ..base import Place

FACE = 1.070  # height of the lower flange's sealing face
RADIUS = 0.088
THICK = 0.018
GASKET = 0.003
COVER = FACE + GASKET  # underside of the seated cover
TOP = COVER + THICK
BOLT_CIRCLE = 0.068
HEAD_HIGH = 0.012  # height of a bolt head
BOLT_WIDE, GAUGE_WIDE = 0.024, 0.013  # between thumb and finger
BOLTS = [
    CENTRE + np.array([BOLT_CIRCLE * np.cos(a), BOLT_CIRCLE * np.sin(a), TOP])
    for a in np.radians([225, 315, 45, 135])
]
CROSS = (0, 2, 1, 3)
ROUND = (0, 1, 2, 3)
WRENCH_LONG = 0.19  # grip to socket
BLADE_LONG = 0.085  # feeler gauge, grip to tip
HOME = {
    "rag": np.array([-0.14, -0.60, BENCH + 0.004]),
    "gasket": np.array([-0.275, -0.44, BENCH + 0.001]),
    "cover": np.array([0.25, -0.53, BENCH]),
    "wrench": np.array([-0.50, -0.30, BENCH + 0.045]),
    "gauge": np.array([-0.32, -0.26, BENCH + 0.006]),
    **{f"bolt{i}": np.array([-0.365 + 0.040 * i, -0.545, BENCH + 0.014]) for i in range(4)},
}
STEEL, DARK, RUST = (0.60, 0.62, 0.64), (0.13, 0.13, 0.14), (0.42, 0.44, 0.46)
TRAY = (0.16, 0.25, 0.34)


def _holes(height: float) -> list[Mesh]:
    """Dark discs where the bolt holes are, just above ``height``."""
    disc = lathe([(0.0095, 0.0006), (0.0, 0.0006)], (0.04, 0.04, 0.045), MATT, 20)
    return [moved(disc, [*(p[:2] - CENTRE[:2]), height]) for p in BOLTS]


def _ring(outer: float, inner: float, low: float, high: float) -> list[tuple[float, float]]:
    return [(inner, low), (outer, low), (outer, high), (inner, high), (inner, low)]


def fixed() -> Mesh:
    """The lower flange on its pipe, the bolt tray and what the wrench lies on."""
    low = FACE - THICK
    pipe = [(0.075, BENCH), (0.075, BENCH + 0.012), (0.045, BENCH + 0.012), (0.045, low)]
    flange = lathe(_ring(RADIUS, 0.030, low, FACE - 0.002), RUST)
    face = lathe([(0.052, FACE - 0.002), (0.052, FACE), (0.03, FACE)], STEEL)
    bore = lathe([(0.03, FACE), (0.03, low)], DARK, MATT)
    fitting = joined(lathe(pipe, RUST), flange, face, bore, *_holes(FACE - 0.002))
    return joined(
        moved(fitting, CENTRE),
        box((0.18, 0.075, 0.004), (-0.305, -0.545, BENCH + 0.002), TRAY),
        box((0.18, 0.004, 0.012), (-0.305, -0.582, BENCH + 0.006), TRAY),
        box((0.18, 0.004, 0.012), (-0.305, -0.508, BENCH + 0.006), TRAY),
        box((0.03, 0.03, 0.036), (-0.452, -0.328, BENCH + 0.018), (0.45, 0.32, 0.2), WOOD),
        box((0.03, 0.03, 0.031), (-0.365, -0.378, BENCH + 0.0155), (0.45, 0.32, 0.2), WOOD),
    )


def _wrench() -> Mesh:
    """Grip at the origin, socket ``WRENCH_LONG`` along +x."""
    along = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])
    bar = [(0.0, -0.07), (0.008, -0.07), (0.008, WRENCH_LONG), (0.0, WRENCH_LONG)]
    grip = [(0.0, -0.075), (0.0135, -0.075), (0.0135, 0.06), (0.0, 0.06)]
    socket = lathe([(0.0, 0.014), (0.019, 0.014), (0.019, -0.018), (0.0, -0.018)], STEEL)
    return joined(
        moved(lathe(bar, STEEL), (0, 0, 0), along),
        moved(lathe(grip, (0.55, 0.1, 0.08), GLOSS), (0, 0, 0), along),
        moved(socket, (WRENCH_LONG, 0, 0)),
    )


def _rag() -> Mesh:
    """A folded cloth, slightly wavy."""
    vertices, faces = dome((0.075, 0.060, 0.013), (0.80, 0.78, 0.70), CLOTH)
    angle = np.arctan2(vertices[:, 1], vertices[:, 0])
    vertices[:, :2] *= (1 + 0.06 * np.sin(3 * angle) + 0.04 * np.sin(7 * angle))[:, None]
    return vertices, faces


def _bolt() -> Mesh:
    profile = [(0.0, -0.045), (0.007, -0.045), (0.007, 0.0), (0.0135, 0.0)]
    return lathe([*profile, (0.0135, HEAD_HIGH), (0.0, HEAD_HIGH)], (0.70, 0.66, 0.52), METAL, 6)


def _cover() -> Mesh:
    lid = [(0.0, 0.0), (RADIUS, 0.0), (RADIUS, THICK), (0.0, THICK)]
    badge = lathe([(0.035, THICK), (0.033, THICK + 0.003), (0.0, THICK + 0.003)], RUST)
    return joined(lathe(lid, STEEL), badge, *_holes(THICK))


def _gauge() -> Mesh:
    blade = (BLADE_LONG, 0.011, 0.0014)
    return joined(
        box((0.05, 0.013, 0.009), (0, 0, 0), (0.12, 0.12, 0.13), GLOSS),
        box(blade, (BLADE_LONG / 2, 0, 0), (0.75, 0.77, 0.8), METAL),
    )


def things() -> dict[str, Mesh]:
    """What gets moved, each around its own origin."""
    return {
        "rag": _rag(),
        "gasket": lathe(_ring(0.056, 0.031, 0.0, GASKET), (0.50, 0.16, 0.12), MATT),
        "cover": _cover(),
        "wrench": _wrench(),
        "gauge": _gauge(),
        **{f"bolt{i}": _bolt() for i in range(4)},
    }


PLACE = Place(
    home=HOME,
    things=things,
    fixed=fixed,
    spot=CENTRE + np.array([0.0, 0.0, FACE]),
    edge=CENTRE + np.array([RADIUS - 0.008, 0.0, FACE - 0.004]),
    yaw={"wrench": LYING, "gauge": -100.0},
)
