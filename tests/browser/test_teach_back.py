"""The job is tried from its sheet in Chromium: recorded, noted, asked of the expert."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app import catalogue
from capture.access import OWNER
from capture.effort import of_job
from capture.settings import Settings
from capture.site import Site
from pipelines.elicit.sitting import desk as sitting_desk
from pipelines.elicit.teaching import desk
from tests.app import sample
from tests.app.serving import serving
from tests.browser.recording import FAKES

pytestmark = pytest.mark.browser
SLOW_MS = 60_000


@pytest.fixture(scope="module")
def equipped() -> Iterator[Browser]:
    """A browser with a camera and a microphone of its own making."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium")
        launched = playwright.chromium.launch(executable_path=found, args=list(FAKES))
        yield launched
        launched.close()


@pytest.mark.parametrize("tongue", ["ko", "en"])
def test_an_attempt_is_recorded_and_what_the_sheet_does_not_say_is_asked(
    equipped: Browser, settings: Settings, tmp_path: Path, tongue: str
) -> None:
    say = catalogue.load(tongue).gettext
    site = Site.open(settings)
    session = sample.processed(site).session
    site.close()
    with serving(settings, tmp_path / "server.log", tmp_path) as url:
        page = equipped.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{url.rstrip('/')}/teach-back?lang={tongue}&session={session.id}")
        page.get_by_role("button", name=say("Record"), exact=True).click(timeout=SLOW_MS)
        page.wait_for_timeout(3_000)
        page.get_by_role("button", name=say("End recording")).click()
        attempt = say("Attempt {n}").format(n=1)
        expect(page.get_by_text(attempt).first).to_be_visible(timeout=SLOW_MS)
        page.locator(".st-key-try-step-2").get_by_text(say("Note something")).click()
        words = page.get_by_label(say("In a few words"))
        words.fill("Which side is up?")
        words.press("Tab")
        page.get_by_role("button", name=say("Keep"), exact=True).click()
        told = say("Not on the sheet: the expert is asked about it in the next sitting.")
        expect(page.get_by_text(told)).to_be_visible(timeout=SLOW_MS)
        page.close()
    again = Site.open(settings)
    (found,) = desk.attempts(again, OWNER, session.id)
    assert (found.role, found.offset_s, found.has_video) == ("attempt", None, True)
    questions = sitting_desk.sitting(again, OWNER, session.id).questions
    (asked,) = (one.asked for one in questions if one.reason == sitting_desk.FROM_ATTEMPT)
    assert "Which side is up?" in asked.question.en and asked.step_id == "gasket"
    assert set(of_job(again, OWNER, session.procedure).seconds) <= {"teach"}
    again.close()
