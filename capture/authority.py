"""The site's own certificate authority, so that tablets on its network reach it over TLS.

Browsers give a page camera and microphone only over https, and no public authority signs an
address inside a plant. So the site makes an authority once, which each tablet is told to trust,
and a server certificate that is renewed as often as needed. The authority is held (RFC 5280 name
constraints) to private addresses, ``.local`` and the site's own names: whoever stole its key could
still not pose as any site of the internet.

Keys lie beside the site key, never under the data folder. A key and its certificate share a file,
so that no crash leaves one without the other.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from capture import durable
from capture.settings import Settings
from data_schemas.errors import SiteKeyError

AUTHORITY = "authority.pem"
SERVER = "server.pem"
AUTHORITY_LIFE = timedelta(days=5 * 365)
# Browsers refuse certificates of servers that live longer than 398 days.
SERVER_LIFE = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)
# A tablet whose clock is slow must not find a certificate of tomorrow.
SLOW_CLOCK = timedelta(days=1)
PRIVATE = tuple(
    IPv4Network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
)
ANY_LOCAL = "local"


@dataclass(frozen=True)
class Names:
    """What the server is called: addresses, and host names in lower case without a last dot."""

    addresses: frozenset[IPv4Address]
    hosts: frozenset[str]

    def all(self) -> frozenset[str]:
        return self.hosts | {str(address) for address in self.addresses}


@dataclass(frozen=True)
class Certificates:
    """``server`` is a PEM file of key and chain; ``is_new`` tells that devices must trust anew."""

    server: Path
    authority: x509.Certificate
    is_new: bool

    @property
    def der(self) -> bytes:
        return self.authority.public_bytes(Encoding.DER)

    @property
    def digest(self) -> str:
        """SHA-256 of the authority's certificate as devices show it: ``AB:CD:…``, 32 pairs."""
        return self.authority.fingerprint(SHA256()).hex(":").upper()


@dataclass(frozen=True)
class _Signed:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def folder_of(settings: Settings) -> Path:
    """Where the keys lie: ``site.key`` has them in ``site.lan`` beside it.

    Where the site key comes from a place that cannot be written, such as a credential of systemd,
    they are with the list of what was erased, which has a place of its own then.
    """
    beside = settings.key_file.with_suffix(".lan")
    return beside if beside.exists() else settings.ledger.with_suffix(".lan")


def ensure(settings: Settings, names: Names, now: datetime) -> Certificates:
    """Certificates for exactly these names, made or renewed where those at hand do not do.

    A server certificate is renewed 30 days before its end or when the names changed. The authority
    is made anew only when it ends or may not speak for a name. Raises SiteKeyError when a key file
    is open to others or damaged, StoreError when the folder cannot be written.
    """
    folder = folder_of(settings)
    authority = _read(folder / AUTHORITY)
    is_new = authority is None or not _covers(authority.certificate, names, now)
    if authority is None or is_new:
        authority = _make_authority(names, now)
        _write(folder, AUTHORITY, _pem(authority))
    server = _read(folder / SERVER)
    if server is None or not _serves(server.certificate, authority.certificate, names, now):
        server = _make_server(authority, names, now)
        chain = _pem(server) + authority.certificate.public_bytes(Encoding.PEM)
        _write(folder, SERVER, chain)
    return Certificates(folder / SERVER, authority.certificate, is_new)


def problem(settings: Settings, now: datetime) -> str | None:
    """What is wrong with the keys at hand, as a sentence; empty if nothing, None if there are none.

    Nothing is changed.
    """
    folder = folder_of(settings)
    try:
        authority = _read(folder / AUTHORITY)
        _read(folder / SERVER)
    except SiteKeyError as error:
        return str(error)
    if authority is None:
        return None
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return f"Others may look into {folder}: run chmod 700 {folder}."
    if authority.certificate.not_valid_after_utc - RENEW_BEFORE <= now:
        return (
            "The site's certificate authority ends: the next `sonmat serve --lan` makes a new one,"
            " and every tablet must be told to trust it."
        )
    return ""


