"""A tablet's way in, in a real browser that comes over the network: trust, code, app, camera.

The browser is told to trust the authority as a person tells it to (its own certificate store), so
that its own verifier has judged chain, names, lifetime and constraints.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from app.lan import addresses
from capture import authority, devices
from capture.access import OWNER
from capture.pass_codes import spaced
from capture.site import Site
from tests.app import sample
from tests.app.lan.serving import Served, serving_lan
from tests.browser.words import said_in

pytestmark = pytest.mark.browser

LOCALES = {"ko": "ko-KR", "en": "en-US"}
TABLET = {"width": 820, "height": 1180}
AGENT = "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@dataclass(frozen=True)
class Tablet:
    context: BrowserContext
    language: str
    foreign: list[str]

    def says(self, message: str) -> str:
        return said_in(self.language, message)

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url)
        return page


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if not addresses.reachable(addresses.EVERYWHERE):
        pytest.skip("this machine has no address but loopback's")
    folder = tmp_path_factory.mktemp("lan-walk")
    running = Served.settings_in(folder)
    site = Site.open(running)
    sample.processed(site)
    site.close()
    with serving_lan(folder, running) as served:
        yield served


@contextmanager
def browsing(playwright: Playwright, home: Path) -> Iterator[Browser]:
    launched = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", *FAKE],
        env={**os.environ, "HOME": str(home)},
    )
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def trusting(
    playwright: Playwright, network: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser whose owner followed the steps of the page."""
    tool = shutil.which("certutil")
    if tool is None:
        pytest.skip("no certutil: run tools/system-packages as root")
    home = tmp_path_factory.mktemp("home")
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    pem = authority.folder_of(network.settings) / authority.AUTHORITY
    text = pem.read_text()
    (home / "ca.crt").write_text(text[text.index("-----BEGIN CERT") :])
    for arguments in (
        ("-N", "--empty-password"),
        ("-A", "-t", "C,,", "-n", "sonmat", "-i", str(home / "ca.crt")),
    ):
        subprocess.run([tool, "-d", f"sql:{store}", *arguments], check=True, capture_output=True)
    with browsing(playwright, home) as launched:
        yield launched


@contextmanager
def tablet_of(browser: Browser, language: str, network: Served) -> Iterator[Tablet]:
    context = browser.new_context(
        locale=LOCALES[language], viewport=TABLET, user_agent=AGENT, has_touch=True
    )
    context.set_default_timeout(60_000)
    foreign: list[str] = []
    ours = (network.app, network.trust, "data:", "blob:")
    context.on(
        "request",
        lambda request: None if request.url.startswith(ours) else foreign.append(request.url),
    )
    yield Tablet(context, language, foreign)
    assert foreign == []
    context.close()


@pytest.fixture(params=["ko", "en"])
def tablet(request: pytest.FixtureRequest, trusting: Browser, network: Served) -> Iterator[Tablet]:
    with tablet_of(trusting, request.param, network) as one:
        yield one


def keep(page: Page, name: str, folder: Path) -> None:
    """For people to look at: SONMAT_SHOTS names a folder that outlives the test."""
    page.screenshot(
        path=Path(os.environ.get("SONMAT_SHOTS", folder)) / f"{name}.png", full_page=True
    )


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_device_that_does_not_trust_yet_is_told_what_to_do(
    playwright: Playwright, network: Served, tmp_path: Path, language: str
) -> None:
    with browsing(playwright, tmp_path) as browser, tablet_of(browser, language, network) as one:
        page = one.open(network.trust)
        expect(page.locator("[data-state=not]")).to_be_visible()
        expect(page.locator("[data-state=trusted]")).to_be_hidden()
        expect(page.locator("details[open]")).to_have_count(1)
        expect(page.locator("details[open] summary")).to_have_text(
            one.says("Android tablet or phone")
        )
        assert page.evaluate("[isSecureContext, navigator.mediaDevices === undefined]") == [
            False, True
        ]  # fmt: skip
        keep(page, f"trust-not-{language}", tmp_path)
        with page.expect_download() as download:
            page.locator("details[open] a").click()
        assert download.value.suggested_filename == "sonmat-ca.crt"


