"""Hostile requests at the way in: each is refused, and nothing is changed by it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
import uvicorn
from itsdangerous import URLSafeSerializer
from starlette.testclient import TestClient

from app import context, signin, tokens
from app.entrance import cookies
from app.server import COMMON
from app.visits import LINE, VISITOR
from capture import accounts, passwords, sessions
from capture.access import OWNER
from capture.records import accounts as records
from capture.settings import Settings
from capture.site import Site
from data_schemas.rights import Role
from tests.app import sample
from tests.app.signing_in import (
    CHEAP,
    FORM,
    PASSWORD,
    browser,
    everybody,
    served,
    sign_in,
)


@dataclass
class Plant:
    site: Site
    accounts: dict[Role, str]
    app: object
    session: str
    recording: str

    def fresh(self) -> TestClient:
        return browser(self.app)  # type: ignore[arg-type]

    def signed_in(self, name: str = "Lee") -> TestClient:
        client = self.fresh()
        assert sign_in(client, name) == 303
        return client

    @property
    def cookie(self) -> str:
        return cookies.name(self.site, {"scheme": "http"})

    def state(self) -> tuple[object, ...]:
        """All that a request could have changed."""
        with self.site.db() as db:
            kept = tuple(
                (row.id, row.roles, row.expert, row.secret, row.disabled)
                for row in records.find_all(db)
            )
        return (kept, sessions.list_sessions(self.site, OWNER))


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    folder = tmp_path_factory.mktemp("hostile")
    site = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    context.use(site)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", CHEAP)
        made = sample.take_in(site, seconds=1.0)
        sample.seal_proxy(site, made)
        yield Plant(site, everybody(site), served(), made.session.id, made.recording)
    site.close()


def value_of(plant: Plant, client: TestClient) -> str:
    return client.cookies[plant.cookie]


def forged(plant: Plant, kind: str) -> str:
    """Cookies that somebody could make up, keep, or find elsewhere."""
    site = plant.site
    client = plant.signed_in()
    good = value_of(plant, client)
    held = cookies._signer(site).loads(good)
    sign = cookies._signer(site).dumps
    if kind == "signed out":
        client.post("/sign-out", data={"x": ""}, headers=FORM)
        return good
    made = {
        "empty": "",
        "an id": plant.accounts[Role.OWNER],
        "unsigned": held,
        "another key": URLSafeSerializer(b"x" * 32, salt="sonmat.sign-in").dumps(held),
        "another salt": URLSafeSerializer(site.keys.subkey("cookie"), salt="sonmat.device").dumps(
            held
        ),
        "cut signature": good[:-1],
        "another spelling": good[:-1] + chr(ord(good[-1]) ^ 1),
        "with a tail": f"{good}.x",
        "signed, but an id": sign(plant.accounts[Role.OWNER]),
        "signed, but owner": sign("owner"),
        "signed, but a list": sign([held]),
        "signed, but none": sign(None),
        "signed, but unknown": sign("A" * 43),
        "a link": tokens.mint(site, OWNER, tokens.UPLOAD, tokens.NEW),
        "twice": f"{good}; {plant.cookie}={good}",
        "quoted": f'"{good}"',
        "huge": "A" * 60_000,
        "two in one": f"{good},{good}",
    }
    return made[kind]


FORGED = [
    "empty", "an id", "unsigned", "another key", "another salt", "cut signature",
    "another spelling", "with a tail", "signed, but an id", "signed, but owner",
    "signed, but a list", "signed, but none", "signed, but unknown", "a link", "twice", "quoted",
    "huge", "two in one", "signed out",
]  # fmt: skip


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_or_kept_cookie_is_nobody(plant: Plant, kind: str) -> None:
    value, client = forged(plant, kind), plant.fresh()
    before = plant.state()
    client.headers["cookie"] = f"{plant.cookie}={value}"
    assert client.get("/who").status_code == 401
    assert client.get("/account").status_code == 303
    assert plant.state() == before


def test_an_old_cookie_is_nobody(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    client = plant.signed_in()
    late = plant.site.now() + timedelta(hours=plant.site.settings.sign_in_hours)
    monkeypatch.setattr(plant.site, "now", lambda: late)
    assert client.get("/who").status_code == 401


def test_a_cookie_planted_before_signing_in_is_not_the_one_that_gets_in(plant: Plant) -> None:
    """Session fixation: what the attacker knows is worth nothing afterwards."""
    attacker = plant.signed_in("Yoon")
    planted = value_of(plant, attacker)
    victim = plant.fresh()
    victim.cookies.set(plant.cookie, planted, domain="127.0.0.1")
    victim.post("/sign-in", data={"name": "Park", "password": PASSWORD}, headers=FORM)
    assert attacker.get("/who").status_code == 401


Send = Callable[[Plant, TestClient], httpx.Response]
GOOD_FORM = {"name": "Park", "password": PASSWORD}


def _post(path: str, form: object = None, **headers: str) -> Send:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"content-type": "application/x-www-form-urlencoded", **named}

    def send(_plant: Plant, client: TestClient) -> httpx.Response:
        return client.post(path, data=form or GOOD_FORM, headers=sent)  # type: ignore[arg-type]

    return send


def _raw(path: str, body: bytes, **headers: str) -> Send:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def send(_plant: Plant, client: TestClient) -> httpx.Response:
        return client.post(path, content=body, headers={**FORM, **named})

    return send


def _with_link(make: Callable[[Plant], str], **headers: str) -> Send:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def send(plant: Plant, client: TestClient) -> httpx.Response:
        bearer = {"authorization": f"Bearer {make(plant)}", **named}
        return client.post("/upload", json={"size": 3}, headers=bearer)

    return send


def _own_link(plant: Plant) -> str:
    who = signin.by_id(plant.site, plant.accounts[Role.INTERVIEWER])
    return tokens.mint(plant.site, who, tokens.UPLOAD, tokens.NEW)


def _owners_link(plant: Plant) -> str:
    return tokens.mint(plant.site, OWNER, tokens.UPLOAD, tokens.NEW)


def _other_act(plant: Plant) -> str:
    who = signin.by_id(plant.site, plant.accounts[Role.INTERVIEWER])
    return tokens.mint(plant.site, who, tokens.RECORD, plant.session)


OWN = {"sec_fetch_site": "same-origin"}
HOSTILE: dict[str, tuple[Send, set[int]]] = {
    "a form of another site": (_post("/sign-in", sec_fetch_site="cross-site"), {403}),
    "a form of a neighbour": (_post("/sign-in", sec_fetch_site="same-site"), {403}),
    "a form typed into the address": (_post("/sign-in", sec_fetch_site="none"), {403}),
    "a foreign origin": (_post("/sign-in", origin="http://evil.example"), {403}),
    "a foreign origin that lies": (
        _post("/sign-in", origin="http://evil.example", sec_fetch_site="same-origin"),
        {403},
    ),
    "no word of where it comes from": (_post("/sign-in"), {403}),
    "the same name on another port": (_post("/sign-in", origin="http://127.0.0.1:9999"), {403}),
    "signing somebody out from elsewhere": (_post("/sign-out", sec_fetch_site="cross-site"), {403}),
    "signing out everywhere from elsewhere": (
        _post("/sign-out/everywhere", origin="null", sec_fetch_site="cross-site"),
        {403},
    ),
    "a password changed from elsewhere": (_post("/account", sec_fetch_site="cross-site"), {403}),
    "a body of another kind": (_post("/sign-in", **OWN, content_type="text/plain"), {403}),
    "a body of JSON": (
        _raw("/sign-in", b'{"name": "Park"}', content_type="application/json"),
        {403},
    ),
    "an oversize body": (_raw("/sign-in", b"name=" + b"A" * 100_000), {400}),
    "a thousand fields": (_raw("/sign-in", b"&".join(b"a%d=1" % n for n in range(900))), {400}),
    "a field twice": (_raw("/sign-in", b"name=Park&name=Lee&password=x"), {400}),
    "bytes that are no text": (_raw("/sign-in", b"name=\xff\xfe&password=x"), {400}),
    "no body": (_raw("/sign-in", b""), {403}),
    "a name of nulls": (_raw("/sign-in", b"name=Park%00&password=" + PASSWORD.encode()), {403}),
    "a query in the name": (_raw("/sign-in", b"name=' OR 1=1 --&password=' OR 1=1 --"), {403}),
    "a code of nothing": (
        _raw("/password", b"code=&password=aaaaaaaaaaaa&again=aaaaaaaaaaaa"),
        {403},
    ),
    "a code of every sign": (
        _raw("/password", b"code=%25&password=long enough 12&again=long enough 12"),
        {403},
    ),
    "another's account named in the form": (
        _raw("/account", b"account=acc-1&old=x&password=long enough 12&again=long enough 12"),
        {403},
    ),
    "the owner's link": (_with_link(_owners_link), {403}),
    "a link for something else": (_with_link(_other_act), {403}),
    "an own link, another site": (_with_link(_own_link, origin="http://evil.example"), {403}),
    "an own link, cross site": (_with_link(_own_link, sec_fetch_site="cross-site"), {403}),
    "a link cut short": (_with_link(lambda plant: _own_link(plant)[:-2]), {403}),
    "no link": (_with_link(lambda _plant: ""), {403}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_request_is_refused_and_changes_nothing(plant: Plant, name: str) -> None:
    send, wanted = HOSTILE[name]
    client = plant.signed_in()
    before = plant.state()
    answer = send(plant, client)
    assert answer.status_code in wanted, answer.text
    assert "set-cookie" not in answer.headers
    assert plant.state() == before
    assert client.get("/who").json()[VISITOR] == [plant.accounts[Role.INTERVIEWER]]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/sign-in", "/password", "/account", "/sign-out"])
def test_no_other_method_is_known(plant: Plant, method: str, path: str) -> None:
    assert plant.signed_in().request(method, path, headers=FORM).status_code == 405


@pytest.mark.parametrize("path", ["/sign-out", "/sign-out/everywhere"])
def test_a_link_signs_nobody_out(plant: Plant, path: str) -> None:
    client = plant.signed_in()
    assert client.get(path).status_code == 405
    assert client.get("/who").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/sign-in/../who", "/sign-in/%2e%2e/who", "//sign-in/../who", "/sign-in%2f..%2fwho",
     "/SIGN-IN/../who", "/sign-in/look.css/../../who", "/password/..%2Fwho", "/sign-in;/who",
     "/sign-in\\..\\who", "/oauth2callback/../who", "/recorder/../who"],
)  # fmt: skip
def test_no_path_leads_round_the_gate(plant: Plant, path: str) -> None:
    answer = plant.fresh().get(path)
    assert answer.status_code in (401, 404, 303) and VISITOR not in answer.text


@pytest.mark.parametrize(
    "headers",
    [{VISITOR: "owner"}, {VISITOR: "owner", LINE: "here"}, {VISITOR.upper(): "owner"},
     {"x-forwarded-for": "127.0.0.1"}, {"forwarded": "for=127.0.0.1"}, {"via": "1.1 x"}],
)  # fmt: skip
def test_no_header_says_who_somebody_is(plant: Plant, headers: dict[str, str]) -> None:
    assert plant.fresh().get("/who", headers=headers).status_code == 401
    signed = plant.signed_in().get("/who", headers=headers)
    told = signed.json().get(VISITOR) if signed.status_code == 200 else None
    assert told in (None, [plant.accounts[Role.INTERVIEWER]])


@pytest.mark.parametrize("other", [Role.OWNER, Role.ADMIN, Role.EXPERT])
def test_nobody_changes_anothers_password_by_naming_them(plant: Plant, other: Role) -> None:
    client, before = plant.signed_in(), plant.state()
    form = {"account": plant.accounts[other], "id": plant.accounts[other], "old": "wrong",
            "password": "long enough 12", "again": "long enough 12"}  # fmt: skip
    assert client.post("/account", data=form, headers=FORM).status_code == 403
    assert plant.state() == before


@pytest.fixture(scope="module")
def port(plant: Plant) -> Iterator[int]:
    """The same behind a real HTTP server, for requests that no client library sends."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = uvicorn.Server(uvicorn.Config(plant.app, **COMMON))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(20)


