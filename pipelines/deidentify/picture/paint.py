"""Solid boxes over what is not to be seen. Nothing of it is left: no blur, no coarse pixels,
both of which can be undone in part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import TimeMap
from data_schemas.mask import Patch, PictureMask
from pipelines.deidentify.picture.hands import WorkingHands, area

LUMA, CHROMA = 52, 128  # a dark grey
GREY = round((LUMA - 16) * 255 / 219)  # the same in red, green and blue

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Painter:
    """Puts the masks of one recording on its pictures. ``clock`` leads from the pictures' clock to
    the recording's."""

    masks: Sequence[PictureMask]
    hands: WorkingHands = field(default_factory=lambda: WorkingHands(None))
    clock: TimeMap = field(default_factory=TimeMap.identity)

    def at(self, second: float) -> list[tuple[Patch, bool]]:
        """Boxes at a second of the pictures' clock, and whether each also covers hands."""
        there = self.clock.to_source(second)
        found = ((one.box_at(there), one.over_hands) for one in self.masks)
        return [(box, over) for box, over in found if box is not None]

    def __call__(self, frame: Any, second: float) -> Any:
        """The picture with its masks; itself where there is none."""
        boxes = self.at(second)
        if not boxes:
            return frame
        flat = frame.reformat(format="yuv420p").to_ndarray()
        hidden = self.hidden(boxes, second, (frame.height, frame.width))
        painted = av.VideoFrame.from_ndarray(_filled(flat, hidden), format="yuv420p")
        for name in ("color_range", "colorspace", "color_primaries", "color_trc"):
            setattr(painted, name, getattr(frame, name))
        painted.pts, painted.time_base = frame.pts, frame.time_base
        return painted

    def hidden(
        self, boxes: Sequence[tuple[Patch, bool]], second: float, size: tuple[int, int]
    ) -> NDArray[np.bool_]:
        """What is painted over, bool [height, width]; hands are left free."""
        height, width = size
        under, over = (np.zeros(size, np.bool_) for _ in range(2))
        for box, over_hands in boxes:
            (over if over_hands else under)[inside(box, height, width)] = True
        free = area(list(self.hands.near(self.clock.to_source(second))), height, width)
        if free is not None:
            under &= free == 0
        return np.asarray(under | over)

    def rgb(self, image: Picture, second: float) -> Picture:
        """The same on an RGB picture [H, W, 3]: what a person who checks sees."""
        boxes = self.at(second)
        if not boxes:
            return image
        out = image.copy()
        out[self.hidden(boxes, second, (image.shape[0], image.shape[1]))] = GREY
        return out


Hidden = Callable[[float], Sequence[Patch]]


def inside(box: Patch, height: int, width: int) -> tuple[slice, slice]:
    """Rows and columns of a box, at even places, so that colour stored by twos is covered too."""
    top, left = floor(box.y * height / 2) * 2, floor(box.x * width / 2) * 2
    foot, right = ceil((box.y + box.h) * height / 2) * 2, ceil((box.x + box.w) * width / 2) * 2
    return slice(max(0, top), max(0, foot)), slice(max(0, left), max(0, right))


def _filled(flat: Picture, hidden: NDArray[np.bool_]) -> Picture:
    """``flat`` is PyAV's yuv420p [3 * height / 2, width], which is changed."""
    height, width = hidden.shape
    flat[:height][hidden] = LUMA
    # A colour sample belongs to four pixels; it goes where any of them does.
    coarse = hidden.reshape(height // 2, 2, width // 2, 2).any(axis=(1, 3)).ravel()
    colours = flat[height:].reshape(-1)
    quarter = coarse.size
    for start in (0, quarter):
        colours[start : start + quarter][coarse] = CHROMA
    return flat