def test_the_way_from_the_certificate_to_the_camera(
    tablet: Tablet, network: Served, tmp_path: Path
) -> None:
    page = tablet.open(network.trust)
    expect(page.locator("[data-state=trusted]")).to_be_visible()
    keep(page, f"trust-yes-{tablet.language}", tmp_path)
    page.get_by_role("link", name=tablet.says("Go on to Sonmat")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(tablet.says("Let this device in"))
    page.get_by_label(tablet.says("Code")).fill("AAAA-AAAA")
    page.keyboard.press("Enter")
    expect(page.locator("[data-told=wrong]")).to_be_visible()
    keep(page, f"pair-wrong-{tablet.language}", tmp_path)
    page.get_by_label(tablet.says("Code")).fill(spaced(network.code()).lower())
    keep(page, f"pair-{tablet.language}", tmp_path)
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(tablet.says("Library"))
    assert page.evaluate("isSecureContext && !document.cookie.includes('sonmat')")
    kinds = page.evaluate(
        "navigator.mediaDevices.getUserMedia({audio: true, video: true})"
        ".then((stream) => stream.getTracks().map((track) => track.kind).sort())"
    )
    assert kinds == ["audio", "video"]
    keep(page, f"app-{tablet.language}", tmp_path)


def test_the_qr_code_brings_the_code_along_and_a_tap_lets_the_device_in(
    tablet: Tablet, network: Served
) -> None:
    page = tablet.open(f"{network.app}/pair#{network.code()}")
    expect(page.get_by_label(tablet.says("Code"))).to_have_value(network.code())
    # The address bar and the history no longer hold it, and nothing was sent yet.
    assert page.url == f"{network.app}/pair"
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(tablet.says("Library"))
    # A device that is in is not asked again, also on a way that begins elsewhere.
    other = tablet.open(network.trust)
    other.get_by_role("link", name=tablet.says("Go on to Sonmat")).click()
    expect(other.get_by_role("heading", level=1)).to_contain_text(tablet.says("Library"))


def test_a_device_works_as_an_interviewer_and_is_out_once_it_is_sent_away(
    tablet: Tablet, network: Served, tmp_path: Path
) -> None:
    page = tablet.open(f"{network.app}/pair#{network.code()}")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(tablet.says("Library"))
    if not page.get_by_test_id("stSidebarNavLink").first.is_visible():
        page.get_by_test_id("stExpandSidebarButton").click()
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links.first).to_be_visible()
    expect(links.filter(has_text=tablet.says("People"))).to_have_count(0)
    expect(links.filter(has_text=tablet.says("Tablets"))).to_have_count(0)
    page.goto(f"{network.app}/devices")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(tablet.says("Tablets"))
    page.goto(network.app)
    page.get_by_role("button", name=tablet.says("Open")).first.click()
    expect(page.locator("video").first).to_be_visible()
    page.locator("video").first.evaluate(
        "media => media.readyState || new Promise((done) => media.onloadeddata = done)"
    )
    site = Site.open(network.settings)
    for device in devices.list_devices(site, OWNER):
        devices.revoke(site, OWNER, device.id)
    site.close()
    page.goto(network.app)
    expect(page.get_by_role("heading", level=1)).to_have_text(tablet.says("Let this device in"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_of_who_sits_at_the_machine(
    trusting: Browser, network: Served, tmp_path: Path, language: str
) -> None:
    def says(message: str) -> str:
        return said_in(language, message)

    context = trusting.new_context(
        locale=LOCALES[language], viewport={"width": 1280, "height": 1000}
    )
    page = context.new_page()
    page.goto(f"{network.own}/devices")
    expect(page.get_by_role("heading", level=1)).to_contain_text(says("Tablets"), timeout=60_000)
    page.get_by_role("button", name=says("Show a code")).click()
    code = page.locator("p[style*='letter-spacing']")
    expect(code).to_be_visible(timeout=60_000)
    expect(page.locator("[data-testid=stImage] img")).to_have_count(2)
    keep(page, f"devices-code-{language}", tmp_path)
    with network.client() as client:
        sent = {"code": code.inner_text()}
        assert client.post("/pair", json=sent, headers={"origin": network.app}).is_success
    # It is seen without a click.
    expect(page.get_by_text(says("A device was let in."))).to_be_visible(timeout=60_000)
    keep(page, f"devices-in-{language}", tmp_path)
    page.get_by_role("button", name=says("Send away")).first.click()
    expect(page.get_by_text(says("Another device"))).to_have_count(0, timeout=60_000)
    context.close()
