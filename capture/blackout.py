"""A recording written anew with black and silence in some of its seconds; its clock holds.

Packets outside of these seconds are copied as they are, so nothing that stays loses quality:

- Sound packets that reach into a cut are left out, which plays and reads as silence.
- Groups of pictures that a cut meets are decoded and encoded again (H.264, VP8, VP9), black inside
  the cut; the pictures of all other groups are copied.
- Where that cannot be done, or a check afterwards finds one picture that changed outside, the whole
  picture is encoded again. Sound without picture becomes FLAC, which loses nothing either.

Everything else in the file (subtitles, cover art, data of the camera) is left out: it may tell
what was to be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

import av
from av.container import InputContainer, OutputContainer
from av.stream import Disposition

from capture.blackout_check import Expected, first_difference
from capture.blackout_pictures import SPLICED, Encoded, Spliced
from capture.blackout_sound import write_silenced
from capture.containers import HEAD_BYTES, recognise
from capture.demux import clear_errors, open_container, prepare
from capture.faststart import Sink, Spool
from capture.media import Media
from data_schemas.clock import Interval
from data_schemas.errors import MediaError

Kept = Literal["copied", "encoded"]
Open = Callable[[], BinaryIO]
Tell = Callable[[float], None]

# Neighbouring packets of sound are coded together: what lies this near to a cut goes with it.
SOUND_MARGIN_S = 0.1
_BLOCK = 1 << 20
IMPOSSIBLE = "A part could not be taken out of this recording: erase all of it instead."
_WRITTEN = 0.5  # the share of the work before the check


@dataclass(frozen=True)
class Cuts:
    """Seconds on the recording's clock, whose zero lies at ``zero_s`` of the container."""

    parts: tuple[Interval, ...]
    zero_s: float

    def meets(self, start_s: float, end_s: float, margin_s: float = 0.0) -> bool:
        """Whether ``[start_s, end_s)`` of the container lies in a cut, if only a little."""
        begin, end = start_s - self.zero_s - margin_s, end_s - self.zero_s + margin_s
        return any(part.start_s < end and begin < part.end_s for part in self.parts)


def black_out(open_source: Open, parts: Sequence[Interval], out: Sink, tell: Tell) -> Kept:
    """Write the recording to ``out``; returns what became of the picture outside of ``parts``.

    ``tell`` takes the share done. Nothing reaches ``out`` before it was checked that the parts are
    black and silent and that no other picture changed. MediaError if it cannot be read or written.
    """
    media = Media(open_source)
    cuts = Cuts(tuple(parts), media.info.zero_s)
    if not media.info.has_video:
        with Spool() as spool, clear_errors():
            write_silenced(media, open_source, cuts.parts, spool)
            _deliver(spool, out)
        return "copied"
    ways: tuple[Kept, ...] = ("copied", "encoded")
    for kept in ways:
        with Spool() as spool:
            anew = _written(open_source, cuts, spool, kept, lambda x: tell(_WRITTEN * x))
            if anew is None:
                continue
            wrong = first_difference(
                media, Media(spool.reader), Expected(cuts.parts, anew),
                lambda x: tell(_WRITTEN + (1 - _WRITTEN) * x),
            )  # fmt: skip
            if wrong is None:
                _deliver(spool, out)
                return kept
    raise MediaError(IMPOSSIBLE)


def _written(
    open_source: Open, cuts: Cuts, spool: Spool, kept: Kept, tell: Tell
) -> tuple[Interval, ...] | None:
    """Seconds whose pictures were encoded again; None where it cannot be written that way."""
    with _opened(open_source) as (source, name):
        pictures = [
            stream
            for stream in source.streams.video
            if not stream.disposition & Disposition.attached_pic
        ]
        if kept == "copied" and any(_codec(one) not in SPLICED for one in pictures):
            return None
        try:
            with av.open(spool, "w", format=_format(source, name)) as target:
                anew = _copy(source, target, pictures, cuts, kept, tell)
        except (av.error.FFmpegError, ValueError):
            return None
    return tuple(
        Interval(start_s=max(0.0, one.start_s - cuts.zero_s), end_s=one.end_s - cuts.zero_s)
        for one in anew
    )


def _copy(
    source: InputContainer,
    target: OutputContainer,
    pictures: list[Any],
    cuts: Cuts,
    kept: Kept,
    tell: Tell,
) -> list[Interval]:
    ways: dict[int, Callable[[Any], Iterator[Any]]] = {}
    used: list[Spliced | Encoded] = []
    for stream in pictures:
        prepare(stream, 40_000_000)
        way = (Spliced if kept == "copied" else Encoded)(stream, target, cuts)
        ways[stream.index] = way.take
        used.append(way)
    for stream in source.streams.audio:
        ways[stream.index] = _Sound(stream, target, cuts).take
    length_s = (source.duration or 0) / av.time_base
    for packet in source.demux([source.streams[n] for n in ways]):
        for made in ways[packet.stream_index](packet):
            target.mux(made)
        if packet.pts is not None and length_s:
            tell(min(1.0, float(packet.pts * packet.time_base) / length_s))
    for way in used:
        for made in way.finish():
            target.mux(made)
    return used[0].anew


class _Sound:
    """Packets of one sound track but those that reach into a cut."""

    def __init__(self, stream: Any, target: OutputContainer, cuts: Cuts) -> None:
        self._target: Any = target.add_stream_from_template(stream)
        self._cuts = cuts

    def take(self, packet: Any) -> Iterator[Any]:
        if (packet.pts is None and packet.dts is None) or not packet.size:
            return
        start = packet.pts if packet.pts is not None else packet.dts
        start_s = float(start * packet.time_base)
        end_s = start_s + float((packet.duration or 0) * packet.time_base)
        if not self._cuts.meets(start_s, end_s, SOUND_MARGIN_S):
            packet.stream = self._target
            yield packet


@contextmanager
def _opened(open_source: Open) -> Iterator[tuple[InputContainer, str]]:
    with closing(open_source()) as source:
        kind = recognise(source.read(HEAD_BYTES))
        with clear_errors(), open_container(source, kind) as container:
            yield container, kind.name


def _format(source: InputContainer, container: str) -> str:
    """As it was where that holds times exactly; MP4 knows no gap in plain samples."""
    plain = any(_codec(one).startswith("pcm") for one in source.streams.audio)
    return "mp4" if container == "mp4" and not plain else "matroska"


def _codec(stream: Any) -> str:
    return str(stream.codec_context.codec.canonical_name)


def _deliver(spool: Spool, out: Sink) -> None:
    for start in range(0, spool.size, _BLOCK):
        out.write(spool.read(start, min(start + _BLOCK, spool.size)))
