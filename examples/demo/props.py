"""Meshes of the workplace, built from boxes, lathed profiles and tubes (metres, z up)."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .body import Array, unit

MATT, CLOTH, METAL, WOOD, GLOSS = 0.0, 2.0, 3.0, 4.0, 5.0
Mesh = tuple[NDArray[np.float32], NDArray[np.int32]]
Colour = tuple[float, float, float]


def _pack(corners: Array, normals: Array, colour: Colour, kind: float) -> NDArray[np.float32]:
    """Vertices [V, 11] in the renderer's order."""
    count = len(corners)
    rest = np.tile(np.array([*colour, kind, 0.0]), (count, 1))
    return np.hstack([corners, normals, rest]).astype(np.float32)


def box(size: Sequence[float], at: Sequence[float], colour: Colour, kind: float = MATT) -> Mesh:
    """An axis-aligned box centred on ``at``."""
    corners: list[Array] = []
    normals: list[Array] = []
    faces: list[list[int]] = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            u, v = np.eye(3)[(axis + 1) % 3], np.eye(3)[(axis + 2) % 3]
            n = np.eye(3)[axis] * sign
            start = len(corners)
            for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
                corners.append((n + a * u + b * v) * np.array(size) / 2 + np.array(at))
                normals.append(n)
            faces += [[start, start + 1, start + 2], [start, start + 2, start + 3]]
    return _pack(np.array(corners), np.array(normals), colour, kind), np.array(faces, np.int32)


def lathe(
    profile: Sequence[tuple[float, float]], colour: Colour, kind: float = METAL, sides: int = 40
) -> Mesh:
    """A profile of (radius, height) turned about z; edges between profile points stay sharp."""
    turns = np.linspace(0, 2 * np.pi, sides + 1)
    ring = np.stack([np.cos(turns), np.sin(turns), np.zeros_like(turns)], axis=1)
    corners: list[Array] = []
    normals: list[Array] = []
    faces: list[list[int]] = []
    for (r0, z0), (r1, z1) in pairwise(profile):
        out = unit(np.array([z1 - z0, 0.0, r0 - r1]) + 1e-12)
        start = sum(len(c) for c in corners)
        for r, z in ((r0, z0), (r1, z1)):
            corners.append(ring * r + [0, 0, z])
            normals.append(ring * out[0] + [0, 0, out[2]])
        for i in range(sides):
            a, b = start + i, start + i + sides + 1
            faces += [[a, a + 1, b], [b, a + 1, b + 1]]
    packed = _pack(np.vstack(corners), np.vstack(normals), colour, kind)
    return packed, np.array(faces, np.int32)


def dome(radii: Sequence[float], colour: Colour, kind: float = GLOSS) -> Mesh:
    """The upper half of an ellipsoid standing on z = 0."""
    rise = np.linspace(0, np.pi / 2, 14)
    turns = np.linspace(0, 2 * np.pi, 41)
    u, v = np.meshgrid(turns, rise)
    ball = np.stack([np.cos(v) * np.cos(u), np.cos(v) * np.sin(u), np.sin(v)], -1).reshape(-1, 3)
    faces = []
    for row in range(len(rise) - 1):
        for i in range(40):
            a, b = row * 41 + i, (row + 1) * 41 + i
            faces += [[a, a + 1, b], [b, a + 1, b + 1]]
    size = np.array(radii)
    return _pack(ball * size, unit(ball / size), colour, kind), np.array(faces, np.int32)


def moved(mesh: Mesh, at: ArrayLike, matrix: Array | None = None) -> Mesh:
    """The mesh turned by ``matrix`` [3, 3], then shifted by ``at``."""
    vertices, faces = mesh[0].copy(), mesh[1]
    if matrix is not None:
        vertices[:, :3] = vertices[:, :3] @ matrix.T
        vertices[:, 3:6] = vertices[:, 3:6] @ matrix.T
    vertices[:, :3] += np.array(at, np.float32)
    return vertices, faces


def joined(*meshes: Mesh) -> Mesh:
    """Several meshes as one."""
    shift = np.cumsum([0, *(len(vertices) for vertices, _ in meshes[:-1])])
    faces = [f + s for (_, f), s in zip(meshes, shift, strict=True)]
    return np.vstack([v for v, _ in meshes]), np.vstack(faces).astype(np.int32)


def disc_ring(outer: float, inner: float, thick: float, colour: Colour, kind: float) -> Mesh:
    """A flat ring lying on z = 0; ``inner`` 0 makes a disc."""
    profile = [(inner, 0.0), (outer, 0.0), (outer, thick), (inner, thick)]
    return lathe([*profile, (inner, 0.0)] if inner else profile, colour, kind)
