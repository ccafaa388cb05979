"""Files that somebody brings: where they lie in a session, what they hold, their bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from capture import room
from capture.media import Limits, Media, MediaInfo
from data_schemas.errors import MediaError
from data_schemas.session import OffsetBy, RecordingRole

if TYPE_CHECKING:
    from capture.site import Site

BLOCK = 1 << 20


@dataclass(frozen=True)
class Place:
    """Where a recording lies in its session and who says so, as in ``Recording``."""

    take: int = 1
    offset_s: float = 0.0
    offset_by: OffsetBy = "nobody"
    offset_confidence: float | None = None


@dataclass(frozen=True)
class Source:
    """A file to take in: ``name`` is only for messages, ``open`` gives its bytes each time.

    ``place``: where it lies in the session, if somebody knows. ``sha256``: of its bytes, if they
    were read just now; it is looked at again when they are sealed. ``may_be_cut``: our own recorder
    made it, and it may end anywhere. What is no ``work`` has no place on the session's clock.
    """

    name: str
    open: Callable[[], BinaryIO]
    place: Place = Place()
    sha256: str | None = None
    may_be_cut: bool = False
    role: RecordingRole = "work"


@dataclass(frozen=True)
class TextFile:
    name: str
    data: bytes


def fits(site: Site, sources: tuple[Source, ...]) -> None:
    """Whether there is room for these files (no door). Raises StorageFull, MediaError."""
    room.require_file(site, sum(_size(source) for source in sources))


def _size(source: Source) -> int:
    try:
        with source.open() as stream:
            return stream.seek(0, io.SEEK_END)
    except OSError as error:
        raise _unreadable(source, error) from error


def check(source: Source) -> MediaInfo:
    """What the file holds (no door). Raises MediaError with its name if it cannot be used."""
    try:
        return Media(source.open, Limits(allow_cut=source.may_be_cut)).info
    except OSError as error:
        raise _unreadable(source, error) from error
    except MediaError as error:
        raise MediaError(f"{source.name}: {error}") from error


def digest(source: Source) -> str:
    """SHA-256 of its bytes, read where that was not done just now. Raises MediaError."""
    if source.sha256 is not None:
        return source.sha256
    read = hashlib.sha256()
    for block in blocks(source):
        read.update(block)
    return read.hexdigest()


def blocks(source: Source) -> Iterator[bytes]:
    """The bytes, a piece at a time. Raises MediaError where they cannot be read."""
    try:
        with source.open() as stream:
            while block := stream.read(BLOCK):
                yield block
    except OSError as error:
        raise _unreadable(source, error) from error


def _unreadable(source: Source, error: OSError) -> MediaError:
    return MediaError(f"{source.name} cannot be read: {error.strerror or 'try again'}.")
