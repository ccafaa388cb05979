"""Looks for known words and bytes in every file of a folder, however they may have been written.

A word may lie there as it is, in UTF-16, in base64, escaped as JSON or an address does, inside
something packed, or in a database: in a page, in a freed page, in a cell that holds base64 or JSON.
All forms of all words are looked for at once: the first bytes of each are marked in a table, and
only where a file meets one of those marks is anything compared.
"""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import numpy as np

SHORTEST = 8
_BITS = 22
_BLOCK = 8 << 20
_PACKED = (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"PK\x03\x04")
_UNPACKED_LIMIT = 64 << 20
_SQLITE = b"SQLite format 3\0"


def forms(word: str) -> Iterator[bytes]:
    """``word`` as programs write it: bytes long enough that chance does not write them."""
    for text in {word, word.lower(), word.upper()}:
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        escaped = json.dumps(text)[1:-1]
        yield from (escaped.encode(), escaped.replace("\\u", "\\\\u").encode())
        yield text.encode("unicode_escape")
        yield quote(text).encode()
        for shift in range(3):
            yield in_base64(text.encode(), shift)
            yield in_base64(text.encode("utf-16-le"), shift)


def in_base64(data: bytes, shift: int) -> bytes:
    """The signs of base64 that depend on ``data`` alone where it lies ``shift`` bytes in."""
    whole = base64.b64encode(bytes(shift) + data)
    skipped = (0, 2, 3)[shift]
    certain = (shift + len(data)) * 8 // 6
    return whole[skipped:certain]


def windows(data: bytes, size: int = 16, every: int = 256) -> Iterator[bytes]:
    """Pieces of ``data`` that tell it from other data: no silence and no plain surface."""
    for at in range(0, len(data) - size, every):
        piece = data[at : at + size]
        if len(set(piece)) > size // 2:
            yield piece


@dataclass
class Found:
    """What lay where; ``name`` says what it is a form of."""

    name: str
    needle: bytes
    path: Path
    at: int


@dataclass
class Searcher:
    """``needles``: bytes that must lie nowhere, and what each is a form of."""

    needles: dict[bytes, str] = field(default_factory=dict)
    searched: int = 0
    files: int = 0

    def words(self, texts: Iterable[str]) -> None:
        for text in texts:
            for form in forms(text):
                if len(form) >= SHORTEST:
                    self.needles.setdefault(form, text)

    def pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.needles.setdefault(piece, name)

    def without(self, folders: Iterable[Path]) -> None:
        """Forget what lies where nobody ever was, too: it tells nothing of anybody."""
        for needle in {one.needle for one in self.search(folders)}:
            self.needles.pop(needle, None)

    def known(self) -> frozenset[str]:
        """What is looked for as it was written, at the least."""
        return frozenset(name for needle, name in self.needles.items() if needle == name.encode())

    def search(self, folders: Iterable[Path]) -> list[Found]:
        """Everything that is found below ``folders``, in names as well as in contents."""
        heads = self._heads()
        self.searched = self.files = 0
        found = []
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                found += self._in_bytes(str(path.relative_to(folder)).encode(), path, heads)
                if path.is_file() and not path.is_symlink():
                    data = path.read_bytes()
                    self.files += 1
                    self.searched += len(data)
                    for one in (data, *unpacked(data), *cells(path, data)):
                        found += self._in_bytes(one, path, heads)
        return found

    def _heads(self) -> tuple[np.ndarray, dict[int, list[bytes]]]:
        table = np.zeros(1 << _BITS, bool)
        by_head: dict[int, list[bytes]] = {}
        for needle in self.needles:
            head = int.from_bytes(needle[:SHORTEST], "little")
            by_head.setdefault(head, []).append(needle)
        if by_head:
            table[_slots(np.array(list(by_head), np.uint64))] = True
        return table, by_head

    def _in_bytes(
        self, data: bytes, path: Path, heads: tuple[np.ndarray, dict[int, list[bytes]]]
    ) -> Iterator[Found]:
        table, by_head = heads
        for start in range(0, max(0, len(data) - SHORTEST + 1), _BLOCK):
            size = min(_BLOCK + SHORTEST - 1, len(data) - start)
            block = np.frombuffer(data, np.uint8, size, start)
            values = _eights(block)
            for at in np.flatnonzero(table[_slots(values)]).tolist():
                for needle in by_head.get(int(values[at]), ()):
                    if data.startswith(needle, start + at):
                        yield Found(self.needles[needle], needle, path, start + at)


def _eights(block: np.ndarray) -> np.ndarray:
    """The eight bytes from each place on, as one number."""
    n = len(block) - SHORTEST + 1
    values = np.zeros(n, np.uint64)
    for k in range(SHORTEST):
        values |= block[k : k + n].astype(np.uint64) << np.uint64(8 * k)
    return values


def _slots(values: np.ndarray) -> np.ndarray:
    mixed = values * np.uint64(0x9E3779B97F4A7C15)
    return mixed >> np.uint64(64 - _BITS)


def unpacked(data: bytes) -> Iterator[bytes]:
    """What lies packed anywhere in ``data``: gzip, zlib and the members of an archive."""
    for magic in _PACKED:
        at = data.find(magic)
        while at >= 0:
            bits = {b"\x1f\x8b\x08": 31, b"PK\x03\x04": -15}.get(magic, 15)
            begin = at
            if bits == -15:
                name, extra = (
                    int.from_bytes(data[at + n : at + n + 2], "little") for n in (26, 28)
                )
                begin = at + 30 + name + extra
            inner = _inflated(data, begin, bits)
            if len(inner) >= SHORTEST:
                yield inner
            at = data.find(magic, at + 1)


def _inflated(data: bytes, at: int, bits: int) -> bytes:
    try:
        return zlib.decompressobj(bits).decompress(data[at : at + _BLOCK], _UNPACKED_LIMIT)
    except zlib.error:
        return b""


def cells(path: Path, data: bytes) -> Iterator[bytes]:
    """Every value of a database, with what is base64 in it read: DBOS writes its values so."""
    if not data.startswith(_SQLITE):
        return
    db = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    db.text_factory = bytes
    try:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in db.execute(f'SELECT * FROM "{table.decode()}"'):
                for cell in row:
                    if isinstance(cell, bytes) and len(cell) >= SHORTEST:
                        yield cell
                        yield from _from_base64(cell)
    finally:
        db.close()


def _from_base64(cell: bytes) -> Iterator[bytes]:
    try:
        inner = base64.b64decode(cell, validate=True)
    except (binascii.Error, ValueError):
        return
    yield inner
    yield from unpacked(inner)
