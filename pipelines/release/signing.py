"""Signatures of releases in minisign's format, which ``minisign -V`` checks, too.

A signature holds no time and Ed25519 uses no chance (RFC 8032): the same manifest has the same one.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

import minisign
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from data_schemas.errors import InputError

_ALGORITHM, _NO_KDF, _CHECKSUM = b"Ed", bytes(2), b"B2"
# salt, and two numbers of a password that there is none of
_NO_PASSWORD = bytes(32 + 8 + 8)


@dataclass(frozen=True)
class Signer:
    """``seed``: 32 secret bytes, of which the key is made."""

    seed: bytes

    @property
    def public(self) -> str:
        """The public key as a file that minisign reads: a comment and a line."""
        return bytes(self._key().get_public_key()).decode() + "\n"

    @property
    def line(self) -> str:
        """The public key alone, as ``minisign -P`` takes it."""
        return self.public.splitlines()[1]

    def sign(self, text: bytes, comment: str) -> bytes:
        """The signature file of ``text``; ``comment``, one line, is signed with it."""
        signed = self._key().sign(
            text, trusted_comment=comment, untrusted_comment="signature of a Sonmat release"
        )
        return bytes(signed) + b"\n"

    def _key(self) -> minisign.SecretKey:
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        public = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        own = hashlib.sha256(public).digest()[:8] + self.seed + public
        checksum = hashlib.blake2b(_ALGORITHM + own, digest_size=32).digest()
        packed = _ALGORITHM + _NO_KDF + _CHECKSUM + _NO_PASSWORD + own + checksum
        return minisign.SecretKey.from_base64(base64.standard_b64encode(packed))


def public_key(text: str) -> minisign.PublicKey:
    """A public key from its file or its line. ``InputError`` for what is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        return minisign.PublicKey.from_base64(lines[-1])
    except (minisign.Error, ValueError, IndexError):
        raise InputError(
            "this is no public key of minisign; give its file, or its line that begins with RW"
        ) from None


def checked(text: bytes, signature: bytes, key: minisign.PublicKey) -> str | None:
    """The comment that was signed with ``text``; None if ``key`` did not sign this."""
    try:
        found = minisign.Signature.from_bytes(signature)
        key.verify(text, found)
    except (minisign.Error, ValueError):
        return None
    return str(found.trusted_comment)


def comment_of(info: bytes) -> str:
    """What is signed beside the manifest: the file that tells name and number of the release."""
    return f"Sonmat release, bag-info.txt has SHA-256 {hashlib.sha256(info).hexdigest()}"
