"""Attacks from the network on a site that lets in paired devices only."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from itsdangerous import URLSafeTimedSerializer
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app import signin, tokens
from app.gate import is_here
from app.lan import cookies, served
from app.lan.pairing import PATHS, kind_of
from app.lan.served import PAIR, TERMINAL, VISITOR, Lan
from capture import devices
from capture.access import OWNER
from capture.pass_codes import LIFE_S, TRIES
from capture.records import audit as audit_records
from data_schemas.device import Device, DeviceKind
from data_schemas.errors import Denied
from tests.app import sample
from tests.app.lan.conftest import ADDRESS

OWN = f"https://{ADDRESS}:8501"
PAGE = {"accept": "text/html,application/xhtml+xml"}


def line(client: TestClient, **headers: str) -> Any:
    """The websocket that a page opens; Starlette's client forgets host and scheme for it."""
    url = f"{str(client.base_url).replace('http', 'ws', 1)}/_stcore/stream"
    return client.websocket_connect(url, headers=headers)


def send(client: TestClient, code: object, **headers: str) -> httpx.Response:
    """As our own page does it, unless ``headers`` say otherwise."""
    given = {"origin": OWN, **{name.replace("_", "-"): text for name, text in headers.items()}}
    return client.post("/pair", json={"code": code}, headers=given)


def let_in(client: TestClient, lan: Lan) -> Device:
    assert send(client, lan.codes.give(PAIR, TERMINAL)).status_code == 204
    return devices.list_devices(lan.site, OWNER)[0]


def is_out(client: TestClient) -> bool:
    """Gets no route, no page and no websocket."""
    route, page = client.get("/who"), client.get("/", headers=PAGE)
    with pytest.raises(WebSocketDisconnect) as cut, line(client):
        pass
    assert route.status_code == 401 or route.status_code == 400
    assert page.status_code in (303, 400) and cut.value.code == 1008
    return True


def is_in(client: TestClient) -> list[str]:
    """Whom the routes take this browser for."""
    answer = client.get("/who")
    assert answer.status_code == 200
    visitors: list[str] = answer.json()["visitor"]
    with line(client) as opened:
        assert [opened.receive_text()] == visitors
    return visitors


def test_who_sits_at_this_machine_is_its_owner(here: TestClient) -> None:
    assert is_in(here) == [OWNER.id]


def test_a_stranger_sees_the_page_that_asks_for_a_code_and_nothing_else(
    tablet: TestClient,
) -> None:
    assert is_out(tablet)
    assert tablet.get("/", headers=PAGE).headers["location"] == "/pair"
    assert "ABCD-EFGH" in tablet.get("/pair").text
    elsewhere = (
        "/static/js/index.js", "/recordings/ses-1/rec-1?t=x", "/_stcore/health", "/pair/", "/PAIR",
        "//pair", "/pair/../who", "/pair%2f..%2fwho", "/trusted.json/x",
    )  # fmt: skip
    for path in elsewhere:
        assert tablet.get(path).status_code == 401, path
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"):
        assert (
            tablet.request(method, "/who", headers=PAGE if method != "HEAD" else {}).status_code
            == 401
        )


def test_what_a_stranger_may_ask_tells_nothing_of_the_site(tablet: TestClient, lan: Lan) -> None:
    sample.take_in(lan.site, expert="Sample expert", seconds=1.0)
    for path in PATHS:
        text = tablet.get(path).text
        assert "Sample expert" not in text and "ses-" not in text


def test_a_device_with_the_code_is_let_in_as_itself(tablet: TestClient, lan: Lan) -> None:
    device = let_in(tablet, lan)
    assert is_in(tablet) == [f"device:{device.id}"]


