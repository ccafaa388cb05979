"""Keypoints as COCO writes them: an image a sampled frame, an annotation a body or hand seen in it.

``person`` has COCO's 17 points, ``body`` MediaPipe's 33 of the same pose, each hand its 21. No
picture lies beside it: an image is named by its recording and the microsecond on that clock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import NO_FRAME, HandTrack, MotionTrack, Status
from pipelines.release.bundle import Bundle, Part
from pipelines.release.formats.skeletons import (
    BODY,
    CATEGORIES,
    LEFT,
    OF_POSE,
    PERSON,
    RIGHT,
    Category,
)

FILE, ASIDE = "keypoints.json", "annotations.partial"
HALF = 0.5
AT_ONCE = 2_000
DESCRIPTION = (
    "Keypoints estimated from video, in pixels. v=2: seen. v=1: in the picture but likely"
    " covered, or filled in between frames where it was seen. v=0 with 0,0: not found, not in the"
    " picture, or likely not there. Of hands the model does not tell it point by point: v=2 where"
    " the hand was found in that very frame. area is that of the box round the points. Rows that"
    " were struck are left out. frame_row is the row in frames of the format hf."
)


def write(bundle: Bundle, out: Path) -> None:
    """Write ``keypoints.json`` into ``out``, holding no more than one session's track at a time."""
    aside = out / ASIDE
    with (
        (out / FILE).open("w", encoding="utf-8", newline="\n") as file,
        aside.open("w+", encoding="utf-8", newline="\n") as annotations,
    ):
        file.write(json.dumps(_head(bundle), ensure_ascii=False)[:-1])
        file.write(',\n"images": [')
        _fill(bundle, _listing(file), _listing(annotations))
        file.write('],\n"annotations": [')
        annotations.seek(0)
        while piece := annotations.read(1 << 20):
            file.write(piece)
        file.write("]}\n")
    aside.unlink()


def _head(bundle: Bundle) -> dict[str, Any]:
    return {
        "info": {
            "description": DESCRIPTION,
            "version": bundle.name,
            "year": bundle.created_at.year,
            "contributor": bundle.provenance.software,
            "url": "",
            "date_created": bundle.created_at.date().isoformat(),
            "models": [list(one) for one in bundle.provenance.models],
        },
        "licenses": [
            {"id": n, "name": name, "url": ""} for n, name in enumerate(_licences(bundle), 1)
        ],
        "categories": [one.written() for one in CATEGORIES],
    }


def _licences(bundle: Bundle) -> list[str]:
    return sorted({part.consent.licence or "not stated" for part in bundle.parts})


_Put = Callable[[dict[str, Any]], int]


def _listing(file: TextIO) -> _Put:
    """Writes items of a list, each under the next number, which it gives back."""
    number = 0

    def put(item: dict[str, Any]) -> int:
        nonlocal number
        number += 1
        before = ",\n" if number > 1 else "\n"
        file.write(before + json.dumps({"id": number, **item}, ensure_ascii=False))
        return number

    return put


def _fill(bundle: Bundle, image: _Put, annotation: _Put) -> None:
    licences = _licences(bundle)
    for part in bundle.ordered:
        track = part.track()
        if track is None:
            continue
        licence = licences.index(part.consent.licence or "not stated") + 1
        told = {"license": licence, "split": bundle.split_of(part), "session": part.session.id}
        rows = part.kept_rows(track)
        for first in range(0, len(rows), AT_ONCE):
            for n, row, points in _block(track, rows[first : first + AT_ONCE]):
                number = image({**_image(part, track, row), "frame_row": first + n, **told})
                for category, own in points:
                    for found in _annotations(category, own):
                        annotation({"image_id": number, **found})


def _block(
    track: MotionTrack, rows: NDArray[np.int64]
) -> Iterator[tuple[int, int, list[tuple[Category, NDArray[np.float64]]]]]:
    """Of each row with a picture its place in the block, its number and its points."""
    seen = [(one, _points(one, track, rows)) for one in CATEGORIES]
    for n, row in enumerate(rows):
        if track.frame[row] != NO_FRAME:
            yield n, int(row), [(category, points[n]) for category, points in seen]


def _image(part: Part, track: MotionTrack, row: int) -> dict[str, Any]:
    at_us = int(track.t_us[row])
    return {
        "file_name": f"{part.recording}/{at_us:012d}.jpg",
        "width": track.info.width,
        "height": track.info.height,
        "recording": part.recording,
        "t_s": at_us / 1e6,
        "session_t_s": at_us / 1e6 + part.shift_s,
    }


def _points(category: Category, track: MotionTrack, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """[rows, points, (x, y, v)] in pixels; 0, 0, 0 where there is no point."""
    if category in (LEFT, RIGHT):
        hand = track.left if category is LEFT else track.right
        return _marked(hand.xyz[rows], _of_hand(hand, rows), track)
    chosen = np.array(OF_POSE) if category is PERSON else np.arange(len(BODY.points))
    seen = _of_pose(track, rows)[:, chosen]
    return _marked(track.pose_xyz[rows][:, chosen], seen, track)


def _of_pose(track: MotionTrack, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """v of every point of the pose, before it is looked at where it lies."""
    visible = track.pose_vis[rows] >= HALF  # NaN is not
    there = track.pose_presence[rows] >= HALF
    status = track.pose_status[rows][:, None]
    seen = np.where(visible & (status == Status.OBSERVED), 2, 1)
    return np.where(there & (status != Status.MISSING), seen, 0)


def _of_hand(hand: HandTrack, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    v = np.zeros(3, np.int64)
    v[Status.OBSERVED], v[Status.INTERPOLATED] = 2, 1
    return np.repeat(v[hand.status[rows]][:, None], len(LEFT.points), axis=1)


def _marked(
    xyz: NDArray[np.float32], seen: NDArray[np.int64], track: MotionTrack
) -> NDArray[np.float64]:
    x, y = (xyz[:, :, axis].astype(np.float64) for axis in (0, 1))
    inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)  # of NaN nothing is
    v = np.where(inside, seen, 0)
    pixels = np.stack((x * track.info.width, y * track.info.height, v), axis=2)
    return np.where((v > 0)[:, :, None], np.round(pixels, 2), 0.0)


def _annotations(category: Category, points: NDArray[np.float64]) -> Iterator[dict[str, Any]]:
    """None where no point is known."""
    known = points[points[:, 2] > 0]
    if not len(known):
        return
    left, top = known[:, :2].min(axis=0).tolist()
    right, bottom = known[:, :2].max(axis=0).tolist()
    width, height = round(right - left, 2), round(bottom - top, 2)
    flat = points.reshape(-1).tolist()
    yield {
        "category_id": category.id,
        "keypoints": [int(one) if n % 3 == 2 else one for n, one in enumerate(flat)],
        "num_keypoints": len(known),
        "bbox": [left, top, width, height],
        "area": round(width * height, 2),
        "iscrowd": 0,
    }
