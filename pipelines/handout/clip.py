"""A clip cut out of the playable copy, exact to the picture, with its subtitles.

MP4, index first: H.264 (yuv420p) and AAC, coded anew, so that nothing from outside of the cut is
left in the file, and the words as a track of timed text that players switch on and off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

import av
import numpy as np
from av.container import OutputContainer
from av.video.frame import PictureType
from numpy.typing import NDArray

from capture.faststart import Spool
from capture.media import Media
from capture.proxy_sound import RATE, SoundCursor, SoundTrack
from data_schemas.clock import Interval
from data_schemas.errors import MediaError
from data_schemas.transcript import Utterance
from pipelines.handout.captions import tx3g

_SLACK = 0.1  # of a picture's length: what a muxer rounds away
_MS = Fraction(1, 1000)
# Alters a picture at a second of the clip, before it is coded.
Draw = Callable[[Any, float], Any]


@dataclass(frozen=True)
class Cut:
    """``pieces`` of the copy, on its clock, put end to end; ``cues`` on the clip's.

    ``title`` and ``comment`` are written into the file, ``language`` (ISO 639-2) names that of
    the words. ``draw``: what is drawn into the pictures.
    """

    pieces: tuple[Interval, ...]
    cues: tuple[Utterance, ...] = ()
    title: str = ""
    comment: str = ""
    language: str = "und"
    draw: Draw | None = None


@dataclass(frozen=True)
class ClipOptions:
    """``crf`` and ``preset`` as in x264; the copy was coded once already, so it is set low."""

    crf: int = 22
    preset: str = "veryfast"
    sound_bits: int = 96_000


def ticks(piece: Interval, fps: int) -> tuple[int, int]:
    """Numbers [first, end) of the pictures of a copy that lie wholly in ``piece``."""
    first = ceil(piece.start_s * fps - _SLACK)
    return max(0, first), max(0, first, floor(piece.end_s * fps + _SLACK))


def on_ticks(pieces: tuple[Interval, ...], fps: int) -> tuple[Interval, ...]:
    """The pieces as they are cut: from the start of a picture to the end of one."""
    found = (ticks(one, fps) for one in pieces)
    return tuple(Interval(start_s=a / fps, end_s=b / fps) for a, b in found if b > a)


def rate_of(media: Media) -> int:
    """Pictures a second of a playable copy."""
    return max(1, round(media.info.fps))


def write_clip(media: Media, cut: Cut, spool: Spool, options: ClipOptions = ClipOptions()) -> None:
    """Write the clip into ``spool``, from which ``faststart.delivered`` gives it out.

    MediaError where the cut holds no picture of the copy.
    """
    fps = rate_of(media)
    pieces = on_ticks(cut.pieces, fps)
    if not pieces:
        raise MediaError("These seconds hold no picture: choose a longer section.")
    with av.open(spool, "w", format="mp4") as container:
        container.metadata.update({"title": cut.title, "comment": cut.comment})
        film = _Film(container, media, fps, options)
        track = _Track(container, cut)
        cursor = SoundCursor(_sound(media, pieces))
        sound = SoundTrack(container, cursor, options.sound_bits)
        for number, frame in enumerate(_pictures(media, pieces, fps)):
            track.until(number / fps)
            film.show(frame, number, cut.draw)
            sound.until((number + 1) / fps)
        film.finish()
        sound.finish()
        spool.end_here()


def _pictures(media: Media, pieces: tuple[Interval, ...], fps: int) -> Iterator[Any]:
    """A picture for each tick; a missing one is the one before, never one from another piece."""
    for piece in pieces:
        first, end = ticks(piece, fps)
        slack_s = _SLACK / fps
        around = Interval(start_s=max(0.0, piece.start_s - slack_s), end_s=piece.end_s - slack_s)
        tick, last = first, None
        for second, frame in media.decoded_within(around):
            number = min(round(second * fps), end - 1)
            while tick < number and last is not None:
                yield last
                tick += 1
            last = frame
        while tick < end and last is not None:
            yield last
            tick += 1


def _sound(media: Media, pieces: tuple[Interval, ...]) -> Iterator[NDArray[np.float32]]:
    for piece in pieces:
        yield from media.sound_within(piece, RATE)


class _Film:
    """The H.264 stream, a key frame a second."""

    def __init__(
        self, container: OutputContainer, media: Media, fps: int, options: ClipOptions
    ) -> None:
        self._container, self._fps = container, fps
        stream: Any = container.add_stream("libx264", rate=fps)
        stream.width, stream.height = (side // 2 * 2 for side in _size(media))
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, fps)
        stream.codec_context.gop_size = fps
        stream.codec_context.max_b_frames = 0
        # Captions that ride in the copy's pictures do not leave with it: nobody has looked at them.
        stream.codec_context.options = {
            "preset": options.preset, "crf": str(options.crf), "a53cc": "0",
        }  # fmt: skip
        self._stream = stream

    def show(self, frame: Any, number: int, draw: Draw | None) -> None:
        picture = draw(frame, number / self._fps) if draw else frame
        picture = picture.reformat(
            width=self._stream.width, height=self._stream.height, format="yuv420p"
        )
        picture.pict_type = PictureType.NONE  # the copy's choice of key frames is not ours
        picture.pts, picture.time_base = number, Fraction(1, self._fps)
        self._container.mux(self._stream.encode(picture))

    def finish(self) -> None:
        self._container.mux(self._stream.encode(None))


def _size(media: Media) -> tuple[int, int]:
    return media.info.width, media.info.height


class _Track:
    """The track of timed text; cues are handed to the muxer as the film gets there."""

    def __init__(self, container: OutputContainer, cut: Cut) -> None:
        self._container = container
        self._waiting = list(cut.cues)
        if not cut.cues:
            return
        stream: Any = container.add_stream("mov_text")
        stream.codec_context.subtitle_header = _STYLE
        stream.codec_context.time_base = stream.time_base = _MS
        stream.metadata["language"] = cut.language
        self._stream = stream

    def until(self, second: float) -> None:
        while self._waiting and self._waiting[0].start_s <= second:
            cue = self._waiting.pop(0)
            packet = av.Packet(tx3g(cue.text))
            start = round(cue.start_s * 1000)
            packet.pts = packet.dts = start
            packet.duration = max(1, round(cue.end_s * 1000) - start)
            packet.time_base = _MS
            packet.stream = self._stream
            self._container.mux(packet)


# What FFmpeg's encoder of timed text reads its one style from: white, at the foot of the picture.
_STYLE = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Sans,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
