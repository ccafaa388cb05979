"""Other sites in a real browser: added, what they offer, what they call back, removed.

``SONMAT_SHOTS`` names a folder for pictures of what was seen.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from capture import federation
from capture.access import OWNER
from pipelines.withdraw import withdraw
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.words import said_in
from tests.pipelines.release.federation.conftest import Pair, pair  # noqa: F401
from tests.pipelines.release.library.conftest import plant, planted  # noqa: F401

pytestmark = pytest.mark.browser


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        page.wait_for_timeout(1_000)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_added_read_called_back_and_removed(
    pair: Pair, browser: Browser, language: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    def say(message: str) -> str:
        return said_in(language, message)

    pair.publish()
    with serving(pair.other.settings, tmp_path / "log", tmp_path) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{address}/other-sites?lang={language}")
        page.get_by_text(say("Add a site")).click()
        page.get_by_role("textbox", name=say("What you call it"), exact=True).fill("ulsan")
        page.get_by_role("textbox", name=say("Where its list lies"), exact=True).fill(
            str(pair.shelf)
        )
        page.get_by_label(say("Its key, which came by another way")).fill(pair.key)
        shot(page, f"other-sites-{language}-1")
        assert barriers(page, ".stMainBlockContainer") == []
        page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        expect(page.get_by_text("Ulsan works")).to_be_visible()
        pair.give()
        pair.fetch()
        page.reload()
        expect(page.get_by_text(say("Its site still offers it"))).to_be_visible()
        shot(page, f"other-sites-{language}-2")
        assert barriers(page, ".stMainBlockContainer") == []
        withdraw(pair.plant.site, OWNER, pair.plant.kims)
        pair.publish()
        page.get_by_role("button", name=say("Read all lists anew")).click()
        expect(page.get_by_text(say("Called back: delete it"))).to_be_visible()
        expect(page.get_by_test_id("stAlertContentError")).to_contain_text(str(pair.root / "got"))
        shot(page, f"other-sites-{language}-3")
        page.get_by_role("button", name=say("Remove"), exact=True).click()
        page.get_by_role("button", name=say("Remove this site")).click()
        expect(page.get_by_text(say("No other site is known here yet."))).to_be_visible()
        expect(page.get_by_text(say("Called back: delete it"))).to_be_visible()
        page.close()
    assert federation.neighbours(pair.other) == ()
