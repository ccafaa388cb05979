"""The one way in which FFmpeg is let at a recording: one named demuxer, nothing else opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import av
from av.container import InputContainer
from av.stream import Disposition

from capture.containers import CONTAINERS, DECODERS, Container
from data_schemas.errors import MediaError

_IO_BUFFER = 1 << 18
_GUARD_STREAMS = 64
_FORMATS = ",".join([*(c.demuxer for c in CONTAINERS), "mov,mp4,m4a,3gp,3g2,mj2", "webm"])

av.logging.set_level(None)  # FFmpeg writes to stderr by itself; errors reach us as exceptions


DAMAGED = (
    "The recording cannot be read to its end, it is damaged: copy it from the device "
    "again or export it once more."
)


@contextmanager
def clear_errors() -> Iterator[None]:
    """FFmpeg's errors as one sentence; Python errors of the source (a broken seal) pass."""
    try:
        yield
    except av.error.FFmpegError as error:
        raise MediaError(DAMAGED) from error


def open_container(source: BinaryIO, container: Container) -> InputContainer:
    """``source`` opened with this one demuxer; a file it refers to is never opened."""
    source.seek(0)
    opened: InputContainer = av.open(
        source,
        mode="r",
        format=container.demuxer,
        options={
            "format_whitelist": _FORMATS,
            "protocol_whitelist": "none",
            "codec_whitelist": ",".join(sorted(DECODERS)),
            "max_streams": str(_GUARD_STREAMS),
        },
        metadata_errors="replace",
        buffer_size=_IO_BUFFER,
        io_open=_refuse_to_open,
    )
    return opened


def video_stream(container: InputContainer) -> Any | None:
    """The first moving picture; cover art in a sound file is none."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            return stream
    return None


def audio_stream(container: InputContainer) -> Any | None:
    """The first sound track."""
    return container.streams.audio[0] if container.streams.audio else None


def prepare(stream: Any, pixels: int) -> None:
    """Decoder settings: all cores, and a frame of more than ``pixels`` is an error, not memory."""
    stream.thread_type = "AUTO"
    if stream.type == "video":
        stream.codec_context.options = {"max_pixels": str(pixels)}


def readable(container: InputContainer, stream: Any, few: bool = False) -> Iterator[Any]:
    """Decoded frames of a stream. A packet that cannot be decoded costs its own frames only.

    MediaError at the end if fewer than a quarter of the packets gave a frame: then it is no
    recording. (Some give none without an error, and codecs may hide frames of their own.)
    ``few``: the decoder was asked to leave frames out, so their number says nothing.
    """
    sent = kept = 0
    for packet in container.demux(stream):
        sent += packet.size > 0
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        for frame in frames:
            if not frame.is_corrupt:
                kept += 1
                yield frame
    if not few and kept < sent / 4:
        raise MediaError(DAMAGED)


def _refuse_to_open(*_: object) -> None:
    raise MediaError("The recording refers to another file: export it as one whole file.")
