"""The workplace and the figure, drawn moment by moment."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import face, outfit, passer
from .bake import bake
from .body import Array, Body, Pixels, turn
from .camera import View
from .gl import Drawn, Items, Renderer
from .jobs import JOBS
from .jobs.base import Place
from .people import GLOVE, PEOPLE
from .performance import Performance, Posed
from .props import Mesh, dome, joined
from .room import helmet, mask, room
from .variation import Light

RAISED = -78.0  # degrees that a mask is turned up
MASK_S = 0.3  # to turn it up or down
GLOW = 8.0  # surface kind that shines by itself
FLICKER_HZ = 23.0
STOPPED_DOWN = 0.55  # what a camera's exposure leaves of a scene with an arc in it
Level = Callable[[float], float]


def direction(light: Light) -> Array:
    """Unit vector towards the light, m [3]."""
    turned, rise = np.radians([light.turn, light.rise])
    flat = np.cos(rise)
    return np.array([np.sin(turned) * flat, -np.cos(turned) * flat, np.sin(rise)])


def tint(light: Light) -> Array:
    """The light's colour times its strength [3]."""
    return light.strength * np.array([0.82 + 0.10 * light.warm, 0.80, 0.78 - 0.16 * light.warm])


@dataclass(frozen=True)
class Shot:
    """Everything there is to draw at one moment."""

    t: float
    posed: Posed
    items: Items
    uniforms: dict[str, Array | float]


class Scene:
    """Everything on the card for one take; ``level`` is how loud the expert speaks at a time."""

    def __init__(self, show: Performance, size: tuple[int, int], level: Level) -> None:
        self.show, self.level, self.size = show, level, size
        self.v = show.take.variation
        self.place: Place = JOBS[self.v.job].place
        body = show.body
        self.renderer = Renderer(size, direction(self.v.light))
        self.rest = outfit.dress(body, self.v.gloves)
        self.mouth = face.mouth(body)
        self.paint = outfit.paint(body, self.rest)
        skin = self._skin(self.rest, body.normals(self.rest))
        self.figure = self.renderer.mesh(skin, body.faces, closed=True)
        self.still = self.renderer.mesh(*room())
        self.fixed = self.renderer.mesh(*self.place.fixed())
        self.helmet = self.renderer.mesh(*helmet(body, peaked=self.place.tip is None))
        self.things = {n: self.renderer.mesh(*mesh) for n, mesh in self.place.things().items()}
        self.mask, self.hinge = self._mask(body)
        self.spark = self.renderer.mesh(*_spark())
        self.other = _Other(self) if self.v.passer else None
        self.looks = self._looks()

    def _mask(self, body: Body) -> tuple[Drawn | None, Array]:
        if self.place.tip is None:
            return None, np.zeros(3)
        mesh, hinge = mask(body)
        return self.renderer.mesh(*mesh), hinge

    def _looks(self) -> dict[str, Array | float]:
        """Colours and the places that the shader cuts the clothes by."""
        person = PEOPLE[self.v.person]
        return {
            **outfit.landmarks(self.show.body),
            "skin_tone": np.array(person.skin),
            "hair": np.array(person.hair),
            "shirt": np.array(person.shirt),
            "vest": np.array(person.vest),
            "glove": np.array(GLOVE if self.v.gloves else (-1.0, 0.0, 0.0)),
            "sun": tint(self.v.light),
        }

    def _skin(self, vertices: Array, normals: Array) -> NDArray[np.float32]:
        return np.hstack([vertices, normals, self.paint]).astype(np.float32)

    def shot(self, t: float) -> Shot:
        """The figure posed and everything in its place at ``t`` seconds."""
        show, body = self.show, self.show.body
        posed = show.pose(t)
        shape = self.rest + self.level(t) * self.mouth
        self.figure.buffer.write(
            self._skin(*body.deform(posed.rotations, posed.places, shape)).tobytes()
        )
        items: Items = [(self.still, np.eye(4)), (self.fixed, show.flip), (self.figure, show.flip)]
        hat = show.flip @ _carried(show.head(posed), body.head("head"))
        items.append((self.helmet, hat))
        if self.mask:
            items.append((self.mask, hat @ _turned(self.hinge, RAISED * self._up(t))))
        items += [(drawn, show.thing(name, t)) for name, drawn in self.things.items()]
        if self.other:
            items += self.other.items(t)
        return Shot(t, posed, items, self._light(items, t))

    def _up(self, t: float) -> float:
        """How far the mask is turned up at ``t``, 0..1."""
        down = 0.0
        for row in self.show.take.truth["masks"]:
            edge = min(t - row["start_s"], row["end_s"] - t)
            down = max(down, float(np.clip(0.5 + edge / MASK_S, 0, 1)))
        return 1 - down

    def _light(self, items: Items, t: float) -> dict[str, Array | float]:
        """Uniforms of the moment: lids, and an arc that burns (its spark is added to ``items``)."""
        out: dict[str, Array | float] = {
            "lid": face.lid(t, self.show.take.phase),
            "arc": np.zeros(3),
            "flash": 0.0,
            "exposure": 1.0,
        }
        burning = any(
            row["kind"] == "arc" and row["start_s"] <= t < row["end_s"]
            for row in self.show.take.truth["sounds"]
        )
        if burning and self.place.tip is not None:
            tip = self.show.thing("torch", t) @ [*self.place.tip, 1.0]
            shine = np.eye(4)
            shine[:3, 3] = tip[:3]
            items.append((self.spark, shine))
            flicker = 0.75 + 0.25 * np.sin(2 * np.pi * FLICKER_HZ * t + np.sin(91.0 * t))
            out |= {"arc": tip[:3], "flash": float(flicker), "exposure": STOPPED_DOWN}
        return out

    def view(self, camera: str, shot: Shot) -> View:
        """What ``camera`` sees at the moment of a shot."""
        return self.show.view(camera, self.size, shot.posed, shot.t)

    def frame(self, shot: Shot, seen: View) -> Pixels:
        """The picture, RGB uint8 [h, w, 3]."""
        return self.renderer.frame(shot.items, seen, self.looks | shot.uniforms)

    def distances(self, shot: Shot, seen: View) -> NDArray[np.float32]:
        """Metres to the nearest surface [h, w]."""
        return self.renderer.distances(shot.items, seen)

    def close(self) -> None:
        """Free the renderer."""
        self.renderer.close()


