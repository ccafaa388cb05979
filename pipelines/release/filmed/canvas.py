"""One size of picture for a whole dataset: what has another shape is fitted in, with black around.

A dataset of LeRobot has one size; keypoints in shares of the picture move with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

BLACK, GREY = 16, 128


@dataclass(frozen=True)
class Room:
    """Where a picture lies on the canvas, in pixels; all even, as the colours need it."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Canvas:
    width: int
    height: int

    def room(self, width: int, height: int) -> Room:
        """For a picture of this size, as large as it goes, in the middle."""
        scale = min(self.width / width, self.height / height)
        wide, high = _even(width * scale), _even(height * scale)
        wide, high = min(wide, self.width), min(high, self.height)
        left, top = ((self.width - wide) // 4 * 2, (self.height - high) // 4 * 2)
        return Room(left, top, wide, high)

    def placed(self, shares: NDArray[np.float32], room: Room) -> NDArray[np.float32]:
        """Points [..., 2] in shares of a picture as shares of the canvas that it lies on."""
        size = np.array((self.width, self.height), np.float32)
        start = np.array((room.left, room.top), np.float32) / size
        return start + shares * (np.array((room.width, room.height), np.float32) / size)

    def empty(self) -> NDArray[np.uint8]:
        """Black, in planes as ``yuv420p`` has them: [height * 3 / 2, width]."""
        planes = np.full((self.height * 3 // 2, self.width), GREY, np.uint8)
        planes[: self.height] = BLACK
        return planes


def canvas_of(sizes: Iterable[tuple[int, int]], longest_px: int) -> Canvas | None:
    """The size that most pictures have once the longer side is bounded; None without any."""
    found = Counter(_bounded(width, height, longest_px) for width, height in sizes)
    if not found:
        return None
    width, height = max(found, key=lambda one: (found[one], one[0] * one[1], one[0]))
    return Canvas(width, height)


class Easel:
    """Puts decoded pictures of one recording onto the canvas."""

    def __init__(self, canvas: Canvas, width: int, height: int) -> None:
        self.canvas, self.room = canvas, canvas.room(width, height)
        self._reformatter = VideoReformatter()

    def picture(self, frame: Any) -> Any:
        """A PyAV frame in ``yuv420p`` of the canvas's size; its colours keep their meaning."""
        fitted = self._reformatter.reformat(
            frame,
            width=self.room.width,
            height=self.room.height,
            format="yuv420p",
            interpolation=Interpolation.FAST_BILINEAR,
            src_color_range=frame.color_range,
            dst_color_range="MPEG",
        )
        whole = Room(0, 0, self.canvas.width, self.canvas.height)
        return fitted if self.room == whole else self._around(fitted)

    def black(self) -> Any:
        return av.VideoFrame.from_ndarray(self.canvas.empty(), format="yuv420p")

    def _around(self, fitted: Any) -> Any:
        planes, room, whole = self.canvas.empty(), self.room, self.canvas
        own = fitted.to_ndarray()
        right = room.left + room.width
        planes[room.top : room.top + room.height, room.left : right] = own[: room.height]
        # the two planes of colour follow, each a quarter of the size, without a gap between rows
        colours = own[room.height :].reshape(2, room.height // 2, room.width // 2)
        target = planes[whole.height :].reshape(2, whole.height // 2, whole.width // 2)
        top, left = room.top // 2, room.left // 2
        target[:, top : top + colours.shape[1], left : left + colours.shape[2]] = colours
        return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def _bounded(width: int, height: int, longest_px: int) -> tuple[int, int]:
    scale = min(1.0, longest_px / max(width, height))
    return _even(width * scale), _even(height * scale)


def _even(length: float) -> int:
    return max(2, int(length + 1e-6) // 2 * 2)
