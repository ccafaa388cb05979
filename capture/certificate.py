"""A certificate that the company made, instead of the site's own authority: read and checked.

Whoever runs Sonmat gets it from their public key infrastructure; nothing here makes or renews one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from capture.authority import RENEW_BEFORE
from capture.settings import Settings
from data_schemas.errors import SettingsError

MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Given:
    """``file`` holds the certificate and the chain above it, ``key`` the private key; both PEM."""

    file: Path
    key: Path
    certificate: x509.Certificate

    @property
    def names(self) -> tuple[str, ...]:
        """Hosts and addresses that it speaks for, without wildcards, in its own order."""
        return tuple(_names(self.certificate))

    @property
    def ends_at(self) -> datetime:
        return self.certificate.not_valid_after_utc


def given(settings: Settings, now: datetime) -> Given | None:
    """The certificate that the settings name, None where they name none.

    Raises SettingsError, one sentence, for one that could not be served: a file that is missing or
    no PEM, a key that others may read, that is under a password or of another certificate, a
    certificate that has ended, is not valid yet or names no host.
    """
    file, key = settings.certificate, settings.certificate_key
    if file is None and key is None:
        return None
    if file is None or key is None:
        raise SettingsError(
            "A certificate needs its key and a key its certificate: name both, with --certificate"
            " and --key, or SONMAT_CERTIFICATE and SONMAT_CERTIFICATE_KEY."
        )
    file, key = file.expanduser().absolute(), key.expanduser().absolute()
    found = Given(file, key, _certificate(file))
    _belongs(found, _private(key))
    _holds(found, now)
    return found


def ends_soon(found: Given, now: datetime) -> bool:
    return found.ends_at - RENEW_BEFORE <= now


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_read(path, "certificate"))[0]
    except ValueError:
        raise SettingsError(
            f"{path} holds no certificate in PEM form: export it as PEM, its own certificate first."
        ) from None


def _private(path: Path) -> bytes:
    """The public half of the key, in DER."""
    text = _read(path, "key", secret=True)
    try:
        key = load_pem_private_key(text, None)
    except TypeError:
        raise SettingsError(
            f"The key {path} is under a password: take it off, since nobody is there to enter it."
        ) from None
    except ValueError:
        raise SettingsError(f"{path} holds no private key in PEM form: export it as PEM.") from None
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _read(path: Path, what: str, secret: bool = False) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(MOST_BYTES)
    except OSError as error:
        raise SettingsError(
            f"The {what} {path} cannot be read: {error.strerror or 'look whose file it is'}."
        ) from error
    if secret and stat.S_IMODE(mode) & 0o077:
        raise SettingsError(f"Others may read the key {path}: run chmod 600 {path}.")
    return text


def _belongs(found: Given, public: bytes) -> None:
    own = found.certificate.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    if own != public:
        raise SettingsError(
            f"The key {found.key} is not that of the certificate {found.file}: name the two that"
            " were made together."
        )


def _holds(found: Given, now: datetime) -> None:
    if found.ends_at <= now:
        raise SettingsError(
            f"The certificate {found.file} ended on {found.ends_at:%Y-%m-%d}: get a new one."
        )
    if found.certificate.not_valid_before_utc > now:
        begins = found.certificate.not_valid_before_utc
        raise SettingsError(
            f"The certificate {found.file} begins on {begins:%Y-%m-%d}: look at this machine's"
            " clock, or wait."
        )
    if not found.names:
        raise SettingsError(
            f"The certificate {found.file} names no host: have one made that names this machine in"
            " its subject alternative names."
        )


def _names(certificate: x509.Certificate) -> Iterator[str]:
    try:
        held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return
    for one in held:
        if isinstance(one, x509.DNSName) and not one.value.startswith("*"):
            yield one.value.lower().rstrip(".")
        elif isinstance(one, x509.IPAddress) and isinstance(one.value, IPv4Address):
            yield str(one.value)
