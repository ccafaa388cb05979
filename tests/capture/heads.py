"""The beginning of a recording as a recording of its own."""

from __future__ import annotations

import io
from pathlib import Path

import av


def head_of(path: Path, seconds: float) -> bytes:
    """The first seconds of a recording, streams copied."""
    out = io.BytesIO()
    with av.open(str(path)) as given, av.open(out, "w", format="mp4") as made:
        pairs = {s.index: made.add_stream_from_template(s) for s in given.streams}
        for packet in given.demux():
            if packet.dts is None or packet.pts * packet.time_base > seconds:
                continue
            packet.stream = pairs[packet.stream.index]
            made.mux(packet)
    return out.getvalue()