def test_the_cookie_is_for_this_host_over_tls_and_out_of_reach_of_scripts(
    tablet: TestClient, lan: Lan
) -> None:
    answer = send(tablet, lan.codes.give(PAIR))
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-")
    assert set(attributes) == {
        "Max-Age=2592000", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"


def test_without_tls_the_cookie_counts_for_nothing(
    tablet: TestClient, app: object, lan: Lan
) -> None:
    let_in(tablet, lan)
    value = tablet.cookies[cookies.NAME]
    plain = TestClient(app, base_url=f"http://{ADDRESS}:8501", client=("192.168.0.50", 1))  # type: ignore[arg-type]
    answer = plain.get("/who", headers={"cookie": f"{cookies.NAME}={value}"})
    assert answer.status_code == 401


def forged(lan: Lan, name: str) -> str:
    """Cookies that somebody could make up, or find elsewhere."""
    device = devices.pair(lan.site, OWNER, DeviceKind.OTHER).id
    good = cookies.header(lan.site, devices.list_devices(lan.site, OWNER)[0])
    value = good.partition("=")[2].partition(";")[0]
    payload, stamp, signature = value.split(".")
    other = base64.urlsafe_b64encode(b'"owner"').rstrip(b"=").decode()
    return {
        "nothing": "",
        "plain id": device,
        "owner": "owner",
        "another key": URLSafeTimedSerializer(b"x" * 32, salt="sonmat.device").dumps(device),
        "a link's salt": URLSafeTimedSerializer(
            lan.site.keys.subkey("url"), salt="sonmat.link"
        ).dumps(device),
        "a link": tokens.mint(lan.site, OWNER, tokens.UPLOAD, tokens.NEW),
        "another payload": f"{other}.{stamp}.{signature}",
        "another time": f"{payload}.zzzzzz.{signature}",
        "no signature": f"{payload}.{stamp}.",
        "another spelling": value[:-1] + chr(ord(value[-1]) + 1),
        "with a tail": f"{value}.x",
        "twice": f"{value}; {cookies.NAME}={value}",
        "quoted": f'"{value}"',
        "huge": "A" * 50_000,
        "signed, but a list": URLSafeTimedSerializer(
            lan.site.keys.subkey("device"), salt="sonmat.device"
        ).dumps([device]),
        "signed, but unknown": URLSafeTimedSerializer(
            lan.site.keys.subkey("device"), salt="sonmat.device"
        ).dumps("dev-0000000000000000"),
        "signed, but the owner": URLSafeTimedSerializer(
            lan.site.keys.subkey("device"), salt="sonmat.device"
        ).dumps("owner"),
    }[name]


@pytest.mark.parametrize(
    "name",
    ["nothing", "plain id", "owner", "another key", "a link's salt", "a link", "another payload",
     "another time", "no signature", "another spelling", "with a tail", "twice", "quoted", "huge",
     "signed, but a list", "signed, but unknown", "signed, but the owner"],
)  # fmt: skip
def test_a_forged_cookie_opens_nothing(tablet: TestClient, lan: Lan, name: str) -> None:
    tablet.headers["cookie"] = f"{cookies.NAME}={forged(lan, name)}"
    assert is_out(tablet)


def test_a_device_that_was_sent_away_is_out_at_once(tablet: TestClient, lan: Lan) -> None:
    device = let_in(tablet, lan)
    assert is_in(tablet)
    devices.revoke(lan.site, OWNER, device.id)
    assert is_out(tablet)
    assert tablet.get("/pair/here").json() == {"paired": False}


def test_an_open_page_of_a_device_that_was_sent_away_runs_no_more(
    tablet: TestClient, lan: Lan
) -> None:
    device = let_in(tablet, lan)
    with line(tablet) as opened:
        opened.receive_text()
        opened.send_text("still here")
        assert opened.receive_text() == "still here"
        devices.revoke(lan.site, OWNER, device.id)
        opened.send_text("and now?")
        with pytest.raises(WebSocketDisconnect):
            opened.receive_text()


def test_a_pairing_ends_after_thirty_days(
    tablet: TestClient, lan: Lan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for a browser that keeps the cookie longer than it was asked to."""
    let_in(tablet, lan)
    later = lan.site.now() + devices.LIFE + timedelta(seconds=1)
    monkeypatch.setattr(lan.site, "now", lambda: later)
    assert is_out(tablet)


def test_a_code_is_good_once(tablet: TestClient, lan: Lan) -> None:
    code = lan.codes.give(PAIR, TERMINAL)
    assert send(tablet, code).status_code == 204
    tablet.cookies.clear()
    answer = send(tablet, code)
    assert (answer.status_code, answer.json()) == (403, {"why": "wrong"})
    assert "set-cookie" not in answer.headers and is_out(tablet)


def test_an_old_code_opens_nothing(
    tablet: TestClient, lan: Lan, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [lan.site.now()]
    monkeypatch.setattr(lan.codes, "_clock", lambda _db: now[0])
    code = lan.codes.give(PAIR)
    now[0] += timedelta(seconds=LIFE_S)
    assert send(tablet, code).json() == {"why": "wrong"}


def test_guessing_ends_after_ten_tries_even_for_who_has_the_code(
    tablet: TestClient, lan: Lan
) -> None:
    code = lan.codes.give(PAIR)
    assert {send(tablet, f"AAAAAAA{n}").status_code for n in range(TRIES)} == {403}
    answer = send(tablet, code)
    assert (answer.status_code, answer.json()) == (429, {"why": "wait"})
    assert devices.list_devices(lan.site, OWNER) == ()
    with lan.site.db() as db:
        tried = [r for r, _ in audit_records.walk(db) if r.target == devices.WRONG_CODE]
    assert len(tried) == TRIES and not any(row.allowed for row in tried)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": f"http://{ADDRESS}:8501"},
        {"origin": f"http://{ADDRESS}:8502"},
        {"origin": f"https://{ADDRESS}"},
        {"origin": f"https://{ADDRESS}:8501.evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_another_site_cannot_have_a_code_entered(
    tablet: TestClient, lan: Lan, headers: dict[str, str]
) -> None:
    code = lan.codes.give(PAIR)
    answer = send(tablet, code, **headers)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    # It was not even looked at.
    assert lan.codes.holds(PAIR)


def test_a_code_without_an_origin_or_over_a_plain_line_is_not_taken(
    tablet: TestClient, here: TestClient, lan: Lan
) -> None:
    code = lan.codes.give(PAIR)
    assert tablet.post("/pair", json={"code": code}).status_code == 403
    origin = {"origin": "http://127.0.0.1:8503"}
    assert here.post("/pair", json={"code": code}, headers=origin).status_code == 403
    assert lan.codes.holds(PAIR)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'{"code": 1}', b'{"code": null}', b"\xff", b"[" * 200, b"x" * 10_000,
     json.dumps({"code": "A" * 300}).encode()],
)  # fmt: skip
def test_nonsense_is_one_sentence(tablet: TestClient, lan: Lan, body: bytes) -> None:
    lan.codes.give(PAIR)
    answer = tablet.post(
        "/pair", content=body, headers={"origin": OWN, "content-type": "application/json"}
    )
    assert answer.status_code == 400 and answer.json()["error"].startswith("A code")
    assert lan.codes.holds(PAIR)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.nip.io", "", "bench.evil.example", "192.168.0.8", "0.0.0.0",
     "localhost@evil.example", "[::ffff:127.0.0.1]"],
)  # fmt: skip
def test_a_foreign_name_gets_nothing(tablet: TestClient, host: str) -> None:
    for path in ("/", "/pair", "/trusted.json", "/who"):
        assert tablet.get(path, headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8503", "[::1]:8503", "LOCALHOST"])
def test_calling_the_machine_by_a_loopback_name_makes_nobody_its_owner(
    tablet: TestClient, host: str
) -> None:
    tablet.headers["host"] = host
    assert is_out(tablet)


@pytest.mark.parametrize("name", [f"{ADDRESS}:8501", "bench", "bench.local:8501"])
def test_who_comes_over_loopback_under_a_name_of_the_network_is_not_the_owner(
    here: TestClient, name: str
) -> None:
    """What a tunnel or a proxy on this machine looks like."""
    here.headers["host"] = name
    here.follow_redirects = False
    assert is_out(here)


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "X-Real-IP", "forwarded", "via", "x-forwarded-host"]
)
@pytest.mark.parametrize("value", ["127.0.0.1", "for=127.0.0.1;host=localhost", "::1, 127.0.0.1"])
def test_what_a_proxy_says_is_never_believed(
    tablet: TestClient, here: TestClient, header: str, value: str
) -> None:
    tablet.headers[header] = value
    assert is_out(tablet)
    here.headers[header] = value
    here.follow_redirects = False
    assert is_out(here)


@pytest.mark.parametrize("name", [VISITOR, VISITOR.upper(), VISITOR.replace("-", "_")])
def test_nobody_can_say_themselves_who_they_are(tablet: TestClient, lan: Lan, name: str) -> None:
    tablet.headers[name] = OWNER.id
    assert is_out(tablet)
    device = let_in(tablet, lan)
    assert is_in(tablet) == [f"device:{device.id}"]


def scope(
    peer: object, host: bytes = b"localhost", *more: tuple[bytes, bytes]
) -> dict[str, object]:
    return {"type": "http", "client": peer, "headers": [(b"host", host), *more]}


@pytest.mark.parametrize(
    ("peer", "is_owner"),
    [
        (("127.0.0.1", 1), True), (("127.0.0.9", 1), True), (("::1", 1), True),
        (("::ffff:127.0.0.1", 1), True), (("192.168.0.7", 1), False), (None, False),
        (("", 0), False), (("localhost", 1), False), (("::ffff:192.168.0.7", 1), False),
        (("0.0.0.0", 1), False),
    ],
)  # fmt: skip
def test_only_the_peer_of_the_line_tells_where_somebody_is(peer: object, is_owner: bool) -> None:
    assert is_here(scope(peer)) is is_owner
    assert not is_here(scope(peer, b"localhost", (b"host", b"localhost")))
    for scheme in ("https", "wss"):
        assert not is_here(scope(peer) | {"scheme": scheme})


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_a_proxy_on_this_machine_that_passes_tls_through_makes_nobody_its_owner(
    app: Starlette, lan: Lan, host: str
) -> None:
    """What is behind it comes from loopback, under whatever name it writes."""
    behind = TestClient(
        app, base_url=f"https://{ADDRESS}:8501", client=("127.0.0.1", 5000), follow_redirects=False
    )
    behind.headers["host"] = host
    assert behind.get("/who").status_code == 401
    assert behind.get("/", headers=PAGE).headers["location"] == "/pair"
    socket = f"wss://{host}/_stcore/stream"
    with pytest.raises(WebSocketDisconnect), behind.websocket_connect(socket):
        pass


def test_a_websocket_of_another_sites_page_is_refused_before_streamlit_sees_it(
    tablet: TestClient, here: TestClient, lan: Lan
) -> None:
    let_in(tablet, lan)
    for client in (tablet, here):
        for origin in ("https://evil.example", "null", f"https://{ADDRESS}:8502"):
            with pytest.raises(WebSocketDisconnect), line(client, origin=origin):
                pass
        assert is_in(client)


def test_only_the_page_of_trust_may_read_whether_tls_works(tablet: TestClient) -> None:
    def shared(origin: str) -> str | None:
        answer = tablet.get("/trusted.json", headers={"origin": origin})
        assert answer.json() == {"trusted": True} and answer.headers["vary"] == "origin"
        allowed: str | None = answer.headers.get("access-control-allow-origin")
        assert "access-control-allow-credentials" not in answer.headers
        return allowed

    for name in (ADDRESS, "bench", "bench.local"):
        assert shared(f"http://{name}:8502") == f"http://{name}:8502"
    for origin in ("http://evil.example:8502", f"http://{ADDRESS}:8501", "null", "*",
                   f"https://{ADDRESS}:8502", f"http://{ADDRESS}:8502.evil.example"):  # fmt: skip
        assert shared(origin) is None
    other = tablet.get("/pair/here", headers={"origin": f"http://{ADDRESS}:8502"})
    assert "access-control-allow-origin" not in other.headers


def test_a_link_of_a_device_ends_with_its_pairing(tablet: TestClient, lan: Lan) -> None:
    """Uploads and recordings go by tokens: theirs are no better than the device."""
    made = sample.take_in(lan.site, seconds=1.0)
    sample.seal_proxy(lan.site, made)
    device = let_in(tablet, lan)
    who = devices.recognise(lan.site, device.id)
    recording = made.session.recordings[0].id
    link = f"/recordings/{made.session.id}/{recording}?t=" + tokens.mint(
        lan.site, who, tokens.PLAY, made.session.id, recording
    )
    announce = {"authorization": f"Bearer {tokens.mint(lan.site, who, tokens.UPLOAD, 'new')}"}
    assert tablet.get(link).status_code == 200
    assert tablet.post("/upload", json={"size": 3}, headers=announce).status_code == 201
    devices.revoke(lan.site, OWNER, device.id)
    assert tablet.get(link).status_code == 401
    other = let_in(tablet, lan)
    assert other.id != device.id
    assert tablet.get(link).status_code == 403
    assert tablet.post("/upload", json={"size": 3}, headers=announce).status_code == 403


def test_pages_ask_the_gate_who_is_there_and_nobody_else(lan: Lan) -> None:
    """Where Streamlit has lost sight of the line, as after a tab was closed, nobody is owner."""
    with pytest.raises(Denied):
        signin.current()
    served.use(None)
    assert signin.current() == OWNER


@pytest.mark.parametrize("name", ["", "nobody", "demo", "Owner", "device:", "device:dev-1"])
def test_an_unknown_name_is_nobody(lan: Lan, name: str) -> None:
    with pytest.raises(Denied):
        signin.by_id(lan.site, name)


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (Linux; Android 14; SM-X200) Chrome/140", DeviceKind.ANDROID),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Safari/604", DeviceKind.IPAD),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)", DeviceKind.IPHONE),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/140", DeviceKind.WINDOWS),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", DeviceKind.MAC),
        ("Mozilla/5.0 (X11; CrOS x86_64) Linux", DeviceKind.LINUX),
        ("", DeviceKind.OTHER),
        ("<script>" * 9000, DeviceKind.OTHER),
    ],
)
def test_a_browser_says_what_it_runs_on(agent: str, kind: DeviceKind) -> None:
    assert kind_of(agent) is kind


@pytest.mark.parametrize(
    ("asked", "lang", "spoken"),
    [
        ("ko-KR,ko;q=0.9", "", "ko"), ("en-US", "", "en"), ("de,ko;q=0.5,en;q=0.3", "", "ko"),
        ("", "", "en"), ("ko", "en", "en"), ("en", "ko", "ko"), ("ko", "<b>", "ko"),
    ],
)  # fmt: skip
def test_the_page_speaks_the_browsers_language(
    tablet: TestClient, asked: str, lang: str, spoken: str
) -> None:
    page = tablet.get("/pair", params={"lang": lang}, headers={"accept-language": asked}).text
    assert f'<html lang="{spoken}">' in page and '<b>"' not in page
    assert ("이 기기 연결하기" in page) == (spoken == "ko")
