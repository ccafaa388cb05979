"""The real server on the network, asked over an address that is not loopback's."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.lan import addresses, serve
from app.lan.served import PAIR, TERMINAL, Lan
from app.lan.terminal import qr
from capture import devices
from capture.access import OWNER
from capture.authority import Names
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import SettingsError
from tests.app.lan.serving import Served, serving_lan
from tests.app.test_server import HEADERS


def stream(network: Served, cookie: str = "") -> None:
    """Opens the line of a page. Raises InvalidStatus where it is refused."""
    url = network.app.replace("https", "wss") + "/_stcore/stream"
    headers = {"cookie": cookie} if cookie else {}
    with connect(url, ssl=network.context(), additional_headers=headers, origin=network.app):  # type: ignore[arg-type]
        pass


def test_its_names_stand_in_a_certificate_that_a_device_can_trust(network: Served) -> None:
    with network.client() as client:
        assert client.get("/trusted.json").json() == {"trusted": True}
    with pytest.raises(httpx.ConnectError):
        httpx.get(network.app + "/trusted.json")


def test_a_stranger_gets_the_pairing_page_and_no_part_of_the_app(network: Served) -> None:
    with network.client() as client:
        page = client.get("/", headers={"accept": "text/html"}, follow_redirects=True)
        assert page.url.path == "/pair" and "streamlit" not in page.text.lower()
        for path in ("/_stcore/health", "/_stcore/host-config", "/static/js/index.js", "/library"):
            answer = client.get(path)
            assert answer.status_code == 401
            assert all(name in answer.headers for name in HEADERS)
    with pytest.raises(InvalidStatus, match="403"):
        stream(network)


def test_forged_headers_open_nothing(network: Served) -> None:
    """As many names for "I am local" as proxies know."""
    forged = {name: "127.0.0.1" for name in ("x-forwarded-for", "x-real-ip", "forwarded")}
    for host in ("localhost", "127.0.0.1", network.address):
        with network.client() as client:
            answer = client.get("/_stcore/health", headers={**forged, "host": host})
            assert answer.status_code == 401
            owner = {"x-sonmat-visitor": "owner", "host": host}
            assert client.get("/_stcore/health", headers=owner).status_code == 401


def test_a_paired_device_gets_in_until_it_is_sent_away(network: Served) -> None:
    with network.client() as client:
        assert network.pair(client).status_code == 204
        assert client.get("/_stcore/health").text == "ok"
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        stream(network, cookie)
        site = Site.open(network.settings)
        # As ``sonmat devices revoke`` does, from another process than the server's.
        device = devices.list_devices(site, OWNER)[0]
        devices.revoke(site, OWNER, device.id)
        site.close()
        assert client.get("/_stcore/health").status_code == 401
    with pytest.raises(InvalidStatus, match="403"):
        stream(network, cookie)


def test_the_window_shows_a_new_code_after_each_pairing_and_the_old_one_is_used(
    network: Served,
) -> None:
    first = network.code()
    with network.client() as client, network.client() as thief:
        network.pair(client)
        assert network.code() != first
        answer = thief.post("/pair", json={"code": first}, headers={"origin": network.app})
        assert answer.status_code == 403 and not thief.cookies


def test_the_window_shows_what_people_need(network: Served) -> None:
    shown = network.shown
    with network.client() as client:
        page = client.get("/pair").text
    assert network.address in page and network.trust in shown and network.own in shown
    assert qr(network.trust) in shown
    assert qr(f"{network.app}/pair#{network.code()}") in shown
    number = shown.split("must be\n")[1].split()[0]
    assert number in httpx.get(network.trust).text.replace("<wbr>", "")


def test_the_owner_goes_on_as_before_on_this_machine(network: Served) -> None:
    """Plain http on loopback, which browsers trust with a camera; nobody else reaches it."""
    assert httpx.get(f"{network.own}/_stcore/health").text == "ok"
    port = urlsplit(network.own).port or 0
    with pytest.raises(OSError):
        socket.create_connection((network.address, port), timeout=5).close()


def test_plain_http_to_the_tls_port_gets_nothing(network: Served) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(network.app.replace("https", "http") + "/trusted.json")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_tls_is_refused(network: Served) -> None:
    old = network.context()
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(httpx.ConnectError):
        httpx.get(network.app + "/trusted.json", verify=old)


def test_the_page_of_trust_is_plain_and_knows_nobody(network: Served) -> None:
    for path, status in (("/", 200), ("/pair", 404), ("/_stcore/health", 404)):
        assert httpx.get(network.trust + path).status_code == status
    assert httpx.post(network.trust + "/pair", json={"code": "A"}).status_code == 405


def test_codes_and_cookies_are_in_no_log_and_keys_in_no_data(network: Served) -> None:
    with network.client() as client:
        network.pair(client)
        (cookie,) = client.cookies.values()
        client.get("/_stcore/health")
    assert cookie not in network.shown
    for path in network.settings.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"PRIVATE KEY" not in data and cookie.encode() not in data


def test_a_restart_keeps_certificate_and_devices(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "key" / "site.key")
    with serving_lan(tmp_path, settings) as first, first.client() as client:
        first.pair(client)
        number = first.shown.split("must be\n")[1].split()[0]
        cookies = dict(client.cookies)
        assert "must trust it once" in first.shown
    with serving_lan(tmp_path, settings) as second, second.client() as client:
        assert second.shown.split("must be\n")[1].split()[0] == number
        assert "must trust it once" not in second.shown
        client.cookies.update(cookies)
        assert client.get("/_stcore/health").text == "ok"


def test_a_new_address_is_served_without_a_restart(
    lan: Lan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The very context that the server holds shows the new certificate from then on."""
    moved = Names(frozenset({IPv4Address("10.1.2.3")}), frozenset({"bench"}))
    monkeypatch.setattr(addresses, "names", lambda _host: moved)
    hosts = lan.hosts
    assert not lan.renew()
    assert hosts is lan.hosts and "10.1.2.3" in hosts and "192.168.0.7" not in hosts
    assert "localhost" in hosts
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    pem = ssl.DER_cert_to_PEM_cert(lan.certificates.der)
    asking = ssl.create_default_context(cadata=pem).wrap_bio(
        ours, theirs, server_hostname="10.1.2.3"
    )
    serving = lan.tls.wrap_bio(theirs, ours, server_side=True)
    for _ in range(4):
        for side in (asking, serving):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
    assert asking.version() == "TLSv1.3"


