"""A session that is out with annotators, as people see it: read only, and back by one click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from capture import labelling
from capture.settings import Settings
from capture.site import Site
from tests.app import sample
from tests.app.serving import serving
from tests.app.test_out_page import send
from tests.browser.barriers import barriers
from tests.browser.test_timeline import Served, opened

pytestmark = pytest.mark.browser


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    site = Site.open(settings)
    made = sample.processed(site)
    send(site, made.session.id)
    with serving(settings, tmp_path / "log", tmp_path) as url:
        yield Served(site, made, url)
    site.close()


def test_read_only_until_it_is_called_back(served: Served, browser: Browser) -> None:
    page = opened(browser, served.address, "ko")

    def may_change() -> bool:
        return bool(page.locator(".lanes").evaluate("box => box.timeline.player.store.editable"))

    assert not may_change()
    expect(page.get_by_text("시간 막대는 볼 수만 있습니다")).to_be_visible()
    assert barriers(page, ".st-key-out") == []
    page.screenshot(path=str(Path(served.site.settings.folder).parent / "out.png"))
    page.get_by_role("button", name="다시 불러오기").click()
    expect(page.get_by_text("시간 막대는 볼 수만 있습니다")).to_have_count(0)
    for _ in range(100):
        if may_change():
            break
        page.wait_for_timeout(100)
    assert may_change()
    assert not labelling.is_out(served.site, served.made.session.id)
