"""Named objects under one root: a local folder, or any store that fsspec reaches by URL.

An object is whole or absent. Names are lower-case and plain, so no name leads out of the root.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, BinaryIO, Protocol, cast

import fsspec
from fsspec.implementations.local import LocalFileSystem

from capture import durable
from capture.durable import speaking
from data_schemas.errors import StoreAway, StoreError

_PART = re.compile(r"[a-z0-9_-][a-z0-9._-]{0,127}")


class Sink(Protocol):
    """Where the bytes of a new object go."""

    def write(self, data: bytes | bytearray | memoryview, /) -> int: ...


class _Backend(Protocol):
    def write(self, parts: tuple[str, ...], data: bytes, create_only: bool) -> None: ...
    def open(self, parts: tuple[str, ...]) -> BinaryIO: ...
    def create(self, parts: tuple[str, ...]) -> Any: ...
    def exists(self, parts: tuple[str, ...]) -> bool: ...
    def overwrite(self, parts: tuple[str, ...], data: bytes) -> None: ...
    def remove(self, parts: tuple[str, ...]) -> None: ...
    def list(self, parts: tuple[str, ...]) -> Iterator[str]: ...
    def stamp(self, parts: tuple[str, ...]) -> str: ...
    def modified(self, parts: tuple[str, ...]) -> datetime: ...


class ObjectStore:
    """Objects by name. A missing one raises FileNotFoundError, for the caller to say what it means.

    Raises :class:`StorageFull`, :class:`ReadOnly` or :class:`StoreError`, each one sentence.
    """

    def __init__(self, root_url: str) -> None:
        # A list that is remembered would hide what other processes write after it was made.
        fs, root = fsspec.core.url_to_fs(root_url, use_listings_cache=False)
        self._backend: _Backend
        self._backend = _Local(root) if isinstance(fs, LocalFileSystem) else _Remote(fs, root)

    def write_bytes(self, path: str, data: bytes, create_only: bool = False) -> None:
        """Store ``data``; with ``create_only`` FileExistsError when the name is taken."""
        parts = _gate(path)
        with speaking():
            self._backend.write(parts, data, create_only)

    def read_bytes(self, path: str) -> bytes:
        with self.open_read(path) as source, speaking():
            return source.read()

    def open_read(self, path: str) -> BinaryIO:
        """A seekable, buffered file."""
        parts = _gate(path)
        with speaking():
            return self._backend.open(parts)

    @contextmanager
    def create(self, path: str) -> Iterator[Sink]:
        """A sink that becomes the object on clean exit; after an exception nothing is left."""
        parts = _gate(path)
        with self._backend.create(parts) as sink:
            yield sink

    def exists(self, path: str) -> bool:
        parts = _gate(path)
        with speaking():
            return self._backend.exists(parts)

    def stamp(self, path: str) -> str:
        """Changes when the object does; "" where the store cannot say."""
        parts = _gate(path)
        with speaking():
            return self._backend.stamp(parts)

    def modified(self, path: str) -> datetime:
        """When it was written, by the store's own clock."""
        parts = _gate(path)
        with speaking():
            return self._backend.modified(parts)

    def overwrite(self, path: str, data: bytes) -> None:
        """Replace the content on its own blocks where the disk allows: for keys that must go."""
        parts = _gate(path)
        with speaking():
            self._backend.overwrite(parts, data)

    def remove(self, path: str) -> None:
        """Take the object away for good; one that is not there is fine."""
        parts = _gate(path)
        with speaking(), suppress(FileNotFoundError):
            self._backend.remove(parts)

    def list(self, prefix: str = "") -> list[str]:
        """Names of all objects in the folder ``prefix`` and below, sorted; none if it is absent."""
        parts = _gate(prefix) if prefix else ()
        with speaking():
            try:
                return sorted(self._backend.list(parts))
            except FileNotFoundError:
                return []


def _gate(path: str) -> tuple[str, ...]:
    parts = tuple(path.split("/"))
    if not all(_PART.fullmatch(part) for part in parts):
        raise StoreError("This is not a name in the store: use lower-case letters, digits, . _ -.")
    return parts


