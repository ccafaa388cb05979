"""Recordings whose pictures tell when they were taken, and that flash and click together."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from capture.media import Media

RATE = 48_000


class Pipe:
    """A sink that can do nothing but take bytes, like the vault's."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)

    def media(self) -> Media:
        return Media(lambda: io.BytesIO(bytes(self.data)))


@dataclass(frozen=True)
class Scene:
    """``grey`` gives a picture's brightness at its second, ``clicks_s`` loud 20 ms bursts.

    ``sound_s`` are runs of sound with timestamps of their own; none: no sound track.
    """

    times_s: Sequence[float]
    grey: Callable[[float], int] = lambda second: 60
    clicks_s: Sequence[float] = ()
    sound_s: Sequence[tuple[float, float]] = ()
    width: int = 128
    height: int = 96
    rate: int = 30
    pixels: str = "yuv420p"


def flash(*seconds: float) -> Callable[[float], int]:
    return lambda second: 230 if any(s - 1e-6 <= second < s + 0.2 for s in seconds) else 30


def scene(what: Scene) -> Media:
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        video = container.add_stream("libx264", rate=what.rate) if what.times_s else None
        audio = container.add_stream("pcm_s16le", rate=RATE) if what.sound_s else None
        if audio:
            audio.layout = "mono"
        if video:
            video.width, video.height, video.pix_fmt = what.width, what.height, what.pixels
            video.codec_context.time_base = Fraction(1, 1000)
            video.codec_context.options = {"preset": "ultrafast", "crf": "10"}
        container.start_encoding()
        packets = sorted(
            [*_pictures(video, what), *_sound(audio, what)], key=lambda p: p.dts * p.time_base
        )
        for packet in packets:
            container.mux(packet)
    return Media(lambda: io.BytesIO(out.getvalue()))


def _pictures(stream, what: Scene) -> Iterable[av.Packet]:
    for second in what.times_s:
        grey = what.grey(second)
        image = np.full((what.height, what.width, 3), grey, np.uint8)
        frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=what.pixels)
        frame.time_base, frame.pts = Fraction(1, 1000), round(second * 1000)
        yield from stream.encode(frame)
    if stream:
        yield from stream.encode(None)


def _sound(stream, what: Scene) -> Iterable[av.Packet]:
    for start_s, end_s in what.sound_s:
        for begin in range(round(start_s * RATE), round(end_s * RATE), 960):
            t = np.arange(begin, begin + 960) / RATE
            loud = sum((t >= click) & (t < click + 0.02) for click in what.clicks_s)
            wave = 20_000 * np.sin(2 * np.pi * 1000 * t) * loud
            frame = av.AudioFrame.from_ndarray(
                wave.astype(np.int16)[None], format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts, frame.time_base = RATE, begin, Fraction(1, RATE)
            yield from stream.encode(frame)


def brightness(media: Media) -> list[tuple[float, float]]:
    """(second, mean grey) of every picture."""
    return [(f.time_s, float(f.image.mean())) for f in media.frames()]


def flashes(media: Media) -> list[float]:
    """Seconds at which the picture turns bright."""
    seen = brightness(media)
    pairs = zip([(0.0, 0.0), *seen], seen, strict=False)
    return [second for (_, before), (second, now) in pairs if before < 130 <= now]


def clicks(media: Media) -> list[float]:
    """Seconds at which the sound turns loud after at least 0.1 s of quiet."""
    loud = np.flatnonzero(np.abs(media.sound_array(RATE)) > 0.15) / RATE
    return [float(s) for s, before in zip(loud, [-1.0, *loud], strict=False) if s - before > 0.1]
