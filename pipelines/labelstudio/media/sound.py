"""The sound of a copy for Label Studio's ``Audio``: there always is one, small, as long as it is.

A browser loads and decodes the whole of it, twice; without a sound track it draws nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from capture.media import Media
from data_schemas.clock import Interval

RATE = 16_000
BITS = 48_000


def write_sound(media: Media, duration_s: float, path: Path) -> None:
    """AAC in MP4, mono, 16 kHz, 48 kbit/s: 22 MB an hour. Silence where nothing is heard."""
    with av.open(str(path), "w", format="ipod", options={"movflags": "faststart"}) as container:
        stream: Any = container.add_stream("aac", rate=RATE)
        stream.layout, stream.bit_rate = "mono", BITS
        done = 0
        for chunk in _heard(media, duration_s):
            frame = av.AudioFrame.from_ndarray(chunk[None], format="fltp", layout="mono")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), done
            container.mux(stream.encode(frame))
            done += len(chunk)
        container.mux(stream.encode(None))


def _heard(media: Media, duration_s: float) -> Iterator[NDArray[np.float32]]:
    """Exactly ``duration_s`` of it, some seconds at a time."""
    yield from media.sound_within(Interval(start_s=0.0, end_s=duration_s), RATE)
