"""A recording as lazy iterators over its frames and its sound, on its own clock.

The clock is seconds since the first video frame (without video, the first audio sample), always
from container timestamps: phones and browsers record at a variable rate, so counting frames
drifts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from av.container import InputContainer
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from capture.containers import HEAD_BYTES, recognise
from capture.demux import (
    audio_stream,
    clear_errors,
    open_container,
    prepare,
    readable,
    video_stream,
)
from capture.probe import Limits, MediaInfo, probe
from capture.sound import Ear, mono
from data_schemas.clock import Interval
from data_schemas.errors import MediaError

__all__ = ["Frame", "Limits", "Media", "MediaInfo", "media_from_path", "probe", "sample_times"]


@dataclass(frozen=True, eq=False)
class Frame:
    """``image`` uint8 RGB [H, W, 3], C-contiguous, upright; ``index`` counts decoded frames."""

    index: int
    time_s: float
    image: NDArray[np.uint8]


class Media:
    """A recording. Nothing is opened until asked for; every iterator has a container of its own.

    Damage in the middle costs what it hit: those frames are missing, that sound is silence.

    ``open_source`` returns a new seekable binary file object at each call, which Media closes.
    """

    def __init__(self, open_source: Callable[[], BinaryIO], limits: Limits | None = None) -> None:
        self._open_source = open_source
        self._limits = limits or Limits()

    @cached_property
    def info(self) -> MediaInfo:
        """Facts about the recording; ``MediaError`` in one sentence if it is not accepted."""
        with closing(self._open_source()) as source:
            return probe(source, self._limits)

    def check(self) -> MediaInfo:
        """Same as ``info``, for callers that only want the refusal."""
        return self.info

    def frames(self, fps: float | None = None, keys: bool = False) -> Iterator[Frame]:
        """Upright RGB frames in time order; all, or the first at or after every 1/fps seconds.

        ``keys``: only frames that stand for themselves (their ``index`` counts those alone).
        """
        converter = VideoReformatter()
        turns = self.info.rotation // 90
        for index, time_s, frame in self.decoded(fps, keys):
            rgb = converter.reformat(frame, format="rgb24").to_ndarray()
            yield Frame(index, time_s, np.ascontiguousarray(np.rot90(rgb, turns)))

    def decoded(
        self, fps: float | None = None, keys: bool = False
    ) -> Iterator[tuple[int, float, Any]]:
        """(index, second, PyAV frame as stored) without any conversion; for encoders.

        ``keys``: only frames that stand for themselves, at a fraction of the cost.
        """
        if not self.info.has_video:
            return
        with clear_errors(), self._opened() as container:
            stream: Any = video_stream(container)
            prepare(stream, self._limits.pixels)
            if keys:
                stream.codec_context.skip_frame = "NONKEY"
            timed = self._timed(readable(container, stream, few=keys))
            yield from sample_times(timed, fps, float(stream.time_base))

    def sound(
        self, rate: int = 16_000, channel: int | None = None
    ) -> Iterator[NDArray[np.float32]]:
        """Mono float32 chunks in -1..1 at ``rate``; nothing if there is no sound.

        All channels mixed, or of a stereo recording only ``channel`` (0 left, 1 right).
        """
        if not self.info.has_audio:
            return
        with clear_errors(), self._opened() as container:
            stream: Any = audio_stream(container)
            prepare(stream, self._limits.pixels)
            frames = readable(container, stream)
            yield from mono(frames, Ear(rate, channel), self.info.zero_s, self._limits)

    def decoded_within(self, within: Interval) -> Iterator[tuple[float, Any]]:
        """(second, PyAV frame as stored) of frames that begin in ``within``, found by seeking."""
        if not self.info.has_video:
            return
        with clear_errors(), self._opened() as container:
            stream: Any = video_stream(container)
            prepare(stream, self._limits.pixels)
            self._seek(container, stream, within.start_s)
            for _, second, frame in self._timed(readable(container, stream)):
                if second >= within.end_s:
                    return
                if second >= within.start_s:
                    yield second, frame

    def sound_within(self, within: Interval, rate: int) -> Iterator[NDArray[np.float32]]:
        """Mono float32 chunks of ``within``, exactly its length; silence where there is none."""
        left = round(within.length_s * rate)
        for chunk in self._heard_from(within.start_s, rate):
            if left <= 0:
                return
            yield chunk[:left]
            left -= len(chunk)
        while left > 0:
            yield np.zeros(min(left, 10 * rate), np.float32)
            left -= min(left, 10 * rate)

    def _heard_from(self, start_s: float, rate: int) -> Iterator[NDArray[np.float32]]:
        if not self.info.has_audio:
            return
        with clear_errors(), self._opened() as container:
            stream: Any = audio_stream(container)
            prepare(stream, self._limits.pixels)
            # A decoder of sound needs a run-up; what it gives of that is cut off.
            self._seek(container, stream, max(0.0, start_s - 0.5))
            frames = readable(container, stream)
            yield from mono(frames, Ear(rate), self.info.zero_s + start_s, self._limits)

    def _seek(self, container: InputContainer, stream: Any, second: float) -> None:
        at = int((second + self.info.zero_s) / stream.time_base)
        container.seek(at, stream=stream, backward=True)

    def sound_array(self, rate: int = 16_000) -> NDArray[np.float32]:
        """The whole sound, float32 [samples]; 230 MB an hour at 16 kHz."""
        chunks = list(self.sound(rate))
        return np.concatenate(chunks) if chunks else np.zeros(0, np.float32)

    @contextmanager
    def _opened(self) -> Iterator[InputContainer]:
        with closing(self._open_source()) as source:
            kind = recognise(source.read(HEAD_BYTES))
            with open_container(source, kind) as container:
                yield container

    def _timed(self, frames: Iterable[Any]) -> Iterator[tuple[int, float, Any]]:
        """Numbers frames and gives them seconds; a frame that goes back in time is left out."""
        step_s = 1.0 / (self.info.fps or 25.0)
        last_s: float | None = None
        for index, frame in enumerate(frames):
            if frame.pts is not None:
                time_s = float(frame.pts * frame.time_base) - self.info.zero_s
            else:
                time_s = 0.0 if last_s is None else last_s + step_s
            if time_s > self._limits.duration_s:
                raise MediaError(
                    "The picture has a timestamp past the "
                    f"{self._limits.duration_s / 3600:g} hours that are accepted: split the "
                    "recording and try again."
                )
            if last_s is None or time_s > last_s:
                last_s = time_s
                yield index, time_s, frame


def sample_times(
    timed: Iterable[tuple[int, float, Any]], fps: float | None, tolerance_s: float
) -> Iterator[tuple[int, float, Any]]:
    """Of (index, second, frame) the first at or after every k/fps.

    Containers round times to their time base (Matroska: 1 ms), so a frame that lies up to
    ``tolerance_s`` before its tick still counts for it; otherwise 30 fps sampled at 15 limps.
    """
    if fps is None:
        yield from timed
        return
    slack = min(tolerance_s, 0.25 / fps)
    tick = 0
    for index, time_s, frame in timed:
        if time_s >= tick / fps - slack:
            yield index, time_s, frame
            tick = int((time_s + slack) * fps) + 1


def media_from_path(path: str | Path, limits: Limits | None = None) -> Media:
    """The recording in a readable file; ``MediaError`` if there is no such file."""
    file = Path(path)
    if not file.is_file():
        raise MediaError(f"There is no file {file.name}: check the name and the folder.")

    def open_file() -> BinaryIO:
        try:
            return file.open("rb")
        except OSError as error:
            raise MediaError(
                f"The file {file.name} cannot be read: check its permissions."
            ) from error

    return Media(open_file, limits)
