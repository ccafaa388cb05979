"""Bodies and hands as COCO keypoint categories: names, and which points a line joins.

COCO counts points from 1. The names of ``person`` are COCO's own 17.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from data_schemas.motion import HAND_NAMES, POSE_NAMES

COCO_NAMES = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder",
    "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee",
    "right_knee", "left_ankle", "right_ankle",
)  # fmt: skip
# Where each of COCO's points stands in a pose.
OF_POSE = tuple(POSE_NAMES.index(name) for name in COCO_NAMES)
_LIMBS = (
    ("left_shoulder", "right_shoulder"), ("left_hip", "right_hip"),
    *((f"{s}_{a}", f"{s}_{b}")
      for s in ("left", "right")
      for a, b in (("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"), ("hip", "knee"),
                   ("knee", "ankle"))),
)  # fmt: skip
_FACE = (
    ("nose", "left_eye"), ("nose", "right_eye"), ("left_eye", "left_ear"),
    ("right_eye", "right_ear"),
)  # fmt: skip
_FINE = (
    ("mouth_left", "mouth_right"),
    *((f"{s}_{a}", f"{s}_{b}")
      for s in ("left", "right")
      for a, b in (("eye_inner", "eye"), ("eye", "eye_outer"), ("wrist", "thumb"),
                   ("wrist", "index"), ("wrist", "pinky"), ("index", "pinky"), ("ankle", "heel"),
                   ("heel", "foot_index"), ("ankle", "foot_index"))),
)  # fmt: skip
_FINGERS = ("thumb", "index_finger", "middle_finger", "ring_finger", "pinky")


@dataclass(frozen=True)
class Category:
    """One kind of annotation. ``lines`` join points by name."""

    id: int
    name: str
    above: str
    points: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]

    def written(self) -> dict[str, Any]:
        joined = [[self.points.index(one) + 1 for one in line] for line in self.lines]
        return {
            "id": self.id, "name": self.name, "supercategory": self.above,
            "keypoints": list(self.points), "skeleton": joined,
        }  # fmt: skip


def _hand() -> tuple[tuple[str, str], ...]:
    lines: list[tuple[str, str]] = []
    for finger in _FINGERS:
        points = [name for name in HAND_NAMES if name.startswith(finger)]
        lines += pairwise(("wrist", *points))
    palm = [f"{finger}_mcp" for finger in _FINGERS[1:]]
    return (*lines, *pairwise(palm))


PERSON = Category(1, "person", "person", COCO_NAMES, (*_LIMBS, *_FACE))
BODY = Category(2, "body", "person", POSE_NAMES, (*_LIMBS, *_FACE, *_FINE))
LEFT, RIGHT = (
    Category(3 + n, f"{side}_hand", "hand", HAND_NAMES, _hand())
    for n, side in enumerate(("left", "right"))
)
CATEGORIES = (PERSON, BODY, LEFT, RIGHT)
