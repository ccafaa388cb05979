"""The sheet for the works council as it comes out of a printer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from app import catalogue
from app.assets import text_of
from app.prints.council import council
from tests.browser.barriers import barriers

pytestmark = pytest.mark.browser


@pytest.mark.both_languages
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_it_takes_two_pages_and_bars_nobody(browser: Browser, lang: str) -> None:
    page = browser.new_page()
    page.set_content(council(catalogue.load(lang).gettext, lang))
    page.add_style_tag(content=text_of("app.prints", "sheet.css"))
    assert barriers(page) == []
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    page.close()
