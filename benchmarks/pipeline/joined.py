"""Recordings of any length: one hand clip in a loop under real speech in a loop, and beginnings."""

from __future__ import annotations

from fractions import Fraction
from itertools import cycle
from pathlib import Path

import av
import numpy as np

RATE = 16_000
FPS = 30


def join(video: Path, speech: list[Path], out: Path, seconds: float) -> None:
    """Write ``out`` (H.264, AAC) of ``seconds``; the clip and the speech are both real."""
    pictures = _pictures(video)
    height, width = pictures[0].shape[:2]
    with av.open(str(out), "w", format="mp4") as made:
        picture = made.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        sound = made.add_stream("aac", rate=RATE)
        sound.layout = "mono"
        voice = _voice(speech, seconds)
        block = RATE  # a second of sound after each second of picture keeps the file interleaved
        frames = cycle(pictures)
        for second in range(int(seconds)):
            for number in range(FPS):
                frame = av.VideoFrame.from_ndarray(next(frames), format="rgb24")
                frame.pts, frame.time_base = second * FPS + number, Fraction(1, FPS)
                made.mux(picture.encode(frame))
            part = av.AudioFrame.from_ndarray(
                voice[None, second * block : (second + 1) * block], format="s16", layout="mono"
            )
            part.sample_rate, part.pts = RATE, second * block
            part.time_base = Fraction(1, RATE)
            made.mux(sound.encode(part))
        made.mux(picture.encode(None))
        made.mux(sound.encode(None))


def beginning(recording: Path, out: Path, seconds: float) -> Path:
    """Write the first ``seconds`` of a recording to ``out``, its packets as they are."""
    with av.open(str(recording)) as given, av.open(str(out), "w", format="mp4") as made:
        streams = [*given.streams.video[:1], *given.streams.audio[:1]]
        into = {one.index: made.add_stream_from_template(one) for one in streams}
        for packet in given.demux(streams):
            if packet.dts is not None and packet.dts * packet.time_base < seconds:
                packet.stream = into[packet.stream.index]
                made.mux(packet)
    return out


def _pictures(video: Path) -> list[np.ndarray]:
    """Forward and back again, so that the loop has no jump."""
    with av.open(str(video)) as given:
        frames = [frame.to_ndarray(format="rgb24") for frame in given.decode(video=0)]
    frames = [np.ascontiguousarray(f[: f.shape[0] // 2 * 2, : f.shape[1] // 2 * 2]) for f in frames]
    return frames + frames[-2:0:-1]


def _voice(speech: list[Path], seconds: float) -> np.ndarray:
    parts: list[np.ndarray] = []
    length = 0
    for path in cycle(speech):
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        with av.open(str(path)) as given:
            for frame in [*given.decode(audio=0), None]:
                parts += [out.to_ndarray()[0] for out in resampler.resample(frame)]
        parts.append(np.zeros(RATE, np.int16))
        length = sum(map(len, parts))
        if length >= seconds * RATE:
            return np.concatenate(parts)[: int(seconds * RATE)]
    return np.zeros(0, np.int16)
