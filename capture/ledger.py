"""The list of what was erased, so that no backup brings it back.

It lies twice: in a small file beside the site key, which no backup of the data folder replaces,
and as one object an entry beside the wrapped keys (``keys/erased``), which is written once the
entry is carried out. Where the file has more than the objects, an erasure broke off or an old
backup was put back, and the entries are carried out again before anything opens.

Where the store is shared by several machines, an entry lies there already when it is noted
(``noted``): whoever writes its object first has its number, so that all machines write one list.

A line of the file and an object are the same: ``number sealed mac``. Entries are sealed, so the
file tells nothing, and chained, so that none can be taken out of the middle.
"""

from __future__ import annotations

import fcntl
import hmac
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from capture.keys import Keyring
from capture.objects import ObjectStore
from data_schemas.erasure import Gone
from data_schemas.errors import Tampered

FOLDER = "keys/erased"
NOTED = "noted"
_NONCE = 12
_START = "0" * 64
# What is on its way in is gone once it is in, and is left out of backups instead.
PASSING = "upload:"

CHANGED = (
    "The list of what was erased was changed: put it back from the newest backup of the keys"
    " before anything is opened."
)


class Ledger:
    """Entries are only added. Raises Tampered where the list is not what was written."""

    def __init__(
        self, path: Path, keys: Keyring, store: ObjectStore, is_shared: bool = False
    ) -> None:
        """``is_shared``: other machines erase what lies in this store, too."""
        self._path = path
        self._is_shared = is_shared
        self._keys = keys
        self._store = store
        # What the file could not take, up to the end of this process: erasing waits for no disk.
        self._unwritten: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The longest of the lists; it is checked, and each must begin it."""
        here, there = max(self._in_file(), self._unwritten, key=len), self._in_store()
        noted = tuple(self._noted()) if self._is_shared else ()
        longest = max(here, there, noted, key=len)
        if any(longest[: len(one)] != one for one in (here, there, noted)):
            raise Tampered(CHANGED)
        self.check(longest)
        return longest

    def entries(self) -> tuple[Gone, ...]:
        return self.read(self.lines())

    def carried_out(self) -> int:
        """How many entries hold for the keys beside which they lie."""
        return len(self._in_store())

    def note(self, gone: Gone) -> None:
        """Write down what is to be erased now, before it is; what is known already is not again."""
        if gone.scope.startswith(PASSING):
            return
        with self._alone():
            lines = self.lines()
            while not any(_same(gone, known) for known in self.read(lines)):
                noted = (*lines, self._line(lines, gone))
                if self._share(noted):
                    self._keep(noted)
                    return
                lines = self.lines()

    def settle(self, done: int) -> None:
        """Say that ``done`` entries are carried out; fills up the file from the objects, too."""
        with self._alone():
            lines = self.lines()
            self._keep(lines)
            for number in range(self.carried_out(), done):
                with suppress(FileExistsError):
                    path = f"{FOLDER}/{number + 1:08}"
                    self._store.write_bytes(path, lines[number].encode(), create_only=True)

    def merge(self, lines: Sequence[str]) -> None:
        """Take over a list from elsewhere where it is the longer one. Raises Tampered."""
        with self._alone():
            own = self.lines()
            both = min(len(own), len(lines))
            if tuple(lines[:both]) != own[:both]:
                raise Tampered(CHANGED)
            self.check(lines)
            self._keep(max(own, tuple(lines), key=len))

    def check(self, lines: Iterable[str]) -> None:
        """Raises Tampered where a line does not follow the one before."""
        previous = _START
        for place, line in enumerate(lines, 1):
            number, sealed, mac = _parts(line)
            good = hmac.compare_digest(mac, self._mac(previous, number, sealed))
            if number != str(place) or not good:
                raise Tampered(CHANGED)
            previous = mac

    def read(self, lines: Iterable[str]) -> tuple[Gone, ...]:
        cipher = AESGCM(self._keys.subkey("ledger"))
        found = []
        for line in lines:
            number, sealed, _ = _parts(line)
            try:
                data = bytes.fromhex(sealed)
                plain = cipher.decrypt(data[:_NONCE], data[_NONCE:], number.encode())
            except (InvalidTag, ValueError):
                raise Tampered(CHANGED) from None
            found.append(Gone.model_validate_json(plain))
        return tuple(found)

    def _line(self, before: Sequence[str], gone: Gone) -> str:
        number, nonce = str(len(before) + 1), os.urandom(_NONCE)
        cipher = AESGCM(self._keys.subkey("ledger"))
        data = cipher.encrypt(nonce, gone.model_dump_json().encode(), number.encode())
        sealed = (nonce + data).hex()
        previous = _parts(before[-1])[2] if before else _START
        return f"{number} {sealed} {self._mac(previous, number, sealed)}"

    def _mac(self, previous: str, number: str, sealed: str) -> str:
        return self._keys.mac("ledger-chain", f"{previous} {number} {sealed}".encode())

    def _in_file(self) -> tuple[str, ...]:
        try:
            text = self._path.read_text("ascii", "replace")
        except OSError:
            return ()
        # a line that a crash cut off was never acted upon
        return tuple(line.rstrip("\n") for line in text.splitlines(True) if line.endswith("\n"))

    def _share(self, lines: Sequence[str]) -> bool:
        """False where another machine noted something under a number of these meanwhile."""
        if not self._is_shared:
            return True
        last = len(lines) - 1
        for number in range(min(len(tuple(self._noted())), last), len(lines)):
            path = f"{NOTED}/{number + 1:08}"
            try:
                self._store.write_bytes(path, lines[number].encode(), create_only=True)
            except FileExistsError:
                return False
        return True

    def _noted(self) -> Iterator[str]:
        """One by one up to the first that is not there: a list may leave out what is new."""
        with suppress(FileNotFoundError):
            for number in count(1):
                yield self._store.read_bytes(f"{NOTED}/{number:08}").decode("ascii", "replace")

    def _in_store(self) -> tuple[str, ...]:
        paths = self._store.list(FOLDER)
        return tuple(self._store.read_bytes(path).decode("ascii", "replace") for path in paths)

    def _keep(self, lines: Sequence[str]) -> None:
        known = len(self._in_file())
        if known == len(lines):
            return
        try:
            with self._path.open("r+", encoding="ascii") as file:
                whole = "".join(f"{line}\n" for line in lines[:known])
                file.truncate(len(whole))
                file.seek(len(whole))
                file.write("".join(f"{line}\n" for line in lines[known:]))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self._unwritten = tuple(lines)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with ExitStack() as held:
            with suppress(OSError):
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                opened = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(held.enter_context(os.fdopen(opened, "r")), fcntl.LOCK_EX)
            yield


def _parts(line: str) -> tuple[str, str, str]:
    found = line.split(" ")
    if len(found) != 3:
        raise Tampered(CHANGED)
    return found[0], found[1], found[2]


def _same(one: Gone, other: Gone) -> bool:
    return (one.scope, one.id) == (other.scope, other.id)
