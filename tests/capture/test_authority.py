"""The site's certificates: what they speak for, how long, who may read their keys."""

from __future__ import annotations

import os
import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import verification

from capture import authority
from capture.authority import AUTHORITY, SERVER, Certificates, Names, ensure, folder_of, problem
from capture.settings import Settings
from data_schemas.errors import SiteKeyError, StoreError

NOW = datetime.now(UTC).replace(microsecond=0)
HOME = Names(
    frozenset({IPv4Address("192.168.0.7"), IPv4Address("127.0.0.1")}),
    frozenset({"bench", "bench.local", "localhost"}),
)
CAFE = Names(HOME.addresses - {IPv4Address("192.168.0.7")} | {IPv4Address("10.1.2.3")}, HOME.hosts)


@pytest.fixture
def made(settings: Settings) -> Certificates:
    return ensure(settings, HOME, NOW)


def leaf(certificates: Certificates) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificates.server.read_bytes())


def shakes_hands(server: Path, trusted: x509.Certificate, name: str) -> None:
    """A real TLS handshake in memory, as a browser does it. Raises what ``ssl`` raises."""
    ours, theirs = socket.socketpair()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(server)
    asking = ssl.create_default_context(
        cadata=trusted.public_bytes(authority.Encoding.PEM).decode()
    )

    def answer() -> None:
        try:
            serving.wrap_socket(ours, server_side=True).recv(1)
        except (ssl.SSLError, OSError):
            ours.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        asking.wrap_socket(theirs, server_hostname=name).close()
    finally:
        theirs.close()
        thread.join(10)


@pytest.mark.parametrize("name", sorted(HOME.all()))
def test_a_device_that_trusts_the_authority_trusts_every_name(
    made: Certificates, name: str
) -> None:
    shakes_hands(made.server, made.authority, name)


@pytest.mark.parametrize("name", ["192.168.0.8", "bench.example.com", "example.com", "bench2"])
def test_another_name_is_refused(made: Certificates, name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shakes_hands(made.server, made.authority, name)


def test_a_device_that_trusts_another_authority_refuses(made: Certificates, tmp_path: Path) -> None:
    foreign = ensure(
        Settings(data=tmp_path / "d", site_key_file=tmp_path / "other" / "k.key"), HOME, NOW
    )
    with pytest.raises(ssl.SSLCertVerificationError):
        shakes_hands(made.server, foreign.authority, "localhost")


def test_the_chain_stands_before_a_strict_verifier(made: Certificates) -> None:
    """RFC 5280 as the web reads it: lifetimes, usages, identifiers."""
    builder = verification.PolicyBuilder().store(verification.Store([made.authority])).time(NOW)
    verifier = builder.build_server_verifier(x509.DNSName("bench.local"))
    assert verifier.verify(leaf(made), []) == [leaf(made), made.authority]


def test_with_a_stolen_key_nobody_can_pose_as_a_site_of_the_internet(
    settings: Settings, made: Certificates
) -> None:
    """Sign for a bank with the authority's own key: the name constraints hold the device back."""
    stolen = authority._read(folder_of(settings) / AUTHORITY)
    assert stolen is not None
    public = Names(frozenset({IPv4Address("8.8.8.8")}), frozenset({"bank.example.com"}))
    forged = authority._make_server(stolen, public, NOW)
    file = folder_of(settings) / "forged.pem"
    file.write_bytes(authority._pem(forged))
    for name in public.all():
        with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
            shakes_hands(file, made.authority, name)


def test_lifetimes_are_those_that_browsers_accept(made: Certificates) -> None:
    server = leaf(made)
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=397)
    assert server.not_valid_before_utc <= NOW - timedelta(hours=12)
    assert made.authority.not_valid_after_utc - NOW <= timedelta(days=5 * 365)


