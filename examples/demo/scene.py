"""The workplace and the figure, drawn frame by frame."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from . import layout, outfit
from .body import Array, Body, Pixels, unit
from .camera import camera
from .gl import Drawn, Renderer
from .performance import Performance, Posed
from .props import CLOTH, GLOSS, MATT, METAL, WOOD, Mesh, box, dome, joined, lathe, moved

STEEL, DARK, RUST = (0.60, 0.62, 0.64), (0.13, 0.13, 0.14), (0.42, 0.44, 0.46)


def _holes(height: float) -> list[Mesh]:
    """Dark discs where the bolt holes are, just above ``height``."""
    disc = lathe([(0.0095, 0.0006), (0.0, 0.0006)], (0.04, 0.04, 0.045), MATT, 20)
    return [moved(disc, [*(p[:2] - layout.CENTRE[:2]), height]) for p in layout.BOLTS]


def _ring(outer: float, inner: float, low: float, high: float) -> list[tuple[float, float]]:
    return [(inner, low), (outer, low), (outer, high), (inner, high), (inner, low)]


def pegboard() -> list[Mesh]:
    """Hammers and spanners hanging on the wall behind."""
    out = []
    for i, x in enumerate((-1.15, -0.95, -0.72, -0.52, 0.5, 0.68, 0.9, 1.12)):
        long, handle = 0.22 + 0.04 * (i % 3), ((0.45, 0.32, 0.2), (0.5, 0.52, 0.54))[i % 2]
        out.append(box((0.026, 0.02, long), (x, 1.12, 1.42), handle))
        out.append(box((0.11 - 0.05 * (i % 2), 0.04, 0.035), (x, 1.12, 1.42 + long / 2), DARK))
    return out


def room() -> Mesh:
    """Bench, wall, pegboard tools and the lower flange on its stub; one static mesh."""
    bench, low = layout.BENCH, layout.FACE - layout.THICK
    stub = [(0.075, bench), (0.075, bench + 0.012), (0.045, bench + 0.012), (0.045, low)]
    flange = lathe(_ring(layout.RADIUS, 0.030, low, layout.FACE - 0.002), RUST)
    face = lathe([(0.052, layout.FACE - 0.002), (0.052, layout.FACE), (0.03, layout.FACE)], STEEL)
    bore = lathe([(0.03, layout.FACE), (0.03, low)], DARK, MATT)
    fitting = joined(lathe(stub, RUST), flange, face, bore, *_holes(layout.FACE - 0.002))
    tray = [
        box((0.18, 0.075, 0.004), (-0.305, -0.545, bench + 0.002), (0.16, 0.25, 0.34)),
        box((0.18, 0.004, 0.012), (-0.305, -0.582, bench + 0.006), (0.16, 0.25, 0.34)),
        box((0.18, 0.004, 0.012), (-0.305, -0.508, bench + 0.006), (0.16, 0.25, 0.34)),
    ]
    return joined(
        box((2.6, 0.66, 0.05), (0, -0.52, bench - 0.025), (0.56, 0.41, 0.26), WOOD),
        box((8, 0.1, 5), (0, 1.25, 1.5), (0.53, 0.56, 0.55)),
        box((3.0, 0.02, 0.75), (0, 1.18, 1.50), (0.38, 0.41, 0.41)),
        box((8, 8, 0.1), (0, 0, -0.05), (0.35, 0.36, 0.37)),
        box((0.24, 0.16, 0.14), (0.62, -0.33, bench + 0.07), (0.62, 0.14, 0.12), GLOSS),
        box((0.20, 0.02, 0.03), (0.62, -0.33, bench + 0.155), DARK),
        moved(
            lathe([(0.035, 0.0), (0.035, 0.13), (0.0, 0.13)], (0.2, 0.4, 0.3), GLOSS),
            [-0.56, -0.34, bench],
        ),
        moved(fitting, layout.CENTRE),
        box((0.03, 0.03, 0.036), (-0.40, -0.38, bench + 0.018), (0.45, 0.32, 0.2), WOOD),
        box((0.03, 0.03, 0.031), (-0.40, -0.48, bench + 0.0155), (0.45, 0.32, 0.2), WOOD),
        *pegboard(),
        *tray,
    )


def _wrench() -> Mesh:
    """Grip at the origin, socket ``WRENCH_LONG`` along +x."""
    along = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])
    bar = lathe(
        [(0.0, -0.07), (0.008, -0.07), (0.008, layout.WRENCH_LONG), (0.0, layout.WRENCH_LONG)],
        STEEL,
    )
    grip = lathe(
        [(0.0, -0.075), (0.0135, -0.075), (0.0135, 0.06), (0.0, 0.06)], (0.55, 0.1, 0.08), GLOSS
    )
    socket = lathe([(0.0, 0.014), (0.019, 0.014), (0.019, -0.018), (0.0, -0.018)], STEEL)
    return joined(
        moved(bar, (0, 0, 0), along),
        moved(grip, (0, 0, 0), along),
        moved(socket, (layout.WRENCH_LONG, 0, 0)),
    )


def _rag() -> Mesh:
    """A folded cloth, slightly wavy."""
    vertices, faces = dome((0.075, 0.060, 0.013), (0.80, 0.78, 0.70), CLOTH)
    angle = np.arctan2(vertices[:, 1], vertices[:, 0])
    vertices[:, :2] *= (1 + 0.06 * np.sin(3 * angle) + 0.04 * np.sin(7 * angle))[:, None]
    return vertices, faces


def things() -> dict[str, Mesh]:
    """What gets moved, each around its own origin."""
    high = layout.HEAD_HIGH
    bolt = [
        (0.0, -0.045),
        (0.007, -0.045),
        (0.007, 0.0),
        (0.0135, 0.0),
        (0.0135, high),
        (0.0, high),
    ]
    lid = [(0.0, 0.0), (layout.RADIUS, 0.0), (layout.RADIUS, layout.THICK), (0.0, layout.THICK)]
    badge = lathe(
        [(0.035, layout.THICK), (0.033, layout.THICK + 0.003), (0.0, layout.THICK + 0.003)], RUST
    )
    blade = joined(
        box((0.05, 0.013, 0.009), (0, 0, 0), (0.12, 0.12, 0.13), GLOSS),
        box(
            (layout.BLADE_LONG, 0.011, 0.0014),
            (layout.BLADE_LONG / 2, 0, 0),
            (0.75, 0.77, 0.8),
            METAL,
        ),
    )
    return {
        "rag": _rag(),
        "gasket": lathe(_ring(0.056, 0.031, 0.0, layout.GASKET), (0.50, 0.16, 0.12), MATT),
        "cover": joined(lathe(lid, STEEL), badge, *_holes(layout.THICK)),
        "wrench": _wrench(),
        "gauge": blade,
        **{f"bolt{i}": lathe(bolt, (0.70, 0.66, 0.52), METAL, 6) for i in range(4)},
    }


def helmet(body: Body) -> Mesh:
    """A hard hat in rest space, sitting on the figure's head."""
    skull = body.rest[body.rest[:, 2] > body.head("eye.L")[2] + 0.05]
    middle = (skull.min(0) + skull.max(0)) / 2
    wide, deep, _ = (skull.max(0) - skull.min(0)) / 2 + 0.024
    top = float(skull[:, 2].max()) + 0.032
    base = body.head("eye.L")[2] + 0.062
    yellow = (0.93, 0.76, 0.12)
    shell = dome((wide, deep, top - base), yellow)
    brim = dome((wide + 0.012, deep + 0.014, 0.012), yellow)
    peak = moved(dome((wide * 0.85, 0.065, 0.012), yellow), (0, -deep + 0.01, -0.004))
    ridge = dome((0.016, deep * 0.96, top - base + 0.006), yellow)
    return moved(joined(shell, brim, peak, ridge), (middle[0], middle[1], base))


