"""Papers in a real browser: made on the page, opened beside it, printed on A4.

``SONMAT_SHOTS`` names a folder for pictures of what was seen.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app import catalogue
from capture.settings import Settings
from capture.site import Site
from data_schemas.handout import JobSheet
from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import Finding
from pipelines.handout.formats import PAPERS
from pipelines.handout.redline import redline_of
from pipelines.handout.sheet import sheet_of
from tests.app import sample
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.words import said_in
from tests.pipelines.handout.made import card, material, said, section, stamp

pytestmark = pytest.mark.browser
A4_PX = (794, 1123)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield launched
        launched.close()


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


STEPS = tuple(
    Step(id=f"s{n}", title=title, key_point=points, reason=reasons)
    for n, (title, points, reasons) in enumerate(
        [
            ("씰링 면을 닦는다", ("기름기가 남지 않게", "안에서 밖으로"), ("샌다", "먼지가 낀다")),
            ("개스킷을 맞춘다", ("마른 채로", "가운데에"), ("미끄러진다",)),
            ("볼트를 대각선으로 조인다", ("세 번에 나누어서",), ("한쪽이 먼저 눌린다",)),
            ("누설을 시험한다", (), ()),
            ("표시를 붙인다", ("날짜와 이름",), ()),
        ]
    )
)  # fmt: skip


def sheet(language: str, many: int = 1) -> JobSheet:
    steps = tuple(
        step.model_copy(update={"id": f"{step.id}-{n}"}) for n in range(many) for step in STEPS
    )
    line = tuple(section(step.id, n * 20, n * 20 + 15) for n, step in enumerate(steps))
    talk = tuple(
        said(
            n * 20 + 2,
            n * 20 + 8,
            "소리가 맑아질 때까지 천천히 조여야 합니다. 안 그러면 나사산이 상합니다",
        )
        for n in range(len(steps))
    )
    cards = (card("cue", "소리가 맑아지면 멈춘다", 45, 48, "s2-0"),
             card("hazard", "손가락이 끼지 않게", 50, 52, "s2-0"))  # fmt: skip
    procedure = Procedure(id="p", title="플랜지 개스킷 교체", steps=steps)
    made = material(line, talk, (Finding(kind="skipped", step_id="s3-0"),), procedure,
                    units=cards, stamp=stamp(title=procedure.title, language=language))  # fmt: skip
    return sheet_of(made)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_paper_stands_alone_and_can_be_read_by_everybody(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    say = catalogue.say(language)
    twice = Finding(kind="repeated", step_id="clean", segments=("seg-clean-50",))
    early = Finding(kind="out_of_order", step_id="bolts", other="clean", segments=("seg-bolts-20",))
    redline = redline_of(
        material(
            (section("clean", 0, 10), section("bolts", 20, 30), section(None, 30, 40),
             section("clean", 50, 60)),
            (said(1, 3, "Always wipe towards yourself"), said(31, 35, "Now grease the threads")),
            (twice, early, Finding(kind="skipped", step_id="test")),
        )
    )  # fmt: skip
    for name, data in (("sheet", PAPERS["html"].sheet(say, sheet(language))),
                       ("redline", PAPERS["html"].redline(say, redline))):  # fmt: skip
        file = tmp_path / f"{name}.html"
        file.write_bytes(data)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(file.as_uri())
        shot(page, f"{name}-{language}")
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        assert barriers(page) == []
        page.close()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_printed_page_says_number_and_class_and_no_step_is_torn_apart(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "sheet.html"
    file.write_bytes(PAPERS["html"].sheet(catalogue.say(language), sheet(language, many=5)))
    page = browser.new_page(viewport={"width": A4_PX[0], "height": A4_PX[1]})
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    assert page.locator(".stamped").is_visible()
    assert (
        page.locator("tbody.step").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX[0]
    shot(page, f"print-{language}")
    pdf = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert pages >= 2
    if folder := os.environ.get("SONMAT_SHOTS"):
        (Path(folder) / f"sheet-{language}.pdf").write_bytes(pdf)
    page.close()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_papers_and_clips_are_made_on_the_page_and_open_beside_it(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    site = Site.open(settings)
    made = sample.processed(site)
    site.close()

    def says(message: str) -> str:
        return said_in(language, message)

    with serving(settings, tmp_path / "log", tmp_path) as url:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(60_000)
        page.goto(f"{url}/session?session={made.session.id}&lang={language}")
        page.get_by_text(says("Papers and clips for teaching"), exact=True).click()
        page.get_by_role("button", name=says("A clip of each step"), exact=True).click()
        page.get_by_role("button", name=says("Make them"), exact=True).click()
        links = page.locator('a[href*="/handouts/"]')
        expect(links).to_have_count(8)
        links.last.scroll_into_view_if_needed()
        shot(page, f"page-{language}")
        assert barriers(page) == []
        addresses = [links.nth(n).get_attribute("href") or "" for n in range(8)]
        paper, clip = (
            next(one for one in addresses if part in one) for part in ("sheet.html", "02-1.mp4")
        )
        beside = browser.new_page()
        beside.goto(urljoin(url, paper))
        expect(beside.locator("h1")).to_have_text("Flange with gasket")
        to = beside.locator(".at a").nth(1).get_attribute("href") or ""
        assert to == f"{url}/session?session={made.session.id}&at=4.00" or "at=1.00" in to
        beside.goto(urljoin(url, clip))
        beside.wait_for_function("document.querySelector('video')?.readyState >= 2")
        assert abs(beside.evaluate("document.querySelector('video').duration") - 4.0) < 0.15
        beside.close()
        page.close()
