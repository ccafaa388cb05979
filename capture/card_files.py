"""The recordings in a folder: found, opened without following a link, and looked at.

A card may hold anything: links that go round, names that are no text, lists that call themselves
recordings. Nothing outside of the folder is ever opened, and nothing in it is changed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from capture.card_names import (
    AVCHD_ENDINGS,
    PICTURE_ENDINGS,
    SIDECARS,
    SKIPPED_FOLDERS,
    SOUND_ENDINGS,
    read_name,
)
from capture.card_strands import CardFile, Clock
from capture.containers import HEAD_BYTES, recognise
from capture.demux import clear_errors, open_container, video_stream
from capture.media import Media
from capture.sources import Source
from data_schemas.errors import InputError, MediaError

DEEPEST = 8
MOST_FILES = 2_000
_NO_WAIT = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
AVCHD = (
    "This is an AVCHD stream (.MTS), which Sonmat does not read: save it as MP4 with the camera's"
    " own program, or set the camera to record MP4."
)


@dataclass(frozen=True)
class Found:
    """``recordings`` and ``refused`` (AVCHD) are paths relative to the folder, with ``/``."""

    recordings: tuple[str, ...]
    refused: tuple[str, ...]
    skipped: tuple[str, ...]


def look(folder: Path) -> Found:
    """What lies in ``folder``, in the order of names. Links and hidden things are passed over.

    Raises InputError where it is no folder, cannot be read or holds too much.
    """
    found: dict[str, list[str]] = {"recordings": [], "refused": [], "skipped": []}
    for path in _walk(folder, PurePosixPath()):
        ending = path.suffix.casefold()
        if ending in PICTURE_ENDINGS | SOUND_ENDINGS:
            found["recordings"].append(str(path))
        elif ending in AVCHD_ENDINGS:
            found["refused"].append(str(path))
        elif ending not in SIDECARS:
            found["skipped"].append(str(path))
        if len(found["recordings"]) > MOST_FILES:
            raise InputError(
                f"This folder holds more than {MOST_FILES} recordings: name a folder inside of it."
            )
    return Found(**{kind: tuple(sorted(paths)) for kind, paths in found.items()})


def _walk(root: Path, below: PurePosixPath) -> Iterator[PurePosixPath]:
    try:
        with os.scandir(root / below) as entries:
            several = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if below.parts:
            return  # one folder that cannot be read does not hide the others
        what = error.strerror or "try again"
        raise InputError(f"The folder {root.name} cannot be read: {what}.") from error
    for entry in several:
        if entry.name.startswith(".") or not _is_text(entry.name):
            continue
        path = below / entry.name
        if entry.is_dir(follow_symlinks=False):
            if len(path.parts) < DEEPEST and not _is_skipped(path):
                yield from _walk(root, path)
        elif entry.is_file(follow_symlinks=False):
            yield path


def _is_text(name: str) -> bool:
    """Whether a name can be printed and kept: bytes that are no UTF-8 and signs cannot."""
    return name.isprintable() and not any("\ud800" <= sign <= "\udfff" for sign in name)


def _is_skipped(path: PurePosixPath) -> bool:
    own = path.name.casefold()
    above = path.parent.name.casefold() or None
    return (above, own) in SKIPPED_FOLDERS or (None, own) in SKIPPED_FOLDERS


def open_under(folder: Path, path: str) -> BinaryIO:
    """``path`` inside of ``folder``, opened for reading. Raises OSError; a link is one.

    Each folder on the way is opened from the one before, so that none can be changed for a link
    between looking and opening.
    """
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/"):
        raise OSError(None, "it lies outside of the folder")
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            below = os.open(part, _NO_WAIT | os.O_DIRECTORY, dir_fd=at)
            os.close(at)
            at = below
        file = os.open(parts[-1], _NO_WAIT, dir_fd=at)
    finally:
        os.close(at)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(None, "it is no ordinary file")
    return os.fdopen(file, "rb")


def source_of(folder: Path, path: str) -> Source:
    return Source(path, lambda: open_under(folder, path))


def facts_of(source: Source, date_s: float | None = None) -> CardFile:
    """What is known about one recording; ``date_s``: when the file was last written, if known.

    Raises MediaError in one sentence with the name in it, for everything that is refused.
    """
    try:
        info = Media(source.open).info
        started_s, length_s = _written_inside(source)
        with source.open() as file:
            size = file.seek(0, os.SEEK_END)
    except OSError as error:
        what = error.strerror or "try again"
        raise MediaError(f"{source.name} cannot be read: {what}.") from error
    except MediaError as error:
        raise MediaError(f"{source.name}: {error}") from error
    starts_s, clock = _clock(read_name(source.name).at_s, started_s, date_s, info.duration_s)
    return CardFile(
        path=source.name,
        size=size,
        duration_s=info.duration_s,
        length_s=length_s if info.has_video and length_s > 0 else info.duration_s,
        has_video=info.has_video,
        has_audio=info.has_audio,
        starts_s=starts_s,
        clock=clock,
    )


def stamp_of(folder: Path, path: str) -> tuple[int, int] | None:
    """(bytes, nanoseconds since 1970 when it was last written); None where it is gone."""
    try:
        found = os.stat(folder / path, follow_symlinks=False)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _clock(
    name_s: float | None, inside_s: float | None, date_s: float | None, duration_s: float
) -> tuple[float | None, Clock]:
    """(when it started, where that stands): the name, the container, else the file's date.

    A name is written when a recording starts; some phones fill the container in when it ends. A
    file's date is when it was closed.
    """
    if name_s is not None:
        return name_s, "name"
    if inside_s is not None:
        return inside_s, "container"
    return (date_s - duration_s, "file") if date_s is not None else (None, "none")


def _written_inside(source: Source) -> tuple[float | None, float]:
    """(start by the container, seconds since 1970; length of its picture in seconds)"""
    with source.open() as file, clear_errors():
        kind = recognise(file.read(HEAD_BYTES))
        with open_container(file, kind) as container:
            video: Any = video_stream(container)
            length_s = 0.0
            if video is not None and video.duration and video.time_base:
                length_s = float(video.duration * video.time_base)
            tags = dict(container.metadata)
            for stream in container.streams:
                tags = {**stream.metadata, **tags}
    return _moment(tags), length_s


def _moment(tags: dict[str, str]) -> float | None:
    """When a recording began, by its own words; wave files have the day and the time apart."""
    text = tags.get("creation_time", "").strip()
    if len(text) <= 8 and tags.get("date"):
        text = f"{tags['date'].strip()}T{text.replace('-', ':') or '00:00:00'}"
    try:
        at = datetime.fromisoformat(text)
        seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if abs(seconds) < 1e11 else None
