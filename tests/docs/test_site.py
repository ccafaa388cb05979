"""The searchable site: built without a network, whole, and the same from a folder as from a server.

Every page is opened from the disk; whatever it asks another place for fails the test.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipelines import particles
from tests.browser.barriers import barriers
from tests.conftest import ROOT

# What is looked for, and the page that has to be among what is found.
SOUGHT = (
    ("withdrawing", "consent.html"),
    ("card camera", "manuals/interviewer.html"),
    ("works council", "manuals/works-council.html"),
    ("작업 기록을", "ko/manuals/interviewer.html"),
    ("노하우 카드에서", "ko/manuals/interviewer.html"),
    ("노사협의회", "ko/manuals/works-council.html"),
    ("Studio에서", "ko/manuals/annotator.html"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ``make docs`` builds it, where root may shut the network off, without any."""
    folder = tmp_path_factory.mktemp("site")
    apart = ["unshare", "--net"] if not os.geteuid() and shutil.which("unshare") else []
    lines = (ROOT / "Makefile").read_text()
    told = re.search(r"^docs:.*\n\t\$\(BIN\)/python (.+)$", lines, re.MULTILINE)
    assert told is not None
    line = told[1].replace("build/", f"{folder}/").split()
    done = subprocess.run(
        [*apart, sys.executable, *line], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stderr == ""
    return folder / "site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = shutil.which("chromium")
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may ask for nothing but files, and complains of nothing."""
    page = browser.new_page()
    odd: list[str] = []
    page.on("request", lambda one: odd.append(one.url) if "file:" not in one.url[:5] else None)
    page.on("console", lambda one: odd.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: odd.append(str(error)))
    yield page
    page.close()
    assert [one for one in odd if not one.startswith("data:")] == []


def test_what_is_built_names_no_script_style_or_font_of_another_host(site: Path) -> None:
    loads = re.compile(
        r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)="(?:https?:)?//[^"]*"
        |@import|url\(\s*["']?(?:https?:)?//""",
        re.VERBOSE,
    )
    pages = [*site.rglob("*.html"), *site.rglob("*.css")]
    assert len(pages) > 70
    for one in pages:
        assert loads.findall(one.read_text(encoding="utf-8")) == [], one


@pytest.mark.browser
def test_words_are_found_in_both_languages_from_a_folder(site: Path, page: Page) -> None:
    for words, target in SOUGHT:
        page.goto(f"{(site / 'search.html').as_uri()}?q={quote(words)}")
        found = page.locator(f'#search-results a[href^="docs/{target}"]')
        expect(found.first).to_be_visible(timeout=60_000)


@pytest.mark.browser
def test_browser_and_builder_cut_words_at_the_same_place(site: Path, page: Page) -> None:
    page.goto((site / "search.html").as_uri())
    words = [
        "기록을",
        "카드에서부터",
        "면담자",
        "들",
        "작업장으로",
        "을를",
        "표시하는데",
        "recordings",
    ]
    cut = page.evaluate("words => words.map(word => new Stemmer().stemWord(word))", words)
    assert cut[:-1] == [particles.stem(word) for word in words[:-1]]
    assert cut[-1] == "record"
    assert page.evaluate("splitQuery('작업 기록을 SONMAT_DATA에서 (a-b)')") == [
        "작업", "기록을", "SONMAT_DATA", "에서", "a", "b",
    ]  # fmt: skip


@pytest.mark.browser
def test_the_first_page_leads_on_and_bars_nobody(site: Path, browser: Browser) -> None:
    """On a page of its own: axe asks for style sheets in a way that files do not answer."""
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/docs/index.html")
    page.locator("article").get_by_role("link", name="한국어 설명서").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert barriers(page, "article") == []
    page.locator("article").get_by_role("link").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert barriers(page, "article") == []
    page.close()


def test_the_frame_of_a_korean_page_is_korean(site: Path, page: Page) -> None:
    page.goto((site / "docs/ko/manuals/annotator.html").as_uri())
    frame = page.locator(".related-pages, .back-to-top, .toc-title, .skip-to-content")
    told = " ".join(frame.all_inner_texts())
    assert all(one in told for one in ("다음", "이전", "맨 위로", "이 페이지의 차례"))
    assert not re.search(r"\b(Next|Previous|Back to top|On this page|Skip)\b", told)
    assert page.locator(".sidebar-search").first.get_attribute("placeholder") == "찾기"
