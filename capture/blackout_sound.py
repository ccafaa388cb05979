"""Sound without a picture, silent in the cuts and without any loss elsewhere: FLAC in Matroska."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO

import av
import numpy as np
from numpy.typing import NDArray

from capture.containers import HEAD_BYTES, recognise
from capture.demux import audio_stream, open_container, readable
from capture.sound import GAP_S
from data_schemas.clock import Interval

if TYPE_CHECKING:
    from capture.faststart import Spool
    from capture.media import Media

_CHUNK_S = 10


def write_silenced(
    media: Media, open_source: Callable[[], BinaryIO], parts: Sequence[Interval], spool: Spool
) -> None:
    """All samples of all channels on the recording's clock, zero inside ``parts``."""
    with closing(open_source()) as source:
        kind = recognise(source.read(HEAD_BYTES))
        with open_container(source, kind) as container:
            stream: Any = audio_stream(container)
            rate, layout = stream.codec_context.sample_rate, stream.codec_context.layout.name
            with av.open(spool, "w", format="matroska") as target:
                out: Any = target.add_stream("flac", rate=rate)
                out.layout, out.format = layout, "s32"
                frames = readable(container, stream)
                for frame in _cut_up(_placed(frames, media.info.zero_s, rate), parts, rate, layout):
                    target.mux(out.encode(frame))
                target.mux(out.encode(None))


def _placed(
    frames: Iterator[Any], zero_s: float, rate: int
) -> Iterator[tuple[int, NDArray[np.int32]]]:
    """(first sample, samples interleaved [n, channels]) with silence in gaps."""
    resampler: Any = None
    written = 0
    for frame in frames:
        if resampler is None:
            resampler = av.AudioResampler(format="s32", layout=frame.layout, rate=rate)
        start = written
        if frame.pts is not None:
            start = round((float(frame.pts * frame.time_base) - zero_s) * rate)
        frame.pts = None
        for made in resampler.resample(frame):
            channels = made.layout.nb_channels
            samples = made.to_ndarray().reshape(-1, channels)
            while start - written > GAP_S * rate:
                count = min(start - written, _CHUNK_S * rate)
                yield written, np.zeros((count, channels), np.int32)
                written += count
            yield written, samples
            written += len(samples)


def _cut_up(
    placed: Iterator[tuple[int, NDArray[np.int32]]],
    parts: Sequence[Interval],
    rate: int,
    layout: str,
) -> Iterator[Any]:
    """Frames with zeros inside ``parts``, of the lengths that the encoder takes."""
    fifo = av.AudioFifo()
    for first, samples in placed:
        kept = samples.copy()
        for part in parts:
            begin, end = round(part.start_s * rate) - first, round(part.end_s * rate) - first
            kept[max(0, begin) : max(0, end)] = 0
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(kept.reshape(1, -1)), format="s32", layout=layout
        )
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), first
        fifo.write(frame)
        yield from fifo.read_many(4096)
    last = fifo.read(0, partial=True)
    if last is not None:
        yield last
