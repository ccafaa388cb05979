"""Recordings for the tests of motion: cut from the demo and from the bench data."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from capture.media import Media, media_from_path

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"
BENCH = Path(os.environ.get("SONMAT_BENCH_DATA") or ROOT.parent / "shared" / "data")


def bench_clip(name: str) -> Path:
    """A clip of the bench data, or a loud skip."""
    path = BENCH / "video" / name
    if not path.is_file():
        path = BENCH / "data" / "video" / name
    if not path.is_file():
        pytest.skip(f"skipped: no bench data, {name} is not below SONMAT_BENCH_DATA")
    return path


def pictures(path: Path, n: int, fps: float = 15.0, start_s: float = 0.0) -> list[np.ndarray]:
    """``n`` RGB frames from ``start_s`` on."""
    found: list[np.ndarray] = []
    for frame in media_from_path(path).frames(fps):
        if frame.time_s >= start_s:
            found.append(frame.image)
        if len(found) == n:
            break
    return found


def scaled(images: Sequence[np.ndarray], width: int, height: int) -> list[np.ndarray]:
    return [
        av.VideoFrame.from_ndarray(image, format="rgb24")
        .reformat(width=width, height=height)
        .to_ndarray()
        for image in images
    ]


def recording(images: Sequence[np.ndarray], times_s: Sequence[float]) -> Media:
    """The pictures at these seconds, without loss, so that sizes of any parity fit."""
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream("ffv1", rate=30)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "bgr0"
        stream.time_base = Fraction(1, 1000)
        stream.codec_context.time_base = Fraction(1, 1000)
        for image, second in zip(images, times_s, strict=True):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.time_base, frame.pts = Fraction(1, 1000), round(second * 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return Media(lambda: io.BytesIO(out.getvalue()))


def steady(n: int, fps: float = 15.0) -> list[float]:
    return [i / fps for i in range(n)]
