"""What a recording is, and whether we take it: limits are checked before decoding starts.

They hold for the header *and* for what the streams really say, because a header is written by
whoever made the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import av
from av.container import InputContainer

from capture.containers import DECODERS, HEAD_BYTES, Container, recognise
from capture.demux import audio_stream, clear_errors, open_container, prepare, video_stream
from capture.headers import Declared, declared
from capture.wholeness import is_cut
from data_schemas.errors import MediaError

_RATE_PACKETS = 300
_RATE_SLACK = 1.01  # timestamps are rounded
_TAIL_S = 5.0
_TAIL_TOLERANCE_S = 1.0


@dataclass(frozen=True)
class Limits:
    """What is accepted. ``allow_cut`` is for our own recorder, whose live parts may end early."""

    duration_s: float = 8 * 3600.0
    size: int = 64 * 2**30
    streams: int = 8
    pixels: int = 40_000_000
    fps: float = 240.0
    audio_rate: int = 384_000
    channels: int = 8
    allow_cut: bool = False


@dataclass(frozen=True)
class MediaInfo:
    """Facts about a recording; times on its clock, zero at its first video frame.

    ``duration_s`` runs to the end of the longest stream. ``width`` and ``height`` are in pixels
    after ``rotation`` (degrees counter-clockwise, 0/90/180/270). ``fps`` is the average.
    ``audio_start_s`` may be negative: sound from before the first frame. ``zero_s`` is where
    the clock's zero lies on the container's own time axis.
    """

    container: str
    duration_s: float
    has_video: bool
    has_audio: bool
    width: int = 0
    height: int = 0
    rotation: int = 0
    fps: float = 0.0
    audio_rate: int = 0
    channels: int = 0
    audio_start_s: float = 0.0
    zero_s: float = 0.0
    video_codec: str = ""
    audio_codec: str = ""


@dataclass(frozen=True)
class _Subject:
    """The recording under examination; ``open`` gives a fresh container each time."""

    source: BinaryIO
    kind: Container
    header: Declared
    limits: Limits

    def open(self) -> InputContainer:
        return open_container(self.source, self.kind)


def probe(source: BinaryIO, limits: Limits | None = None) -> MediaInfo:
    """Facts about the recording in ``source`` (seekable), or ``MediaError`` in one sentence."""
    limits = limits or Limits()
    size = source.seek(0, 2)
    source.seek(0)
    kind = recognise(source.read(HEAD_BYTES))
    if size > limits.size:
        raise MediaError(
            f"The recording is larger than {limits.size / 2**30:g} GiB: split it and try again."
        )
    subject = _Subject(source, kind, declared(source, kind.name, size), limits)
    _check_declared(subject.header, limits)
    if not limits.allow_cut and is_cut(source, kind.name, size):
        raise _cut()
    try:
        container = subject.open()
    except (av.error.FFmpegError, ValueError) as error:
        raise MediaError(
            "The recording cannot be opened, its header is damaged: copy it from the device again."
        ) from error
    with container, clear_errors():
        _check_streams(container, limits)
        _check_declared(_found(container), limits)
        return _facts(subject, container)


def _cut() -> MediaError:
    return MediaError(
        "A part of the recording is missing or damaged: copy the whole file from the device again."
    )


def _too_long(limits: Limits) -> MediaError:
    return MediaError(
        f"The recording is longer than the {limits.duration_s / 3600:g} hours that are accepted: "
        "split it and try again."
    )


def _found(container: InputContainer) -> Declared:
    """What FFmpeg made of the header and of the streams' own parameters."""
    video = video_stream(container)
    codec = video.codec_context if video is not None else None
    pixels = codec.width * codec.height if codec is not None else 0
    return Declared((container.duration or 0) / av.time_base, pixels)


def _check_declared(header: Declared, limits: Limits) -> None:
    if not header.duration_s >= 0:  # no number is neither
        raise MediaError(
            "The header gives a length that no recording has: copy the file from the device again."
        )
    if header.duration_s > limits.duration_s:
        raise _too_long(limits)
    if header.pixels > limits.pixels:
        raise MediaError(
            f"The picture has {header.pixels / 1e6:.0f} million pixels, more than the "
            f"{limits.pixels / 1e6:g} million that are accepted: export it smaller."
        )
    if header.fps > limits.fps * _RATE_SLACK:
        raise MediaError(
            f"The recording has {header.fps:.0f} pictures a second, more than the "
            f"{limits.fps:g} that are accepted: export it with fewer."
        )


