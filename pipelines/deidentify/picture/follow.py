"""A box that a person drew goes with what is in it: pyramidal Lucas-Kanade flow (OpenCV).

Corners in the box are followed from picture to picture; how they moved and grew, by the most of
them (RANSAC), moves the box. What cannot be followed stays where it is, and the person corrects it
by drawing it once more: between two drawn boxes the error is spread evenly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capture.media import Media
from data_schemas.clock import Interval
from data_schemas.mask import BoxAt, Patch

FPS = 10.0
LONGEST_PX = 640
_CORNERS, _FEWEST = 80, 6
_WINDOW = (21, 21)
_GROWTH = (0.9, 1.11)  # between two pictures

Grey = NDArray[np.uint8]
Points = NDArray[np.float32]


def follow(media: Media, keys: Sequence[BoxAt], until_s: float) -> tuple[BoxAt, ...]:
    """Boxes from the first drawn one to ``until_s``, all on the clock of ``media``.

    ``keys`` are in order of time, at least one. Raises MediaError.
    """
    span = Interval(start_s=max(0.0, keys[0].at_s - 0.05), end_s=max(until_s, keys[0].at_s + 0.06))
    out: list[BoxAt] = []
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        end_s = following.at_s if following else until_s
        piece = [key, *_followed(_greys(media, span, key.at_s, end_s), key)]
        out += _led_to(piece, following) if following else piece
    return tuple(out)


def _followed(greys: Iterable[tuple[float, Grey]], key: BoxAt) -> Iterator[BoxAt]:
    box, before, points = key.box, None, None
    for second, grey in greys:
        if before is not None:
            moved = _moved(before, grey, points)
            if moved is not None:
                box = _applied(box, moved[0], grey.shape)
            points = moved[1] if moved is not None else None
            if second > key.at_s + 0.02:
                yield BoxAt(at_s=second, box=box)
        if points is None or len(points) < _CORNERS // 3:
            points = _corners(grey, box)
        before = grey


def _greys(
    media: Media, span: Interval, start_s: float, end_s: float
) -> Iterator[tuple[float, Grey]]:
    """Small grey pictures from ``start_s`` to before ``end_s``, about ``FPS`` a second."""
    import cv2

    wanted = Interval(start_s=max(span.start_s, start_s - 0.05), end_s=end_s)
    due = wanted.start_s
    for second, frame in media.decoded_within(wanted):
        if second < due:
            continue
        due = second + 1 / FPS - 0.005
        grey = frame.reformat(format="gray").to_ndarray()
        scale = min(1.0, LONGEST_PX / max(grey.shape))
        size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
        yield second, cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


def _corners(grey: Grey, box: Patch) -> Points | None:
    import cv2

    height, width = grey.shape
    allowed = np.zeros_like(grey)
    rows = slice(max(0, int(box.y * height)), max(0, int((box.y + box.h) * height)))
    columns = slice(max(0, int(box.x * width)), max(0, int((box.x + box.w) * width)))
    allowed[rows, columns] = 255
    found = cv2.goodFeaturesToTrack(grey, _CORNERS, 0.01, 3, mask=allowed)
    return None if found is None or len(found) < _FEWEST else found.astype(np.float32)


def _moved(before: Grey, now: Grey, points: Points | None) -> tuple[Points, Points] | None:
    """The similarity [2, 3] that took the points along, and where they are; None if lost."""
    import cv2

    if points is None:
        return None
    flow: Any = cv2.calcOpticalFlowPyrLK  # its stubs do not know that it makes the result itself
    there, seen, _ = flow(before, now, points, None, winSize=_WINDOW)
    back, seen_back, _ = flow(now, before, there, None, winSize=_WINDOW)
    good = (seen.ravel() == 1) & (seen_back.ravel() == 1)
    good &= np.linalg.norm((back - points).reshape(-1, 2), axis=1) < 1.5
    if good.sum() < _FEWEST:
        return None
    matrix, agreed = cv2.estimateAffinePartial2D(points[good], there[good])
    if matrix is None:
        return None
    growth = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if not _GROWTH[0] <= growth <= _GROWTH[1]:
        return None
    return matrix.astype(np.float32), there[good][agreed.ravel() == 1]


def _applied(box: Patch, matrix: Points, shape: tuple[int, ...]) -> Patch:
    height, width = shape[:2]
    growth = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    middle = np.array([(box.x + box.w / 2) * width, (box.y + box.h / 2) * height, 1.0])
    x, y = (float(value) for value in matrix @ middle)
    w, h = box.w * growth, box.h * growth
    return Patch(x=x / width - w / 2, y=y / height - h / 2, w=w, h=h)


def _led_to(piece: Sequence[BoxAt], goal: BoxAt) -> list[BoxAt]:
    """The way so that it ends at ``goal``: what is missing there is added little by little."""
    first, end = piece[0], piece[-1].box
    length_s = goal.at_s - first.at_s
    out = []
    for one in piece:
        share = (one.at_s - first.at_s) / length_s
        out.append(BoxAt(at_s=one.at_s, box=_added(one.box, end, goal.box, share)))
    return out


def _added(box: Patch, from_: Patch, to: Patch, share: float) -> Patch:
    sides = ("x", "y", "w", "h")
    x, y, w, h = (
        getattr(box, side) + share * (getattr(to, side) - getattr(from_, side)) for side in sides
    )
    return Patch(x=x, y=y, w=max(1e-4, w), h=max(1e-4, h))
