"""Encryption of byte streams: Tink's AES256-GCM-HKDF streaming format, 1 MiB segments.

A stream is ``0x28 | salt 32 | nonce prefix 7`` and then ciphertext segments of 1 MiB, the first one
shorter by the header. Each segment carries its 16-byte tag. The segment key is
``HKDF-SHA256(key, salt, info=aad)`` and the nonce ``prefix | counter (4, big endian) | last (1)``,
so that a segment that was moved, cut off or appended no longer opens.
Source: Tink's wire format page for streaming AEAD; Hoang et al. 2015, "Online authenticated
encryption and its nonce-reuse misuse-resistance" (the STREAM construction).
"""

from __future__ import annotations

import io
import os
from collections import OrderedDict
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data_schemas.errors import Tampered

KEY_BYTES = 32
SEGMENT = 1 << 20
TAG = 16
SALT = 32
PREFIX = 7
HEADER = 1 + SALT + PREFIX
FIRST_PLAIN = SEGMENT - HEADER - TAG
NEXT_PLAIN = SEGMENT - TAG

# a player that jumps between sound and picture stays within a few segments
CACHED_SEGMENTS = 4

_DAMAGED = "Stored bytes are damaged or were changed: restore this data folder from a backup."


class Target(Protocol):
    """What takes the ciphertext; it must take all of it or raise."""

    def write(self, data: bytes, /) -> object: ...


class Encryptor:
    """Writes one encrypted stream into ``sink`` and holds at most one segment of it.

    Only ``close`` writes the end that a reader insists on. Leaving the ``with`` block by an
    exception writes no end, so half a recording never reads as a whole one. The sink stays open.
    """

    def __init__(self, sink: Target, key: bytes, aad: bytes) -> None:
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._cipher = _segment_cipher(key, salt, aad)
        self._sink = sink
        self._pending = bytearray()
        self._index = 0
        self._size = 0
        self.closed = False
        sink.write(bytes([HEADER]) + salt + self._prefix)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Take all of ``data``; returns its length in bytes."""
        if self.closed:
            raise ValueError("write to a closed stream")
        view = memoryview(data).cast("B")
        taken = 0
        while taken < len(view):
            # a full segment waits for more data: only the last one may carry the end mark
            if len(self._pending) == _plain_length(self._index):
                self._flush(last=False)
            room = _plain_length(self._index) - len(self._pending)
            self._pending += view[taken : taken + room]
            taken = min(taken + room, len(view))
        self._size += taken
        return taken

    def tell(self) -> int:
        """Plaintext bytes taken so far."""
        return self._size

    def flush(self) -> None:
        """Nothing can be flushed before its segment is full: a tag covers whole segments."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Write the last segment; further calls do nothing."""
        if not self.closed:
            self.closed = True
            self._flush(last=True)

    def abandon(self) -> None:
        """Close without the end: what was written will never open."""
        self.closed = True
        self._pending.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def _flush(self, last: bool) -> None:
        nonce = _nonce(self._prefix, self._index, last)
        self._sink.write(self._cipher.encrypt(nonce, self._pending, None))
        self._pending.clear()
        self._index += 1


class Reader(io.RawIOBase):
    """Random access to an encrypted stream; every byte it returns is verified.

    ``source`` is a seekable, buffered binary file; it is closed together with the reader.
    ``size`` is the plaintext's length in bytes. It is proven on opening, by the tag of the last
    segment, so a stream that was cut or extended never opens.
    Raises :class:`Tampered` on a wrong key, wrong ``aad`` or changed bytes.
    """

    def __init__(self, source: BinaryIO, key: bytes, aad: bytes) -> None:
        super().__init__()
        self._source = source
        self._position = 0
        self._cache: OrderedDict[int, bytes] = OrderedDict()
        self._stored = source.seek(0, io.SEEK_END)
        self._segments = max(1, -(-self._stored // SEGMENT))
        source.seek(0)
        header = source.read(HEADER)
        if len(header) < HEADER or header[0] != HEADER:
            raise Tampered(_DAMAGED)
        self._prefix = header[1 + SALT :]
        self._cipher = _segment_cipher(key, header[1 : 1 + SALT], aad)
        self.size = _plain_start(self._segments - 1) + len(self._segment(self._segments - 1))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move as in any file; positions beyond the end read nothing."""
        bases = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}
        if whence not in bases:
            raise ValueError(f"whence {whence} is not 0, 1 or 2")
        if bases[whence] + offset < 0:
            raise ValueError("seek before the start")
        self._position = bases[whence] + offset
        return self._position

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill ``buffer`` as far as the stream goes; returns the bytes written into it."""
        if self.closed:
            raise ValueError("read from a closed stream")
        target = memoryview(buffer).cast("B")
        wanted = max(0, min(len(target), self.size - self._position))
        done = 0
        while done < wanted:
            index = _segment_of(self._position)
            start = self._position - _plain_start(index)
            piece = memoryview(self._segment(index))[start : start + wanted - done]
            target[done : done + len(piece)] = piece
            done += len(piece)
            self._position += len(piece)
        return done

    def readall(self) -> bytes:
        """Everything from here to the end."""
        rest = bytearray(max(0, self.size - self._position))
        self.readinto(rest)
        return bytes(rest)

    def close(self) -> None:
        if not self.closed:
            self._cache.clear()
            self._source.close()
        super().close()

    def _segment(self, index: int) -> bytes:
        """Plaintext of one segment, verified or taken from the few that were used last."""
        plain = self._cache.pop(index, None)
        if plain is None:
            plain = self._decrypt(index)
        self._cache[index] = plain
        if len(self._cache) > CACHED_SEGMENTS:
            self._cache.popitem(last=False)
        return plain

    def _decrypt(self, index: int) -> bytes:
        start = max(index * SEGMENT, HEADER)
        self._source.seek(start)
        sealed = self._source.read((index + 1) * SEGMENT - start)
        nonce = _nonce(self._prefix, index, last=index == self._segments - 1)
        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag:
            raise Tampered(_DAMAGED) from None


def _segment_cipher(key: bytes, salt: bytes, aad: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, this one {len(key)}")
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=aad).derive(key))


def _nonce(prefix: bytes, index: int, last: bool) -> bytes:
    return prefix + index.to_bytes(4, "big") + bytes([last])


def _plain_length(index: int) -> int:
    return FIRST_PLAIN if index == 0 else NEXT_PLAIN


def _plain_start(index: int) -> int:
    return 0 if index == 0 else FIRST_PLAIN + (index - 1) * NEXT_PLAIN


def _segment_of(position: int) -> int:
    return 0 if position < FIRST_PLAIN else 1 + (position - FIRST_PLAIN) // NEXT_PLAIN
