"""The pictures of a shot as H.264 at a constant rate, made for random access.

Every second picture is a key frame and none looks ahead, so that any is decoded from at most one
other (measured for LeRobot: half an hour of training reads single frames). The number of threads
is fixed: x264 gives other bytes for other numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType
from numpy.typing import NDArray

from data_schemas.clock import Interval
from pipelines.release.filmed.canvas import Canvas, Easel, Room
from pipelines.release.filmed.shot import SLACK, Shot

CODEC, PIXELS, GROUP = "h264", "yuv420p", 2
# No captions that ride in the pictures of a copy (``a53cc``): nobody has looked at them.
CODING = {"preset": "veryfast", "crf": "23", "sc_threshold": "0", "a53cc": "0"}
CONTAINER = {"movflags": "+faststart", "fflags": "+bitexact"}
THREADS = 4
SPARSE = 4  # colours are counted at every fourth pixel of a picture a second


@dataclass(frozen=True, eq=False)
class Film:
    """What was written, a row a picture: ``shown_s`` f64[n], the second of the copy that it shows,
    and ``black`` bool[n], whether it stays at the site. ``levels`` i64[3,256] counts red, green and
    blue in ``looked`` of the others. ``room`` is where they lie on the canvas.
    """

    shown_s: NDArray[np.float64]
    black: NDArray[np.bool_]
    levels: NDArray[np.int64]
    looked: int
    room: Room


def write_film(shot: Shot, canvas: Canvas, path: Path) -> Film | None:
    """Write an MP4 of ``shot.count`` pictures, the n-th at exactly ``n / fps`` seconds.

    None, and no file, if the copy has no picture there. ``MediaError`` if it cannot be read.
    """
    media = shot.copy.media
    easel = Easel(canvas, media.info.width, media.info.height)
    with av.open(str(path), "w", format="mp4", options=CONTAINER) as container:
        reel = _Reel(container, easel, shot)
        for second, frame in shown(shot, media.decoded_within(_run_up(shot, media.info.fps))):
            reel.show(second, frame)
        reel.finish()
    if not reel.seconds:
        path.unlink(missing_ok=True)
        return None
    return reel.film()


def shown(shot: Shot, frames: Iterator[tuple[float, Any]]) -> Iterator[tuple[float, Any]]:
    """For every tick the newest of ``frames`` (second of the copy, picture) at or before it; before
    the first that one."""
    slack_s, tick, last = SLACK / shot.fps, 0, None
    for second, frame in frames:
        while last is not None and tick < shot.count and shot.tick_s(tick) + slack_s < second:
            yield last
            tick += 1
        last = second, frame
    while last is not None and tick < shot.count:
        yield last
        tick += 1


def _run_up(shot: Shot, fps: float) -> Interval:
    """With the picture that stands when it begins."""
    before_s = 1.5 / (fps or 25.0)
    start_s = max(0.0, shot.within.start_s - before_s)
    return Interval(start_s=start_s, end_s=max(start_s, shot.tick_s(shot.count - 1) + before_s / 4))


class _Reel:
    def __init__(self, container: Any, easel: Easel, shot: Shot) -> None:
        self.seconds: list[float] = []
        self._black: list[bool] = []
        self._levels = np.zeros((3, 256), np.int64)
        self._looked = 0
        self._container, self._easel, self._shot = container, easel, shot
        self._last: tuple[float, Any] = (-1.0, None)
        stream: Any = container.add_stream("libx264", rate=shot.fps)
        stream.width, stream.height = easel.canvas.width, easel.canvas.height
        stream.pix_fmt = PIXELS
        stream.time_base = stream.codec_context.time_base = Fraction(1, shot.fps)
        stream.codec_context.gop_size = GROUP
        stream.codec_context.max_b_frames = 0
        stream.codec_context.thread_count = THREADS
        stream.codec_context.options = CODING
        self._stream = stream

    def show(self, second: float, frame: Any) -> None:
        number = len(self.seconds)
        end_s = self._shot.tick_s(number + 1)
        black = self._shot.hides(min(second, self._shot.tick_s(number)), end_s)
        if not number:
            self._tag(frame)
        picture = self._easel.black() if black else self._prepared(second, frame)
        if not black and number % self._shot.fps == 0:
            self._look(picture)
        picture.pts, picture.time_base = number, Fraction(1, self._shot.fps)
        picture.pict_type = PictureType.NONE
        self._container.mux(self._stream.encode(picture))
        self.seconds.append(second)
        self._black.append(black)

    def finish(self) -> None:
        if self.seconds:
            self._container.mux(self._stream.encode(None))

    def film(self) -> Film:
        shown_s, black = np.array(self.seconds), np.array(self._black)
        return Film(shown_s, black, self._levels, self._looked, self._easel.room)

    def _prepared(self, second: float, frame: Any) -> Any:
        if self._last[0] != second:
            self._last = second, self._easel.picture(frame)
        return self._last[1]

    def _look(self, picture: Any) -> None:
        few = picture.to_ndarray(format="rgb24")[::SPARSE, ::SPARSE].reshape(-1, 3)
        for colour in range(3):
            self._levels[colour] += np.bincount(few[:, colour], minlength=256)
        self._looked += 1

    def _tag(self, frame: Any) -> None:
        """Say in the stream what its numbers mean, as the copy does."""
        context = self._stream.codec_context
        context.color_range = 1
        if "yuv" in frame.format.name:
            context.colorspace = frame.colorspace
            context.color_primaries = frame.color_primaries
            context.color_trc = frame.color_trc
