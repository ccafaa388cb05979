"""Signing in and out on this machine: who gets where, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app import signin, tokens, visits
from app.entrance import PATHS, cookies, way_back
from app.visits import LINE, VISITOR
from capture import accounts, passwords, sessions, signins, withdrawal
from capture.access import OWNER
from capture.accounts import NewAccount
from capture.site import Site
from capture.tries import FOR_A_BROWSER, FOR_A_NAME, WINDOW, TooMany, Tries, take
from data_schemas.errors import Denied
from data_schemas.rights import Role
from tests.app import sample
from tests.app.signing_in import (
    CHEAP,
    FORM,
    NAMES,
    PAGE,
    PASSWORD,
    browser,
    everybody,
    line,
    served,
    sign_in,
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)


@pytest.fixture
def app(used: Site) -> Starlette:
    return served()


@pytest.fixture
def people(used: Site) -> dict[Role, str]:
    return everybody(used)


@pytest.fixture
def park(app: Starlette, people: dict[Role, str]) -> TestClient:
    client = browser(app)
    assert sign_in(client, "Park") == 303
    return client


def who(client: TestClient) -> tuple[list[str], list[str]]:
    answer = client.get("/who")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return told[VISITOR], told[LINE]


def is_out(client: TestClient) -> bool:
    """Gets no route, no page and no websocket, only the page on which to sign in."""
    page = client.get("/", headers=PAGE)
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in")
    assert client.get("/who").status_code == 401
    with pytest.raises(WebSocketDisconnect), line(client):
        pass
    return True


def test_without_accounts_who_sits_here_is_the_owner(app: Starlette) -> None:
    client = browser(app)
    assert who(client) == ([OWNER.id], ["here"])
    assert client.get("/sign-in").headers["location"] == "/"
    assert client.get("/sign-in/here").status_code == 200


def test_a_made_account_asks_nobody_until_its_person_has_come_in(
    app: Starlette, used: Site
) -> None:
    client = browser(app)
    made = accounts.create(used, OWNER, NewAccount("Park", frozenset({Role.OWNER})))
    assert who(client) == ([OWNER.id], ["here"])
    form = {"code": made.code, "password": PASSWORD, "again": PASSWORD}
    answer = client.post("/password?lang=ko", data=form, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=ko")
    assert who(client) == ([made.account.id], ["here"])
    assert is_out(browser(app))


@pytest.mark.parametrize("role", Role)
def test_everybody_is_themself_after_signing_in(
    app: Starlette, people: dict[Role, str], role: Role
) -> None:
    client = browser(app)
    assert is_out(client) and sign_in(client, NAMES[role], "wrong wrong wrong") == 403
    assert is_out(client) and sign_in(client, NAMES[role]) == 303
    assert who(client) == ([people[role]], ["here"])


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    app: Starlette, people: dict[Role, str], used: Site
) -> None:
    form = {"name": "Park", "password": PASSWORD}
    answer = browser(app).post("/sign-in", data=form, headers=FORM)
    (given,) = answer.headers.get_list("set-cookie")
    _name, *attributes = given.split("; ")
    assert set(attributes) == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert answer.headers["cache-control"] == "no-store"
    over_tls = cookies.header(used, {"scheme": "https"}, "x")
    assert over_tls.startswith("__Host-sonmat=") and over_tls.endswith("; Secure")


def test_each_sign_in_has_a_value_of_its_own_and_ends_the_one_before(
    app: Starlette, people: dict[Role, str], used: Site
) -> None:
    """A value that somebody planted beforehand is never the one that gets in."""
    client = browser(app)
    assert sign_in(client, "Lee") == 303
    before = dict(client.cookies)
    assert sign_in(client, "Park") == 303
    assert dict(client.cookies) != before and who(client)[0] == [people[Role.OWNER]]
    old = browser(app)
    old.cookies.update(before)
    assert is_out(old)


def test_signing_out_ends_this_browser_and_no_other(
    app: Starlette, park: TestClient, people: dict[Role, str]
) -> None:
    other = browser(app)
    assert sign_in(other, "Park") == 303
    kept = dict(park.cookies)
    answer = park.post("/sign-out", headers=FORM, data={})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "Max-Age=0" in answer.headers["set-cookie"] and is_out(park)
    park.cookies.update(kept)
    assert is_out(park) and who(other)[0] == [people[Role.OWNER]]


def test_signing_out_everywhere_ends_every_browser(app: Starlette, park: TestClient) -> None:
    other = browser(app)
    assert sign_in(other, "Park") == 303
    assert park.post("/sign-out/everywhere", headers=FORM, data={}).status_code == 303
    assert is_out(park) and is_out(other)


def test_an_open_page_runs_no_more_once_its_person_is_out(
    app: Starlette, people: dict[Role, str], used: Site
) -> None:
    client = browser(app)
    assert sign_in(client, "Lee") == 303
    with line(client) as opened:
        assert opened.receive_text() == people[Role.INTERVIEWER]
        opened.send_text("still here")
        assert opened.receive_text() == "still here"
        accounts.disable(used, OWNER, people[Role.INTERVIEWER])
        opened.send_text("and now?")
        with pytest.raises(WebSocketDisconnect):
            opened.receive_text()
    assert is_out(client)


def test_an_open_page_that_nobody_touches_is_cut_too(
    app: Starlette, park: TestClient, used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gate.LOOK_AGAIN_S", 0.05)
    late = used.now() + timedelta(minutes=used.settings.sign_in_idle_min, seconds=1)
    with line(park) as opened:
        opened.receive_text()
        monkeypatch.setattr(used, "now", lambda: late)
        with pytest.raises(WebSocketDisconnect):
            opened.receive_text()


def test_a_page_that_looks_who_is_there_keeps_nobody_in(
    park: TestClient, people: dict[Role, str], used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = used.now()
    own = park.get("/sign-in/here").json()
    assert own == {"here": visits.tag_of(used, people[Role.OWNER])}
    for minutes in (20, 40, 59, 61):
        now = began + timedelta(minutes=minutes)
        monkeypatch.setattr(used, "now", lambda at=now: at)
        assert (park.get("/sign-in/here").json() == own) is (minutes < 60)
    assert is_out(park)


def test_the_way_back_leads_to_our_own_pages_only(app: Starlette, people: dict[Role, str]) -> None:
    client = browser(app)
    asked = client.get("/session?session=ses-1&lang=ko", headers=PAGE)
    assert asked.headers["location"] == "/sign-in?to=%2Fsession%3Fsession%3Dses-1%26lang%3Dko"
    shown = client.get(asked.headers["location"]).text
    assert 'value="/session?session=ses-1&amp;lang=ko"' in shown
    form = {"name": "Park", "password": PASSWORD, "to": "/session?session=ses-1"}
    answer = client.post("/sign-in", data=form, headers=FORM)
    assert answer.headers["location"] == "/session?session=ses-1"
    for evil in ("//evil.example", "/\\evil.example", "https://evil.example", "/a//b", "",
                 "javascript:alert(1)", "/x\r\nset-cookie: a=b", "/sign-in?to=/sign-in",
                 "/search?q=<script>", "/" + "a" * 400):  # fmt: skip
        assert way_back(evil) == "/"


def test_who_sits_here_may_stay_the_owner_where_the_site_says_so(used: Site) -> None:
    everybody(used)
    used.settings = used.settings.model_copy(update={"loopback_owner": True})
    client = browser(served())
    assert who(client) == ([OWNER.id], ["here"])
    assert sign_in(client, "Lee") == 303
    assert who(client)[0] != [OWNER.id]


def test_a_recording_that_was_begun_before_people_signed_in_is_brought_home(
    app: Starlette, used: Site
) -> None:
    """Its links are the owner's; nothing else of theirs works any more."""
    from tests.app import sample

    made = sample.take_in(used, seconds=1.0).session
    old = tokens.mint(used, OWNER, tokens.RECORD, made.id, "stm-x")
    upload = tokens.mint(used, OWNER, tokens.UPLOAD, tokens.NEW)
    everybody(used)
    client = browser(app)
    own = {"authorization": f"Bearer {old}"}
    assert client.head(f"/recorder/{made.id}/stm-x", headers=own).status_code == 404
    answer = client.post("/upload", json={"size": 3}, headers={"authorization": f"Bearer {upload}"})
    assert answer.status_code == 401


