"""A recording whose pictures carry captions as television writes them: ATSC A/53 in H.264."""

from __future__ import annotations

import io

import av
import numpy as np

CAPTION = b"\xfcSE\xfcCR\xfcET"
_SAID = b"\xb5\x00\x31GA94\x03\xc3\xff" + CAPTION + b"\xff"
_SEI = b"\0\0\0\1\x06\x04" + bytes([len(_SAID)]) + _SAID + b"\x80"


def captioned(seconds: float, width: int = 160, height: int = 120) -> bytes:
    """An MP4 of grey pictures, 30 a second, with ``CAPTION`` in each."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        stream = made.add_stream("libx264", rate=30, options={"bf": "0"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        grey = np.full((height * 3 // 2, width), 90, np.uint8)
        frames = [av.VideoFrame.from_ndarray(grey, "yuv420p") for _ in range(round(seconds * 30))]
        for number, frame in enumerate(frames):
            frame.pts = number
        for frame in (*frames, None):
            for packet in stream.encode(frame):
                made.mux(_with_captions(packet))
    return out.getvalue()


def carries(data: bytes, said: bytes) -> bool:
    """Whether any coded picture of a file holds these bytes."""
    with av.open(io.BytesIO(data)) as container:
        return any(said in bytes(packet) for packet in container.demux(video=0))


def _with_captions(packet: av.Packet) -> av.Packet:
    made = av.Packet(_SEI + bytes(packet))
    made.stream, made.pts, made.dts = packet.stream, packet.pts, packet.dts
    made.time_base, made.is_keyframe = packet.time_base, packet.is_keyframe
    return made
