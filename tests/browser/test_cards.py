"""Know-how cards in a real browser: heard, made, confirmed, struck, put back; what is still open.

``SONMAT_SHOTS`` names a folder for pictures of what was seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.pages.parts.know_how.desk import PAGE
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from pipelines.elicit.cards import desk
from tests.app import sample, told
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.words import said_in
from tests.pipelines.elicit.test_overview import Job

pytestmark = pytest.mark.browser

CARD = "Leave two to three millimetres of gap"
MANY_CARDS, MANY_SUGGESTIONS = 60, 400


@pytest.fixture(scope="module", params=["ko", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def walked(language: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Job]]:
    """A served site where one expert has told something, and another one has been recorded."""
    folder = tmp_path_factory.mktemp(language)
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    site = Site.open(settings)
    made = told.told(site).sample
    job = Job(site, made, sample.take_in(site, "Lee", 1.0, made.procedure))
    with serving(settings, folder / "log", Path(folder)) as url:
        yield url, job
    site.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": 1280, "height": min(4000, int(height) + 20)})
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.set_viewport_size({"width": 1280, "height": 900})


def test_a_suggestion_becomes_a_card_that_is_heard_confirmed_struck_and_put_back(
    page: Page, walked: tuple[str, Job], language: str
) -> None:
    url, job = walked
    session = job.first.session.id

    def says(message: str) -> str:
        return said_in(language, message)

    def button(name: str, place: str) -> None:
        page.locator(place).get_by_role("button", name=says(name), exact=True).click()

    page.goto(f"{url}/cards?session={session}&lang={language}")
    offer = page.locator(".st-key-offer-unit-spoken")
    expect(offer.get_by_text(CARD)).to_be_visible()
    shot(page, f"cards-{language}")
    _hear(page, offer.get_by_role("button", name=says("The answer")), "audio", 0.2, 0.9)
    _hear(page, offer.get_by_role("button", name=says("The work")), "video", 5.0, 7.0)
    button("Make a card", ".st-key-offer-unit-spoken")
    card = page.locator(".st-key-card-unit-spoken")
    expect(card.get_by_text(CARD).first).to_be_visible()
    expect(offer).to_have_count(0)

    page.get_by_label(says("Name of the expert who confirms")).fill("Kim Sonmat")
    page.keyboard.press("Tab")
    card.get_by_text(says("Where each part comes from")).click()
    expect(card.locator("dt")).to_have_count(4)
    _hear(page, card.locator("dd").nth(1).get_by_role("button"), "audio", 0.2, 0.9)
    button("That is right", ".st-key-card-unit-spoken")
    confirmed = says("Confirmed by {name}").format(name="Kim Sonmat")
    expect(card.get_by_text(confirmed)).to_be_visible()
    shot(page, f"confirmed-{language}")
    assert barriers(page) == []

    button("Strike", ".st-key-card-unit-spoken")
    expect(card).to_have_count(0)
    page.get_by_test_id("stExpander").get_by_role("group").first.click()
    page.locator(".st-key-back-unit-spoken").get_by_role("button").click()
    expect(card.get_by_text(confirmed)).to_be_visible()
    (held,) = desk.cards(job.site, OWNER, session).units
    assert (held.status, held.confirmed_by) == ("expert_confirmed", "Kim Sonmat")

    button("Change", ".st-key-card-unit-spoken")
    expect(card.get_by_label(says("Tidily said"))).to_be_visible()
    shot(page, f"change-{language}")
    assert barriers(page) == []


def _hear(page: Page, press: object, kind: str, start_s: float, end_s: float) -> None:
    """A click plays these seconds, and no more, in a player of this kind."""
    press.click()  # type: ignore[attr-defined]
    heard = page.locator(f"{kind}[controls]").last
    expect(heard).to_be_visible()
    begun = heard.evaluate(
        "m => new Promise(r => { const w = () => m.readyState >= 2 &&"
        " m.currentTime > 0 ? r(m.currentTime) : setTimeout(w, 20); w(); })"
    )
    assert start_s - 0.05 <= begun <= end_s + 0.3
    stopped = heard.evaluate(
        "m => new Promise(r => { const w = () => m.paused"
        " ? r(m.currentTime) : setTimeout(w, 20); w(); })"
    )
    assert end_s - 0.05 <= stopped <= end_s + 0.5


def test_a_click_on_an_open_cell_shows_its_question_in_both_languages(
    page: Page, walked: tuple[str, Job], language: str
) -> None:
    url, job = walked
    job.ask(job.first, "bolts", "hazard", "declined")
    page.goto(f"{url}/coverage?procedure={job.procedure}&lang={language}")
    declined = page.locator("td button.declined")
    expect(declined).to_have_count(1)
    name = said_in(language, "Would rather not say")
    assert (declined.get_attribute("aria-label") or "").startswith(name)
    declined.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    cell = page.locator(".st-key-coverage-cell")
    expect(cell.get_by_text("could somebody get hurt")).to_be_visible()
    expect(cell.get_by_text("사람이 다칠 수 있나요")).to_be_visible()
    assert page.locator("td button[aria-pressed=true].open").count() == 1
    shot(page, f"coverage-{language}")
    assert barriers(page) == []
    cell.get_by_role("button", name=said_in(language, "Ask it in the next sitting")).click()
    page.wait_for_url("**/sitting?*step=gasket*")
    asked = "could somebody get hurt" if language == "en" else "사람이 다칠 수 있나요"
    expect(page.get_by_text(asked).first).to_be_visible()


def test_experts_stand_side_by_side(page: Page, walked: tuple[str, Job], language: str) -> None:
    url, job = walked
    job.tell(job.first, "Grease the gasket", "gasket")
    job.tell(job.second, "The gasket goes on dry", "gasket")
    page.goto(f"{url}/experts?procedure={job.procedure}&lang={language}")
    expect(page.get_by_text("The gasket goes on dry").first).to_be_visible()
    page.get_by_text(said_in(language, "Say which cards tell the same"), exact=True).click()
    expect(page.get_by_text(said_in(language, "One card"), exact=True)).to_be_visible()
    shot(page, f"experts-{language}")
    assert barriers(page) == []


def test_of_many_cards_and_suggestions_a_page_is_drawn(page: Page, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    site = Site.open(settings)
    made = told.told(site, more=MANY_SUGGESTIONS + MANY_CARDS)
    for one in made.suggestions[2 : 2 + MANY_CARDS]:
        desk.make(site, OWNER, made.session, one.content, one.id)
    site.close()
    offers, cards = page.locator("[class*=st-key-offer-unit-]"), page.locator(".st-key-cards-more")
    with serving(settings, tmp_path / "log", tmp_path) as url:
        page.goto(f"{url}/cards?session={made.session}&lang=en")
        expect(page.locator(".st-key-offers-more")).to_be_visible()
        expect(cards).to_be_visible()
        expect(offers).to_have_count(PAGE)
        page.locator(".st-key-refuse-unit-spoken").get_by_role("button").click()
        expect(page.locator(".st-key-offer-unit-spoken")).to_have_count(0)
        expect(offers).to_have_count(PAGE)  # the next one takes its place
        page.locator(".st-key-offers-more").get_by_role("button").click()
        expect(offers).to_have_count(2 * PAGE)
