"""Where the site key lies: a file, the environment, or the keyring of the operating system.

Each home can hold a second key beside it, ``next``: the one that is to follow while the key is
changed (``capture.rotation``). Whether the one or the other is right, the data folder says.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from capture import durable
from capture.keys import KEY_BYTES
from capture.settings import Settings
from data_schemas.errors import NeedsSoftware, SiteKeyError

SERVICE = "sonmat"


class KeyHome(Protocol):
    """``read`` and ``read_next`` give None where there is none; all raise SiteKeyError."""

    @property
    def place(self) -> str: ...
    def read(self) -> bytes | None: ...
    def create(self) -> bytes: ...
    def read_next(self) -> bytes | None: ...
    def write_next(self, key: bytes) -> None: ...
    def promote(self) -> None: ...
    def drop_next(self) -> None: ...


def home_of(settings: Settings) -> KeyHome:
    """The home that the settings name. Raises SiteKeyError where they name two keys."""
    if settings.key_from == "keyring":
        return RingHome(settings.site_key_name)
    if settings.key_from == "environment":
        return GivenHome(settings.site_key.get_secret_value(), settings.key_file)
    return FileHome(settings.key_file)


def load_site_key(path: Path, may_create: bool) -> bytes:
    """The site key, 32 bytes, from a file with 64 hex digits that only its owner may read.

    With ``may_create`` an absent file is made, whole or not at all.
    Raises :class:`SiteKeyError` when it is missing, open to others or not a key.
    """
    return key_of(FileHome(path), may_create)


def key_of(home: KeyHome, may_create: bool) -> bytes:
    """The key in ``home``; made with ``may_create`` where there is none. Raises SiteKeyError."""
    found = home.read()
    if found is not None:
        return found
    if not may_create:
        raise SiteKeyError(
            f"The site key {home.place} is missing: put it back from its backup, or set "
            "SONMAT_SITE_KEY_FILE to where it is."
        )
    return home.create()


class FileHome:
    """A file of 64 hex digits and mode 0600; ``next`` beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._next = self._path.with_name(self._path.name + ".next")

    @property
    def place(self) -> str:
        return str(self._path)

    def read(self) -> bytes | None:
        return read_key_file(self._path)

    def create(self) -> bytes:
        # two processes may start at once: whoever comes second takes the first one's key
        with suppress(FileExistsError):
            write_key_file(self._path, secrets.token_bytes(KEY_BYTES))
        return key_of(self, may_create=False)

    def read_next(self) -> bytes | None:
        return read_key_file(self._next)

    def write_next(self, key: bytes) -> None:
        self.drop_next()
        write_key_file(self._next, key)

    def promote(self) -> None:
        """``next`` takes the place; the old key's blocks are overwritten as far as disks do it."""
        with durable.speaking(), durable.folder(str(self._path.parent), ()) as here:
            old = durable.open_file(here, self._path.name, os.O_RDWR)
            try:
                os.replace(self._next.name, self._path.name, src_dir_fd=here, dst_dir_fd=here)
                os.fsync(here)
                if not os.fstat(old).st_nlink:
                    os.pwrite(old, bytes(os.fstat(old).st_size), 0)
                    os.fsync(old)
            finally:
                os.close(old)

    def drop_next(self) -> None:
        with durable.speaking():
            self._next.unlink(missing_ok=True)


class GivenHome:
    """``SONMAT_SITE_KEY``: for containers, which get their secrets that way. It cannot be written.

    A key file of the same site must not contradict it, nor lie open to others.
    """

    place = "SONMAT_SITE_KEY"

    def __init__(self, text: str, beside: Path) -> None:
        self._text, self._beside = text, beside

    def read(self) -> bytes | None:
        key = _parsed(self._text.encode(), self.place)
        on_disk = read_key_file(self._beside)
        if on_disk is not None and on_disk != key:
            raise SiteKeyError(
                f"SONMAT_SITE_KEY and the file {self._beside} hold two different keys: take the"
                " wrong one away."
            )
        return key

    def create(self) -> bytes:
        return key_of(self, may_create=False)

    def read_next(self) -> bytes | None:
        return None

    def write_next(self, key: bytes) -> None:
        raise SiteKeyError(
            "The site key comes from SONMAT_SITE_KEY, which Sonmat cannot change: name a file for"
            " the new key with --out and put it into the environment afterwards."
        )

    def promote(self) -> None:
        """Whoever set the variable sets it anew."""

    def drop_next(self) -> None:
        """There is none."""