def _check_streams(container: InputContainer, limits: Limits) -> None:
    if len(container.streams) > limits.streams:
        raise MediaError(
            f"The recording has {len(container.streams)} streams, more than the {limits.streams} "
            "that are accepted: export it with one picture and one sound track."
        )
    streams = [s for s in (video_stream(container), audio_stream(container)) if s is not None]
    if not streams:
        raise MediaError("The recording has neither picture nor sound: choose another file.")
    for stream in streams:
        codec = stream.codec_context
        if codec is None or codec.codec.name not in DECODERS:
            raise MediaError(
                "The recording is coded in a way that Sonmat does not read: export it as H.264 "
                "with AAC sound."
            )
        if stream.type == "audio" and (
            codec.sample_rate > limits.audio_rate or codec.channels > limits.channels
        ):
            raise MediaError(
                f"The sound has more than {limits.channels} channels or {limits.audio_rate} "
                "samples a second: export it as ordinary stereo sound."
            )


def _facts(subject: _Subject, container: InputContainer) -> MediaInfo:
    video, audio = video_stream(container), audio_stream(container)
    fps = _frame_rate(subject, video) if video is not None else 0.0
    _check_declared(Declared(fps=fps), subject.limits)
    picture = _first(subject, video_stream) if video is not None else None
    sound = _first(subject, audio_stream) if audio is not None else None
    zero_s = _time(picture if picture is not None else sound)
    end_s = _end(subject, container)
    if end_s - zero_s > subject.limits.duration_s:
        raise _too_long(subject.limits)
    rotation = round(picture.rotation / 90) * 90 % 360 if picture is not None else 0
    size = (picture.width, picture.height) if picture is not None else (0, 0)
    width, height = size if rotation in (0, 180) else size[::-1]
    return MediaInfo(
        container=subject.kind.name,
        duration_s=max(0.0, end_s - zero_s),
        has_video=picture is not None,
        has_audio=sound is not None,
        width=width,
        height=height,
        rotation=rotation,
        fps=fps,
        audio_rate=audio.codec_context.sample_rate if audio is not None else 0,
        channels=audio.codec_context.channels if audio is not None else 0,
        audio_start_s=_time(sound) - zero_s if sound is not None else 0.0,
        zero_s=zero_s,
        video_codec=video.codec_context.name if video is not None else "",
        audio_codec=audio.codec_context.name if audio is not None else "",
    )


def _first(subject: _Subject, choose: Callable[[InputContainer], Any | None]) -> Any:
    """The first decoded frame of a stream; a stream without one has zero length."""
    with subject.open() as container:
        stream: Any = choose(container)
        prepare(stream, subject.limits.pixels)
        frame = next(iter(container.decode(stream)), None)
    if frame is None:
        raise MediaError(
            "The recording has a picture or sound track without any content: choose another file."
        )
    return frame


def _time(frame: Any) -> float:
    return 0.0 if frame.pts is None else float(frame.pts * frame.time_base)


def _frame_rate(subject: _Subject, stream: Any) -> float:
    """Average frames a second; measured where the container does not say.

    Live WebM has no frame rate, and FFmpeg then reports its millisecond clock: 1000.
    """
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    if rate and (subject.kind.name != "matroska" or subject.header.fps):
        return rate
    with subject.open() as container:
        packets = container.demux(video_stream(container))
        first: list[Any] = [p for p in islice(packets, _RATE_PACKETS) if p.pts is not None]
    times = [float(packet.pts * packet.time_base) for packet in first]
    span = max(times) - min(times) if times else 0.0
    return (len(times) - 1) / span if span else rate


def _end(subject: _Subject, container: InputContainer) -> float:
    """Where the longest stream ends on the container's time axis, in seconds."""
    start: float = (container.start_time or 0) / av.time_base
    if container.duration is None:
        return max(_packet_ends(subject, None), default=start)
    # Matroska's duration counts from the container's zero, the others' from the first packet.
    begin = 0.0 if subject.kind.name == "matroska" else start
    end: float = begin + container.duration / av.time_base
    if subject.kind.name == "flac" and not subject.limits.allow_cut:
        # FLAC alone has no lengths inside that could be followed to the end.
        last = max(_packet_ends(subject, end - _TAIL_S), default=start)
        if last < end - _TAIL_TOLERANCE_S:
            raise _cut()
    return end


def _packet_ends(subject: _Subject, from_s: float | None) -> Iterator[float]:
    """Ends of all packets, in seconds; from ``from_s`` on if given. Nothing is decoded."""
    packet: Any
    with subject.open() as container:
        if from_s is not None and from_s > 0:
            with suppress(av.error.FFmpegError):  # a target past the cut: read from the start
                container.seek(int(from_s * av.time_base))
        for packet in container.demux():
            if packet.pts is not None and packet.time_base is not None:
                yield float((packet.pts + (packet.duration or 0)) * packet.time_base)
