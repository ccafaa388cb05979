"""Is a rewritten recording black and silent where it should be, and the same elsewhere?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from capture.media import Media
from data_schemas.clock import Interval
from data_schemas.errors import MediaError

# A millisecond is what Matroska rounds times to.
_SAME_TIME_S = 0.0011
_BLACK = 24  # brightness, of 255: what coding makes of black
_SILENT = 1e-4
_RATE = 16_000
_CODED = 12.0


@dataclass(frozen=True)
class Expected:
    """``cuts`` must be black and silent; outside of ``anew`` no picture may have changed.

    Within ``anew`` pictures were encoded again and differ from what they were as far as that does.
    """

    cuts: Sequence[Interval]
    anew: Sequence[Interval]

    def judge(self, shown: Interval, old: Any, new: Any) -> str | None:
        """``shown``: from when to when the picture is."""
        second = shown.start_s
        if any(_is_within(shown, cut) for cut in self.cuts):
            return None if _brightest(new) <= _BLACK else "is not black"
        if _digest(old) == _digest(new):
            return None
        allowed = any(
            one.start_s - _SAME_TIME_S <= second < one.end_s + _SAME_TIME_S for one in self.anew
        )
        return None if allowed and _distance(old, new) <= _CODED else "changed"


def first_difference(
    before: Media, after: Media, expected: Expected, tell: Callable[[float], None]
) -> str | None:
    """What is wrong, None if nothing is. ``tell`` takes the share looked at."""
    try:
        return _picture(before, after, expected, tell) or _sound(after, expected.cuts)
    except MediaError:
        return "it cannot be read"


def _picture(
    before: Media, after: Media, expected: Expected, tell: Callable[[float], None]
) -> str | None:
    ours, theirs = after.decoded(), before.decoded()
    length_s = max(before.info.duration_s, 0.001)
    for shown, old in _shown(theirs):
        new = next(ours, None)
        second = shown.start_s
        tell(min(1.0, second / length_s))
        if new is None or abs(new[1] - second) > _SAME_TIME_S:
            return f"the picture at {second:.3f} s is not there"
        if wrong := expected.judge(shown, old, new[2]):
            return f"the picture at {second:.3f} s {wrong}"
    return None if next(ours, None) is None else "there are more pictures than before"


def _shown(frames: Iterator[tuple[int, float, Any]]) -> Iterator[tuple[Interval, Any]]:
    """Pictures with the seconds in which they are shown: up to the next one."""
    waiting: tuple[float, Any] | None = None
    for _, second, frame in frames:
        if waiting is not None:
            yield Interval(start_s=waiting[0], end_s=second), waiting[1]
        waiting = second, frame
    if waiting is not None:
        yield Interval(start_s=waiting[0], end_s=waiting[0] + _SAME_TIME_S), waiting[1]


def _is_within(shown: Interval, cut: Interval) -> bool:
    """Whether it must be black: by more than times are rounded."""
    return cut.contains(shown.start_s) or shown.overlap_s(cut) > _SAME_TIME_S


def _digest(frame: Any) -> bytes:
    digest = hashlib.sha256(f"{frame.width} {frame.height} {frame.format.name}".encode())
    for plane in frame.planes:
        digest.update(bytes(plane))
    return digest.digest()


def _brightest(frame: Any) -> int:
    return int(np.max(frame.to_ndarray(format="rgb24")))


def _distance(one: Any, other: Any) -> float:
    """Mean difference of colours, of 255. A side may lose a pixel: H.264 wants even ones."""
    a, b = (frame.to_ndarray(format="rgb24").astype(np.int16) for frame in (one, other))
    height, width = b.shape[:2]
    if not (0 <= a.shape[0] - height <= 1 and 0 <= a.shape[1] - width <= 1):
        return float("inf")
    return float(np.mean(np.abs(a[:height, :width] - b)))


def _sound(after: Media, cuts: Sequence[Interval]) -> str | None:
    for cut in cuts:
        for chunk in after.sound_within(cut, _RATE):
            if len(chunk) and float(np.max(np.abs(chunk))) > _SILENT:
                return f"there is sound at {cut.start_s:.3f} s"
    return None
