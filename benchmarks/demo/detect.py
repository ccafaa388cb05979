"""Hands that the raw engine finds in generated takes, camera by camera, against exact joints."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import av
import mediapipe
import numpy as np
import pyarrow.parquet as pq
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray

from benchmarks.common import say
from examples.demo.make import Options, make
from examples.demo.variation import CAMERAS, Variation, single
from pipelines.models import model_path

FPS = 15
SECONDS = 20.0
CASES = (
    ("flange", "ada", 33),
    ("terminal", "chae", 34),
    ("flange", "femi", 35),
    ("weld", "dong", 36),
)
Array = NDArray[Any]


@dataclass
class Found:
    """Counts over the frames of one camera."""

    frames: int = 0
    both: int = 0
    hands: dict[str, int] = field(default_factory=lambda: {"left": 0, "right": 0})
    in_sight: dict[str, int] = field(default_factory=lambda: {"left": 0, "right": 0})
    found_in_sight: dict[str, int] = field(default_factory=lambda: {"left": 0, "right": 0})
    wrong: int = 0
    pixels: list[float] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        share = {
            side: round(self.found_in_sight[side] / max(1, self.in_sight[side]), 4)
            for side in self.hands
        }
        return {
            "frames": self.frames,
            "both_found": round(self.both / self.frames, 4),
            "left_found": round(self.hands["left"] / self.frames, 4),
            "right_found": round(self.hands["right"] / self.frames, 4),
            "left_found_when_in_sight": share["left"],
            "right_found_when_in_sight": share["right"],
            "detections_on_no_hand": self.wrong,
            "median_px": round(median(self.pixels), 2) if self.pixels else None,
        }


def measure(smoke: bool) -> dict[str, Any]:
    """A row for every case on every camera."""
    cases = CASES[:1] if smoke else CASES
    cameras = list(CAMERAS)[: 1 if smoke else None]
    rows = []
    for camera in cameras:
        for job, person, seed in cases:
            v = single(seed, job=job, person=person, camera=camera)
            found = _take(v, 2.0 if smoke else SECONDS)
            rows.append({"camera": camera, "job": job, "person": person, **found.row()})
            say(str(rows[-1]))
    return {"fps": FPS, "seconds": SECONDS, "size": "640x360", "rows": rows}


def _take(v: Variation, seconds: float) -> Found:
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        make(v, out, Options(fps=FPS, seconds=seconds))
        return _detect(out / "recording.mp4", pq.read_table(out / "joints.parquet"))


def _landmarker() -> Any:
    return vision.HandLandmarker.create_from_options(
        vision.HandLandmarkerOptions(
            BaseOptions(model_asset_path=str(model_path("hand_landmarker"))),
            running_mode=vision.RunningMode.VIDEO,
            num_hands=2,
        )
    )


def _detect(video: Path, table: Any) -> Found:
    found = Found()
    with _landmarker() as hands, av.open(str(video)) as source:
        for number, frame in enumerate(source.decode(video=0)):
            pixels = np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
            image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=pixels)
            seen = hands.detect_for_video(image, int(number * 1000 / FPS)).hand_landmarks
            size = np.array([frame.width, frame.height])
            _count(
                found,
                [np.array([[p.x, p.y] for p in hand]) * size for hand in seen],
                table,
                number,
                size,
            )
    return found


def _count(found: Found, seen: list[Array], table: Any, row: int, size: Array) -> None:
    """A detection belongs to the nearer true hand, if it is within half that hand's extent.

    The extent is the farthest that two joints are apart in the picture: a palm seen from its edge
    has hardly a length there, and still is a hand.
    """
    real = {
        side: np.array(table[f"{side}_hand_px"][row].as_py()).reshape(21, 2) * size
        for side in ("left", "right")
    }
    taken: dict[str, float] = {}
    for hand in seen:
        off = {s: float(np.linalg.norm(hand - at, axis=1).mean()) for s, at in real.items()}
        side = min(off, key=lambda s: off[s])
        if off[side] > _extent(real[side]) / 2 or side in taken:
            found.wrong += 1
        else:
            taken[side] = off[side]
    found.frames += 1
    found.both += len(taken) == 2
    found.pixels += taken.values()
    for side in real:
        sight = np.mean(table[f"{side}_hand_seen"][row].as_py()) >= 0.5
        found.hands[side] += side in taken
        found.in_sight[side] += bool(sight)
        found.found_in_sight[side] += bool(sight and side in taken)


def _extent(hand: Array) -> float:
    return float(np.linalg.norm(hand[:, None] - hand[None], axis=-1).max())
