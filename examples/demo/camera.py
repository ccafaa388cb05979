"""Cameras: where they stand or ride, and where a point falls in their picture."""

from dataclasses import dataclass

import numpy as np

from .bench import BENCH, CENTRE, off
from .body import Array, unit

NEAR, FAR = 0.12, 12.0


@dataclass(frozen=True)
class Camera:
    """A standing camera: its place and aim in m, its vertical angle of view in degrees.

    A ``worn`` one sits on the head instead: ``eye`` is then the place on the head (m from
    the head bone at rest) and ``target`` a direction in the head's rest axes.
    """

    eye: Array
    target: Array
    fov: float
    worn: bool = False


CAMERAS = {
    "front": Camera(np.array([0.02, -1.70, 1.88]), np.array([-0.02, -0.32, 1.250]), 39.0),
    "side": Camera(np.array([1.45, -1.25, 1.62]), np.array([0.0, -0.40, 1.20]), 36.0),
    "top": Camera(np.array([0.0, -1.02, 2.25]), np.array([0.0, -0.42, BENCH]), 42.0),
    "head": Camera(np.array([0.0, -0.13, 0.15]), np.array([0.0, -0.80, -0.60]), 66.0, worn=True),
}


UP = np.array([0.0, 0.0, 1.0])


def look_at(eye: Array, target: Array, up: Array = UP) -> Array:
    """View matrix [4, 4]; ``up`` is where the top of the picture points."""
    back = unit(eye - target)
    right = np.cross(up, back)
    right /= np.linalg.norm(right)
    out = np.eye(4)
    out[:3, :3] = [right, np.cross(back, right), back]
    out[:3, 3] = -out[:3, :3] @ eye
    return out


def perspective(fov: float, aspect: float, near: float = NEAR, far: float = FAR) -> Array:
    """Projection matrix [4, 4] for a vertical angle ``fov`` in degrees."""
    f = 1 / np.tan(np.radians(fov) / 2)
    out = np.diag([f / aspect, f, (far + near) / (near - far), 0.0])
    out[2, 3], out[3, 2] = 2 * far * near / (near - far), -1
    return out


def ortho(half: float, near: float, far: float) -> Array:
    """Parallel projection [4, 4] of a square ``2 * half`` metres wide."""
    out = np.diag([1 / half, 1 / half, -2 / (far - near), 1.0])
    out[2, 3] = -(far + near) / (far - near)
    return out


def project(matrix: Array, points: Array) -> Array:
    """World points m [..., 3] to picture positions 0..1 [..., 2], origin top left."""
    clip = points @ matrix[:3, :3].T + matrix[:3, 3]
    w = points @ matrix[3, :3] + matrix[3, 3]
    return np.stack([clip[..., 0] / w + 1, 1 - clip[..., 1] / w], axis=-1) / 2


def depth(matrix: Array, points: Array) -> Array:
    """Distance along the view axis, m [...], of world points [..., 3]."""
    return np.asarray(points @ matrix[3, :3] + matrix[3, 3])


@dataclass(frozen=True)
class View:
    """A camera at one moment: where its eye is (m) and world to clip space [4, 4]."""

    eye: Array
    matrix: Array


def shaken(target: Array, eye: Array, degrees: float, t: float) -> Array:
    """The aim of a hand-held camera: a few slow and quick swings of about ``degrees`` rms."""
    if not degrees:
        return target
    far = float(np.linalg.norm(target - eye)) * np.radians(degrees)
    swing = [
        np.sin(1.9 * t + 0.3) + 0.6 * np.sin(5.3 * t + 1.1),
        0.0,
        np.sin(2.3 * t + 2.0) + 0.6 * np.sin(6.1 * t),
    ]
    return np.asarray(target + far * np.array(swing))


def view(name: str, size: tuple[int, int], t: float, shake: float, head: Array) -> View:
    """The view of a camera at ``t`` (s); ``head`` [4, 4] carries rest space to the head's place.

    A worn camera looks where the head points, but is held level enough to see the hands.
    """
    camera = CAMERAS[name]
    eye, target, up = camera.eye, camera.target, UP
    if camera.worn:
        up = head[:3, :3] @ np.array([0.0, -0.7, 0.7])
        eye = head[:3, :3] @ camera.eye + head[:3, 3]
        target = eye + head[:3, :3] @ camera.target
        target = 0.5 * target + 0.5 * (CENTRE + off(0.0, 0.05, BENCH + 0.08))
    aim = shaken(target, eye, shake, t)
    return View(eye, perspective(camera.fov, size[0] / size[1]) @ look_at(eye, aim, up))
