"""Two web servers behind the shipped proxy: both serve, and one dies in the middle of a sitting."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from app import visits
from app.lan import addresses
from app.lan.served import PAGE, PAIR
from capture import accounts, artifacts, devices, takes
from capture.access import OWNER
from capture.accounts import NewAccount
from capture.pass_codes import Codes
from capture.records import tries
from capture.tries import FOR_A_NAME
from data_schemas.rights import Role
from tests.app import asked, sample
from tests.app.lan.several import NAME, Plant, plant
from tests.app.signing_in import FORM, PASSWORD
from tests.browser.recording import FAKES, Truth
from tests.browser.test_sitting import LOCALES, Sitting, answers, voices
from tests.browser.words import said_in

pytestmark = [pytest.mark.browser, pytest.mark.full]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    with plant(tmp_path_factory.mktemp("plant")) as made:
        yield made


@pytest.fixture
def running(started: Plant) -> Plant:
    """Also after a walk in which one was killed."""
    started.revive()
    return started


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def tablet(driver: Playwright, address: str) -> Iterator[Browser]:
    """A browser that reaches the proxy under this address, and so comes from it."""
    launched = driver.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=[*FAKES, f"--host-resolver-rules=MAP {NAME} {address}"],
    )
    yield launched
    launched.close()


def context_of(browser: Browser, language: str) -> BrowserContext:
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": 1280, "height": 800}, ignore_https_errors=True
    )
    context.set_default_timeout(60_000)
    return context


def let_in(page: Page, running: Plant, code: str, language: str) -> None:
    page.goto(f"{running.url}/pair#{code}")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(said_in(language, "Library"))


def keep(page: Page, name: str) -> None:
    """For people to look at: SONMAT_SHOTS names a folder."""
    if "SONMAT_SHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["SONMAT_SHOTS"]) / f"{name}.png")


def test_one_code_at_both_servers_at_once_lets_one_device_in(running: Plant) -> None:
    ports = [one.port for one in running.webs.values()]

    def enter(port: int, code: str) -> int:
        with running.client(port) as client:
            origin = {"origin": f"https://{NAME}:{port}"}
            return client.post("/pair", json={"code": code}, headers=origin).status_code

    before = len(devices.list_devices(running.site, OWNER))
    for number in range(1, 4):
        code = fresh_code(running)
        with ThreadPoolExecutor(4) as pool:
            told = sorted(pool.map(enter, ports * 2, [code] * 4))
        assert told == [204, 403, 403, 403]
        assert len(devices.list_devices(running.site, OWNER)) == before + number
    # These were nine wrong ones at both together; with one more nobody is listened to.
    code = fresh_code(running)
    assert enter(ports[0], "AAAA-AAAA") == 403
    assert [enter(port, code) for port in ports] == [429, 429]
    with running.site.db() as db:
        tries.forget(db, running.site.now())
    assert enter(ports[1], code) == 204


def test_nobody_behind_the_proxy_is_the_owner_of_a_machine(running: Plant) -> None:
    """To the servers all of them come from loopback."""
    for host in ("localhost", "127.0.0.1", f"localhost:{running.proxy}"):
        with running.client(running.proxy) as client:
            answer = client.get("/", headers={"host": host, "accept": "text/html"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/pair")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_sitting_at_two_servers_goes_on_when_one_of_them_dies(
    driver: Playwright, running: Plant, language: str
) -> None:
    found = addresses.reachable(addresses.EVERYWHERE)
    if not found:
        pytest.skip("this machine has no address but loopback's")
    site, near, far = running.site, "127.0.0.1", str(found[0])
    made = sample.processed(site)
    asked.seal_moments(site, made)
    session = made.session.id
    with (
        tablet(driver, near) as first,
        tablet(driver, far) as second,
    ):
        truth = Truth(context_of(first, language))
        lead = Sitting(truth.page(), language)
        let_in(lead.page, running, fresh_code(running), language)
        lead.open(running, session)
        expert = Sitting(context_of(second, language).new_page(), language)
        let_in(expert.page, running, fresh_code(running), language)
        expert.open(running, session, "expert").at(1, 3)
        assert {running.where(near), running.where(far)} == set(running.webs), "both serve"

        lead.speak(1500)
        expect(expert.page.locator(".speak")).to_be_visible()
        running.webs[running.where(near)].kill()
        lead.page.wait_for_timeout(2500)
        lead.press("I am finished").tells("Safe. The words are being written down…")
        expert.tells("Safe. The words are being written down…")
        (said,) = voices(site, session)
        truth.whole(lead.page)
        with artifacts.open_bytes(site, said.original) as file:
            assert [file.read()] == truth.recordings(), "complete to the byte"
        assert takes.unfinished(site, OWNER, session, "answer") == ()
        assert [one.state for one in answers(site, session)] == ["arrived"]

        lead.press("Next question").at(2, 3)
        expert.at(2, 3).press("Nothing special")
        lead.press("Next question").at(3, 3)
        expert.at(3, 3)
        keep(lead.page, f"servers-lead-{language}")
        keep(expert.page, f"servers-expert-{language}")
        # Still let in, and pages of Streamlit's own as well.
        lead.page.goto(running.url)
        expect(lead.page.get_by_role("heading", level=1)).to_contain_text(
            said_in(language, "Library")
        )
        keep(lead.page, f"servers-library-{language}")
        assert running.where(near) == running.where(far)


def test_who_signed_in_at_one_server_is_in_at_the_other_and_guesses_count_at_both(
    running: Plant,
) -> None:
    """The last walk here: from now on people sign in."""
    one, other = (running.client(web.port) for web in running.webs.values())
    with one, other:
        origin = {"origin": str(one.base_url)}
        assert one.post("/pair", json={"code": fresh_code(running)}, headers=origin).is_success
        other.cookies = one.cookies
        assert other.get("/pair/here").json() == {"paired": True}
        made = accounts.create(running.site, OWNER, NewAccount("Park", frozenset({Role.OWNER})))
        form = {"code": made.code, "password": PASSWORD, "again": PASSWORD}
        assert one.post("/password", data=form, headers=FORM).status_code == 303
        other.cookies = one.cookies
        tags = [at.get("/sign-in/here").json()["here"] for at in (one, other)]
        assert tags == [visits.tag_of(running.site, made.account.id)] * 2
        assert other.get("/account").status_code == 200

        wrong = {"name": "Park", "password": "wrong", "to": "/"}
        told = [
            (one, other)[n % 2].post("/sign-in", data=wrong, headers=FORM).status_code
            for n in range(FOR_A_NAME + 2)
        ]
        assert told == [403] * FOR_A_NAME + [429] * 2
        assert other.post("/sign-out", data={}, headers=FORM).status_code == 303
        # Out at both: the account's page leads away again.
        assert [at.get("/account").status_code for at in (one, other)] == [303, 303]


def fresh_code(running: Plant) -> str:
    """As the page Tablets gives it out, at either server."""
    return Codes(running.site).give(PAIR, PAGE)
