"""The signed list: canonical JSON under an Ed25519 signature that anyone can check."""

from __future__ import annotations

import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data_schemas.approval import ApprovedList, SignedList
from data_schemas.errors import InputError


def canonical(approved: ApprovedList) -> bytes:
    """The bytes that are signed: JSON with sorted keys, without spaces, in UTF-8."""
    value = approved.model_dump(mode="json")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def signed(approved: ApprovedList, secret: bytes) -> SignedList:
    """``secret``: 32 bytes that only the site has."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    return SignedList(
        list=approved,
        signature=key.sign(canonical(approved)).hex(),
        public_key=key.public_key().public_bytes_raw().hex(),
    )


def public_key(secret: bytes) -> str:
    """By which the site is known, in hex."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw().hex()


def check(found: SignedList, key: str) -> None:
    """Raises InputError where the list is not what the owner of ``key`` signed."""
    if found.public_key != key:
        raise InputError("This list was signed by another site.")
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(found.signature), canonical(found.list))
    except (InvalidSignature, ValueError):
        raise InputError("This list was changed after it was signed.") from None
