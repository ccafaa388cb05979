"""The data library in a real browser: asked for, granted, handed over; the catalogue from a file.

``SONMAT_SHOTS`` names a folder for pictures of what was seen.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app import catalogue
from capture.access import OWNER
from pipelines.release.library.given import desk as handed
from pipelines.release.library.shelf import desk as shelf
from pipelines.release.library.writing import write
from pipelines.withdraw import withdraw
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.words import said_in
from tests.pipelines.release.library.conftest import Plant, plant, planted  # noqa: F401

pytestmark = pytest.mark.browser


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_asked_for_granted_and_handed_over(
    plant: Plant, browser: Browser, language: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    def say(message: str) -> str:
        return said_in(language, message)

    with serving(plant.site.settings, tmp_path / "log", tmp_path) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{address}/data-library?lang={language}")
        card = page.locator(f".st-key-shelf-{plant.shared.id}")
        expect(card.get_by_text("CC-BY-4.0")).to_be_visible()
        shot(page, f"library-{language}-1")
        assert barriers(page, ".stMainBlockContainer") == []
        card.get_by_role("button", name=say("Ask for it")).click()
        page.get_by_label(say("Company or organisation")).fill("한빛 로봇 연구소")
        page.get_by_label(say("What it is to be used for")).fill("로봇 손의 쥐는 힘")
        shot(page, f"library-{language}-2")
        page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        expect(page.get_by_text(say("Waits for an answer"))).to_be_visible()
        expect(page.get_by_label(say("Company or organisation"))).to_have_count(0)
        shot(page, f"library-{language}-3")
        assert barriers(page, ".stMainBlockContainer") == []
        page.get_by_role("button", name=say("Grant"), exact=True).click()
        answered = page.get_by_text(
            catalogue.load(language).ngettext(
                "{n} request that was answered", "{n} requests that were answered", 1
            ).format(n=1)
        )  # fmt: skip
        answered.click()
        page.get_by_role("button", name=say("They have it now")).click()
        expect(card.get_by_text("한빛 로봇 연구소")).to_be_visible()
        shot(page, f"library-{language}-4")
        page.close()
    (given,) = handed.given_to(plant.site, OWNER, plant.shared.id)
    assert given.recipient.organisation == "한빛 로봇 연구소"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_catalogue_opens_from_a_file_and_fetches_nothing(
    plant: Plant, browser: Browser, language: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    withdraw(plant.site, OWNER, plant.kims)
    made = shelf.catalogue(plant.site, OWNER, "울산 공장")
    write(made, tmp_path / "out", plant.site.settings.folder, catalogue.say)
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "out/index.html").as_uri())
    if language == "ko":
        page.get_by_role("link", name="한국어").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said_in(language, "Data library"))
    expect(page.get_by_text(said_in(language, "Recalled: whoever has a copy deletes it."))
           ).to_be_visible()  # fmt: skip
    assert all(url.startswith("file:") for url in asked)
    assert barriers(page) == []
    shot(page, f"catalogue-{language}")
    page.get_by_role("link", name=f"{plant.shared.id}.json").click()
    assert page.url.endswith(f"croissant/{plant.shared.id}.json")
    page.close()
