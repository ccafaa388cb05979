"""People who sign in on a paired tablet."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import signin, tokens
from app.lan.served import PAIR, Lan
from app.visits import LINE, VISITOR
from capture import consent, devices, passwords
from capture.access import OWNER
from data_schemas.rights import Consent, ProtectionClass, Role
from tests.app import sample
from tests.app.lan.conftest import ADDRESS, TABLET
from tests.app.signing_in import CHEAP, FORM, PAGE, PASSWORD, browser, everybody, served

OWN = f"https://{ADDRESS}:8501"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)


@pytest.fixture
def app(lan: Lan) -> Starlette:
    return served(lan)


def tablet(app: Starlette, lan: Lan) -> TestClient:
    """Another machine of the network that was let in by a code."""
    client = TestClient(app, base_url=OWN, client=TABLET, follow_redirects=False)
    sent = {"code": lan.codes.give(PAIR)}
    assert client.post("/pair", json=sent, headers={"origin": OWN}).status_code == 204
    return client


def sign_in(client: TestClient, name: str) -> int:
    form = {"name": name, "password": PASSWORD}
    return client.post("/sign-in", data=form, headers=FORM).status_code


def test_a_tablet_is_itself_until_people_sign_in_and_then_they_are(
    app: Starlette, lan: Lan
) -> None:
    client = tablet(app, lan)
    device = devices.list_devices(lan.site, OWNER)[0].id
    assert client.get("/who").json() == {VISITOR: [f"device:{device}"], LINE: ["network"]}
    people = everybody(lan.site)
    assert client.get("/who").status_code == 401
    assert client.get("/", headers=PAGE).headers["location"] == "/sign-in"
    assert sign_in(client, "Lee") == 303
    assert client.get("/who").json() == {VISITOR: [people[Role.INTERVIEWER]], LINE: ["network"]}
    assert any(
        "Secure" in one and one.startswith("__Host-sonmat=")
        for one in client.post(
            "/sign-in", data={"name": "Lee", "password": PASSWORD}, headers=FORM
        ).headers.get_list("set-cookie")
    )


def test_without_a_pairing_nobody_is_even_asked_for_a_password(app: Starlette, lan: Lan) -> None:
    everybody(lan.site)
    stranger = TestClient(app, base_url=OWN, client=TABLET, follow_redirects=False)
    assert stranger.get("/sign-in", headers=PAGE).headers["location"] == "/pair"
    assert sign_in(stranger, "Park") == 401


def test_a_sign_in_carried_to_another_device_opens_nothing(app: Starlette, lan: Lan) -> None:
    everybody(lan.site)
    one, other = tablet(app, lan), tablet(app, lan)
    assert sign_in(one, "Park") == 303
    other.cookies.set("__Host-sonmat", one.cookies["__Host-sonmat"], domain=ADDRESS)
    assert other.get("/who").status_code == 401
    assert one.get("/who").status_code == 200


def test_a_tablet_that_is_sent_away_takes_the_sign_in_with_it(app: Starlette, lan: Lan) -> None:
    everybody(lan.site)
    client = tablet(app, lan)
    assert sign_in(client, "Park") == 303
    devices.revoke(lan.site, OWNER, devices.list_devices(lan.site, OWNER)[0].id)
    assert client.get("/who").status_code == 401
    assert client.get("/", headers=PAGE).headers["location"] == "/pair"


def test_what_is_recorded_stands_under_the_persons_id(app: Starlette, lan: Lan) -> None:
    from capture import takes

    made = sample.take_in(lan.site, seconds=1.0).session
    people = everybody(lan.site)
    client = tablet(app, lan)
    assert sign_in(client, "Lee") == 303
    who = signin.by_id(lan.site, people[Role.INTERVIEWER], remote=True)
    token = tokens.mint(lan.site, who, tokens.RECORD, made.id)
    stream = "stm-" + "0f" * 8
    sent = {"stream": stream, "device": "dev-" + "0d" * 8, "started_at": lan.site.now().timestamp()}
    answer = client.post(
        f"/recorder/{made.id}", json=sent, headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 201, answer.text
    assert takes.unfinished(lan.site, OWNER, made.id)[0].actor == people[Role.INTERVIEWER]


def test_national_core_technology_does_not_pass_the_network(app: Starlette, lan: Lan) -> None:
    """Also not to who may do everything; at the machine itself they see it."""
    made = sample.take_in(lan.site, seconds=1.0)
    sample.seal_proxy(lan.site, made)
    session, recording = made.session.id, made.recording
    people = everybody(lan.site)
    who = signin.by_id(lan.site, people[Role.OWNER])
    link = f"/recordings/{session}/{recording}?t=" + tokens.mint(
        lan.site, who, tokens.PLAY, session, recording
    )
    far, near = tablet(app, lan), browser(app)
    for client in (far, near):
        assert sign_in(client, "Park") == 303
        assert client.get(link).status_code == 200
    core = Consent(protection_class=ProtectionClass.NATIONAL_CORE)
    consent.grant(lan.site, OWNER, session, core)
    refused = far.get(link)
    assert refused.status_code == 403 and "own machine only" in refused.text
    assert near.get(link).status_code == 200
