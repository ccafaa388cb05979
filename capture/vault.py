"""The only opener of stored bytes: everything that people said or did lies here, sealed.

The bytes of an artifact are at ``objects/<2 hex>/<keyed name>``, encrypted under the artifact's own
key and bound to its scope and id, so an object moved to another address does not open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from capture.cipher import Encryptor, Reader
from capture.keys import Keyring
from capture.objects import ObjectStore
from data_schemas.errors import Erased, Tampered

_NAMED = re.compile(r"(keys/[0-9a-f]{64}|objects/[0-9a-f]{2})/[0-9a-f]{64}")


@dataclass(frozen=True)
class Sealed:
    """``mac`` is the keyed SHA-256 of the plaintext (label ``content``), ``size`` its bytes."""

    mac: str
    size: int


class Writer:
    """Takes the plaintext of one artifact; ``sealed`` is set once all of it is durable.

    After an exception inside the ``with`` block neither the object nor a new key remains, and
    what stood at the address before still stands.
    """

    sealed: Sealed

    def __init__(self, store: ObjectStore, keys: Keyring, scope: str, artifact: str) -> None:
        self._store, self._keys = store, keys
        self._scope, self._artifact = scope, artifact
        self._hash = keys.hasher("content")
        self._out: Encryptor
        self._sealing: AbstractContextManager[None] = self._steps()

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Take all of ``data``; at most one segment of 1 MiB is held in memory."""
        self._hash.update(data)
        return self._out.write(data)

    def tell(self) -> int:
        return self._out.tell()

    def flush(self) -> None:
        """For code that expects a file; bytes become durable together, on exit."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def __enter__(self) -> Self:
        self._sealing.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._sealing.__exit__(kind, error, tb)

    @contextmanager
    def _steps(self) -> Iterator[None]:
        where = (self._scope, self._artifact)
        address = _address(self._keys, *where)
        # a replacement is written under the key of what it replaces, so that both are readable up
        # to the swap; a new key is stored only when every byte is down, so a crash leaves nothing
        known = self._keys.find(*where)
        key = known or self._keys.mint()
        with ExitStack() as undo:
            with self._store.create(address) as sink:
                with Encryptor(sink, key, _aad(*where)) as self._out:
                    yield
                if known is None:
                    self._keys.install(*where, key)
                    undo.callback(self._keys.destroy, *where)
            self._confirm(key, address)
            undo.pop_all()
        self.sealed = Sealed(self._hash.hexdigest(), self._out.tell())

    def _confirm(self, key: bytes, address: str) -> None:
        """Somebody may have erased the artifact or its scope while it was being written."""
        try:
            if self._keys.artifact_key(self._scope, self._artifact) == key:
                return
            raise Erased("This content was erased while it was being written.")
        except Erased:
            self._store.remove(address)
            raise


class Vault:
    """Creates, opens and erases the bytes of artifacts; there is no other way to them."""

    def __init__(
        self, store: ObjectStore, keys: Keyring, note: Callable[[str], None] = lambda scope: None
    ) -> None:
        """``note`` is told of a scope before it is erased."""
        self._store = store
        self._keys = keys
        self._note = note

    def create(self, scope: str, artifact: str) -> Writer:
        """A writer for ``with``; replaces what is there only when all went well.

        Raises :class:`Erased` in a destroyed scope, :class:`StorageFull`, :class:`ReadOnly`.
        """
        return Writer(self._store, self._keys, scope, artifact)

    def put(self, scope: str, artifact: str, data: bytes) -> Sealed:
        """Store ``data`` whole."""
        with self.create(scope, artifact) as writer:
            writer.write(data)
        return writer.sealed

    def open(self, scope: str, artifact: str) -> Reader:
        """A seekable, verifying file. Raises :class:`Erased` without a key, :class:`Tampered`."""
        key = self._keys.artifact_key(scope, artifact)
        try:
            source = self._store.open_read(self.address(scope, artifact))
        except FileNotFoundError:
            raise Tampered(
                "Stored bytes are missing: restore this data folder from a backup."
            ) from None
        try:
            return Reader(source, key, _aad(scope, artifact))
        except BaseException:
            source.close()
            raise

    def exists(self, scope: str, artifact: str) -> bool:
        """Whether the artifact has both its bytes and its key."""
        try:
            known = self._keys.find(scope, artifact) is not None
        except Erased:
            return False
        return known and self._store.exists(self.address(scope, artifact))

    def erase(self, scope: str, artifact: str) -> None:
        """Destroy the key, then the bytes, for good; repeating it is fine."""
        self._keys.destroy(scope, artifact)
        self._store.remove(self.address(scope, artifact))

    def erase_scope(self, scope: str) -> None:
        """Erase everything in the scope and close it for ever; repeating it is fine.

        The wrapped keys go last: their names are what finds the bytes after a crash.
        """
        self._note(scope)
        self._keys.bury(scope)
        for name in self._keys.names(scope):
            self._store.remove(_object_path(name))
        self._keys.destroy_scope(scope)

    def address(self, scope: str, artifact: str) -> str:
        """The object's name in the store."""
        return _address(self._keys, scope, artifact)

    def paths(self) -> tuple[str, ...]:
        """Where bytes and keys of artifacts lie; the last part is their keyed name. Bytes last."""
        found = (*self._store.list("keys"), *self._store.list("objects"))
        return tuple(path for path in found if _NAMED.fullmatch(path))

    def is_older(self, path: str, at: datetime) -> bool:
        """Whether what lies there was written before ``at``; what is gone meanwhile was not."""
        try:
            return self._store.modified(path) < at
        except FileNotFoundError:
            return False

    def remove_stray(self, path: str) -> None:
        """Remove bytes or a key at one of ``paths`` that belongs to nothing."""
        if path.startswith("keys/"):
            self._keys.shred(path)
        else:
            self._store.remove(path)


def _address(keys: Keyring, scope: str, artifact: str) -> str:
    return _object_path(keys.name(scope, artifact))


def _object_path(name: str) -> str:
    return f"objects/{name[:2]}/{name}"


def _aad(scope: str, artifact: str) -> bytes:
    return f"sonmat/{scope}/{artifact}".encode()
