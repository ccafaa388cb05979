"""An MP4 whose index comes first, for a sink that can only be written from front to back.

The index (``moov``) is known last and has to stand first, so that a browser knows the duration at
once and seeks by range. What the muxer writes waits in a spool that is encrypted under a key
which never leaves memory; then the index goes out before the media, its offsets moved.
See docs/decisions/0002-proxy-container.md.
"""

from __future__ import annotations

import errno
import io
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, Self, cast

import numpy as np

from capture.cipher import Encryptor, Reader
from data_schemas.errors import StorageFull

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_HEAD = 1 << 16  # the muxer comes back to patch the size of mdat, which lies within
_IN_MEMORY = 32 << 20
_BLOCK = 1 << 20
_AAD = b"sonmat/spool"
_PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}


class Sink(Protocol):
    """What takes the file, front to back."""

    def write(self, data: bytes, /) -> object: ...


class Spool:
    """What a muxer writes: a head and an end that may be patched, and a tail that may not.

    Beyond 32 MiB the tail goes to an anonymous temporary file, as ciphertext only. The end is
    what comes after ``end_here``: the muxer goes back in the index to fill in sizes of boxes.
    """

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        self._key = os.urandom(32)
        self._head = bytearray()
        spooled = tempfile.SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115
        self._file = cast(BinaryIO, spooled)
        self._tail = Encryptor(self._file, self._key, _AAD)
        self._end: bytearray | None = None
        self._reader: Reader | None = None
        self._position = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def size(self) -> int:
        return len(self._head) + self._tail.tell() + len(self._end or b"")

    def end_here(self) -> None:
        """What is written from now on stays in memory and may be patched: the index."""
        self._end = bytearray()

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}
        self._position = base[whence] + offset
        return self._position

    def write(self, data: bytes) -> int:
        """Append, or patch the head; anything else is refused."""
        view = memoryview(data)
        patch = min(len(view), max(0, len(self._head) - self._position))
        self._head[self._position : self._position + patch] = view[:patch]
        self._position += patch
        if patch < len(view):
            if self._end is None:
                self._append(view[patch:])
            else:
                self._finish(self._end, view[patch:])
        return len(view)

    def _finish(self, end: bytearray, data: memoryview) -> None:
        at = self._position - (self.size - len(end))
        if not 0 <= at <= len(end):
            raise ValueError(f"a spool of {self.size} bytes cannot be written at {self._position}")
        end[at : at + len(data)] = data
        self._position += len(data)

    def read(self, start: int, end: int) -> bytes:
        """The bytes ``[start, end)``; after the first read nothing may be written any more."""
        if self._reader is None:
            with _room():
                self._tail.close()
            self._reader = Reader(self._file, self._key, _AAD)
        kept = self._end or b""
        middle, last = len(self._head), self.size - len(kept)
        found = bytearray(self._head[start:end])
        begin, stop = max(start, middle), min(end, last)
        if begin < stop:
            self._reader.seek(begin - middle)
            while begin < stop:
                piece = self._reader.read(stop - begin)
                if not piece:
                    break
                found += piece
                begin += len(piece)
        return bytes(found + kept[max(0, start - last) : max(0, end - last)])

    def reader(self) -> io.BufferedReader:
        """All of it as a file that is only read; several may be open at once."""
        return io.BufferedReader(_Spooled(self), _BLOCK)

    def _append(self, data: memoryview) -> None:
        if self._position != self.size:
            raise ValueError(f"a spool of {self.size} bytes cannot be written at {self._position}")
        room = max(0, _HEAD - len(self._head)) if not self._tail.tell() else 0
        self._head += data[:room]
        with _room():
            self._tail.write(data[room:])
        self._position += len(data)


class _Spooled(io.RawIOBase):
    """What lies in a spool, read from anywhere."""

    def __init__(self, spool: Spool) -> None:
        self._spool, self._at = spool, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._spool.size}
        self._at = max(0, base[whence] + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._spool.read(self._at, min(self._at + len(view), self._spool.size))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise StorageFull(
            "No room is left in the folder for temporary files: free some space or set TMPDIR to "
            "a larger disk."
        ) from error


class _Box(NamedTuple):
    kind: bytes
    start: int
    end: int


def deliver(spool: Spool, sink: Sink, progress: Callable[[float], None] | None = None) -> None:
    """Write the MP4 in ``spool`` to ``sink``, its index before its media."""
    written = 0
    for piece in delivered(spool):
        if progress is not None:
            progress(min(1.0, written / spool.size))
        sink.write(piece)
        written += len(piece)


def delivered(spool: Spool) -> Iterator[bytes]:
    """The MP4 in ``spool`` in pieces of at most about 1 MiB, its index before its media."""
    boxes = list(_top_level(spool))
    first, *rest = boxes
    index = next(box for box in boxes if box.kind == b"moov")
    moov = spool.read(index.start, index.end)
    yield spool.read(first.start, first.end)
    yield _moved(moov, shift=len(_moved(moov, 0)))
    for box in rest:
        if box is index:
            continue
        for start in range(box.start, box.end, _BLOCK):
            yield spool.read(start, min(start + _BLOCK, box.end))


def _top_level(spool: Spool) -> Iterator[_Box]:
    start = 0
    while start < spool.size:
        size, kind = struct.unpack(">I4s", spool.read(start, start + 8))
        if size == 1:
            (size,) = struct.unpack(">Q", spool.read(start + 8, start + 16))
        yield _Box(kind, start, start + size)
        start += size


def _moved(boxes: bytes, shift: int) -> bytes:
    """The same boxes for media that lie ``shift`` bytes further on, all offsets 64 bits wide.

    Wide ones always: whether narrow ones still fit would depend on the length of the result.
    """
    out = bytearray()
    start = 0
    while start < len(boxes):
        size, kind = struct.unpack_from(">I4s", boxes, start)
        body = boxes[start + 8 : start + size]
        if kind in _PARENTS:
            body = _moved(body, shift)
        elif kind in (b"stco", b"co64"):
            narrow = np.frombuffer(body, ">u4" if kind == b"stco" else ">u8", offset=8)
            kind, body = b"co64", body[:8] + (narrow.astype(">u8") + shift).astype(">u8").tobytes()
        out += struct.pack(">I4s", 8 + len(body), kind) + body
        start += size
    return bytes(out)
