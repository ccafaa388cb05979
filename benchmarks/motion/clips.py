"""Recordings to measure on: clips looped to a length, and the raw engine in a bare loop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import av
import mediapipe
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray

from benchmarks.common import bench_data
from capture.media import sample_times
from pipelines.models import model_path

FPS = 15.0
DEMO = Path(__file__).parents[2] / "examples" / "demo" / "recording" / "recording.mp4"


def clips() -> dict[str, Path]:
    """The clips of the development data and the demo recording, by name."""
    folder = bench_data("video")
    found = sorted(folder.glob("*.*")) if folder else []
    videos = {path.stem: path for path in found if path.suffix in (".mp4", ".mkv", ".gif")}
    return {**videos, "demo": DEMO}


def looped(source: Path, seconds: float, out: Path) -> Path:
    """The pictures of ``source`` again and again until ``seconds`` are full, as H.264."""
    with av.open(str(source)) as first:
        rate = first.streams.video[0].average_rate
        size = first.streams.video[0].width // 2 * 2, first.streams.video[0].height // 2 * 2
    assert rate is not None
    with av.open(str(out), "w") as container:
        stream: Any = container.add_stream("libx264", rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.options = {"preset": "veryfast", "crf": "20"}
        for number, frame in enumerate(_endless(source)):
            if number >= seconds * float(rate):
                break
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out


def _endless(source: Path) -> Iterator[Any]:
    while True:
        with av.open(str(source)) as container:
            yield from container.decode(video=0)


class Bare(NamedTuple):
    """What the raw engine saw: bodies and hands of each sampled frame [n, 2], and its cost."""

    seen: NDArray[np.int_]
    cpu_s: float


def bare(path: Path, fps: float | None = FPS) -> Bare:
    """Decode, take every 1/fps-th frame, call both models, keep nothing but how many."""
    with _landmarker("Pose") as pose, _landmarker("Hand") as hands:
        began = time.process_time()
        counts = [_look(pose, hands, *frame) for frame in _sampled(path, fps)]
        cpu_s = time.process_time() - began
    return Bare(np.array(counts).reshape(-1, 2), cpu_s)


def _look(pose: Any, hands: Any, pixels: Any, ms: int) -> tuple[int, int]:
    image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=pixels)
    bodies = pose.detect_for_video(image, ms).pose_landmarks
    return len(bodies), len(hands.detect_for_video(image, ms).hand_landmarks)


def _sampled(path: Path, fps: float | None) -> Iterator[tuple[Any, int]]:
    """RGB and milliseconds of the frames that ours looks at too."""
    last = -1
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        tolerance_s = float(stream.time_base or 0)
        for _, time_s, frame in sample_times(_timed(container.decode(stream)), fps, tolerance_s):
            last = max(last + 1, round(time_s * 1000))
            yield np.ascontiguousarray(frame.to_ndarray(format="rgb24")), last


def _timed(frames: Iterator[Any]) -> Iterator[tuple[int, float, Any]]:
    zero = None
    for index, frame in enumerate(frames):
        at = float(frame.pts * frame.time_base)
        zero = at if zero is None else zero
        yield index, at - zero, frame


def _landmarker(kind: str) -> Any:
    model = {"Pose": "pose_landmarker_full", "Hand": "hand_landmarker"}[kind]
    options = getattr(vision, f"{kind}LandmarkerOptions")(
        BaseOptions(model_asset_path=str(model_path(model))),
        running_mode=vision.RunningMode.VIDEO,
        **({"num_hands": 2} if kind == "Hand" else {}),
    )
    return getattr(vision, f"{kind}Landmarker").create_from_options(options)
