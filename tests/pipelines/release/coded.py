"""A masked copy that tells, in every picture and every second of sound, where it is from.

The four quarters of picture ``n`` are grey as the four digits of ``n`` to base six; the tone of
second ``n`` has 200 + 20 n Hz.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from fractions import Fraction
from functools import cache

import av
import numpy as np

from capture.media import Media
from data_schemas.clock import TimeMap
from data_schemas.motion import MotionTrack
from pipelines.release.bundle import Part
from pipelines.release.heard import Heard
from tests.pipelines.release.conftest import OFFSET_S, make_part, track

FPS, SECONDS, RATE = 30, 40, 48_000
BASE, DARK, STEP = 6, 30, 38


def picture(number: int, width: int = 64, height: int = 48) -> np.ndarray:
    """Grey, uint8 [height, width]."""
    digits = [number // BASE**place % BASE for place in range(4)]
    quarters = np.array(digits, np.uint8).reshape(2, 2) * STEP + DARK
    return np.kron(quarters, np.ones((height // 2, width // 2), np.uint8))


def number_of(grey: np.ndarray) -> int:
    """The number of a picture, [height, width] or [height, width, 3]; -1 for a black one."""
    plain = grey if grey.ndim == 2 else grey.mean(axis=2)
    high, wide = plain.shape[0] // 2, plain.shape[1] // 2
    levels = [
        plain[row * high : (row + 1) * high, column * wide : (column + 1) * wide].mean()
        for row in range(2)
        for column in range(2)
    ]
    if max(levels) < DARK / 2:
        return -1
    return number_of_levels(levels)


def number_of_levels(quarters: list[float]) -> int:
    """Of the mean light of its four quarters."""
    return sum(round((light - DARK) / STEP) * BASE**place for place, light in enumerate(quarters))


def numbers_in(data: bytes) -> list[int]:
    """Of every picture of a film, and that each lies where a constant rate puts it."""
    with av.open(io.BytesIO(data)) as opened:
        stream = opened.streams.video[0]
        rate = stream.average_rate
        found = [(frame.pts * stream.time_base, frame) for frame in opened.decode(stream)]
    assert [at for at, _ in found] == [Fraction(n) / rate for n in range(len(found))]
    return [number_of(frame.to_ndarray(format="rgb24")) for _, frame in found]


@cache
def film(seconds: int = SECONDS, width: int = 64, height: int = 48) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w", format="mp4") as out:
            video = out.add_stream("libx264", rate=FPS)
            video.width, video.height, video.pix_fmt = width, height, "yuv420p"
            video.codec_context.options = {"preset": "ultrafast", "crf": "16"}
            sound = out.add_stream("aac", rate=RATE)
            sound.layout = "mono"
            for number in range(seconds * FPS):
                grey = picture(number, width, height)
                frame = av.VideoFrame.from_ndarray(np.stack([grey] * 3, axis=2), format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, FPS)
                out.mux(video.encode(frame))
            out.mux(video.encode(None))
            for number in range(seconds):
                at = np.arange(number * RATE, (number + 1) * RATE) / RATE
                wave = (0.3 * np.sin(2 * np.pi * (200 + 20 * number) * at)).astype(np.float32)
                frame = av.AudioFrame.from_ndarray(wave[None], format="fltp", layout="mono")
                frame.sample_rate, frame.pts = RATE, number * RATE
                frame.time_base = Fraction(1, RATE)
                out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
        return file.read()


def looked(fps: float = 15.0) -> MotionTrack:
    """Both hands and wrists, seen in every look, moving with time."""
    made = track(int(SECONDS * fps), fps)
    seen = np.ones(len(made), np.uint8)
    return replace(
        made, right=replace(made.left, status=seen), left=replace(made.left, status=seen)
    )


def filmed_part(session: str = "ses-a", expert: str = "exp-a", **more) -> Part:
    """The usual part with a masked copy."""
    return replace(make_part(session, expert), **{"heard": (heard(),), **more})


def heard(clock: TimeMap | None = None, data: bytes | None = None, **more) -> Heard:
    told = {
        "recording": "r1", "offset_s": OFFSET_S, "duration_s": float(SECONDS),
        "open": lambda: Media(lambda: io.BytesIO(data or film())),
        "clock": clock or TimeMap.identity(), "track": looked,
    }  # fmt: skip
    return Heard(**{**told, **more})


def pitch(data: np.ndarray, rate: int) -> float:
    """The loudest frequency in Hz, 0 for silence."""
    if not np.abs(data).max():
        return 0.0
    return float(np.abs(np.fft.rfft(data)).argmax() / (len(data) / rate))
