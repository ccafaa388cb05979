"""What the machine is called: asked of the kernel, and fit to stand in a certificate."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from app.lan import addresses
from data_schemas.errors import SettingsError

EVERYWHERE = addresses.EVERYWHERE


@pytest.mark.parametrize(
    "host", ["::", "::1", "sonmat.lan", "", "192.168.0", "fe80::1", "1.2.3.4/8"]
)
def test_what_is_no_address_is_one_sentence(host: str) -> None:
    with pytest.raises(SettingsError, match="IPv4 address"):
        addresses.listening(host)


def test_addresses_are_those_on_which_the_kernel_listens() -> None:
    found = addresses.reachable(EVERYWHERE)
    assert not any(address.is_loopback for address in found)
    for address in found:
        with socket.create_server((str(address), 0)):
            pass


def test_the_address_of_the_default_route_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = {"docker0": IPv4Address("172.17.0.1"), "wlan0": IPv4Address("192.168.0.7"),
             "lo": IPv4Address("127.0.0.1"), "down": None}  # fmt: skip
    monkeypatch.setattr(socket, "if_nameindex", lambda: list(enumerate(known, 1)))
    monkeypatch.setattr(addresses, "_address_of", known.__getitem__)
    routes = tmp_path / "route"
    monkeypatch.setattr(addresses, "ROUTES", routes)
    assert addresses.reachable(EVERYWHERE)[0] == known["docker0"]
    routes.write_text("Iface\tDestination\ndocker0\t000011AC\nwlan0\t00000000\n")
    assert addresses.reachable(EVERYWHERE) == (known["wlan0"], known["docker0"])


@pytest.mark.parametrize(
    ("own", "hosts"),
    [
        ("Bench", {"bench", "bench.local"}),
        ("bench.plant.example", {"bench.plant.example", "bench.local"}),
        ("작업대", set()), ("under_score", set()), ("-x", set()), ("a" * 64, set()), ("", set()),
        ("*", set()), ("*.example", set()),
    ],
)  # fmt: skip
def test_only_names_that_a_certificate_can_hold_are_named(
    monkeypatch: pytest.MonkeyPatch, own: str, hosts: set[str]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: own)
    called = addresses.names(IPv4Address("192.168.0.7"))
    assert called.hosts == hosts and called.addresses == {IPv4Address("192.168.0.7")}
    assert addresses.names(EVERYWHERE).hosts == hosts | {"localhost"}
    assert addresses.LOOPBACK in addresses.names(EVERYWHERE).addresses
