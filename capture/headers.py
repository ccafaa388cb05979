"""The few header fields that limits are checked against, read without FFmpeg.

FFmpeg replaces what a header declares by what the streams say, so a file that announces ten
hours or a hundred megapixels could look harmless to it. Other programs believe the header; we
refuse such a file.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

_MAX_PARTS = 10_000
_MP4_PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
_SEGMENT, _TRACKS, _TRACK, _VIDEO, _INFO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0, 0x1549A966
_EBML_PARENTS = (_SEGMENT, _TRACKS, _TRACK, _VIDEO, _INFO)
_CLUSTER, _SCALE, _DURATION, _DEFAULT_DURATION = 0x1F43B675, 0x2AD7B1, 0x4489, 0x23E383
_PIXEL_WIDTH, _PIXEL_HEIGHT, _TRACK_NUMBER = 0xB0, 0xBA, 0xD7
_NUMBERS = (_SCALE, _DURATION, _DEFAULT_DURATION, _PIXEL_WIDTH, _PIXEL_HEIGHT)


@dataclass(frozen=True)
class Declared:
    """What the header says; 0 where it says nothing, no number where that cannot be."""

    duration_s: float = 0.0
    pixels: int = 0
    fps: float = 0.0


@dataclass(frozen=True)
class Part:
    """A box or element: its name, where its content starts, and its length (None: unknown)."""

    kind: bytes | int
    start: int
    length: int | None


def declared(source: BinaryIO, container: str, size: int) -> Declared:
    """Duration, picture size and frame rate as the header of an MP4 or Matroska file has them."""
    if container == "mp4":
        return _declared_mp4(source, size)
    if container == "matroska":
        return _declared_matroska(source, size)
    return Declared()


def box(source: BinaryIO, at: int, end: int) -> Part | None:
    """The MP4 box at ``at``; None where fewer than eight bytes are left."""
    source.seek(at)
    head = source.read(16)
    if len(head) < 8:
        return None
    length, kind = struct.unpack(">I4s", head[:8])
    if length == 0:
        return Part(kind, at + 8, end - at - 8)
    if length == 1 and len(head) == 16:
        return Part(kind, at + 16, struct.unpack(">Q", head[8:])[0] - 16)
    return Part(kind, at + 8, length - 8)


def element(source: BinaryIO, at: int) -> Part | None:
    """The EBML element at ``at``; None where its head is incomplete or is none."""
    source.seek(at)
    head = source.read(12)
    id_bytes = _vint_width(head[0]) if head else 9
    if id_bytes > 4 or len(head) <= id_bytes:
        return None
    size_bytes = _vint_width(head[id_bytes])
    if size_bytes > 8 or len(head) < id_bytes + size_bytes:
        return None
    raw = int.from_bytes(head[id_bytes : id_bytes + size_bytes], "big")
    mask = (1 << (7 * size_bytes)) - 1
    length = None if raw & mask == mask else raw & mask
    return Part(int.from_bytes(head[:id_bytes], "big"), at + id_bytes + size_bytes, length)


def _vint_width(first: int) -> int:
    return 9 - first.bit_length()


def _mp4_leaves(source: BinaryIO, at: int, end: int) -> Iterator[Part]:
    while at < end:
        part = box(source, at, end)
        if part is None or part.length is None or part.length < 0:
            return
        if part.kind in _MP4_PARENTS:
            yield from _mp4_leaves(source, part.start, min(end, part.start + part.length))
        else:
            yield part
        at = part.start + part.length


def _declared_mp4(source: BinaryIO, size: int) -> Declared:
    duration_s, pixels = 0.0, 0
    for part in islice(_mp4_leaves(source, 0, size), _MAX_PARTS):
        source.seek(part.start)
        if part.kind in (b"mvhd", b"mdhd"):
            length_s = _mp4_duration(source.read(32))
            if math.isnan(length_s):
                return Declared(length_s)
            duration_s = max(duration_s, length_s)
        elif part.kind == b"tkhd":
            body = source.read(min(part.length or 0, 104))
            width, height = struct.unpack(">II", body[-8:]) if len(body) >= 84 else (0, 0)
            pixels = max(pixels, (width >> 16) * (height >> 16))
        elif part.kind == b"stsd":
            entry = source.read(44)  # 8 bytes of counts, then a sample entry of 36 or more
            if len(entry) == 44 and entry[12:16] not in (b"mp4a", b"sowt", b"twos", b"alac"):
                width, height = struct.unpack(">HH", entry[40:44])
                pixels = max(pixels, width * height)
    return Declared(duration_s, pixels)


def _mp4_duration(body: bytes) -> float:
    if len(body) < 32:
        return 0.0
    fmt, unknown = (">IQ", 2**64 - 1) if body[0] == 1 else (">II", 2**32 - 1)
    start = 20 if body[0] == 1 else 12
    scale, duration = struct.unpack_from(fmt, body, start)
    if not 0 < scale < 2**31:  # ticks a second: FFmpeg takes one where there are none
        return math.nan
    return duration / scale if duration != unknown else 0.0


def _ebml_leaves(source: BinaryIO, at: int, end: int) -> Iterator[Part]:
    while at < end:
        part = element(source, at)
        if part is None or part.kind == _CLUSTER:
            return
        length = end - part.start if part.length is None else part.length
        if part.kind in _EBML_PARENTS:
            yield from _ebml_leaves(source, part.start, min(end, part.start + length))
        else:
            yield part
        at = part.start + length


def _declared_matroska(source: BinaryIO, size: int) -> Declared:
    found: dict[bytes | int, float] = {}
    pixels, fps = 0.0, 0.0
    for part in islice(_ebml_leaves(source, 0, size), _MAX_PARTS):
        if part.kind == _TRACK_NUMBER:
            found.pop(_DEFAULT_DURATION, None)
        if part.kind not in _NUMBERS:
            continue
        source.seek(part.start)
        found[part.kind] = _ebml_number(source.read(min(part.length or 0, 8)), part.kind)
        if part.kind == _PIXEL_HEIGHT:  # only picture tracks have one; sound has frames, too
            pixels = max(pixels, found[part.kind] * found.get(_PIXEL_WIDTH, 0.0))
            nanoseconds = found.get(_DEFAULT_DURATION, 0.0)
            fps = max(fps, 1e9 / nanoseconds if nanoseconds else 0.0)
    duration_s = found.get(_DURATION, 0.0) * found.get(_SCALE, 1e6) / 1e9
    return Declared(duration_s, int(pixels), fps)


def _ebml_number(body: bytes, kind: bytes | int) -> float:
    if kind != _DURATION:
        return float(int.from_bytes(body, "big"))
    if len(body) not in (4, 8):
        return 0.0
    value: float = struct.unpack(">f" if len(body) == 4 else ">d", body)[0]
    return value