def test_another_password_is_chosen_by_who_knows_the_old_one(
    app: Starlette, park: TestClient, people: dict[Role, str]
) -> None:
    shown = park.get("/account?lang=en").text
    assert "Park" in shown and "Owner: answers for the site" in shown
    new = "another fine password"
    for form, status in (
        ({"old": "wrong", "password": new, "again": new}, 403),
        ({"old": PASSWORD, "password": new, "again": new + "x"}, 400),
        ({"old": PASSWORD, "password": "short", "again": "short"}, 400),
    ):
        assert park.post("/account", data=form, headers=FORM).status_code == status
    form = {"old": PASSWORD, "password": new, "again": new}
    assert park.post("/account", data=form, headers=FORM).status_code == 303
    assert who(park)[0] == [people[Role.OWNER]]
    assert sign_in(browser(app), "Park") == 403
    assert sign_in(browser(app), "Park", new) == 303


def test_wrong_passwords_are_listened_to_for_a_while_only(
    app: Starlette, people: dict[Role, str]
) -> None:
    client = browser(app)
    for _ in range(FOR_A_NAME):
        assert sign_in(client, "Park", "wrong") == 403
    assert sign_in(client, "Park") == 429
    assert sign_in(client, "Lee") == 303


@pytest.fixture
def elsewhere(used: Site) -> Iterator[Site]:
    """The same site, opened by another web server."""
    opened = Site.open(used.settings)
    yield opened
    opened.close()


