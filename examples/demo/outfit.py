"""Clothes for the baked figure: a smoothed, slightly larger torso and sleeves, and colours."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .body import Array, Body, unit

TORSO = ("spine", "breast", "clavicle", "shoulder", "pelvis", "root")
COLUMN = 0.02  # m; how wide a strip of cloth hangs by itself
SMOOTHING = (150, 30)  # rounds before the cloth hangs; so that the chest reads as cloth, not skin
SETTLED = 14  # rounds after it hangs
GLOVE, CUFF = 0.0022, 0.78  # m of leather; where it starts along the forearm
FIGURE, EYES = 6.0, 7.0  # surface kinds in the shader


def _share(body: Body, prefixes: tuple[str, ...]) -> Array:
    """How far each vertex belongs to bones with these name starts, 0..1 [V]."""
    own = [i for i, name in enumerate(body.labels) if name.startswith(prefixes)]
    return np.asarray(body.skin[:, own].sum(axis=1)).ravel()


def _neighbours(body: Body) -> sparse.csr_matrix:
    """Row-stochastic vertex adjacency [V, V]."""
    a, b, c = body.faces.T
    rows, columns = np.concatenate([a, b, b, c, c, a]), np.concatenate([b, a, c, b, a, c])
    links = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)))
    return sparse.diags(1 / np.asarray(links.sum(axis=1)).ravel()) @ links


def sleeve(body: Body) -> Array:
    """Place along the forearm, 0 at the elbow, 1 at the wrist (below 0 further up), [V]."""
    elbow = body.head("lowerarm01.L")
    fore = body.head("wrist.L") - elbow
    mirrored = body.rest * np.where(body.rest[:, :1] < 0, [-1.0, 1.0, 1.0], 1.0)
    return np.asarray((mirrored - elbow) @ fore / (fore @ fore))


def _hang(shape: Array, torso: Array, low: float) -> Array:
    """The front of the torso as a vest that hangs: no hollow from the chest down to ``low`` (m)."""
    out = shape.copy()
    column = np.round(np.abs(shape[:, 0]) / COLUMN).astype(int)
    front = (torso > 0.6) & (shape[:, 1] < -0.04) & (shape[:, 2] > low)
    for i in np.unique(column[front]):
        own = np.flatnonzero(front & (column == i))
        height, ahead = shape[own, 2], -shape[own, 1]
        corners = _upper(height, ahead)
        out[own, 1] = -np.maximum(ahead, np.interp(height, *corners))
    return out


def _smooth(shape: Array, where: Array, links: sparse.csr_matrix, rounds: int) -> Array:
    for _ in range(rounds):
        shape = shape + 0.5 * where[:, None] * (links @ shape - shape)
    return shape


def _upper(x: Array, y: Array) -> tuple[Array, Array]:
    """The upper side of the convex hull of points, left to right.

    Andrew's monotone chain: scipy's hull refuses a strip with a single vertex.
    """
    chain: list[tuple[float, float]] = []
    for point in sorted(zip(x.tolist(), y.tolist(), strict=True)):
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) >= 0:
            chain.pop()
        chain.append(point)
    found = np.array(chain)
    return found[:, 0], found[:, 1]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def dress(body: Body, gloves: bool = False) -> Array:
    """The rest shape with clothes on, m [V, 3]."""
    torso = _share(body, TORSO) * (body.rest[:, 2] < body.head("neck01")[2] + 0.01)
    arms = _share(body, ("upperarm", "lowerarm")) * np.clip((0.36 - sleeve(body)) * 12, 0, 1)
    shape, links = body.rest, _neighbours(body)
    low = body.head("upperleg01.L")[2]
    for rounds in SMOOTHING:
        shape = _hang(_smooth(shape, torso, links, rounds), torso, low)
    shape = _smooth(shape, torso, links, SETTLED)
    thickness = 0.020 * torso + 0.007 * arms
    if gloves:
        hands = _share(body, ("wrist", "finger", "metacarpal", "lowerarm"))
        thickness += GLOVE * hands * np.clip((sleeve(body) - CUFF) * 20, 0, 1)
    return np.asarray(shape + body.normals(shape) * thickness[:, None])


def paint(body: Body, shape: Array) -> NDArray[np.float32]:
    """Shader attributes [V, 5]: place at rest in clothes, surface kind, lips-and-nails mark."""
    out = np.zeros((len(body.rest), 5), np.float32)
    out[:, :3] = shape
    out[:, 3] = np.where(_share(body, ("eye",)) > 0.5, EYES, FIGURE)
    out[:, 4] = np.maximum(body.masks["lips"], body.masks["nails"])
    return out


def landmarks(body: Body) -> dict[str, Array]:
    """Rest places the shader cuts the clothes by, m."""
    elbow = body.head("lowerarm01.L")
    return {
        "elbow": elbow,
        "forearm": body.head("wrist.L") - elbow,
        "eyeball": body.head("eye.L"),
    }


def gaze(body: Body, head: Array, place: Array, target: Array) -> Array:
    """Rotation [3, 3] of an eye towards ``target`` given the head's rotation and eye place."""
    ahead = head @ np.array([0.0, -1.0, -0.1])
    wanted = unit(unit(target - place) + 1.2 * unit(ahead))
    axis = np.cross(unit(ahead), wanted)
    angle = np.arcsin(np.clip(np.linalg.norm(axis), 0, 0.5))
    if angle < 1e-6:
        return head
    a = unit(axis)
    cross = np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
    spin = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return np.asarray(spin @ head)
