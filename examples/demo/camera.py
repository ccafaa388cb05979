"""View and projection matrices, and where a point falls in the picture (no renderer needed)."""

import numpy as np

from . import layout
from .body import Array


def look_at(eye: Array, target: Array) -> Array:
    """View matrix [4, 4], z up."""
    back = (eye - target) / np.linalg.norm(eye - target)
    right = np.cross([0.0, 0.0, 1.0], back)
    right /= np.linalg.norm(right)
    out = np.eye(4)
    out[:3, :3] = [right, np.cross(back, right), back]
    out[:3, 3] = -out[:3, :3] @ eye
    return out


def perspective(fov: float, aspect: float, near: float = 0.2, far: float = 12.0) -> Array:
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


def camera(size: tuple[int, int]) -> Array:
    """World to clip matrix [4, 4] of the one camera."""
    view = look_at(layout.CAMERA, layout.CAMERA_TARGET)
    return perspective(layout.CAMERA_FOV, size[0] / size[1]) @ view