def test_nobody_is_locked_out_for_good(used: Site, elsewhere: Site) -> None:
    now = used.now()
    tries, others = (Tries(one, lambda _db: now) for one in (used, elsewhere))
    for n in range(FOR_A_NAME):
        (tries, others)[n % 2].begin("Park", "dev-1")
    # Two servers count together.
    for at in (tries, others):
        for name in ("Park", " PARK "):
            with pytest.raises(TooMany):
                at.begin(name, "dev-1")
    # The person themself, on their own device, is not kept out by somebody who tries elsewhere.
    tries.void(tries.begin("Park", "here"))
    tries.void(tries.begin("Lee", "dev-1"))
    now += WINDOW + timedelta(seconds=0.1)
    tries.void(tries.begin("Park", "dev-1"))
    for n in range(FOR_A_BROWSER):
        tries.begin(f"name {n}", "dev-2")
    with pytest.raises(TooMany):
        others.begin("anybody", "dev-2")
    for _ in range(FOR_A_NAME - 1):
        tries.begin("Lee", "here")
    others.right(others.begin("Lee", "here"), "Lee", "here")
    for _ in range(FOR_A_NAME):
        tries.begin("Lee", "here")
    with pytest.raises(TooMany):
        tries.begin("Lee", "here")


def test_a_hundred_guesses_at_the_same_moment_are_ten(used: Site, elsewhere: Site) -> None:
    """They are counted before the password is looked at, not after."""
    at = [Tries(one) for one in (used, elsewhere)]

    def guess(number: int) -> bool:
        try:
            at[number % 2].begin("Park", "dev-1")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(100))) == FOR_A_NAME


def test_what_is_good_once_is_good_at_one_server(used: Site, elsewhere: Site) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = pool.map(lambda n: take((used, elsewhere)[n % 2], "cookie", 240.0), range(8))
        assert sum(taken) == 1
    assert take(used, "another", 240.0)


def test_consent_ends_with_the_code_on_the_paper_and_no_account(app: Starlette, used: Site) -> None:
    """The expert's copy promises it. Nothing is erased before somebody is sure."""
    made = sample.take_in(used, seconds=1.0).session
    slip = withdrawal.hand_out(used, made.id)
    everybody(used)
    client = browser(app)
    assert "/end-consent" in client.get("/sign-in").text
    wrong = client.post("/end-consent?lang=en", data={"code": "ABCD"}, headers=FORM)
    assert wrong.status_code == 403 and "not known here" in wrong.text
    foreign = {**FORM, "sec-fetch-site": "cross-site"}
    sure = {"code": slip.session, "sure": "yes"}
    assert client.post("/end-consent", data=sure, headers=foreign).status_code == 403
    shown = client.post("/end-consent?lang=en", data={"code": slip.session}, headers=FORM)
    assert "No. 1" in shown.text and "Flange" not in shown.text
    assert sessions.get_session(used, OWNER, made.id).withdrawn_at is None
    done = client.post("/end-consent?lang=en", data=sure, headers=FORM)
    assert done.status_code == 200 and "Consent is withdrawn" in done.text
    assert sessions.get_session(used, OWNER, made.id).withdrawn_at is not None
    assert client.get("/who").status_code == 401


@pytest.mark.parametrize("tongue", ["ko", "en"])
def test_the_pages_speak_both_languages_and_say_what_went_wrong(
    app: Starlette, people: dict[Role, str], tongue: str
) -> None:
    from app import catalogue

    says = catalogue.load(tongue).gettext
    client = browser(app)
    assert says("Sign in") in client.get(f"/sign-in?lang={tongue}").text
    wrong = {"name": "<b>x", "password": "y"}
    shown = client.post(f"/sign-in?lang={tongue}", data=wrong, headers=FORM)
    assert says(signins.WRONG) in shown.text and "<b>x" not in shown.text
    bad = {"code": '"><script>', "password": PASSWORD, "again": PASSWORD}
    shown = client.post(f"/password?lang={tongue}", data=bad, headers=FORM)
    assert says(signins.WRONG_CODE) in shown.text and '<script>"' not in shown.text
    assert '"><script>' not in shown.text


def test_pages_without_a_gate_know_nobody_once_people_sign_in(used: Site) -> None:
    assert signin.current() == OWNER
    everybody(used)
    with pytest.raises(Denied):
        signin.current()


def test_strangers_learn_nothing_from_the_pages_they_may_see(
    app: Starlette, people: dict[Role, str]
) -> None:
    client = browser(app)
    for path in PATHS:
        text = client.get(path).text
        assert not any(name in text for name in (*NAMES.values(), "acc-"))
