"""Sessions that are being worked on open from a library that looks again by itself meanwhile."""

import pytest
from playwright.sync_api import Browser, expect

from app.pages import library
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from pipelines import progress
from tests.app import sample
from tests.app.serving import serving
from tests.hidden import approved

pytestmark = pytest.mark.browser
# It happened in one of three on a busy machine.
TIMES = 2


def test_a_session_that_is_worked_on_opens_and_stays(browser: Browser, tmp_path) -> None:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    site = Site.open(settings)
    made = sample.processed(site)
    approved(site, made.session.id)
    assert progress.status(site, OWNER, made.session.id).state == "processing"
    site.close()
    with serving(settings, tmp_path / "log", tmp_path) as url:
        for _ in range(TIMES):
            page = browser.new_page()
            page.set_default_timeout(60_000)
            broken: list[str] = []
            page.on("pageerror", lambda error, broken=broken: broken.append(str(error)))
            page.goto(url)
            page.get_by_role("button", name="Open", exact=True).click()
            expect(page.locator(".lines li").first).to_be_visible()
            page.wait_for_timeout(2_000 * library.LOOK_AGAIN_S)
            expect(page.locator(".lines li").first).to_be_visible()
            assert broken == []
            page.close()
