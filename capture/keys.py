"""The key tree: the site key wraps scope keys, a scope's key wraps the keys of its artifacts.

Scopes are sessions, persons and the site. A wrapped key is one object of 60 bytes (nonce 12, key
32, tag 16, AES-256-GCM) named by HMACs, so a listing of the store tells no ids. Destroying a key
is erasing what it protects: backups of the data hold only ciphertext. A destroyed scope leaves a
tombstone in place of its key, so that nobody who comes late brings it back to life.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from capture import durable
from capture.objects import ObjectStore
from data_schemas.errors import Erased, SiteKeyError, StoreError, Tampered

KEY_BYTES = 32
_NONCE = 12
# as long as a wrapped key, so that writing it covers every byte of the one that was there
_TOMBSTONE = b"destroyed".ljust(_NONCE + KEY_BYTES + 16, b".")

_SCOPE = re.compile(r"[A-Za-z0-9._:/-]{1,200}")
_ARTIFACT = re.compile(r"[A-Za-z0-9._:-]{1,200}")

_GONE = "This content was erased: its key was destroyed and it cannot be brought back."


def load_site_key(path: Path, may_create: bool) -> bytes:
    """The site key, 32 bytes, from a file with 64 hex digits that only its owner may read.

    With ``may_create`` an absent file is made, whole or not at all.
    Raises :class:`SiteKeyError` when it is missing, open to others or not a key.
    """
    try:
        return _read_site_key(path)
    except FileNotFoundError:
        if not may_create:
            raise SiteKeyError(
                f"The site key {path} is missing: put it back from its backup, or set "
                "SONMAT_SITE_KEY_FILE to where it is."
            ) from None
    # two processes may start at once: whoever comes second takes the first one's key
    with suppress(FileExistsError):
        _write_site_key(path)
    return _read_site_key(path)


def _read_site_key(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(2 * KEY_BYTES + 2)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SiteKeyError(
            f"The site key {path} cannot be read: check whose file it is."
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise SiteKeyError(f"Others may open the site key {path}: run chmod 600 {path}.")
    if not re.fullmatch(rb"[0-9a-f]{64}\n?", text):
        raise SiteKeyError(f"{path} is not a site key: put it back from its backup.")
    return bytes.fromhex(text.decode())


def _write_site_key(path: Path) -> None:
    for missing in reversed([p for p in path.absolute().parents if not p.exists()]):
        with durable.speaking(), suppress(FileExistsError):
            missing.mkdir(mode=0o700)
    with durable.speaking(), durable.folder(str(path.absolute().parent), ()) as here:
        draft = durable.Draft(here)
        try:
            draft.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
            draft.publish(path.name, create_only=True)
        except BaseException:
            draft.discard()
            raise


class Keyring:
    """Makes, finds and destroys keys; answers with keyed names and digests.

    Nothing is remembered between calls, so a destroyed key is gone for all processes at once.
    A scope may hold letters, digits and ``. _ : / -``, an artifact the same without ``/``.
    """

    def __init__(self, site_key: bytes, store: ObjectStore) -> None:
        if len(site_key) != KEY_BYTES:
            raise ValueError(f"a site key has {KEY_BYTES} bytes, this one {len(site_key)}")
        self._site_key = site_key
        self._store = store

    @property
    def check(self) -> str:
        """A value that tells site keys apart and gives away none."""
        return self.mac("check", b"sonmat")

    def subkey(self, label: str) -> bytes:
        """32 bytes for one use, named by ``label``: HKDF-SHA256 of the site key."""
        info = b"sonmat/subkey/" + label.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._site_key)

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
        last = [path.rsplit("/", 1)[-1] for path in self._store.list(self._folder(scope))]
        return [name for name in last if name != "scope"]

    def mint(self) -> bytes:
        """A fresh key that is stored nowhere yet."""
        return secrets.token_bytes(KEY_BYTES)

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
        """Make and store a key; :class:`StoreError` when the artifact already has one."""
        key = self.mint()
        self.install(scope, artifact, key)
        return key

    def install(self, scope: str, artifact: str, key: bytes) -> None:
        """Store ``key`` for an artifact that has none; :class:`Erased` in a destroyed scope."""
        wrapped = _wrap(self._living_scope_key(scope), key, _artifact_aad(scope, artifact))
        try:
            self._store.write_bytes(self._path(scope, artifact), wrapped, create_only=True)
        except FileExistsError:
            raise StoreError(
                "Another process stored the same result at the same moment: run this step again."
            ) from None

    def destroy(self, scope: str, artifact: str) -> None:
        """Overwrite, then remove the artifact's key; one that is not there is fine."""
        self._shred(self._path(scope, artifact))

    def bury(self, scope: str) -> None:
        """Put the tombstone over the scope's key: from here on everything in it is unreadable."""
        path = self._folder(scope) + "/scope"
        try:
            self._store.write_bytes(path, _TOMBSTONE, create_only=True)
        except FileExistsError:
            self._store.overwrite(path, _TOMBSTONE)

    def destroy_scope(self, scope: str) -> None:
        """Destroy the scope's key and every key under it, for good; repeating it is fine."""
        self.bury(scope)
        for name in self.names(scope):
            self._shred(f"{self._folder(scope)}/{name}")

    def _shred(self, path: str) -> None:
        # overwriting is a courtesy to the disk, removing is the promise
        with suppress(FileNotFoundError, StoreError):
            self._store.overwrite(path, _TOMBSTONE)
        self._store.remove(path)

    def _folder(self, scope: str) -> str:
        return f"keys/{self.mac('scope', scope.encode())}"

    def _path(self, scope: str, artifact: str) -> str:
        return f"{self._folder(scope)}/{self.name(scope, artifact)}"

    def _scope_key(self, scope: str) -> bytes | None:
        try:
            wrapped = self._store.read_bytes(self._folder(scope) + "/scope")
        except FileNotFoundError:
            return None
        if wrapped == _TOMBSTONE:
            raise Erased(_GONE)
        return _unwrap(self.subkey("wrap"), wrapped, b"sonmat/scope/" + scope.encode())

    def _living_scope_key(self, scope: str) -> bytes:
        known = self._scope_key(scope)
        if known is not None:
            return known
        made = self.mint()
        wrapped = _wrap(self.subkey("wrap"), made, b"sonmat/scope/" + scope.encode())
        try:
            self._store.write_bytes(self._folder(scope) + "/scope", wrapped, create_only=True)
        except FileExistsError:
            return self._living_scope_key(scope)
        return made


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