class Scene:
    """Everything on the card for one take."""

    def __init__(self, show: Performance, size: tuple[int, int]) -> None:
        self.show, body = show, show.body
        self.renderer = Renderer(size, camera(size), layout.CAMERA, unit(layout.LIGHT))
        for name, value in outfit.landmarks(body).items():
            self.renderer.set(name, value)
        self.rest = outfit.dress(body)
        self.paint = outfit.paint(body, self.rest)
        self.figure = self.renderer.mesh(self._skin(self.rest, body.normals(self.rest)), body.faces)
        self.room = self.renderer.mesh(*room())
        self.helmet = self.renderer.mesh(*helmet(body))
        self.things = {name: self.renderer.mesh(*mesh) for name, mesh in things().items()}

    def _skin(self, vertices: Array, normals: Array) -> NDArray[np.float32]:
        return np.hstack([vertices, normals, self.paint]).astype(np.float32)

    def _helmet_pose(self, posed: Posed) -> Array:
        body, out = self.show.body, np.eye(4)
        b = body.bone("head")
        out[:3, :3] = posed.rotations[b]
        out[:3, 3] = posed.places[b] - posed.rotations[b] @ body.heads[b]
        return out

    def _items(self, posed: Posed, t: float) -> Iterator[tuple[Drawn, Array]]:
        yield self.room, np.eye(4)
        yield self.figure, np.eye(4)
        yield self.helmet, self._helmet_pose(posed)
        for name, drawn in self.things.items():
            yield drawn, self.show.thing(name, t)

    def frame(self, t: float) -> Pixels:
        """The picture at ``t`` seconds, RGB uint8 [h, w, 3]."""
        posed = self.show.pose(t)
        vertices, normals = self.show.body.deform(posed.rotations, posed.places, self.rest)
        self.figure.buffer.write(self._skin(vertices, normals).tobytes())
        return self.renderer.frame(self._items(posed, t))

    def close(self) -> None:
        """Free the renderer."""
        self.renderer.close()
