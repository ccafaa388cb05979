"""People sign in, in a real browser and in both languages: from the first account to being out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from capture import accounts
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.rights import Role
from tests.app import sample
from tests.app.serving import serving
from tests.app.signing_in import NAMES, PASSWORD, everybody
from tests.browser.test_walk import LOCALES, Seen, _settled
from tests.browser.words import said_in

pytestmark = pytest.mark.browser

# What each sees first.
FIRST = {
    Role.OWNER: "Library", Role.INTERVIEWER: "Library", Role.EXPERT: "Library",
    Role.ANNOTATOR: "Library", Role.TRAINER: "Datasets", Role.ADMIN: "People",
}  # fmt: skip


_REFUSED = re.compile(r"status (of )?40[013]\b|WebSocket")


class Plant:
    def __init__(self, browser: Browser, folder: Path, tongue: str) -> None:
        self.browser, self.tongue = browser, tongue
        self.settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
        self.site = Site.open(self.settings)
        self.url = ""
        self.seen = Seen("")

    def says(self, text: str) -> str:
        return said_in(self.tongue, text)

    def context(self) -> BrowserContext:
        made = self.browser.new_context(
            locale=LOCALES[self.tongue], viewport={"width": 1280, "height": 900}
        )
        made.set_default_timeout(60_000)
        made.on("request", self.seen.request)
        made.on("console", self.seen.console)
        return made

    def heading(self, page: Page, text: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_contain_text(self.says(text))

    def sign_in(self, page: Page, name: str, password: str = PASSWORD) -> None:
        self.heading(page, "Sign in")
        page.get_by_label(self.says("Name"), exact=True).fill(name)
        page.get_by_label(self.says("Password"), exact=True).fill(password)
        page.get_by_role("button", name=self.says("Sign in"), exact=True).click()


@pytest.fixture(params=["ko", "en"])
def plant(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Plant]:
    made = Plant(browser, tmp_path, request.param)
    sample.take_in(made.site, "Kim", seconds=1.0)
    with serving(made.settings, tmp_path / "log", tmp_path) as url:
        made.url, made.seen.host = url, urlsplit(url).netloc
        yield made
    made.site.close()
    assert made.seen.foreign == []
    # What is refused is answered with a status that a browser tells in its console.
    assert [one for one in made.seen.complaints if not _REFUSED.search(one)] == []


def test_from_the_first_account_to_everybody_signed_in(plant: Plant) -> None:
    owner = plant.context().new_page()
    owner.goto(f"{plant.url}/accounts")
    plant.heading(owner, "People")
    _settled(owner)
    name = owner.get_by_label(plant.says("Name"), exact=True)
    name.fill("Park")
    name.press("Tab")
    _settled(owner)
    owner.get_by_role("button", name=plant.says("Let in"), exact=True).click()
    way = owner.get_by_role("link", name=plant.says("Choose a password on this device"))
    expect(way).to_be_visible()
    with owner.context.expect_page() as opened:
        way.click()
    page = opened.value
    plant.heading(page, "Choose a password")
    page.get_by_label(plant.says("New password")).fill("park park")
    page.get_by_label(plant.says("The same once more")).fill("park park")
    page.get_by_role("button", name=plant.says("Keep it and sign in")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    for label in ("New password", "The same once more"):
        page.get_by_label(plant.says(label)).fill(PASSWORD)
    page.get_by_role("button", name=plant.says("Keep it and sign in")).click()
    plant.heading(page, "Library")
    expect(page.get_by_text("Park", exact=True).first).to_be_visible()
    # The page on which nobody had signed in is drawn anew, for who has signed in meanwhile.
    owner.reload()
    expect(owner.get_by_text("Park", exact=True).first).to_be_visible()
    stranger = plant.context().new_page()
    stranger.goto(plant.url)
    plant.sign_in(stranger, "Park", "not the password")
    expect(stranger.get_by_role("alert")).to_be_visible()
    plant.sign_in(stranger, "Park")
    plant.heading(stranger, "Library")
    stranger.get_by_role("link", name=plant.says("My account, sign out")).click()
    plant.heading(stranger, "My account")
    stranger.get_by_role("button", name=plant.says("Sign out on all devices")).click()
    plant.heading(stranger, "Sign in")
    # The other browser's open page notices by itself, and shows nothing any more.
    page.bring_to_front()
    plant.heading(page, "Sign in")


def test_everybody_begins_at_their_own_page_and_sees_their_own_name(plant: Plant) -> None:
    everybody(plant.site)
    for role, name in NAMES.items():
        context = plant.context()
        page = context.new_page()
        page.goto(plant.url)
        plant.sign_in(page, name)
        plant.heading(page, FIRST[role])
        _settled(page)
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
        shown = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
        assert (plant.says("People") in "\n".join(shown)) is (role in (Role.OWNER, Role.ADMIN))
        assert not page.get_by_test_id("stAlert").count()
        context.close()


@pytest.mark.parametrize(
    ("address", "told"),
    [("search", "This page is not for you"), ("serch", "There is no such page")],
)
def test_an_address_that_opens_nothing_says_so_and_the_menu_leads_on(
    plant: Plant, address: str, told: str
) -> None:
    everybody(plant.site)
    page = plant.context().new_page()
    page.goto(f"{plant.url}/{address}")
    plant.sign_in(page, NAMES[Role.ANNOTATOR])
    plant.heading(page, told)
    _settled(page)
    assert not page.get_by_role("dialog").count()
    page.get_by_test_id("stSidebarNavLink").first.click()
    plant.heading(page, FIRST[Role.ANNOTATOR])
    _settled(page)


def test_somebody_who_is_shut_out_is_sent_to_the_way_in(plant: Plant) -> None:
    people = everybody(plant.site)
    page = plant.context().new_page()
    page.goto(f"{plant.url}/search")
    plant.sign_in(page, NAMES[Role.INTERVIEWER])
    plant.heading(page, "Search")
    # Else the page is still fetching its own parts, and complains of those.
    expect(page.get_by_role("textbox").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    _settled(page)
    accounts.disable(plant.site, OWNER, people[Role.INTERVIEWER])
    plant.heading(page, "Sign in")
