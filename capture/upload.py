"""Doors for a file on its way in: parts are sealed as they come, a broken line goes on.

Nothing is ever written in plain: each part is one sealed object under the upload's own key,
and the parts read as one file when it is complete.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Callable
from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO

from capture import room
from capture.access import require
from capture.ids import new_id
from capture.records import uploads as records
from capture.sources import Source
from data_schemas.errors import Denied, MediaError, StaleEntry
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from capture.site import Site

PART_LIMIT = 8 << 20
SIZE_LIMIT = 64 << 30
KEPT_FOR = timedelta(days=7)


def begin(site: Site, who: Actor, declared: int) -> str:
    """Announce a file of ``declared`` bytes; returns the upload's id.

    Raises MediaError for an impossible size, StorageFull where it would not fit.
    """
    require(site, who, Action.RECORD)
    if not 0 < declared <= SIZE_LIMIT:
        raise MediaError(f"A file must have between 1 byte and {SIZE_LIMIT >> 30} GiB.")
    room.require_file(site, declared)
    upload = new_id("upl")
    with site.db() as db:
        records.add(db, upload, who.id, declared, site.now())
    return upload


def received(site: Site, who: Actor, upload: str) -> tuple[int, int]:
    """(bytes that arrived, bytes declared): where to go on."""
    declared = _own(site, who, upload)
    with site.db() as db:
        return sum(records.parts(db, upload)), declared


def append(site: Site, who: Actor, upload: str, offset: int, block: bytes) -> int:
    """Seal one block that starts at ``offset``; returns the next offset.

    Raises StaleEntry when the block does not follow what is here, MediaError when it goes past
    the declared size.
    """
    declared = _own(site, who, upload)
    with site.db() as db:
        sizes = records.parts(db, upload)
    here = sum(sizes)
    if offset != here:
        raise StaleEntry(f"This part starts at byte {offset}, but {here} bytes have arrived.")
    if len(block) > PART_LIMIT or here + len(block) > declared:
        raise MediaError("More bytes arrived than were announced: start the upload again.")
    if block:
        # The row is the lock: of two tabs that send the same part one fails before it writes.
        with site.db() as db:
            records.add_part(db, upload, len(sizes), len(block))
            site.vault.put(_scope(upload), str(len(sizes)), block)
    return here + len(block)


def source(site: Site, who: Actor, upload: str, name: str) -> Source:
    """The complete upload as a file to take in. Raises MediaError while parts are missing."""
    declared = _own(site, who, upload)
    with site.db() as db:
        sizes = records.parts(db, upload)
    if sum(sizes) != declared:
        raise MediaError(f"{name} is not complete yet: send the rest first.")

    def open_part(position: int) -> BinaryIO:
        return site.vault.open(_scope(upload), str(position))  # type: ignore[return-value]

    return Source(name, lambda: io.BufferedReader(Joined(sizes, open_part), 1 << 20))


def discard(site: Site, who: Actor, upload: str) -> None:
    """Forget an upload and destroy its parts."""
    _own(site, who, upload)
    _erase(site, upload)


def sweep(site: Site) -> None:
    """Destroy uploads that nobody finished within a week (no door: the worker's own chore)."""
    with site.db() as db:
        stale = records.older_than(db, site.now() - KEPT_FOR)
    for upload in stale:
        _erase(site, upload)


class Joined(io.RawIOBase):
    """Several parts read as one seekable file."""

    def __init__(self, sizes: tuple[int, ...], open_part: Callable[[int], BinaryIO]) -> None:
        self._starts = [0, *accumulate(sizes)]
        self._open_part = open_part
        self._part: tuple[int, BinaryIO] | None = None
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if self._at >= self._starts[-1]:
            return 0
        number = bisect_right(self._starts, self._at) - 1
        if self._part is None or self._part[0] != number:
            self._release()
            self._part = (number, self._open_part(number))
        part = self._part[1]
        part.seek(self._at - self._starts[number])
        data = part.read(min(len(view), self._starts[number + 1] - self._at))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._release()
        super().close()

    def _release(self) -> None:
        if self._part is not None:
            self._part[1].close()
            self._part = None


def _own(site: Site, who: Actor, upload: str) -> int:
    require(site, who, Action.RECORD)
    with site.db() as db:
        actor, declared = records.get(db, upload)
    if actor != who.id:
        raise Denied("Not allowed: this upload belongs to somebody else.")
    return declared


def _erase(site: Site, upload: str) -> None:
    site.vault.erase_scope(_scope(upload))
    with site.db() as db:
        records.forget(db, upload)


def _scope(upload: str) -> str:
    return f"upload:{upload}"
