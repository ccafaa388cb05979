"""A small off-screen renderer: one light with a shadow map, 4x MSAA, a caption on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .body import Array, Pixels
from .camera import FAR, NEAR, View, look_at, ortho
from .caption import CAPTION
from .paths import DemoError

SHADERS = Path(__file__).with_name("shaders")
SHADOW = 2048
SKY = (0.55, 0.58, 0.6)
NEEDS = (
    "The demo picture needs an off-screen OpenGL context (EGL); on Debian install the packages "
    "libegl1 libegl-mesa0 libgl1-mesa-dri."
)


@dataclass
class Drawn:
    """One mesh on the card, ready for the picture, the shadow map and the depth pass."""

    buffer: moderngl.Buffer
    vertex_array: moderngl.VertexArray
    shadow_array: moderngl.VertexArray
    closed: bool = False


Items = list[tuple[Drawn, Array]]


def caption_image(size: tuple[int, int]) -> Pixels:
    """The burnt-in words on a dark band, RGBA [h, w, 4] with straight alpha."""
    width, height = size[0], max(18, round(size[1] * 0.06))
    image = Image.new("RGBA", (width, height), (10, 12, 14, 205))
    font = ImageFont.load_default(height * 0.72)
    ImageDraw.Draw(image).text(
        (width / 2, height / 2), CAPTION, font=font, fill=(255, 214, 90, 255), anchor="mm"
    )
    return np.asarray(image)


def _context() -> moderngl.Context:
    settings: dict[str, Any] = {"standalone": True, "backend": "egl"}
    try:
        return moderngl.create_context(**settings)
    except Exception as error:  # moderngl raises bare Exception for a missing library
        raise DemoError(NEEDS) from error


def _uniform(program: moderngl.Program, name: str) -> moderngl.Uniform:
    found = program[name]
    if not isinstance(found, moderngl.Uniform):
        raise TypeError(f"{name} is no uniform of the shader")
    return found


class Renderer:
    """Draws meshes under one light as a camera sees them; use ``close`` when done."""

    def __init__(self, size: tuple[int, int], light: Array) -> None:
        self.gl = gl = _context()
        self.size = size
        aim = np.array([0.0, -0.35, 1.0])
        self.light_matrix = ortho(1.5, 0.5, 7.0) @ look_at(aim + light * 3.5, aim)
        source = {p.name: p.read_text() for p in SHADERS.glob("*.glsl")}
        self.main = gl.program(source["main.vert.glsl"], source["main.frag.glsl"])
        self.depth = gl.program(source["depth.vert.glsl"], source["depth.frag.glsl"])
        self.flat = gl.program(source["flat.vert.glsl"], source["flat.frag.glsl"])
        self.shadow = gl.depth_texture((SHADOW, SHADOW))
        self.shadow.compare_func = "<="
        self.shadow.repeat_x = self.shadow.repeat_y = False
        self.shadow_target = gl.framebuffer(depth_attachment=self.shadow)
        self.seen = gl.depth_texture(size)
        self.seen_target = gl.framebuffer(depth_attachment=self.seen)
        colour = gl.renderbuffer(size, 3, samples=4)
        self.target = gl.framebuffer([colour], gl.depth_renderbuffer(size, samples=4))
        self.resolved = gl.simple_framebuffer(size, 3)
        self.caption = self._words(caption_image(size))
        self.set(light=light)
        self.main["shadow"] = 0

    def _words(self, words: Pixels) -> moderngl.VertexArray:
        self.words = self.gl.texture((words.shape[1], words.shape[0]), 4, words.tobytes())
        strip = 2 * words.shape[0] / self.size[1]
        corners = [-1, -1, 0, 1, 1, -1, 1, 1, -1, strip - 1, 0, 0, 1, strip - 1, 1, 0]
        quad = self.gl.buffer(np.array(corners, "f4").tobytes())
        return self.gl.vertex_array(self.flat, [(quad, "2f 2f", "at", "uv")])

    def set(self, **values: Array | float) -> None:
        """Give the main shader numbers, vectors [3] or matrices [4, 4] by name."""
        for name, value in values.items():
            _uniform(self.main, name).write(np.asarray(value).T.astype("f4").tobytes())

    def mesh(
        self, vertices: NDArray[np.float32], faces: NDArray[np.int32], closed: bool = False
    ) -> Drawn:
        """Put a mesh on the card: vertices [V, 11]: place, normal, colour, material, mark.

        A ``closed`` one shows only faces whose corners run anticlockwise.
        """
        buffer = self.gl.buffer(vertices.astype("f4").tobytes(), dynamic=True)
        index = self.gl.buffer(faces.astype("i4").tobytes())
        names = ("position", "normal", "colour", "material", "mark")
        parts = (buffer, "3f 3f 3f 1f 1f", *names)
        return Drawn(
            buffer,
            self.gl.vertex_array(self.main, [parts], index),
            self.gl.vertex_array(self.depth, [(buffer, "3f 32x", "position")], index),
            closed,
        )

    def _depths(self, items: Items, target: moderngl.Framebuffer, matrix: Array) -> None:
        target.use()
        target.clear(depth=1.0)
        _uniform(self.depth, "view").write(matrix.T.astype("f4").tobytes())
        for drawn, model in items:
            _uniform(self.depth, "model").write(model.T.astype("f4").tobytes())
            self._cull(drawn, model)
            drawn.shadow_array.render()

    def _cull(self, drawn: Drawn, model: Array) -> None:
        """Spare the far side of what is closed, 40 % of the time; a mirror turns faces round."""
        if drawn.closed:
            self.gl.enable(moderngl.CULL_FACE)
            self.gl.front_face = "cw" if np.linalg.det(model[:3, :3]) < 0 else "ccw"
        else:
            self.gl.disable(moderngl.CULL_FACE)

    def frame(self, items: Items, view: View, uniforms: Mapping[str, Array | float]) -> Pixels:
        """Render (mesh, model matrix [4, 4]) pairs; returns RGB uint8 [h, w, 3]."""
        gl = self.gl
        gl.enable(moderngl.DEPTH_TEST)
        self._depths(items, self.shadow_target, self.light_matrix)
        self.target.use()
        self.target.clear(*SKY, depth=1.0)
        self.shadow.use(0)
        self.set(eye=view.eye, view=view.matrix, light_view=self.light_matrix, **uniforms)
        for drawn, model in items:
            self.set(model=model)
            self._cull(drawn, model)
            drawn.vertex_array.render()
        self._caption()
        gl.copy_framebuffer(self.resolved, self.target)
        raw = np.frombuffer(self.resolved.read(components=3, alignment=1), np.uint8)
        return np.ascontiguousarray(raw.reshape(self.size[1], self.size[0], 3)[::-1])

    def distances(self, items: Items, view: View) -> NDArray[np.float32]:
        """Metres along the view axis to the nearest surface, [h, w], first row on top."""
        self.gl.enable(moderngl.DEPTH_TEST)
        self._depths(items, self.seen_target, view.matrix)
        raw = np.frombuffer(self.seen.read(alignment=1), np.float32)
        clip = 2 * raw.reshape(self.size[1], self.size[0])[::-1] - 1
        return np.asarray(2 * FAR * NEAR / (FAR + NEAR - clip * (FAR - NEAR)), np.float32)

    def _caption(self) -> None:
        """The words come last and ignore depth, so nothing in the scene can hide them."""
        self.gl.disable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        self.gl.enable(moderngl.BLEND)
        self.words.use(0)
        self.caption.render(moderngl.TRIANGLE_STRIP)
        self.gl.disable(moderngl.BLEND)

    def close(self) -> None:
        """Free the context."""
        self.gl.release()