SMUGGLED = b"GET /who HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sonmat-Visitor: owner\r\n\r\n"
HEAD = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        HEAD + b"Content-Length: 0\r\nContent-Length: 60\r\n\r\n" + SMUGGLED,
        HEAD + b"Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED,
        HEAD + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
        b"GET /who HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET /who HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sonmat-Visitor : owner\r\n\r\n",
        b"GET /who HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\nX-Sonmat-Visitor: owner\r\n\r\n",
        b"GET http://127.0.0.1/who HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /who HTTP/1.0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_smuggled_headers_and_requests_reach_nothing(plant: Plant, port: int, sent: bytes) -> None:
    before = plant.state()
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        told = b""
        while block := line.recv(65536):
            told += block
    assert b'"owner"' not in told and b" 200 " not in told
    assert plant.state() == before


def test_there_are_forty_of_them_at_least() -> None:
    assert len(FORGED) + len(HOSTILE) >= 40


def test_wrong_accounts_are_not_told_from_wrong_passwords(plant: Plant) -> None:
    """Neither by words nor by status: names of people are nobody's to find out."""
    told = set()
    accounts.disable(plant.site, OWNER, plant.accounts[Role.TRAINER])
    for name in ("Park", "Nobody", "Yoon"):
        form = {"name": name, "password": "wrong wrong wrong"}
        answer = plant.fresh().post("/sign-in", data=form, headers=FORM)
        told.add((answer.status_code, answer.text.replace(name, "")))
    accounts.enable(plant.site, OWNER, plant.accounts[Role.TRAINER])
    assert len(told) == 1
