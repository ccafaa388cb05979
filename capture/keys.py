"""The key tree: the site's secrets wrap scope keys, a scope's key wraps those of its artifacts.

The site key itself only opens those secrets (``capture.root``), so that it can be changed. Scopes
are sessions, persons and the site. A wrapped key is one object of 60 bytes (nonce 12, key
32, tag 16, AES-256-GCM) named by HMACs, so a listing of the store tells no ids. Destroying a key
is erasing what it protects: backups of the data hold only ciphertext. A destroyed scope leaves a
tombstone in place of its key, so that nobody who comes late brings it back to life.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from capture.objects import ObjectStore
from data_schemas.errors import Erased, StaleEntry, StoreError, Tampered

KEY_BYTES = 32
_NONCE = 12
# as long as a wrapped key, so that writing it covers every byte of the one that was there
_TOMBSTONE = b"destroyed".ljust(_NONCE + KEY_BYTES + 16, b".")

_SCOPE = re.compile(r"[A-Za-z0-9._:/-]{1,200}")
_ARTIFACT = re.compile(r"[A-Za-z0-9._:-]{1,200}")

_GONE = "This content was erased: its key was destroyed and it cannot be brought back."


class Keyring:
    """Makes, finds and destroys keys; answers with keyed names and digests.

    Nothing is remembered between calls, so a destroyed key is gone for all processes at once.
    A scope may hold letters, digits and ``. _ : / -``, an artifact the same without ``/``.
    """

    def __init__(self, root: bytes, store: ObjectStore, wraps: tuple[bytes, ...] = ()) -> None:
        """``root`` (32 bytes) names and signs; ``wraps`` seal scope keys, the newest first.

        Without ``wraps`` there is one that is derived from ``root``.
        """
        if any(len(one) != KEY_BYTES for one in (root, *wraps)):
            raise ValueError(f"a site's secrets have {KEY_BYTES} bytes each")
        self._root = root
        self._store = store
        self._wraps = wraps or (self.subkey("wrap"),)

    @property
    def check(self) -> str:
        """A value that tells sites apart and gives away no key."""
        return self.mac("check", b"sonmat")

    @property
    def check_of_sealed(self) -> str:
        """The same of a database whose rows are sealed (``capture.seals``)."""
        return self.mac("check", b"sonmat/rows")

    def subkey(self, label: str) -> bytes:
        """32 bytes for one use, named by ``label``: HKDF-SHA256 of the site's root."""
        info = b"sonmat/subkey/" + label.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._root)

    def hasher(self, label: str) -> hmac.HMAC:
        """A running HMAC-SHA256 whose ``hexdigest`` is :meth:`mac` of all that it was fed."""
        return hmac.new(self.subkey(label), digestmod="sha256")

    def mac(self, label: str, data: bytes) -> str:
        """HMAC-SHA256 in hex under the subkey of ``label``: only this site can make it."""
        return hmac.new(self.subkey(label), data, "sha256").hexdigest()

    def name(self, scope: str, artifact: str) -> str:
        """The keyed name of an artifact in stored addresses, 64 hex digits."""
        if not _SCOPE.fullmatch(scope) or not _ARTIFACT.fullmatch(artifact):
            raise ValueError("scope or artifact holds a character that an address cannot carry")
        return self.mac("artifact", f"{scope}|{artifact}".encode())

    def names(self, scope: str) -> list[str]:
        """Keyed names of the artifacts that have a key in this scope."""
        last = [path.rsplit("/", 1)[-1] for path in self._store.list(self.folder(scope))]
        return [name for name in last if name != "scope"]

    def mint(self) -> bytes:
        """A fresh key that is stored nowhere yet."""
        return secrets.token_bytes(KEY_BYTES)

    def derived(self, scope: str, label: str) -> bytes:
        """32 bytes for one use that end with the scope: HKDF-SHA256 of its key, stored nowhere.

        Raises :class:`Erased` in a destroyed scope.
        """
        info = b"sonmat/derived/" + label.encode()
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
        return hkdf.derive(self._living_scope_key(scope))

    def find(self, scope: str, artifact: str) -> bytes | None:
        """The artifact's key, or None. Raises :class:`Erased` when its scope is destroyed."""
        scope_key = self._scope_key(scope)
        if scope_key is None:
            return None
        try:
            wrapped = self._store.read_bytes(self._path(scope, artifact))
        except FileNotFoundError:
            return None
        return _unwrap(scope_key, wrapped, _artifact_aad(scope, artifact))

    def artifact_key(self, scope: str, artifact: str) -> bytes:
        """The artifact's key. Raises :class:`Erased` when there is none."""
        key = self.find(scope, artifact)
        if key is None:
            raise Erased(_GONE)
        return key

    def new_artifact_key(self, scope: str, artifact: str) -> bytes:
        """Make and store a key; :class:`StaleEntry` when the artifact already has one."""
        key = self.mint()
        self.install(scope, artifact, key)
        return key

    def install(self, scope: str, artifact: str, key: bytes) -> None:
        """Store ``key`` for an artifact that has none; :class:`StaleEntry` when it has one by now,
        :class:`Erased` in a destroyed scope."""
        wrapped = _wrap(self._living_scope_key(scope), key, _artifact_aad(scope, artifact))
        try:
            self._store.write_bytes(self._path(scope, artifact), wrapped, create_only=True)
        except FileExistsError:
            raise StaleEntry(
                "Another process stored the same result at the same moment: run this step again."
            ) from None

    def destroy(self, scope: str, artifact: str) -> None:
        """Overwrite, then remove the artifact's key; one that is not there is fine."""
        self.shred(self._path(scope, artifact))

    def bury(self, scope: str) -> None:
        """Put the tombstone over the scope's key: from here on everything in it is unreadable."""
        path = self.folder(scope) + "/scope"
        try:
            self._store.write_bytes(path, _TOMBSTONE, create_only=True)
        except FileExistsError:
            self._store.overwrite(path, _TOMBSTONE)

    def destroy_scope(self, scope: str) -> None:
        """Destroy the scope's key and every key under it, for good; repeating it is fine."""
        self.bury(scope)
        for name in self.names(scope):
            self.shred(f"{self.folder(scope)}/{name}")

    def buried(self, scope: str) -> bool:
        """Whether everything in the scope was destroyed."""
        try:
            return self._store.read_bytes(self.folder(scope) + "/scope") == _TOMBSTONE
        except FileNotFoundError:
            return False

    def rewrap(self, scopes: Iterable[str]) -> bool:
        """Seal the keys of ``scopes`` under the newest of the wraps; repeating it is fine.

        True when no living scope key is left that an earlier wrap seals: there may be one of a
        scope that ``scopes`` does not name.
        """
        done = set()
        for scope in scopes:
            path = self.folder(scope) + "/scope"
            with suppress(Erased):
                key = self._scope_key(scope)
                if key is not None and not self._is_newest(path, scope):
                    wrapped = _wrap(self._wraps[0], key, _scope_aad(scope))
                    self._store.write_bytes(path, wrapped)
            done.add(path)
        found = {path for path in self._store.list("keys") if path.endswith("/scope")}
        return all(self._store.read_bytes(path) == _TOMBSTONE for path in found - done)

    def keep_only(self, scope: str, artifacts: Iterable[str]) -> int:
        """Destroy the scope's keys of everything but ``artifacts``; their number."""
        kept = {self.name(scope, one) for one in artifacts}
        strays = [name for name in self.names(scope) if name not in kept]
        for name in strays:
            self.shred(f"{self.folder(scope)}/{name}")
        return len(strays)

    def _is_newest(self, path: str, scope: str) -> bool:
        try:
            _unwrap(self._wraps[0], self._store.read_bytes(path), _scope_aad(scope))
        except Tampered:
            return False
        return True

    def shred(self, path: str) -> None:
        """Overwrite, then remove the wrapped key that lies there."""
        # overwriting is a courtesy to the disk, removing is the promise
        with suppress(FileNotFoundError, StoreError):
            self._store.overwrite(path, _TOMBSTONE)
        self._store.remove(path)

    def folder(self, scope: str) -> str:
        """Where in the store the keys of a scope lie; their names are those of its objects."""
        return f"keys/{self.mac('scope', scope.encode())}"

    def _path(self, scope: str, artifact: str) -> str:
        return f"{self.folder(scope)}/{self.name(scope, artifact)}"

    def _scope_key(self, scope: str) -> bytes | None:
        try:
            wrapped = self._store.read_bytes(self.folder(scope) + "/scope")
        except FileNotFoundError:
            return None
        if wrapped == _TOMBSTONE:
            raise Erased(_GONE)
        return self._open_scope(wrapped, scope)

    def _open_scope(self, wrapped: bytes, scope: str) -> bytes:
        *earlier, last = self._wraps
        for wrap in earlier:
            with suppress(Tampered):
                return _unwrap(wrap, wrapped, _scope_aad(scope))
        return _unwrap(last, wrapped, _scope_aad(scope))

    def _living_scope_key(self, scope: str) -> bytes:
        known = self._scope_key(scope)
        if known is not None:
            return known
        made = self.mint()
        wrapped = _wrap(self._wraps[0], made, _scope_aad(scope))
        try:
            self._store.write_bytes(self.folder(scope) + "/scope", wrapped, create_only=True)
        except FileExistsError:
            return self._living_scope_key(scope)
        return made


def _scope_aad(scope: str) -> bytes:
    return b"sonmat/scope/" + scope.encode()


def _artifact_aad(scope: str, artifact: str) -> bytes:
    return f"sonmat/key/{scope}/{artifact}".encode()


def _wrap(outer: bytes, key: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(outer).encrypt(nonce, key, aad)


def _unwrap(outer: bytes, wrapped: bytes, aad: bytes) -> bytes:
    # a key that a crash left half destroyed is as gone as one that is missing
    if wrapped == _TOMBSTONE:
        raise Erased(_GONE)
    try:
        return AESGCM(outer).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], aad)
    except (InvalidTag, ValueError):
        raise Tampered(
            "A stored key is damaged or belongs elsewhere: restore the keys from their backup."
        ) from None
