"""The peer: PyAV alone, as somebody would write it who only wants the film in another coding."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av


def transcode(source: Path, target: Path, size: tuple[int, int], fps: int, group: int = 2) -> None:
    """All pictures decoded, every ``30 / fps``-th coded as the video formats code it, the sound
    as 16-bit PCM at 16 kHz beside it."""
    with av.open(str(source)) as given, av.open(str(target), "w", format="mp4") as out:
        film: Any = out.add_stream("libx264", rate=fps)
        film.width, film.height, film.pix_fmt = *size, "yuv420p"
        film.codec_context.gop_size, film.codec_context.max_b_frames = group, 0
        film.codec_context.options = {"preset": "veryfast", "crf": "23", "sc_threshold": "0"}
        seen, every = 0, 30 // fps
        for number, frame in enumerate(given.decode(video=0)):
            if number % every == 0:
                picture = frame.reformat(*size, format="yuv420p", interpolation="FAST_BILINEAR")
                picture.pts, picture.time_base, picture.pict_type = seen, Fraction(1, fps), 0
                out.mux(film.encode(picture))
                seen += 1
        out.mux(film.encode(None))
    _sound(source, target.with_suffix(".wav"))


def _sound(source: Path, target: Path) -> None:
    with av.open(str(source)) as given, av.open(str(target), "w", format="wav") as out:
        pcm: Any = out.add_stream("pcm_s16le", rate=16_000)
        pcm.layout = "mono"
        for frame in given.decode(audio=0):
            out.mux(pcm.encode(frame))
        out.mux(pcm.encode(None))


def picture_at(opened: Any, number: int, fps: int) -> Any:
    """The picture that begins at ``number / fps``, found by seeking to the key frame before it."""
    stream = opened.streams.video[0]
    wanted = round(number / fps / stream.time_base)
    opened.seek(wanted, stream=stream, backward=True)
    for frame in opened.decode(stream):
        if frame.pts >= wanted:
            return frame.to_ndarray(format="rgb24")
    raise OSError(f"there is no picture {number}")
