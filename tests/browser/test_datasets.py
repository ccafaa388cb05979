"""A dataset of chosen labels in a real browser. ``SONMAT_SHOTS``: a folder for pictures of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app import catalogue
from capture.access import OWNER
from data_schemas.release import Wanted
from pipelines.release import desk
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.words import said_in
from tests.pipelines.release.library.conftest import Plant, plant, planted  # noqa: F401

pytestmark = pytest.mark.browser
SIZES = ((1280, 800), (1024, 768))


def shots(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    for width, height in SIZES if folder else ():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(1_000)
        page.screenshot(path=Path(folder or "") / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_more_choices_decide_what_is_written(
    plant: Plant, browser: Browser, language: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    def say(message: str) -> str:
        return said_in(language, message)

    with serving(plant.site.settings, tmp_path / "log", tmp_path) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}/datasets?lang={language}")
        # What is clicked while Streamlit still draws the page may be lost.
        expect(page.get_by_role("button", name=say("Make it"), exact=True)).to_be_visible()
        page.get_by_text(say("More choices")).click()
        sure = page.get_by_role(
            "spinbutton", name=say("How sure the machine has to be at least (%)")
        )
        expect(page.get_by_role("spinbutton", name=say("Pictures a second"))).to_be_disabled()
        shots(page, f"datasets-{language}-1")
        assert barriers(page, ".stMainBlockContainer") == []
        sure.fill("90")
        sure.press("Enter")
        stays = "A work session without any such step stays here. You see which once it is made."
        expect(page.get_by_text(say(stays))).to_be_visible()
        page.get_by_label(say("Name"), exact=True).fill("sure")
        folder = page.locator(".st-key-release-folder input")
        folder.fill(str(tmp_path / "sure"))
        folder.press("Enter")
        page.get_by_role("button", name=say("Make it"), exact=True).click()
        written = catalogue.load(language).ngettext(
            "{n} row was written.", "{n} rows were written.", 2
        )  # fmt: skip
        expect(page.get_by_text(written.format(n=2))).to_be_visible()
        shots(page, f"datasets-{language}-2")
        for name in ("Library", "Datasets"):
            page.get_by_test_id("stSidebarNavLink").filter(has_text=say(name)).first.click()
            expect(page.get_by_role("heading", level=1)).to_contain_text(say(name))
        expect(page.get_by_text("sure", exact=True).first).to_be_visible()
        page.close()
    assert (tmp_path / "sure" / "data" / "hf" / "README.md").exists()
    made = next(one for one in desk.list_releases(plant.site, OWNER) if one.name == "sure")
    assert made.options.wanted == Wanted(min_confidence=0.9)