class _Other:
    """The second person, with a body and clothes of their own."""

    def __init__(self, scene: Scene) -> None:
        self.rows = scene.show.take.truth["passers"]
        self.body = Body(bake(passer.SLIDERS))
        self.rest = outfit.dress(self.body)
        self.paint = outfit.paint(self.body, self.rest)
        rest = np.hstack([self.rest, self.body.normals(self.rest), self.paint])
        self.drawn = scene.renderer.mesh(rest.astype(np.float32), self.body.faces, closed=True)
        self.helmet = scene.renderer.mesh(*helmet(self.body))

    def items(self, t: float) -> Items:
        """The one who passes, when there is one."""
        for row in self.rows:
            where = passer.place(row, self.body.floor, t)
            if where is None:
                continue
            rotations, places = passer.walk(self.body, t)
            found = np.hstack([*self.body.deform(rotations, places, self.rest), self.paint])
            self.drawn.buffer.write(found.astype(np.float32).tobytes())
            head, b = np.eye(4), self.body.bone("head")
            head[:3, :3], head[:3, 3] = rotations[b], places[b]
            hat = where @ _carried(head, self.body.head("head"))
            return [(self.drawn, where), (self.helmet, hat)]
        return []


def _spark() -> Mesh:
    up = dome((0.009, 0.009, 0.009), (1.0, 1.0, 1.0), GLOW)
    down = (up[0] * np.array([1, 1, -1, *[1] * 8], np.float32), up[1])
    return joined(up, down)


def _carried(head: Array, rest: Array) -> Array:
    """Rest space to where the head bone has been carried, [4, 4]."""
    out = head.copy()
    out[:3, 3] -= head[:3, :3] @ rest
    return out


def _turned(hinge: Array, degrees: float) -> Array:
    """A turn about the x axis through ``hinge`` [4, 4]."""
    out = np.eye(4)
    out[:3, :3] = turn(np.array([1.0, 0.0, 0.0]), degrees)
    out[:3, 3] = hinge - out[:3, :3] @ hinge
    return out
