"""Pictures of a stream with black in the cuts: spliced group by group, or all encoded again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from av.container import OutputContainer
from av.video.frame import PictureType

from capture.nal import length_prefixed, nal_length
from data_schemas.clock import Interval

if TYPE_CHECKING:
    from capture.blackout import Cuts

# Encoders for groups between copied ones. Every picture comes out at once and none is hidden.
# The parameter sets of ours must not take the number of the recording's own.
SPLICED: dict[str, tuple[str, dict[str, str]]] = {
    "h264": (
        "libx264",
        {"preset": "veryfast", "crf": "14", "tune": "zerolatency",
         "x264-params": "sps-id=29:bframes=0:scenecut=0:repeat-headers=1:annexb=1:ref=1"},
    ),
    "vp8": ("libvpx", {"deadline": "realtime", "cpu-used": "4", "crf": "8", "b": "8M",
                       "auto-alt-ref": "0", "lag-in-frames": "0"}),
    "vp9": ("libvpx-vp9", {"deadline": "realtime", "cpu-used": "6", "crf": "18", "b": "0",
                           "auto-alt-ref": "0", "lag-in-frames": "0"}),
}  # fmt: skip
_WHOLE = {"preset": "veryfast", "crf": "16"}
_BLACK_LUMA, _GREY = 16, 128


class Spliced:
    """Copies groups of pictures that no cut meets and encodes the others.

    Raises ValueError where a group does not stand for itself.
    """

    def __init__(self, stream: Any, target: OutputContainer, cuts: Cuts) -> None:
        self._stream, self._cuts = stream, cuts
        self._target: Any = target.add_stream_from_template(stream)
        if stream.average_rate:
            # else Matroska would be told the clock's rate instead
            self._target.codec_context.framerate = stream.average_rate
        self._codec = str(stream.codec_context.codec.canonical_name)
        self._group: list[Any] = []
        # Seconds of the container whose pictures were encoded again.
        self.anew: list[Interval] = []

    def take(self, packet: Any) -> Iterator[Any]:
        if not packet.size:
            return
        if packet.is_keyframe and self._group:
            yield from self._done()
        self._group.append(packet)

    def finish(self) -> Iterator[Any]:
        if self._group:
            yield from self._done()

    def _done(self) -> Iterator[Any]:
        group, self._group = self._group, []
        if any(packet.pts is None for packet in group):
            raise ValueError("a packet has no time")
        starts = [float(packet.pts * packet.time_base) for packet in group]
        longest = max(float((p.duration or 0) * p.time_base) for p in group)
        if self._cuts.meets(min(starts), max(starts) + max(longest, 0.001)):
            self.anew.append(Interval(start_s=min(starts), end_s=max(starts) + max(longest, 0.001)))
            yield from self._encoded(group)
            return
        for packet in group:
            packet.stream = self._target
            yield packet

    def _encoded(self, group: list[Any]) -> Iterator[Any]:
        decoder = av.CodecContext.create(self._stream.codec_context.codec.name, "r")
        decoder.extradata = self._stream.codec_context.extradata
        encoder: Any = None
        # in order, each picture takes the place of one that was there
        places = iter(sorted(p.pts if p.dts is None else p.dts for p in group))
        times = sorted(packet.pts for packet in group)
        ends = dict(zip(times, [*times[1:], times[-1] + (group[-1].duration or 1)], strict=True))
        base = group[0].time_base
        count = 0
        for frame in _frames(decoder, group):
            if frame.pts not in ends:
                raise ValueError("a picture has no place")
            count += 1
            shown = _blackened(frame, self._cuts, base, ends[frame.pts])
            if encoder is None:
                encoder = self._encoder(frame, base)
            for made in encoder.encode(shown):
                yield self._placed(made, next(places), ends)
        for made in encoder.encode(None) if encoder else ():
            yield self._placed(made, next(places), ends)
        if count != len(group):
            raise ValueError("a group of pictures does not stand for itself")

    def _encoder(self, frame: Any, base: Fraction) -> Any:
        name, options = SPLICED[self._codec]
        made: Any = av.CodecContext.create(name, "w")
        made.width, made.height, made.pix_fmt = frame.width, frame.height, frame.format.name
        made.time_base = base
        made.framerate = self._stream.average_rate or Fraction(30)
        made.options = dict(options)
        made.gop_size = 100_000
        made.color_range = frame.color_range
        return made

    def _placed(self, made: Any, dts: int, ends: dict[int, int]) -> Any:
        data = bytes(made)
        length = nal_length(self._stream.codec_context.extradata)
        if self._codec == "h264" and length:
            data = length_prefixed(data, length)
        packet = av.Packet(data)
        packet.pts, packet.dts = made.pts, min(dts, made.pts)
        packet.duration = ends[made.pts] - made.pts
        packet.time_base = self._stream.time_base
        packet.is_keyframe = made.is_keyframe
        packet.stream = self._target
        return packet


class Encoded:
    """The whole picture anew as H.264, near to lossless, at the times that it had."""

    def __init__(self, stream: Any, target: OutputContainer, cuts: Cuts) -> None:
        self._stream, self._cuts, self._container = stream, cuts, target
        self._target: Any = None
        self._waiting: Any = None
        self.anew = [Interval(start_s=0, end_s=1e9)]
        context = stream.codec_context
        out: Any = target.add_stream("libx264", rate=stream.average_rate or Fraction(30))
        # H.264 halves the colours' sides
        out.width, out.height = context.width // 2 * 2, context.height // 2 * 2
        out.pix_fmt = "yuv420p"
        out.time_base = out.codec_context.time_base = stream.time_base
        out.codec_context.options = dict(_WHOLE)
        out.codec_context.max_b_frames = 0
        out.codec_context.color_range = 1
        rotation = _rotation(stream)
        if rotation:
            out.set_display_rotation(rotation)
        self._target = out

    def take(self, packet: Any) -> Iterator[Any]:
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            return
        for frame in frames:
            yield from self._shown(frame)

    def finish(self) -> Iterator[Any]:
        if self._waiting is not None:
            step = round(1 / float(self._stream.average_rate or 30) / self._stream.time_base)
            yield from self._encode(self._waiting, self._waiting.pts + step)
        yield from self._target.encode(None)

    def _shown(self, frame: Any) -> Iterator[Any]:
        if frame.pts is None:
            return
        before, self._waiting = self._waiting, frame
        if before is not None:
            yield from self._encode(before, frame.pts)

    def _encode(self, frame: Any, end: int) -> Iterator[Any]:
        made = _blackened(frame, self._cuts, self._stream.time_base, end)
        out = made.reformat(
            width=self._target.width, height=self._target.height, format="yuv420p",
            src_color_range=made.color_range, dst_color_range="MPEG",
        )  # fmt: skip
        out.pts, out.time_base = frame.pts, self._stream.time_base
        out.pict_type = PictureType.NONE
        yield from self._target.encode(out)


def _frames(decoder: Any, group: list[Any]) -> Iterator[Any]:
    for packet in group:
        yield from decoder.decode(packet)
    yield from decoder.decode(None)


def _blackened(frame: Any, cuts: Cuts, base: Fraction, end: int) -> Any:
    """The picture, or black where it is shown inside a cut, with the same time."""
    if not cuts.meets(float(frame.pts * base), float(end * base)):
        made = frame
    else:
        rgb = np.zeros((frame.height, frame.width, 3), np.uint8)
        made = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format=frame.format.name)
        made.pts = frame.pts
    made.time_base = base
    made.pict_type = PictureType.NONE
    return made


def _rotation(stream: Any) -> int:
    for side in getattr(stream, "side_data", ()) or ():
        if str(side) == "DISPLAYMATRIX":
            return int(getattr(stream, "rotation", 0))
    return 0