def _covers(authority: x509.Certificate, names: Names, now: datetime) -> bool:
    """Whether the authority lives on and may speak for all names."""
    if authority.not_valid_after_utc - RENEW_BEFORE <= now or authority.not_valid_before_utc > now:
        return False
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    trees = allowed.permitted_subtrees or []
    networks = [tree.value for tree in trees if isinstance(tree, x509.IPAddress)]
    domains = [tree.value for tree in trees if isinstance(tree, x509.DNSName)]
    return all(
        any(address in network for network in networks if isinstance(network, IPv4Network))
        for address in names.addresses
    ) and all(
        any(host == domain or host.endswith(f".{domain}") for domain in domains)
        for host in names.hosts
    )


def _serves(
    server: x509.Certificate, authority: x509.Certificate, names: Names, now: datetime
) -> bool:
    if server.not_valid_after_utc - RENEW_BEFORE <= now or server.not_valid_before_utc > now:
        return False
    key = authority.public_key()
    if server.issuer != authority.subject or not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        server.verify_directly_issued_by(authority)
    except Exception:  # any reason: it is simply made again
        return False
    given = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(given) == set(_general(names))


def _make_authority(names: Names, now: datetime) -> _Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    # The name tells two sites apart in a tablet's list, and the serial a site's old from its new.
    serial = x509.random_serial_number()
    name = _name(f"Sonmat {min(names.hosts, default='site')} {serial % 0x10000:04x}")
    own = [IPv4Network(a) for a in sorted(names.addresses) if not any(a in n for n in PRIVATE)]
    trees: list[x509.GeneralName] = [x509.IPAddress(network) for network in (*PRIVATE, *own)]
    trees += [x509.DNSName(host) for host in sorted({ANY_LOCAL, *names.hosts})]
    made = (
        _builder(name, name, key, now, now + AUTHORITY_LIFE)
        .serial_number(serial)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(trees, None), critical=True)
        .sign(key, SHA256())
    )
    return _Signed(key, made)


def _make_server(authority: _Signed, names: Names, now: datetime) -> _Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    ends = min(now - SLOW_CLOCK + SERVER_LIFE, issuer.not_valid_after_utc)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    made = (
        _builder(_name("Sonmat"), issuer.subject, key, now, ends)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_general(names)), critical=False)
        .add_extension(above, critical=False)
        .sign(authority.key, SHA256())
    )
    return _Signed(key, made)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .not_valid_before(now - SLOW_CLOCK)
        .not_valid_after(ends)
        .add_extension(own, critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _general(names: Names) -> list[x509.GeneralName]:
    hosts: Iterable[x509.GeneralName] = (x509.DNSName(host) for host in sorted(names.hosts))
    return [*hosts, *(x509.IPAddress(address) for address in sorted(names.addresses))]


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _pem(signed: _Signed) -> bytes:
    key = signed.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + signed.certificate.public_bytes(Encoding.PEM)


def _read(path: Path) -> _Signed | None:
    """Key and certificate of a file that only its owner may read, None if there is none."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(1 << 16)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SiteKeyError(f"The key {path} cannot be read: check whose file it is.") from error
    if stat.S_IMODE(mode) & 0o077:
        raise SiteKeyError(
            f"Others may open the key {path}: remove the folder {path.parent}, and tell every"
            " tablet to trust the new certificate."
        )
    try:
        key = load_pem_private_key(text, None)
        certificate = x509.load_pem_x509_certificate(text)
    except ValueError:
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or (
        key.public_key() != certificate.public_key()
    ):
        raise SiteKeyError(f"{path} is damaged: remove it, and a new one is made.")
    return _Signed(key, certificate)


def _write(folder: Path, name: str, data: bytes) -> None:
    for missing in reversed([p for p in (folder, *folder.parents) if not p.exists()]):
        with durable.speaking(), suppress(FileExistsError):
            missing.mkdir(mode=0o700)
    with durable.speaking(), durable.folder(str(folder), ()) as here:
        draft = durable.Draft(here)
        try:
            draft.write(data)
            draft.publish(name, create_only=False)
        except BaseException:
            draft.discard()
            raise