def test_a_port_that_is_taken_is_one_sentence_and_leaves_no_other_taken(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"Port {port}"):
            serve.run("127.0.0.1", port - 1, site, lambda _lan: None, lambda _text: None)
        with socket.create_server(("127.0.0.1", port - 1)):
            pass


@pytest.mark.parametrize("host", ["::", "sonmat.lan", ""])
def test_only_addresses_of_this_kind_are_listened_on(site: Site, host: str) -> None:
    with pytest.raises(SettingsError):
        serve.run(host, 0, site, lambda _lan: None, lambda _text: None)


def test_the_last_ports_are_one_sentence(site: Site) -> None:
    with pytest.raises(SettingsError, match="three ports"):
        serve.run("127.0.0.1", 65534, site, lambda _lan: None, lambda _text: None)


def test_a_machine_on_no_network_is_one_sentence(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "reachable", lambda _host: ())
    with pytest.raises(SettingsError, match="no network"):
        serve.run("0.0.0.0", 0, site, lambda _lan: None, lambda _text: None)


def test_a_code_asked_for_on_the_page_leaves_that_of_the_window(lan: Lan) -> None:
    window, page = lan.codes.give(PAIR, TERMINAL), lan.codes.give(PAIR, "page")
    assert lan.codes.redeem(PAIR, page) == "page"
    assert lan.codes.redeem(PAIR, window) == TERMINAL
