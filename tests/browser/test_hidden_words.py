"""Words that are hidden, in a real browser: judged by keys, called otherwise, chosen, read.

``SONMAT_SHOTS`` names a folder for pictures of what was seen.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from pipelines.deidentify.words import desk
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.test_masking import shot
from tests.browser.words import said_in
from tests.pipelines.deidentify.planted import Planted, plant

pytestmark = pytest.mark.browser
# Selects the last word of the first line, inside of the shadow root that locators see into.
CHOOSE = """(text) => {
  const last = text.lastChild, range = document.createRange();
  range.setStart(last, last.length - 4);
  range.setEnd(last, last.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  text.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""


def judged(planted: Planted) -> list[str]:
    return [one.judged for one in desk.words(planted.site, OWNER, planted.session)]


def wait_for(page: Page, planted: Planted, count: int) -> None:
    for _ in range(300):
        if sum(one != "" for one in judged(planted)) == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never {count} of {judged(planted)}")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_words_are_judged_by_keys_called_otherwise_chosen_and_read(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    site = Site.open(settings)
    planted = plant(site)

    def says(message: str) -> str:
        return said_in(language, message)

    with serving(settings, tmp_path / "log", tmp_path) as url:
        page = browser.new_page(viewport={"width": 1380, "height": 1100})
        page.set_default_timeout(60_000)
        page.goto(f"{url}/masking?session={planted.session}&lang={language}")
        lines, now = page.locator(".hush .lines"), page.locator(".hush .now .line")
        expect(lines.locator("li")).to_have_count(17)
        expect(now.locator("mark")).to_have_text("김철수")

        lines.focus()
        for key in ("h", "l", "h"):  # faster than the page is drawn anew: none is lost
            page.keyboard.press(key)
        expect(now.locator("mark")).to_have_text("Walter Harris")
        wait_for(page, planted, 3)
        assert judged(planted)[:4] == ["accepted", "rejected", "accepted", ""]
        expect(lines.locator("mark.yes")).to_have_count(2)
        expect(lines.locator("mark.no")).to_have_text("공일공")

        page.locator(".hush .instead input").fill("A")
        page.get_by_role("button", name=says("Set"), exact=True).click()
        expect(page.locator(".hush .which")).to_contain_text("[A]")

        page.get_by_text(says("Show all lines")).click()
        expect(lines.locator("li")).to_have_count(18)
        lines.locator("li .text").first.evaluate(CHOOSE)
        expect(page.locator(".hush .chosen .words")).to_have_text("“주셨어요”")
        shot(page, f"words-{language}")
        page.get_by_role("button", name=says("Hide these words everywhere")).click()
        expect(page.locator(".hush .own li")).to_contain_text("주셨어요")
        expect(lines.locator("li").first.locator("mark")).to_have_count(2)
        assert barriers(page) == []
        page.get_by_role("button", name=f"{says('Take back')}: 주셨어요").click()
        expect(page.locator(".hush .own li")).to_have_count(0)

        bar = says("{done} of {all} lines read")
        expect(page.get_by_text(bar.format(done=0, all=13))).to_be_visible()
        page.get_by_text(says("Does it tell who somebody is, or what must not leave?")).click()
        page.keyboard.press("1")
        expect(page.get_by_text(bar.format(done=1, all=13))).to_be_visible()
        page.close()
    assert desk.queue(site, OWNER, planted.session).overall.judged == 1
    site.close()
