"""The secrets of a site, sealed by the site key in one object: ``keys/root``.

Names, digests and signatures hang on the *root*, scope keys on a *wrap*. Neither is the site key,
so the site key can be changed by sealing this one object anew. A folder of the first versions has
no such object: there the site key itself is the root, until it is changed for the first time.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from capture.keys import KEY_BYTES, Keyring
from capture.objects import ObjectStore
from capture.site_key import KeyHome, key_of
from data_schemas.errors import SiteKeyError

PATH = "keys/root"
_MARK = b"sonmat/root/1"
_NONCE = 12

ANOTHER_KEY = (
    "The site key is not the one this data folder was made with: put the right file"
    " at SONMAT_SITE_KEY_FILE, or restore it from its backup."
)


@dataclass(frozen=True)
class Secrets:
    """``wraps``: the newest first; more than one only while, or after, the key was changed."""

    root: bytes
    wraps: tuple[bytes, ...]

    def keyring(self, store: ObjectStore) -> Keyring:
        return Keyring(self.root, store, self.wraps)


def fresh() -> Secrets:
    return Secrets(secrets.token_bytes(KEY_BYTES), (secrets.token_bytes(KEY_BYTES),))


def of_first_versions(site_key: bytes, store: ObjectStore) -> Secrets:
    """What a folder without ``keys/root`` hangs on."""
    return Secrets(site_key, (Keyring(site_key, store).subkey("wrap"),))


def seal(site_key: bytes, kept: Secrets) -> bytes:
    """The secrets as only this site key opens them."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(site_key).encrypt(nonce, kept.root + b"".join(kept.wraps), _MARK)


def unseal(site_key: bytes, sealed: bytes) -> Secrets | None:
    """None for another key, or bytes that were changed."""
    try:
        plain = _cipher(site_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _MARK)
    except (InvalidTag, ValueError):
        return None
    parts = [plain[n : n + KEY_BYTES] for n in range(0, len(plain), KEY_BYTES)]
    return Secrets(parts[0], tuple(parts[1:]))


def open_secrets(home: KeyHome, store: ObjectStore, is_fresh: bool) -> tuple[bytes, Secrets]:
    """Site key and secrets of a folder; made for a fresh one. The caller holds the folder's lock.

    A change of the key that broke off is undone or finished, whichever of the two keys fits.
    Raises SiteKeyError for a key that is missing or another one.
    """
    try:
        sealed = store.read_bytes(PATH)
    except FileNotFoundError:
        sealed = None
    key = key_of(home, may_create=is_fresh and sealed is None)
    if sealed is None:
        return key, _first(key, store) if is_fresh else of_first_versions(key, store)
    found = unseal(key, sealed)
    if found is not None:
        return key, found
    following = home.read_next()
    found = unseal(following, sealed) if following is not None else None
    if following is None or found is None:
        raise SiteKeyError(ANOTHER_KEY)
    home.promote()
    return following, found


def settle(site_key: bytes, kept: Secrets, store: ObjectStore, scopes: Iterable[str]) -> None:
    """Seal the keys of ``scopes``, all that there are, under the newest wrap and forget the rest.

    Wraps of before are kept as long as something that ``scopes`` does not name may hang on them.
    """
    if len(kept.wraps) > 1 and kept.keyring(store).rewrap(scopes):
        store.write_bytes(PATH, seal(site_key, Secrets(kept.root, kept.wraps[:1])))


def _first(key: bytes, store: ObjectStore) -> Secrets:
    made = fresh()
    try:
        store.write_bytes(PATH, seal(key, made), create_only=True)
    except FileExistsError:
        # another machine that shares the store was quicker
        found = unseal(key, store.read_bytes(PATH))
        if found is None:
            raise SiteKeyError(ANOTHER_KEY) from None
        return found
    return made


def _cipher(site_key: bytes) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_MARK)
    return AESGCM(derive.derive(site_key))
