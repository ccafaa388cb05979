"""Masks in a real browser: seen over the picture, drawn, refused, looked at by keys, confirmed.

``SONMAT_SHOTS`` names a folder for pictures of what was seen.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.mask import FoundMasks
from pipelines.deidentify import desk
from tests.app import sample
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.words import said_in
from tests.pipelines.deidentify.test_desk import LEFT, proposal, propose, read

pytestmark = pytest.mark.browser
# How opaque the board's canvas is at a place; it lies in a shadow root, which locators see into.
PAINTED = """(canvas, [x, y]) => {
  const at = [Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1];
  return canvas.width > 300 ? canvas.getContext('2d').getImageData(...at).data[3] : -1;
}"""


def wait_until(page: Page, x: float, y: float, painted: bool) -> None:
    canvas = page.locator(".masks canvas")
    for _ in range(300):
        seen = canvas.evaluate(PAINTED, [x, y])
        if seen >= 0 and (seen > 0) is painted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the board never became {'painted' if painted else 'clear'} at {x}, {y}")


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def drag(page: Page, box: tuple[float, float, float, float]) -> None:
    place = page.locator(".masks canvas").bounding_box()
    assert place is not None
    x, y, w, h = box
    left, top = place["x"] + x * place["width"], place["y"] + y * place["height"]
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + w * place["width"], top + h * place["height"], steps=4)
    page.mouse.up()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_masks_are_seen_drawn_refused_checked_and_confirmed(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    site = Site.open(settings)
    made = sample.processed(site)
    propose(site, made, FoundMasks(masks=(proposal(made, LEFT, "left"),), looked_at=36))

    def says(message: str) -> str:
        return said_in(language, message)

    with serving(settings, tmp_path / "log", tmp_path) as url:
        page = browser.new_page(viewport={"width": 1380, "height": 1100})
        page.set_default_timeout(60_000)
        page.goto(f"{url}/masking?session={made.session.id}&lang={language}")
        rows = page.locator(".masks .list li")
        expect(rows).to_have_count(1)
        wait_until(page, 0.2, 0.25, painted=True)
        wait_until(page, 0.7, 0.65, painted=False)

        page.get_by_role("button", name=says("Draw a box"), exact=True).click()
        drag(page, (0.6, 0.5, 0.2, 0.3))
        expect(rows).to_have_count(2)
        wait_until(page, 0.7, 0.65, painted=True)

        page.get_by_role("button", name=f"{says('Do not hide it')}: ", exact=False).first.click()
        expect(page.locator(".masks .list li.no")).to_have_count(1)
        page.get_by_text(says("Show it as in the copy")).click()
        wait_until(page, 0.2, 0.25, painted=False)
        shot(page, f"masking-{language}")
        assert barriers(page) == []

        page.get_by_role("textbox", name=says("Your name")).fill("Lee")
        page.get_by_role("button", name=says("All that is to be hidden is"), exact=True).click()
        refused = says("Look at {} pictures drawn at random first: then confirm.").format(20)
        expect(page.get_by_text(refused)).to_be_visible()
        page.get_by_text(says("Can anybody be recognised?")).click()
        bar = says("{done} of {all} pictures looked at")
        for done in range(1, 3):
            page.keyboard.press("y")
            expect(page.get_by_text(bar.format(done=done, all=40))).to_be_visible()

        for one in desk.queue(site, OWNER, made.session.id).samples:
            desk.judge(site, OWNER, made.session.id, one.id, "hidden")
        read(site, made)
        page.reload()
        expect(page.get_by_text(bar.format(done=40, all=40))).to_be_visible()
        page.get_by_role("textbox", name=says("Your name")).fill("Lee")
        page.get_by_role("button", name=says("All that is to be hidden is"), exact=True).click()
        expect(page.get_by_role("button", name=says("Open it again"))).to_be_visible()
        shot(page, f"masking-done-{language}")
        held = desk.decision(site, OWNER, made.session.id)
        assert held is not None and (held.name, held.applied, held.rejected) == ("Lee", 1, 1)
        page.close()
    site.close()