class _Local:
    def __init__(self, root: str) -> None:
        self._root = root

    def write(self, parts: tuple[str, ...], data: bytes, create_only: bool) -> None:
        with self._draft(parts, create_only) as draft:
            draft.write(data)

    def open(self, parts: tuple[str, ...]) -> BinaryIO:
        with durable.folder(self._root, parts[:-1]) as here:
            return os.fdopen(durable.open_file(here, parts[-1]), "rb")

    @contextmanager
    def create(self, parts: tuple[str, ...]) -> Iterator[Sink]:
        with self._draft(parts, create_only=False) as draft:
            yield draft

    def exists(self, parts: tuple[str, ...]) -> bool:
        try:
            with durable.folder(self._root, parts[:-1]) as here:
                found = os.stat(parts[-1], dir_fd=here, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return stat.S_ISREG(found.st_mode)

    def stamp(self, parts: tuple[str, ...]) -> str:
        with durable.folder(self._root, parts[:-1]) as here:
            found = os.stat(parts[-1], dir_fd=here, follow_symlinks=False)
        return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}"

    def modified(self, parts: tuple[str, ...]) -> datetime:
        with durable.folder(self._root, parts[:-1]) as here:
            found = os.stat(parts[-1], dir_fd=here, follow_symlinks=False)
        return datetime.fromtimestamp(found.st_mtime, UTC)

    def overwrite(self, parts: tuple[str, ...], data: bytes) -> None:
        with durable.folder(self._root, parts[:-1]) as here:
            done = durable.overwrite(here, parts[-1], data)
        if not done:
            self.write(parts, data, create_only=False)

    def remove(self, parts: tuple[str, ...]) -> None:
        with durable.folder(self._root, parts[:-1]) as here:
            os.unlink(parts[-1], dir_fd=here)
            os.fsync(here)

    def list(self, parts: tuple[str, ...]) -> Iterator[str]:
        with durable.folder(self._root, parts) as here:
            for folder, _, names, _ in os.fwalk(".", dir_fd=here, follow_symlinks=False):
                inner = [part for part in folder.split("/") if part != "."]
                for name in names:
                    if _PART.fullmatch(name):
                        yield "/".join([*parts, *inner, name])

    @contextmanager
    def _draft(self, parts: tuple[str, ...], create_only: bool) -> Iterator[durable.Draft]:
        # only our own steps speak for the disk: the body may fail on files of somebody else
        with speaking():
            place = durable.folder(self._root, parts[:-1], make=True)
            here = place.__enter__()
        try:
            with speaking():
                draft = durable.Draft(here)
            try:
                yield draft
                with speaking():
                    draft.publish(parts[-1], create_only)
            except BaseException:
                draft.discard()
                raise
        finally:
            place.__exit__(None, None, None)


class _Remote:
    """Object stores show an object only once it is complete, so no temporary name is needed."""

    def __init__(self, fs: Any, root: str) -> None:
        self._fs = fs
        self._root = root.rstrip("/")

    def write(self, parts: tuple[str, ...], data: bytes, create_only: bool) -> None:
        mode = "create" if create_only else "overwrite"
        with _reaching(writing=True):
            self._fs.pipe_file(self._at(parts), data, mode=mode)

    def open(self, parts: tuple[str, ...]) -> BinaryIO:
        with _reaching():
            return cast(BinaryIO, self._fs.open(self._at(parts), "rb"))

    @contextmanager
    def create(self, parts: tuple[str, ...]) -> Iterator[Sink]:
        with speaking(), _reaching(writing=True):
            target = self._fs.open(self._at(parts), "wb", autocommit=False)
        try:
            yield _Spoken(target)
            with speaking(), _reaching(writing=True):
                target.close()
                target.commit()
        except BaseException:
            target.discard()
            # else the garbage collector would close it, and that would upload what was left
            target.closed = True
            raise

    def exists(self, parts: tuple[str, ...]) -> bool:
        with _reaching():
            return bool(self._fs.isfile(self._at(parts)))

    def stamp(self, parts: tuple[str, ...]) -> str:
        with _reaching():
            return str(self._fs.info(self._at(parts)).get("ETag", ""))

    def modified(self, parts: tuple[str, ...]) -> datetime:
        with _reaching():
            found: datetime = self._fs.modified(self._at(parts))
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def overwrite(self, parts: tuple[str, ...], data: bytes) -> None:
        self.write(parts, data, create_only=False)

    def remove(self, parts: tuple[str, ...]) -> None:
        with _reaching():
            self._fs.rm_file(self._at(parts))

    def list(self, parts: tuple[str, ...]) -> Iterator[str]:
        with _reaching():
            self._fs.invalidate_cache()
            for found in self._fs.find(self._at(parts)):
                yield str(found)[len(self._root) :].lstrip("/")

    def _at(self, parts: tuple[str, ...]) -> str:
        return "/".join((self._root, *parts))


class _Spoken:
    """A remote file whose refusals are sentences."""

    def __init__(self, target: Any) -> None:
        self._target = target

    def write(self, data: bytes | bytearray | memoryview) -> int:
        with speaking(), _reaching(writing=True):
            return int(self._target.write(bytes(data)))


@contextmanager
def _reaching(writing: bool = False) -> Iterator[None]:
    """Each client library has its own errors for one thing: the store was not reached."""
    unreached = StoreAway("The object store does not answer: check its address and credentials.")
    try:
        yield
    except FileNotFoundError as error:
        # what is written cannot be missing, so it is the bucket
        if writing:
            raise unreached from error
        raise
    except (OSError, StoreError):
        raise
    except Exception as error:
        raise unreached from error
