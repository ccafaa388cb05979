"""A release as one file that only the people named can open: a tar, encrypted by age.

The tar is made while it is encrypted; no plain tar is on the disk.
"""

from __future__ import annotations

import errno
import os
import shutil
import tarfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import pyrage

from data_schemas.errors import InputError

SUFFIX = ".tar.age"
CHUNK = 1 << 20
_HEAD = b"age-encryption.org/"
# A file that is there already, or stands where a folder should, or has too long a name.
_NAMES = frozenset({errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG})


def recipients_of(texts: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Whom ``age1…`` lines name. ``InputError`` for one that is no public key of age."""
    found = []
    for text in texts:
        try:
            found.append(pyrage.x25519.Recipient.from_str(text.strip()))
        except (pyrage.RecipientError, ValueError):
            raise InputError(
                "a recipient is not a public key of age; it begins with age1 and has 62 characters"
            ) from None
    return found


def identities_of(text: str) -> list[pyrage.x25519.Identity]:
    """The secret keys of a key file as ``age-keygen`` writes it. ``InputError`` without any."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except (pyrage.IdentityError, ValueError):
        found = []
    if not found:
        raise InputError("the key file holds no secret key of age; give the one of age-keygen")
    return found


def close(folder: Path, names: Sequence[str], target: Path, recipients: Sequence[str]) -> None:
    """Write the files ``names`` of ``folder`` to ``target``, readable for ``recipients`` only.

    Whole or not at all; what a killed process left under ``<target>.partial`` is written over.
    """
    chosen = recipients_of(recipients)
    draft = target.with_name(f"{target.name}.partial")
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(draft, flags, 0o600), "r+b") as file:
        if file.read(len(_HEAD)) not in (b"", _HEAD):
            raise InputError(f"{draft.name} stands in the way; remove it")
        file.seek(0)
        file.truncate()
        try:
            pyrage.encrypt_io(_Pulled(_tar(folder, names)), file, chosen)
            file.flush()
            os.fsync(file.fileno())
            draft.rename(target)
        finally:
            draft.unlink(missing_ok=True)


def unpack(file: Path, folder: Path, identities: Sequence[pyrage.x25519.Identity]) -> None:
    """Write what ``file`` holds into ``folder``; nothing is written outside of it.

    ``InputError``, one sentence, for another's key, a damaged file, or one that is none of ours.
    """
    with file.open("rb") as source:
        if source.read(len(_HEAD)) != _HEAD:
            raise InputError(f"{file.name} is not an encrypted release")
        source.seek(0)
        out, into = os.pipe()
        told: list[BaseException] = []
        work = threading.Thread(target=_decrypt, args=(source, into, identities, told))
        work.start()
        try:
            with os.fdopen(out, "rb") as plain:
                broken = _extract(plain, folder)
        finally:
            work.join()
    if told and isinstance(told[0], pyrage.DecryptError) and "matching" in str(told[0]):
        raise InputError(f"{file.name} is not for this key; ask for it to be encrypted to yours")
    if told or broken:
        raise InputError(f"{file.name} is damaged or cut short; fetch it again")


def _decrypt(
    source: BinaryIO,
    into: int,
    identities: Sequence[pyrage.x25519.Identity],
    told: list[BaseException],
) -> None:
    with os.fdopen(into, "wb", closefd=True) as pipe:
        try:
            pyrage.decrypt_io(source, pipe, list(identities))
            pipe.flush()
        except Exception as error:
            told.append(error)


def _extract(plain: BinaryIO, folder: Path) -> bool:
    """Plain files of the tar into ``folder``; True where it is no whole tar of a release."""
    try:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                # of a sparse file a few bytes stand for any number of them
                if not member.isreg() or member.issparse() or _leads_out(member.name):
                    return True
                _write(tar, member, folder / member.name)
        while plain.read(CHUNK):
            pass
    except (tarfile.TarError, EOFError):
        return True
    except OSError as error:
        if error.errno not in _NAMES:
            raise
        return True
    return False


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """A new file; by hand, since ``tar.extract`` has its filter from Python 3.11.4 on only."""
    target.parent.mkdir(parents=True, exist_ok=True)
    held = tar.extractfile(member)
    assert held is not None  # of a plain file
    with target.open("xb") as file:
        shutil.copyfileobj(held, file, CHUNK)


def _tar(folder: Path, names: Sequence[str]) -> Iterator[bytes]:
    """The bytes of a tar of these files, by name, without times and owners."""
    for name in sorted(names):
        path = folder / name
        member = tarfile.TarInfo(name)
        member.size = path.stat().st_size
        member.mode = 0o600
        yield member.tobuf(tarfile.PAX_FORMAT)
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece
        yield bytes(-member.size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


class _Pulled:
    """Pieces as a file that can be read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            following = next(self._pieces, None)
            if following is None:
                return b""
            self._left = memoryview(following)
        piece = self._left[: size if size >= 0 else None]
        self._left = self._left[len(piece) :]
        return bytes(piece)
