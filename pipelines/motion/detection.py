"""From a recording to its motion track, frames streaming through both models side by side."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from capture.media import Frame, Media
from data_schemas.errors import MediaError
from data_schemas.motion import NO_FRAME, MotionTrack, TrackInfo
from pipelines.motion.cpu import DecodeClock
from pipelines.motion.engine import Landmarkers, digests, installed_version
from pipelines.motion.holes import Holes
from pipelines.motion.options import Options
from pipelines.motion.picture import NO_LOOK, Look, Watch
from pipelines.motion.rows import Rows

# Frames on their way at a time: enough that neither model waits for the other or for the
# decoder, few enough that memory does not depend on the recording.
_IN_FLIGHT = 4


@dataclass(frozen=True)
class Measured:
    """A track and what it cost, from the first decode to the last result, in seconds.

    ``cpu_s`` and ``decode_cpu_s`` are processor time of the whole process, summed over threads,
    the first including the second. Start-up of MediaPipe and loading of models come before.
    """

    track: MotionTrack
    cpu_s: float
    decode_cpu_s: float
    wall_s: float


class _Underway(NamedTuple):
    frame: int
    t_us: int
    look: Look
    pose: Future[Any] | None = None
    hands: Future[Any] | None = None

    def results(self) -> tuple[Any, Any]:
        """Pose and hands when they are there; None for a time without a picture."""
        return tuple(one.result() if one else None for one in (self.pose, self.hands))  # type: ignore[return-value]


def detect_measured(
    media: Media, options: Options, progress: Callable[[float], None] | None = None
) -> Measured:
    """See :func:`pipelines.motion.detect`; with what it cost."""
    info = media.info
    if not info.has_video:
        raise MediaError(
            "The recording has no picture, so no motion can be found in it: choose a video."
        )
    rows = Rows(info.width / info.height)
    source = cast(Generator[Frame, None, None], media.frames(options.fps))
    with closing(source) as frames, Landmarkers(options) as landmarkers:
        clock = DecodeClock()
        cpu_s, wall_s = time.process_time(), time.perf_counter()
        for done in _results(landmarkers, clock.timing(frames), Holes.of(info)):
            rows.add((done.frame, done.t_us), *done.results(), done.look)
            if progress is not None:
                progress(_share(done.t_us / 1e6, info.duration_s))
        cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    if progress is not None:
        progress(1.0)
    return Measured(rows.track(_track_info(media, options)), cpu_s, clock.cpu_s, wall_s)


def _results(
    landmarkers: Landmarkers, frames: Iterable[Frame], holes: Holes
) -> Iterator[_Underway]:
    """Frames in order, finished or nearly; decoding goes on while the models are at work.

    Where the recording has no picture stand two rows without, the first and the last of it.
    """
    underway, watch = deque[_Underway](), Watch()
    for frame, (t_us, ms) in _timed(frames):
        underway.extend(_Underway(NO_FRAME, at, NO_LOOK) for at in holes.before(t_us))
        coming = landmarkers.start(frame.image, ms)
        underway.append(_Underway(frame.index, t_us, watch.look(frame.image), *coming))
        while len(underway) >= _IN_FLIGHT:
            yield underway.popleft()
    yield from underway
    yield from (_Underway(NO_FRAME, at, NO_LOOK) for at in holes.at_end())


def _timed(frames: Iterable[Frame]) -> Iterator[tuple[Frame, tuple[int, int]]]:
    """Microseconds and MediaPipe's milliseconds, both strictly increasing in spite of rounding."""
    t_us = ms = -1
    for frame in frames:
        t_us = max(t_us + 1, round(frame.time_s * 1e6))
        ms = max(ms + 1, round(frame.time_s * 1e3))
        yield frame, (t_us, ms)


def _share(second: float, duration_s: float) -> float:
    return min(1.0, second / duration_s) if duration_s > 0 else 0.0


def _track_info(media: Media, options: Options) -> TrackInfo:
    info = media.info
    return TrackInfo(
        width=info.width,
        height=info.height,
        source_fps=info.fps,
        sampled_fps=options.fps or info.fps,
        mediapipe_version=installed_version(),
        model_digests=digests(),
    )