def test_keys_lie_beside_the_site_key_and_only_their_owner_reads_them(
    settings: Settings, made: Certificates
) -> None:
    folder = folder_of(settings)
    assert folder.parent == settings.key_file.parent
    assert not folder.is_relative_to(settings.folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (AUTHORITY, SERVER):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert sorted(os.listdir(folder)) == [AUTHORITY, SERVER]


def test_a_loose_umask_changes_nothing(settings: Settings) -> None:
    before = os.umask(0)
    try:
        made = ensure(settings, HOME, NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.server.stat().st_mode) == 0o600


def test_what_is_good_is_kept(settings: Settings, made: Certificates) -> None:
    before = made.server.read_bytes()
    again = ensure(settings, HOME, NOW + timedelta(days=300))
    assert made.is_new and not again.is_new
    assert again.server.read_bytes() == before and again.digest == made.digest


def test_a_new_address_gets_a_new_certificate_that_devices_trust_already(
    settings: Settings, made: Certificates
) -> None:
    moved = ensure(settings, CAFE, NOW)
    assert not moved.is_new and moved.digest == made.digest
    shakes_hands(moved.server, made.authority, "10.1.2.3")
    with pytest.raises(ssl.SSLCertVerificationError):
        shakes_hands(moved.server, made.authority, "192.168.0.7")


@pytest.mark.parametrize(
    "names",
    [
        Names(HOME.addresses | {IPv4Address("203.0.113.9")}, HOME.hosts),
        Names(HOME.addresses, HOME.hosts | {"other-machine"}),
    ],
)
def test_what_the_authority_may_not_speak_for_needs_a_new_one(
    settings: Settings, made: Certificates, names: Names
) -> None:
    other = ensure(settings, names, NOW)
    assert other.is_new and other.digest != made.digest
    for name in names.all():
        shakes_hands(other.server, other.authority, name)


def test_it_is_renewed_a_month_before_its_end(settings: Settings, made: Certificates) -> None:
    before, ends = leaf(made), leaf(made).not_valid_after_utc
    just = ensure(settings, HOME, ends - timedelta(days=30, seconds=1))
    assert leaf(just) == before
    renewed = ensure(settings, HOME, ends - timedelta(days=30))
    assert leaf(renewed).not_valid_after_utc > ends
    assert renewed.digest == made.digest


def test_an_authority_that_ends_is_made_anew(settings: Settings, made: Certificates) -> None:
    ends = made.authority.not_valid_after_utc
    last = ensure(settings, HOME, ends - timedelta(days=31))
    assert not last.is_new and leaf(last).not_valid_after_utc <= ends
    assert ensure(settings, HOME, ends - timedelta(days=30)).is_new


@pytest.mark.parametrize("name", [AUTHORITY, SERVER])
def test_a_key_that_others_may_read_is_not_used(
    settings: Settings, made: Certificates, name: str
) -> None:
    (folder_of(settings) / name).chmod(0o640)
    with pytest.raises(SiteKeyError, match="Others may open"):
        ensure(settings, HOME, NOW)
    assert "Others may open" in (problem(settings, NOW) or "")


@pytest.mark.parametrize("name", [AUTHORITY, SERVER])
@pytest.mark.parametrize("text", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_file_is_one_sentence(
    settings: Settings, made: Certificates, name: str, text: bytes
) -> None:
    (folder_of(settings) / name).write_bytes(text)
    with pytest.raises(SiteKeyError, match="is damaged"):
        ensure(settings, HOME, NOW)


def test_a_certificate_of_another_key_is_damage(settings: Settings, made: Certificates) -> None:
    """What a half restored backup looks like."""
    file = folder_of(settings) / SERVER
    key = (folder_of(settings) / AUTHORITY).read_bytes().partition(b"-----BEGIN CERT")[0]
    file.write_bytes(key + b"-----BEGIN CERT" + file.read_bytes().partition(b"-----BEGIN CERT")[2])
    with pytest.raises(SiteKeyError, match="is damaged"):
        ensure(settings, HOME, NOW)


def test_an_authority_that_was_put_back_without_its_server_certificate(
    settings: Settings, made: Certificates
) -> None:
    made.server.unlink()
    again = ensure(settings, HOME, NOW)
    assert again.digest == made.digest
    shakes_hands(again.server, made.authority, "localhost")


def test_a_folder_that_cannot_be_written_is_one_sentence(settings: Settings) -> None:
    settings.key_file.parent.mkdir()
    folder_of(settings).write_text("in the way")
    with pytest.raises(StoreError):
        ensure(settings, HOME, NOW)


def test_the_digest_is_the_one_that_devices_show(made: Certificates) -> None:
    import hashlib

    plain = hashlib.sha256(made.der).hexdigest().upper()
    assert made.digest.replace(":", "") == plain and made.digest[2] == ":"


def test_doctor_has_nothing_to_say_before_and_nothing_against_good_keys(
    settings: Settings,
) -> None:
    assert problem(settings, NOW) is None
    made = ensure(settings, HOME, NOW)
    assert problem(settings, NOW) == ""
    assert "trust" in (problem(settings, made.authority.not_valid_after_utc) or "")
    folder_of(settings).chmod(0o755)
    assert "chmod 700" in (problem(settings, NOW) or "")
