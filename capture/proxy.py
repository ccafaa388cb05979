"""The copy that browsers play: a constant frame rate, short groups of pictures, always a sound.

Phones and browsers record at a variable rate, which neither players nor annotation tools seek
well. The proxy's clock starts at the recording's zero; picture i shows the newest frame of the
recording at or before i / fps. The original stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

import av
from av.container import OutputContainer
from av.filter import Graph
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

from capture.faststart import Sink, Spool, deliver
from capture.media import Media, MediaInfo
from capture.proxy_sound import SoundCursor, SoundTrack
from data_schemas.clock import TimeMap

# what a muxer or a camera rounds away, in shares of a picture's length
_SLACK = 0.1
_UPRIGHT = {90: ("transpose=cclock",), 180: ("hflip", "vflip"), 270: ("transpose=clock",)}
_ENCODED = 0.95  # the share of the work that is done before delivery
_STEP_S = 0.1

Progress = Callable[[float], None]


@dataclass(frozen=True)
class ProxyOptions:
    """``longest_px`` bounds the longer side. ``crf`` as in x264: less is better and larger.
    ``sound_coder`` is how AAC is searched (``SoundTrack``).

    Where picture and sound both hold nothing for more than ``gap_s`` seconds, the picture is
    held for ``held_s`` and the rest left out: a camera that slept makes no hour of stillness.
    """

    longest_px: int = 1280
    min_fps: int = 5
    max_fps: int = 30
    crf: int = 26
    preset: str = "ultrafast"
    sound_bits: int = 96_000
    sound_coder: str = "fast"
    gap_s: float = 10.0
    held_s: float = 1.0


def make_proxy(
    media: Media,
    out: Sink,
    progress: Progress | None = None,
    options: ProxyOptions = ProxyOptions(),
) -> TimeMap:
    """Write the proxy of a recording to ``out``; returns the map from its clock to the source's.

    MP4, index first: H.264 (yuv420p, upright, no B-frames, a key frame a second) and AAC; sound
    alone where the recording has no picture. Nothing reaches ``out`` before all is encoded.
    ``progress`` takes the share done (0..1); what it raises stops the work.
    ``MediaError`` if the recording cannot be read, ``StorageFull`` without room for the spool.
    """
    tell = progress or (lambda _share: None)
    with Spool() as spool:
        # The muxer gathers what it writes: the spool is asked once for dozens of packets.
        with av.open(spool, "w", format="mp4", options={"flush_packets": "0"}) as container:
            if media.info.has_video:
                time_map = _film(media, container, options, tell)
            else:
                time_map = _sound_alone(media, container, options, tell)
            spool.end_here()
        deliver(spool, out, lambda share: tell(_ENCODED + (1 - _ENCODED) * share))
    tell(1.0)
    return time_map


def _film(
    media: Media, container: OutputContainer, options: ProxyOptions, tell: Progress
) -> TimeMap:
    duration_s = media.info.duration_s
    film = _Film(media, container, options)
    for _, second, frame in media.decoded():
        film.show(second, frame)
        tell(_ENCODED * min(1.0, second / duration_s) if duration_s > 0 else 0.0)
    film.finish()
    return film.time_map


def _sound_alone(
    media: Media, container: OutputContainer, options: ProxyOptions, tell: Progress
) -> TimeMap:
    cursor = SoundCursor(media.sound(48_000))
    track = SoundTrack(container, cursor, options.sound_bits, options.sound_coder)
    duration_s, steps = media.info.duration_s, 0
    while cursor.has_more():
        steps += 1
        track.until(steps * _STEP_S)
        tell(_ENCODED * min(1.0, steps * _STEP_S / max(duration_s, _STEP_S)))
    track.finish()
    return TimeMap.identity()


class _Film:
    """Pictures at every tick, and the sound up to the same tick, for the interleaving muxer."""

    def __init__(self, media: Media, container: OutputContainer, options: ProxyOptions) -> None:
        info = media.info
        self._options = options
        self._fps = max(options.min_fps, min(options.max_fps, round(info.fps)))
        self._source_fps = info.fps or float(self._fps)
        self._pictures = _Pictures(container, info, self._fps, options)
        self._cursor = SoundCursor(media.sound(48_000))
        self._sound = SoundTrack(container, self._cursor, options.sound_bits, options.sound_coder)
        self._tick = 0
        self._shown: tuple[float, Any] | None = None
        self._cut_s = 0.0  # how far the recording's clock is ahead of the proxy's
        self._knots = [(0.0, 0.0)]

    @property
    def time_map(self) -> TimeMap:
        """Identity, with a step at every cut."""
        return TimeMap(
            proxy_s=tuple(proxy for proxy, _ in self._knots),
            source_s=tuple(source for _, source in self._knots),
        )

    def show(self, second: float, frame: Any) -> None:
        """``frame`` from ``second`` of the recording on."""
        if self._shown is not None:
            if second - self._shown[0] > self._options.gap_s:
                self._leave_out(self._shown[0] + self._options.held_s, second)
            self._fill(second - self._cut_s)
        self._shown = second, frame

    def finish(self) -> None:
        """Hold the last picture for its length, and for as long as there is sound."""
        if self._shown is not None:
            end_s = self._shown[0] - self._cut_s + 1 / self._source_fps
            self._fill(max(end_s, 1 / self._fps))
            while self._cursor.has_more():
                self._fill((self._tick + 1) / self._fps)
        self._pictures.finish()
        self._sound.finish()

    def _leave_out(self, start_s: float, end_s: float) -> None:
        """Cut ``[start_s, end_s)`` of the recording, unless something can be heard there.

        It starts at the next tick, up to which the sound has been coded already.
        """
        self._fill(start_s - self._cut_s)
        at = self._tick / self._fps
        start_s = at + self._cut_s
        if self._sound.skip(end_s - start_s):
            self._cut_s += end_s - start_s
            self._knots += [(at, start_s), (at, end_s)]

    def _fill(self, until_s: float) -> None:
        """The present picture at all ticks before ``until_s`` of the proxy."""
        end = ceil(until_s * self._fps - _SLACK)
        if self._tick >= end or self._shown is None:
            return
        picture = self._pictures.prepare(self._shown[1])
        while self._tick < end:
            self._pictures.encode(picture, self._tick)
            self._tick += 1
            self._sound.until(self._tick / self._fps)


class _Pictures:
    """The H.264 stream: scaled, turned upright, encoded."""

    def __init__(
        self, container: OutputContainer, info: MediaInfo, fps: int, options: ProxyOptions
    ) -> None:
        self._container, self._fps = container, fps
        width, height = _size(info, options.longest_px)
        stored = (height, width) if info.rotation in (90, 270) else (width, height)
        self._stored = stored
        self._turn = _turner(*stored, info.rotation, fps)
        self._reformatter = VideoReformatter()
        stream: Any = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, fps)
        stream.codec_context.gop_size = fps
        stream.codec_context.max_b_frames = 0
        stream.codec_context.thread_count = 1  # it goes beside stages that need the cores
        stream.codec_context.options = {
            "preset": options.preset,
            "crf": str(options.crf),
            "sc_threshold": "0",  # key frames where seeking expects them, and only there
            "a53cc": "0",  # captions that ride in the source's pictures stay with the source
        }
        self._stream = stream
        self._is_tagged = False

    def prepare(self, frame: Any) -> Any:
        """``frame`` as it will be encoded; its colours keep their meaning."""
        if not self._is_tagged:
            self._tag(frame)
        picture = frame if self._is_as_stored(frame) else self._converted(frame)
        if self._turn is not None:
            picture.pts = None
            self._turn.vpush(picture)
            picture = self._turn.vpull()
        picture.pict_type = PictureType.NONE  # the source's choice of key frames is not ours
        return picture

    def _is_as_stored(self, frame: Any) -> bool:
        """Whether a conversion would copy it: as most phones and cameras code a small picture."""
        same = frame.format.name == "yuv420p" and (frame.width, frame.height) == self._stored
        return same and frame.color_range in (ColorRange.UNSPECIFIED, ColorRange.MPEG)

    def _converted(self, frame: Any) -> Any:
        width, height = self._stored
        return self._reformatter.reformat(
            frame,
            width=width,
            height=height,
            format="yuv420p",
            interpolation=Interpolation.FAST_BILINEAR,
            src_color_range=frame.color_range,
            dst_color_range="MPEG",
        )

    def encode(self, picture: Any, tick: int) -> None:
        picture.pts, picture.time_base = tick, Fraction(1, self._fps)
        self._container.mux(self._stream.encode(picture))

    def finish(self) -> None:
        self._container.mux(self._stream.encode(None))

    def _tag(self, frame: Any) -> None:
        """Say in the stream what its numbers mean, as the source did."""
        context = self._stream.codec_context
        context.color_range = 1
        if "yuv" in frame.format.name:
            context.colorspace = frame.colorspace
            context.color_primaries = frame.color_primaries
            context.color_trc = frame.color_trc
        self._is_tagged = True


def _size(info: MediaInfo, longest_px: int) -> tuple[int, int]:
    """Upright width and height, even and at least 2."""
    scale = min(1.0, longest_px / max(info.width, info.height))
    width, height = (max(2, int(side * scale) // 2 * 2) for side in (info.width, info.height))
    return width, height


def _turner(width: int, height: int, rotation: int, fps: int) -> Graph | None:
    """Filters that turn a stored picture upright; None where it stands."""
    if rotation not in _UPRIGHT:
        return None
    graph = Graph()
    last: Any = graph.add_buffer(
        width=width,
        height=height,
        format=av.VideoFormat("yuv420p"),
        time_base=Fraction(1, fps),
    )
    for step in _UPRIGHT[rotation]:
        name, _, argument = step.partition("=")
        node = graph.add(name, argument or None)
        last.link_to(node)
        last = node
    last.link_to(graph.add("buffersink"))
    graph.configure()
    return graph
