"""The figure: forward kinematics, two-bone arms, fingers and linear blend skinning.

Rest space and world are the same frame: metres, z up, the figure faces -y and its left side
is +x. Whoever works at the bench has their shoulders at one height, as if it were set for them:
``floor`` is where their feet are. Every bone carries a global rotation relative to its rest pose.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial.transform import Rotation

Array = NDArray[Any]  # float64
Pixels = NDArray[np.uint8]  # RGB [h, w, 3] unless said otherwise
SIDES = {"left": "L", "right": "R"}
SHOULDER = 1.42  # m above the floor that the bench stands on
TIP_DEPTH = 0.006  # a fingertip joint lies this far inside the skin, m


def unit(v: Array) -> Array:
    """Vectors [..., 3] scaled to length one."""
    return np.asarray(v / np.linalg.norm(v, axis=-1, keepdims=True))


def frame(first: Array, second: Array) -> Array:
    """Rotation [3, 3]: ``first``, ``second`` made square to it, and their cross product."""
    a = unit(first)
    c = unit(np.cross(a, second))
    return np.stack([a, np.cross(c, a), c], axis=1)


def turn(axis: Array, degrees: float) -> Array:
    """Rotation [3, 3] about ``axis``."""
    return np.asarray(Rotation.from_rotvec(unit(axis) * np.radians(degrees)).as_matrix())


def twist_about(rotation: Array, axis: Array) -> float:
    """Degrees of the part of ``rotation`` that turns about ``axis``."""
    x, y, z, w = Rotation.from_matrix(rotation).as_quat()
    angle = 2 * np.degrees(np.arctan2(np.dot([x, y, z], axis), w))
    return float((angle + 180) % 360 - 180)


@dataclass
class HandPose:
    """What one hand does: where its wrist is (m), how it is turned, how far fingers bend.

    ``rotation`` [3, 3] is relative to rest; ``bend`` [5, 4] holds degrees for thumb to little
    finger: the three joints' bending, then the spread.
    """

    wrist: Array
    rotation: Array
    bend: Array


class Body:
    """A baked figure that can be posed."""

    def __init__(self, path: Path) -> None:
        data = np.load(path)
        self.labels = [str(name) for name in data["labels"]]
        self.faces: NDArray[np.int32] = data["faces"]
        self.parents = data["parents"].astype(int)
        shoulder = float(data["heads"][self.bone("upperarm01.L"), 2])
        up = np.array([0.0, 0.0, SHOULDER - shoulder])
        self.rest: Array = data["vertices"].astype(float) + up
        self.heads: Array = data["heads"].astype(float) + up
        self.floor = float(self.rest[:, 2].min())
        self.masks = {name: data[name].astype(float) for name in ("lips", "nails")}
        count, kept = data["bones"].shape
        rows = np.repeat(np.arange(count), kept)
        shape = (count, len(self.labels))
        entries = (data["weights"].ravel().astype(float), (rows, data["bones"].ravel()))
        self.skin = sparse.csr_matrix(entries, shape=shape)
        corner = self.faces.T.ravel()
        triangle = np.tile(np.arange(len(self.faces)), 3)
        self.around = sparse.csr_matrix((np.ones(len(corner)), (corner, triangle)))
        self.palm = {side: self._palm(side) for side in SIDES}
        self.tips = {side: self._tips(side) for side in SIDES}
        self.axes = {side: self._axes(side) for side in SIDES}

    def bone(self, name: str) -> int:
        """Index of a bone by name."""
        return self.labels.index(name)

    def head(self, name: str) -> Array:
        """Rest position of a bone's head, m [3]."""
        return np.asarray(self.heads[self.bone(name)])

    def _finger(self, side: str) -> list[list[int]]:
        s = SIDES[side]
        return [[self.bone(f"finger{f}-{j}.{s}") for j in (1, 2, 3)] for f in range(1, 6)]

    def _palm(self, side: str) -> Array:
        """Rest hand frame [3, 3]: finger direction, palm normal, and their cross product."""
        s = SIDES[side]
        wrist = self.head(f"wrist.{s}")
        index, little = (self.head(f"finger{f}-1.{s}") - wrist for f in (2, 5))
        normal = np.cross(index, little) * (1 if side == "right" else -1)
        return frame(self.head(f"finger3-1.{s}") - wrist, normal)

    def _tips(self, side: str) -> Array:
        """Rest fingertips, m [5, 3], found from the vertices of the last bones."""
        out = []
        for _, before, last in self._finger(side):
            own = self.skin[:, last].toarray().ravel() > 0.5
            along = unit(self.heads[last] - self.heads[before])
            reach = ((self.rest[own] - self.heads[last]) @ along).max()
            out.append(self.heads[last] + along * (reach - TIP_DEPTH))
        return np.array(out)

    def _axes(self, side: str) -> Array:
        """Rest axes [5, 2, 3] of bending and spreading; positive bends towards the palm."""
        normal, across = self.palm[side][:, 1], self.palm[side][:, 2]
        out = []
        for finger, bones in enumerate(self._finger(side)):
            along = unit(self.heads[bones[2]] - self.heads[bones[0]])
            # A thumb closes across the palm towards the fingers as much as into it.
            sign = 1 if side == "left" else -1
            towards = normal if finger else normal * 0.55 + across * sign * 0.85
            bend = unit(np.cross(along, towards))
            out.append([bend, unit(np.cross(bend, along)) * sign])
        return np.array(out)

    def _globals(self, local: dict[int, Array], fixed: dict[int, Array]) -> tuple[Array, Array]:
        """Global rotations [B, 3, 3] and head positions m [B, 3]; ``fixed`` overrides a bone."""
        rotations = np.empty((len(self.labels), 3, 3))
        places = np.empty((len(self.labels), 3))
        for b, parent in enumerate(self.parents):
            up = rotations[parent] if parent >= 0 else np.eye(3)
            offset = self.heads[b] - self.heads[parent] if parent >= 0 else self.heads[b]
            places[b] = up @ offset + (places[parent] if parent >= 0 else 0)
            rotations[b] = fixed[b] if b in fixed else up @ local.get(b, np.eye(3))
        return rotations, places

    def _fingers(self, side: str, bend: Array) -> dict[int, Array]:
        """Local rotations of one hand's finger bones for bends in degrees [5, 4]."""
        local = {}
        for bones, axes, angles in zip(self._finger(side), self.axes[side], bend, strict=True):
            for joint, b in enumerate(bones):
                local[b] = turn(axes[0], angles[joint])
            local[bones[0]] = turn(axes[1], angles[3]) @ local[bones[0]]
        return local

    def _arm(self, side: str, shoulder: Array, hand: HandPose) -> dict[int, Array]:
        """Global rotations of an arm that brings the wrist to the hand's place (law of cosines)."""
        s = SIDES[side]
        names = ("upperarm01", "lowerarm01", "wrist")
        rest = [self.head(f"{name}.{s}") for name in names]
        upper, fore = rest[1] - rest[0], rest[2] - rest[1]
        a, b = np.linalg.norm(upper), np.linalg.norm(fore)
        reach = hand.wrist - shoulder
        d = min(float(np.linalg.norm(reach)), 0.998 * (a + b))
        straight = unit(reach)
        out = np.array([0.75 if side == "left" else -0.75, 0.25, -0.6])
        outward = unit(out - straight * (out @ straight))
        along = (a * a + d * d - b * b) / (2 * d)
        elbow = straight * along + outward * np.sqrt(max(a * a - along * along, 0))
        new_upper, new_fore = elbow, straight * d - elbow
        old = np.cross(upper, fore)
        new = np.cross(new_upper, new_fore)
        g_upper = frame(new_upper, new) @ frame(upper, old).T
        g_fore = frame(new_fore, new) @ frame(fore, old).T
        twist = twist_about(g_fore.T @ hand.rotation, unit(fore))
        fixed = {"upperarm01": g_upper, "lowerarm01": g_fore @ turn(fore, twist * 0.2)}
        fixed |= {"lowerarm02": g_fore @ turn(fore, twist * 0.65), "wrist": hand.rotation}
        return {self.bone(f"{name}.{s}"): matrix for name, matrix in fixed.items()}

    def pose(self, torso: dict[str, Array], hands: dict[str, HandPose]) -> tuple[Array, Array]:
        """Pose everything; returns global rotations [B, 3, 3] and bone heads m [B, 3]."""
        local = {self.bone(name): matrix for name, matrix in torso.items()}
        _, places = self._globals(local, {})
        fixed: dict[int, Array] = {}
        for side, hand in hands.items():
            local |= self._fingers(side, hand.bend)
            fixed |= self._arm(side, places[self.bone(f"upperarm01.{SIDES[side]}")], hand)
        return self._globals(local, fixed)

    def hand_joints(self, side: str, rotations: Array, places: Array) -> Array:
        """The 21 joints in MediaPipe's order, m [21, 3]."""
        out = [places[self.bone(f"wrist.{SIDES[side]}")]]
        for bones, tip in zip(self._finger(side), self.tips[side], strict=True):
            out += [places[b] for b in bones]
            last = bones[-1]
            out.append(places[last] + rotations[last] @ (tip - self.heads[last]))
        return np.array(out)

    def deform(self, rotations: Array, places: Array, rest: Array) -> tuple[Array, Array]:
        """Skinned vertices m [V, 3] and their unit normals [V, 3] for a rest shape [V, 3]."""
        shift = places - np.einsum("bij,bj->bi", rotations, self.heads)
        blended = self.skin @ np.concatenate([rotations.reshape(-1, 9), shift], axis=1)
        out = np.einsum("vij,vj->vi", blended[:, :9].reshape(-1, 3, 3), rest) + blended[:, 9:]
        return out, self.normals(out)

    def normals(self, vertices: Array) -> Array:
        """Unit vertex normals [V, 3], weighted by face area."""
        a, b, c = (vertices[self.faces[:, i]] for i in range(3))
        return unit(self.around @ np.cross(b - a, c - a) + 1e-12)
