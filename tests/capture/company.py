"""A small certificate authority of a company, with a root and one below it, and its servers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Signed:
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()


def authority(name: str, above: Signed | None = None) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, key, above).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    return Signed(key, builder.sign((above.key if above else key), SHA256()))


def server(
    above: Signed,
    names: tuple[str, ...] = ("sonmat.plant.example",),
    starts: datetime = NOW - timedelta(days=1),
    ends: datetime = NOW + YEAR,
) -> Signed:
    key = rsa.generate_private_key(65537, 2048)
    builder = _builder("server", key, above, starts, ends)
    if names:
        held = [_general(name) for name in names]
        builder = builder.add_extension(x509.SubjectAlternativeName(held), critical=False)
    return Signed(key, builder.sign(above.key, SHA256()))


def written(folder: Path, made: Signed, *chain: Signed, password: bytes = b"") -> tuple[Path, Path]:
    """(certificate with what is above it, key): as an administrator is given them."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "sonmat.crt", folder / "sonmat.key"
    certificate.write_text(made.pem + "".join(one.pem for one in chain))
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    key.touch(mode=0o600)
    key.write_bytes(made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    return certificate, key


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(IPv4Address(name))
    except ValueError:
        return x509.DNSName(name)


def _builder(name, key, above, starts=NOW - timedelta(days=1), ends=NOW + 5 * YEAR):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.certificate.subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
    )
