"""Small recordings made on the spot, sane ones and hostile ones."""

from __future__ import annotations

import struct
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
import numpy as np

RATE = 48_000
FAST = {"libvpx": {"deadline": "realtime", "cpu-used": "8"}, "libx264": {"preset": "ultrafast"}}


@dataclass(frozen=True)
class Recipe:
    """``times_s`` are the frames' seconds; ``tone_s`` (start, end) seconds of a 440 Hz tone.

    ``options`` are those of the container, ``coding`` those of the video's coder, if not the fast.
    """

    container: str = "mp4"
    video: str | None = "libx264"
    audio: str | None = None
    width: int = 160
    height: int = 120
    fps: int = 30
    times_s: tuple[float, ...] = tuple(i / 30 for i in range(30))
    tone_s: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    rotation: int | None = None
    ticks: int = 30_000
    options: tuple[tuple[str, str], ...] = ()
    coding: tuple[tuple[str, str], ...] = ()


def corner_picture(width: int, height: int, brightness: int = 0) -> np.ndarray:
    """Grey, with a red top left quarter: shows every rotation and mirroring."""
    image = np.full((height, width, 3), brightness, np.uint8)
    image[: height // 2, : width // 2] = (255, 0, 0)
    return image


@cache
def clip(recipe: Recipe = Recipe()) -> bytes:
    """The bytes of a recording with moving grey frames and, if asked for, a tone."""
    with tempfile.NamedTemporaryFile() as file:  # faststart reads back what it wrote, by name
        _write(file.name, recipe)
        return file.read()


def _write(path: str, recipe: Recipe) -> None:
    with av.open(path, "w", format=recipe.container, options=dict(recipe.options)) as out:
        video = _video_stream(out, recipe)
        audio = None
        if recipe.audio:
            audio = out.add_stream(recipe.audio, rate=RATE)
            audio.layout = "mono"
        out.start_encoding()
        for number, second in enumerate(recipe.times_s if video else ()):
            frame = av.VideoFrame.from_ndarray(
                corner_picture(recipe.width, recipe.height, number % 200), format="rgb24"
            )
            frame.time_base = Fraction(1, recipe.ticks)
            frame.pts = round(second * recipe.ticks)
            out.mux(video.encode(frame))
        if video:
            out.mux(video.encode(None))
        if audio:
            for start_s, end_s in recipe.tone_s:
                for frame in _tone(start_s, end_s):
                    out.mux(audio.encode(frame))
            out.mux(audio.encode(None))


def _video_stream(out, recipe: Recipe):
    if not recipe.video:
        return None
    stream = out.add_stream(recipe.video, rate=recipe.fps)
    stream.width, stream.height = recipe.width, recipe.height
    stream.pix_fmt = "yuvj420p" if recipe.video == "mjpeg" else "yuv420p"
    stream.time_base = Fraction(1, recipe.ticks)
    stream.codec_context.time_base = Fraction(1, recipe.ticks)
    stream.codec_context.options = dict(recipe.coding) or FAST.get(recipe.video, {})
    if recipe.rotation is not None:
        stream.set_display_rotation(recipe.rotation)
    return stream


def _tone(start_s: float, end_s: float):
    step = 960
    for begin in range(round(start_s * RATE), round(end_s * RATE), step):
        t = np.arange(begin, begin + step) / RATE
        wave = (0.4 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, begin, Fraction(1, RATE)
        yield frame


def patched(data: bytes, marker: bytes, offset: int, value: bytes) -> bytes:
    """``data`` with ``value`` written ``offset`` bytes after every ``marker``."""
    out = bytearray(data)
    at = out.find(marker)
    assert at >= 0, f"{marker!r} does not occur"
    while at >= 0:
        out[at + offset : at + offset + len(value)] = value
        at = out.find(marker, at + 1)
    return bytes(out)


def ten_hours_mp4() -> bytes:
    """An MP4 of one second whose movie header announces ten hours."""
    data = clip()
    at = data.index(b"mvhd") + 4
    scale = struct.unpack_from(">I", data, at + 12)[0]
    return patched(data, b"mvhd", 4 + 16, struct.pack(">I", scale * 36_000))


def ten_hours_webm() -> bytes:
    """A WebM of one second whose segment announces ten hours."""
    data = clip(Recipe(container="webm", video="libvpx"))
    return patched(data, b"\x44\x89\x88", 3, struct.pack(">d", 36_000_000.0))


def huge_picture_mp4() -> bytes:
    """160 x 120 frames under a header that announces 10,000 x 10,000."""
    return patched(clip(), b"avc1", 4 + 24, struct.pack(">HH", 10_000, 10_000))


def huge_picture_webm() -> bytes:
    """The same in WebM: PixelWidth and PixelHeight, two bytes each."""
    data = clip(Recipe(container="webm", video="libvpx", width=320, height=256))
    data = patched(data, b"\xb0\x82\x01\x40", 2, struct.pack(">H", 10_000))
    return patched(data, b"\xba\x82\x01\x00", 2, struct.pack(">H", 10_000))


def live(data_format: str = "webm") -> bytes:
    """A recording as a browser writes it: no duration, sizes unknown."""
    return clip(
        Recipe(container=data_format, video="libvpx", audio="libopus", options=(("live", "1"),))
    )
