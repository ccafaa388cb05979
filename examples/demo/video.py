"""Frames and sound into one MP4: H.264 and AAC, index first, a key frame every second or two."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from .body import Pixels
from .caption import CAPTION
from .paths import atomic
from .voice import RATE, Sound

KEY_EVERY_S = 2
CRF_SMALL, CRF_LARGE = "27", "35"  # a large picture hides more of what is lost
LARGE = 480  # rows


def write(
    path: Path, frames: Iterable[Pixels], fps: int, size: tuple[int, int], sound: Sound
) -> None:
    """Write ``frames`` (RGB [h, w, 3]) and ``sound`` [channels, n] at the voice's rate."""
    with atomic(path) as temp, av.open(str(temp), "w", options={"movflags": "faststart"}) as out:
        out.metadata["title"] = "SYNTHETIC demo recording"
        out.metadata["comment"] = f"SYNTHETIC: {CAPTION}; no real person, place or voice"
        picture = out.add_stream("libx264", rate=fps)
        picture.width, picture.height = size
        picture.pix_fmt = "yuv420p"
        picture.time_base = Fraction(1, fps)
        picture.options = {
            "crf": CRF_LARGE if size[1] > LARGE else CRF_SMALL,
            "preset": "slow",
            "g": str(KEY_EVERY_S * fps),
        }
        voice = out.add_stream("aac", rate=RATE, layout=_layout(sound))
        voice.bit_rate = 56_000 * len(sound)
        chunk, position = RATE // fps, 0
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            out.mux(picture.encode(frame))
            position = _sound(out, voice, sound, position, position + chunk)
        _sound(out, voice, sound, position, sound.shape[1])
        out.mux(picture.encode(None))
        out.mux(voice.encode(None))


def _sound(
    out: av.container.OutputContainer, stream: av.AudioStream, sound: Sound, start: int, end: int
) -> int:
    """Encode the samples from ``start`` to ``end``; returns ``end``."""
    part = np.ascontiguousarray(sound[:, start:end])
    if part.size:
        frame = av.AudioFrame.from_ndarray(part, "fltp", _layout(sound))
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        out.mux(stream.encode(frame))
    return min(end, sound.shape[1])


def _layout(sound: Sound) -> str:
    return "mono" if len(sound) == 1 else "stereo"
