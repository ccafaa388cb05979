"""Whether faces are covered, and whether masks cover faces: counted by picture, told by clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.stats import beta

from data_schemas.mask import Patch, PictureMask

COVERED = 0.9  # share of a face's box from which it counts as hidden
GRID = 24
Row = tuple[float, list[Patch], list[Patch]]


@dataclass
class Tally:
    """A clip counts as hidden if the face is in all of its pictures."""

    faces: int = 0
    hidden: int = 0
    clips: int = 0
    whole: int = 0
    masks: int = 0
    right: int = 0

    def add(self, truth: Sequence[Row], masks: Sequence[PictureMask]) -> None:
        """``truth``: of each picture of one clip the second, the faces that are to be hidden, and
        others on which a mask is right, too."""
        all_hidden = True
        for second, faces, others in truth:
            boxes = [box for one in masks if (box := one.box_at(second)) is not None]
            for face in faces:
                covered = share(face, boxes) >= COVERED
                self.faces += 1
                self.hidden += covered
                all_hidden &= covered
            self.masks += len(boxes)
            known = [*faces, *others]
            self.right += sum(any(_meets(box, face) for face in known) for box in boxes)
        self.clips += 1
        self.whole += all_hidden

    def row(self) -> dict[str, Any]:
        low, high = exact(self.whole, self.clips)
        return {
            "faces": self.faces,
            "recall_pictures": round(self.hidden / max(1, self.faces), 4),
            "clips": self.clips,
            "recall_clips": round(self.whole / max(1, self.clips), 4),
            "recall_clips_95": [round(low, 3), round(high, 3)],
            "precision_pictures": round(self.right / self.masks, 4) if self.masks else None,
        }


@dataclass
class Tallies:
    """By condition and by size."""

    rows: dict[str, Tally] = field(default_factory=dict)

    def at(self, name: str) -> Tally:
        return self.rows.setdefault(name, Tally())

    def told(self) -> dict[str, Any]:
        return {name: one.row() for name, one in self.rows.items()}


def exact(right: int, of: int) -> tuple[float, float]:
    """Clopper and Pearson's 95 % interval."""
    low = float(beta.ppf(0.025, right, of - right + 1)) if right else 0.0
    high = float(beta.ppf(0.975, right + 1, of - right)) if right < of else 1.0
    return low, high


def share(face: Patch, boxes: Sequence[Patch]) -> float:
    """Share of the face, as far as it is in the picture, that lies under any box."""
    x = face.x + face.w * (np.arange(GRID) + 0.5) / GRID
    y = face.y + face.h * (np.arange(GRID) + 0.5) / GRID
    seen = ((y >= 0) & (y < 1))[:, None] & ((x >= 0) & (x < 1))[None]
    under = np.zeros((GRID, GRID), bool)
    for box in boxes:
        inside_x = (x >= box.x) & (x < box.x + box.w)
        inside_y = (y >= box.y) & (y < box.y + box.h)
        under |= inside_y[:, None] & inside_x[None]
    return float(under[seen].mean()) if seen.any() else 1.0


def _meets(box: Patch, face: Patch) -> bool:
    return box.shared(face) > 0.3 * face.w * face.h
