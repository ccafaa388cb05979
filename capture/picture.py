"""One still picture from a browser, decoded only after its header was found harmless.

The markers are walked as in ITU-T T.81, annex B, before any decoder sees the bytes: the size that
the header declares, and how often the data goes over the whole picture. A small file with thousands
of such scans keeps a decoder busy for minutes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import MediaError

MOST_BYTES = 200_000
MOST_PIXELS = 1280
MOST_SCANS = 20
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive
_OTHER_FRAMES = frozenset(range(0xC3, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})

NO_JPEG = "This is no JPEG picture: send one picture as image/jpeg."
TOO_LARGE = f"The picture is too large: send at most {MOST_BYTES // 1000} kB."
TOO_WIDE = f"The picture is too large: send at most {MOST_PIXELS} pixels either way."
DAMAGED = "The picture cannot be read, it is damaged: take another one."


def read_jpeg(data: bytes) -> NDArray[np.uint8]:
    """The picture, uint8 RGB [H, W, 3].

    MediaError if it is no JPEG, over 200 kB or 1280 pixels either way, damaged, or made to be slow.
    """
    if len(data) > MOST_BYTES:
        raise MediaError(TOO_LARGE)
    if not data.startswith(b"\xff\xd8\xff"):
        raise MediaError(NO_JPEG)
    width, height = _size(data)
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise MediaError(TOO_WIDE)
    decoder = av.CodecContext.create("mjpeg", "r")
    decoder.options = {"max_pixels": str(MOST_PIXELS**2), "err_detect": "explode"}
    try:
        frames = [*decoder.decode(av.Packet(data)), *decoder.decode(None)]
    except (av.error.FFmpegError, ValueError) as error:
        raise MediaError(DAMAGED) from error
    if len(frames) != 1 or (frames[0].width, frames[0].height) != (width, height):
        raise MediaError(DAMAGED)
    image: NDArray[np.uint8] = frames[0].to_ndarray(format="rgb24")
    return image


def _size(data: bytes) -> tuple[int, int]:
    """(width, height) of the only frame. MediaError if the markers make no sense."""
    found: list[tuple[int, int]] = []
    scans = 0
    for marker, at in _markers(data):
        if marker in _OTHER_FRAMES:
            raise MediaError(DAMAGED)
        if marker in _FRAMES:
            if at + 9 > len(data):
                raise MediaError(DAMAGED)
            height, width = struct.unpack_from(">HH", data, at + 3)
            found.append((width, height))
        scans += marker == _SOS
    if len(found) != 1 or not 0 < scans <= MOST_SCANS:
        raise MediaError(DAMAGED)
    return found[0]


def _markers(data: bytes) -> Iterator[tuple[int, int]]:
    """(marker, where its length stands) of each segment, in order, up to the end of the picture."""
    at = 2
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        marker = data[at + 1]
        at += 1 if marker == 0xFF else 2
        # Zero follows an FF inside of picture data; fill bytes and bare markers have no length.
        if marker in (0x00, 0xFF) or marker in _BARE:
            continue
        if marker == _EOI:
            return
        if marker == _SOI or at + 2 > len(data):
            raise MediaError(DAMAGED)
        yield marker, at
        at += int.from_bytes(data[at : at + 2])