class RingHome:
    """The operating system's keyring (extra ``[keyring]``), under the service ``sonmat``."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def place(self) -> str:
        return f"{self._name} in the keyring of this machine"

    def read(self) -> bytes | None:
        return self._get(self._name)

    def create(self) -> bytes:
        self._set(self._name, secrets.token_bytes(KEY_BYTES))
        return key_of(self, may_create=False)

    def read_next(self) -> bytes | None:
        return self._get(f"{self._name}.next")

    def write_next(self, key: bytes) -> None:
        self._set(f"{self._name}.next", key)

    def promote(self) -> None:
        key = self.read_next()
        if key is not None:
            self._set(self._name, key)
        self.drop_next()

    def drop_next(self) -> None:
        if self.read_next() is not None:
            _asked(lambda ring: ring.delete_password(SERVICE, f"{self._name}.next"))

    def _get(self, name: str) -> bytes | None:
        text = _asked(lambda ring: ring.get_password(SERVICE, name))
        return None if text is None else _parsed(str(text).encode(), self.place)

    def _set(self, name: str, key: bytes) -> None:
        _asked(lambda ring: ring.set_password(SERVICE, name, key.hex()))


def _asked(question: Callable[[Any], object]) -> object:
    """Ask the keyring; each of its back ends has errors of its own."""
    try:
        import keyring
    except ImportError as error:
        raise NeedsSoftware(
            "The keyring is not installed: run pip install 'sonmat[keyring]', or unset"
            " SONMAT_SITE_KEY_FROM."
        ) from error
    try:
        return question(keyring)
    except Exception as error:
        raise SiteKeyError(
            "The keyring of this machine does not answer: unlock it, or keep the site key in a"
            " file."
        ) from error


def read_key_file(path: Path) -> bytes | None:
    """The key in a file, None where there is no such file. Raises SiteKeyError."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(2 * KEY_BYTES + 2)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SiteKeyError(
            f"The site key {path} cannot be read: check whose file it is."
        ) from error
    if stat.S_IMODE(mode) & _others(path):
        raise SiteKeyError(f"Others may open the site key {path}: run chmod 600 {path}.")
    return _parsed(text, str(path))


def _others(path: Path) -> int:
    """Bits by which others could open the file.

    What systemd hands to a service lies in a folder that no other user enters, and where the file
    has an access list, its mask shows in the place of the group's right to read.
    """
    handed = os.environ.get("CREDENTIALS_DIRECTORY", "")
    is_handed = bool(handed) and path.parent == Path(handed)
    return 0o037 if is_handed else 0o077


def _parsed(text: bytes, place: str) -> bytes:
    if not re.fullmatch(rb"[0-9a-f]{64}\n?", text):
        raise SiteKeyError(f"{place} is not a site key: put it back from its backup.")
    return bytes.fromhex(text.decode())


def write_key_file(path: Path, key: bytes) -> None:
    """Write a new file, whole or not at all; FileExistsError where there is one."""
    for missing in reversed([p for p in path.absolute().parents if not p.exists()]):
        with durable.speaking(), suppress(FileExistsError):
            missing.mkdir(mode=0o700)
    with durable.speaking(), durable.folder(str(path.absolute().parent), ()) as here:
        draft = durable.Draft(here)
        try:
            draft.write(key.hex().encode() + b"\n")
            draft.publish(path.name, create_only=True)
        except BaseException:
            draft.discard()
            raise
