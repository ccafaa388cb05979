"""Local files that are either whole or not there, and the sentences for a disk that refuses.

Every step below the root is opened relative to its folder's descriptor and never through a link,
so no link planted in the data folder leads a read or a write outside of it, not even by a race.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from data_schemas.errors import ReadOnly, StorageFull, StoreAway, StoreError

TEMPORARY = ".tmp-"

_FULL = {errno.ENOSPC, errno.EDQUOT}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}
_LINKED = {errno.ELOOP, errno.ENOTDIR}
_NO_ANONYMOUS_FILES = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL}


@contextmanager
def speaking() -> Iterator[None]:
    """Turn the system's refusals into one sentence; "not found" and "exists" pass through."""
    try:
        yield
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError as error:
        raise _spoken(error) from error


def _spoken(error: OSError) -> StoreError:
    if error.errno in _FULL:
        return StorageFull("No room is left in the data folder: free some space and try again.")
    if error.errno in _REFUSED or isinstance(error, PermissionError):
        return ReadOnly(
            "The data folder cannot be used: give this user the right to read and write it."
        )
    if error.errno in _LINKED:
        return StoreError(
            "A link or a file stands where the data folder needs a folder: remove it."
        )
    return StoreAway(f"The data folder does not answer ({error.strerror or 'no reason given'}).")


@contextmanager
def folder(root: str, parts: tuple[str, ...], make: bool = False) -> Iterator[int]:
    """Descriptor of the folder ``root/parts``; with ``make`` missing folders appear (0700)."""
    if make:
        os.makedirs(root, mode=0o700, exist_ok=True)
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts:
            below = _step(here, part, make)
            os.close(here)
            here = below
        yield here
    finally:
        os.close(here)


def _step(here: int, part: str, make: bool) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(part, flags, dir_fd=here)
    except FileNotFoundError:
        if not make:
            raise
    with suppress(FileExistsError):
        os.mkdir(part, 0o700, dir_fd=here)
        os.fsync(here)
    return os.open(part, flags, dir_fd=here)


class Draft:
    """A file in the making inside the folder ``here``; it has no name until it is published.

    Where the system allows it the file is anonymous, so that even a killed process leaves
    nothing; elsewhere a killed writer leaves a ``.tmp-`` file of ciphertext.
    """

    def __init__(self, here: int) -> None:
        self._here = here
        self._name = TEMPORARY + secrets.token_hex(8)
        self._anonymous = True
        self._fd = self._open()

    def write(self, data: bytes | bytearray | memoryview) -> int:
        view = memoryview(data).cast("B")
        done = 0
        with speaking():
            while done < len(view):
                done += os.write(self._fd, view[done:])
        return done

    def publish(self, name: str, create_only: bool) -> None:
        """Make the bytes durable, then give them ``name``; FileExistsError when it is taken."""
        os.fsync(self._fd)
        if create_only:
            self._link(name)
            self._drop_name()
        else:
            if self._anonymous:
                self._link(self._name)
                self._anonymous = False
            os.replace(self._name, name, src_dir_fd=self._here, dst_dir_fd=self._here)
        os.fsync(self._here)
        os.close(self._fd)

    def discard(self) -> None:
        os.close(self._fd)
        self._drop_name()

    def _open(self) -> int:
        flag = getattr(os, "O_TMPFILE", 0)
        if flag and os.path.isdir("/proc/self/fd"):
            try:
                return os.open(".", flag | os.O_RDWR | os.O_CLOEXEC, 0o600, dir_fd=self._here)
            except OSError as error:
                if error.errno not in _NO_ANONYMOUS_FILES:
                    raise
        self._anonymous = False
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(self._name, flags, 0o600, dir_fd=self._here)

    def _link(self, name: str) -> None:
        if self._anonymous:
            os.link(f"/proc/self/fd/{self._fd}", name, dst_dir_fd=self._here, follow_symlinks=True)
        else:
            os.link(self._name, name, src_dir_fd=self._here, dst_dir_fd=self._here)

    def _drop_name(self) -> None:
        if not self._anonymous:
            with suppress(FileNotFoundError):
                os.unlink(self._name, dir_fd=self._here)


def open_file(here: int, name: str, flags: int = os.O_RDONLY) -> int:
    """Descriptor of a regular file that is not a link; anything else is refused."""
    fd = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=here)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(errno.ENOTDIR, "not a regular file")
    return fd


def overwrite(here: int, name: str, data: bytes) -> bool:
    """Put ``data`` on the very blocks that hold the file, as far as the disk plays along.

    A file with a second name is left alone, and the answer is False: the other may be anything.
    """
    fd = open_file(here, name, os.O_RDWR)
    try:
        if os.fstat(fd).st_nlink > 1:
            return False
        os.pwrite(fd, data, 0)
        os.ftruncate(fd, len(data))
        os.fsync(fd)
        return True
    finally:
        os.close(fd)
