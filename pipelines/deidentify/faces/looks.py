"""What both detectors say of one picture, brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.mask import Patch
from pipelines.deidentify.faces.centerface import Face

SURE = 0.6  # from which CenterFace needs no second opinion


@dataclass(frozen=True)
class Sight:
    """A face at a second. ``head``: the body's own was there; ``score`` 0: only that."""

    at_s: float
    box: Patch
    score: float
    head: bool

    @property
    def sure(self) -> bool:
        """Both see it, or one sees it clearly."""
        return self.score >= SURE or (self.head and self.score > 0)


def sights(at_s: float, faces: Sequence[Face], head: Patch | None) -> list[Sight]:
    """Faces of one picture; where head and face are the same, the box that holds both."""
    if head is None:
        return [Sight(at_s, face.box, face.score, False) for face in faces]
    own = max(faces, key=lambda face: face.box.shared(head), default=None)
    if own is None or not same(own.box, head):
        apart = [Sight(at_s, face.box, face.score, False) for face in faces]
        return [*apart, Sight(at_s, head, 0.0, True)]
    others = [Sight(at_s, face.box, face.score, False) for face in faces if face is not own]
    return [Sight(at_s, both(own.box, head), own.score, True), *others]


def same(one: Patch, other: Patch) -> bool:
    """Whether the smaller lies at least half in the larger."""
    return one.shared(other) >= 0.5 * min(one.w * one.h, other.w * other.h)


def both(one: Patch, other: Patch) -> Patch:
    """The smallest box that holds two."""
    x, y = min(one.x, other.x), min(one.y, other.y)
    right, foot = max(one.x + one.w, other.x + other.w), max(one.y + one.h, other.y + other.h)
    return Patch(x=x, y=y, w=right - x, h=foot - y)


def moved(box: Patch, right: float, down: float) -> Patch:
    return Patch(x=box.x + right, y=box.y + down, w=box.w, h=box.h)
