"""Whether the end of a recording is missing, told from its own bookkeeping without decoding.

FFmpeg plays a cut file up to the cut and reports no error, so half a recording would be taken
for the whole one. Each container says somewhere how long it is; these functions read only that.
What cannot be told (MP3 without a Xing header, a fragmented MP4 cut exactly between two
fragments) passes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

from capture.headers import box, element

_UNKNOWN_RIFF = (0, 0xFFFFFFFF)
_SEGMENT = 0x18538067
_CLUSTER = 0x1F43B675
_OPENED = (_SEGMENT, _CLUSTER)
# All elements of the levels that are walked: file, segment and cluster (RFC 9559).
_FILE = (0x1A45DFA3, _SEGMENT, 0xEC, 0xBF)
_PARTS = (0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1941A469, 0x1043A770, 0x1254C367)
_BLOCKS = (_CLUSTER, 0xE7, 0x5854, 0xA7, 0xAB, 0xA3, 0xA0, 0xAF)
_ELEMENTS = frozenset((*_FILE, *_PARTS, *_BLOCKS))
_MAX_PARTS = 5_000_000
_OGG_TAIL = 2 * 65_307  # a page is at most 65,307 bytes
_OGG_LAST = 0x04


def is_cut(source: BinaryIO, container: str, size: int) -> bool:
    """Whether the file of ``size`` bytes ends before its container says that it should."""
    check = _CHECKS.get(container)
    return check is not None and check(source, size)


def _mp4(source: BinaryIO, size: int) -> bool:
    """A box that reaches past the end, or no index (``moov``) at all."""
    at, has_index = 0, False
    for _ in range(_MAX_PARTS):
        part = box(source, at, size)
        if part is None:
            source.seek(at)
            return not has_index or any(source.read(8))  # writers pad with zeros
        if has_index and not bytes(part.kind).isalnum():
            return False  # cameras append data of their own that is no box
        if part.length is None or part.length < 0 or part.start + part.length > size:
            return True
        has_index = has_index or part.kind == b"moov"
        at = part.start + part.length
    return False


def _riff(source: BinaryIO, size: int) -> bool:
    """A RIFF (or its AVIX continuation) that is shorter than its header says."""
    at = 0
    while at + 12 <= size:
        source.seek(at)
        head = source.read(12)
        length = struct.unpack("<I", head[4:8])[0]
        if head[:4] != b"RIFF" or length in _UNKNOWN_RIFF:
            return False
        if at + 8 + length > size:
            return True
        at += 8 + length + (length & 1)
    return False


def _matroska(source: BinaryIO, size: int) -> bool:
    """An element that reaches past the end, or bytes among the elements that are none.

    FFmpeg stops without a word at a damaged cluster and the rest of the hour is lost, so every
    block is stepped over by its size; live files (segment and clusters of unknown size) as well.
    """
    at, end = 0, size
    for _ in range(_MAX_PARTS):
        if at >= end:
            return False
        part = element(source, at)
        if part is None or part.kind not in _ELEMENTS:
            return True
        if part.kind not in _OPENED:
            if part.length is None or part.start + part.length > end:
                return True
            at = part.start + part.length
            continue
        at = part.start
        if part.length is not None and at + part.length > end:
            return True
        if part.kind == _SEGMENT and part.length is not None:
            end = at + part.length  # what comes after the segment is not the recording's
    return False


def _ogg(source: BinaryIO, size: int) -> bool:
    """The last page is incomplete or is not marked as the last of its stream."""
    start = max(0, size - _OGG_TAIL)
    source.seek(start)
    tail = source.read(_OGG_TAIL)
    at = tail.rfind(b"OggS")
    if at < 0 or len(tail) < at + 27:
        return True
    segments = tail[at + 26]
    table = tail[at + 27 : at + 27 + segments]
    whole = at + 27 + segments + sum(table)
    return len(table) < segments or whole > len(tail) or not tail[at + 5] & _OGG_LAST


def _gif(source: BinaryIO, size: int) -> bool:
    """The trailer byte is missing; some writers pad with zeros after it."""
    source.seek(max(0, size - 64))
    return not source.read(64).rstrip(b"\0").endswith(b";")


def _mp3(source: BinaryIO, size: int) -> bool:
    """Shorter than the byte count in the Xing header; without one nothing can be said."""
    source.seek(0)
    tag = source.read(10)
    start = 0
    if tag.startswith(b"ID3") and len(tag) == 10:
        start = 10 + sum(
            (byte & 0x7F) << shift for byte, shift in zip(tag[6:], (21, 14, 7, 0), strict=True)
        )
    source.seek(start)
    frame = source.read(200)
    at = max(frame.find(b"Xing"), frame.find(b"Info"))
    if at < 0 or len(frame) < at + 16:
        return False
    flags, *fields = struct.unpack(">III", frame[at + 4 : at + 16])
    if not flags & 2:
        return False
    return bool(start + fields[flags & 1] > size)


_CHECKS: dict[str, Callable[[BinaryIO, int], bool]] = {
    "mp4": _mp4,
    "wav": _riff,
    "avi": _riff,
    "matroska": _matroska,
    "ogg": _ogg,
    "gif": _gif,
    "mp3": _mp3,
}
