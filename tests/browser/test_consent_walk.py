"""From the programme to a withdrawn consent in a real browser, in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from capture import artifacts, consent, people, sessions
from capture.access import OWNER
from capture.procedures import import_procedure
from capture.settings import Settings
from capture.site import Site
from data_schemas.rights import Purpose
from tests.app.serving import serving
from tests.browser.test_walk import LOCALES, Seen, Walk, _settled

pytestmark = pytest.mark.browser

CSV = b"step,title\n1,Open the valve\n2,Close the valve\n"
PARTS = ("Prepare", "Turn", "Close")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, str]]:
    folder = tmp_path_factory.mktemp("consent")
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    opened = Site.open(settings)
    import_procedure(opened, OWNER, CSV, "valve.csv")
    opened.close()
    with serving(settings, folder / "log", folder) as url:
        yield settings, url


@pytest.fixture(params=["ko", "en"])
def walk(
    request: pytest.FixtureRequest,
    site: tuple[Settings, str],
    browser: Browser,
) -> Iterator[Walk]:
    url, language = site[1], request.param
    context = browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    page = context.new_page()
    seen = Seen(urlsplit(url).netloc)
    context.on("request", seen.request)
    context.on("console", seen.console)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.goto(f"{url}/programme")
    walk = Walk(page, language, url)
    expect(page.get_by_role("heading", level=1)).to_have_text(walk.says("Programme"))
    yield walk
    context.close()
    assert seen.foreign == []
    assert seen.complaints == []


def test_consent_is_asked_for_signed_handed_out_and_withdrawn(
    walk: Walk, site: tuple[Settings, str], tmp_path: Path
) -> None:
    name = f"Kim {walk.language}"
    _plan(walk, name)
    _sketch(walk)
    _somebody_else(walk)
    _sign(walk)
    code = _copy(walk, tmp_path)
    opened = Site.open(site[0])
    session = sessions.list_sessions(opened, OWNER)[0]
    signed = consent.read(opened, OWNER, session.id)
    assert signed.purposes == frozenset({Purpose.TRAIN})
    assert (signed.text_language, signed.signed_how) == (walk.language, "drawn")
    assert signed.present[0].agreed == "consented"
    kim = people.get_expert(opened, OWNER, session.expert)
    assert kim.pseudonym == name and kim.jobs[0].diagram is not None
    assert [one.hard for one in kim.jobs[0].diagram.chunks] == [False, True, False]
    _withdraw(walk, code)
    assert artifacts.find(opened, session.id) == ()
    opened.close()


def _fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")
    _settled(page)


def _on(walk: Walk, label: str = "Continue") -> None:
    walk.button(label)
    _settled(walk.page)


def _plan(walk: Walk, name: str) -> None:
    """Into the programme, and from there to the wizard."""
    page = walk.page
    walk.go("New work session")
    expert = page.get_by_label(walk.says("Pseudonym of the expert")).last
    expert.fill(name)
    expert.press("Enter")
    _settled(page)
    _day(page, walk.says("Last working day, if it is known"), date.today() + timedelta(days=30))
    _on(walk)


def _day(page: Page, label: str, day: date) -> None:
    group = page.get_by_role("group", name=label, exact=True)
    for part, value in (("year", day.year), ("month", day.month), ("day", day.day)):
        group.locator(f"[data-type={part}]").click()
        page.keyboard.type(f"{value:02}")
    page.keyboard.press("Tab")
    _settled(page)


def _sketch(walk: Walk) -> None:
    page = walk.page
    walk.button("Sketch it now")
    for number, part in enumerate(PARTS, 1):
        _fill(page, walk.says("Part {n}").format(n=number), part)
    page.get_by_test_id("stCheckbox").nth(1).locator("label").click()
    _settled(page)
    _on(walk, "Save")


def _somebody_else(walk: Walk) -> None:
    page = walk.page
    _on(walk, "Add a person")
    label = walk.says("Name or description")
    _fill(page, label, "Park")
    on = page.get_by_role("button", name=walk.says("Continue"), exact=True)
    expect(on).to_be_disabled()
    # What was filled in outlives a reload.
    page.reload()
    expect(page.get_by_label(label, exact=True)).to_have_value("Park")
    page.get_by_test_id("stSelectbox").nth(1).click()
    page.get_by_role("option", name=walk.says("has agreed")).click()
    expect(on).to_be_enabled()
    _on(walk)


def _sign(walk: Walk) -> None:
    page = walk.page
    boxes = page.get_by_test_id("stCheckbox")
    expect(boxes).to_have_count(6)
    for box in boxes.locator("input").all():
        assert not box.is_checked()
    for label in boxes.locator("label").all():
        text = label.locator("p").last
        assert text.evaluate("e => e.scrollWidth <= e.clientWidth"), "a sentence is cut off"
    boxes.nth(1).locator("label").click()
    _settled(page)
    _day(page, walk.says("Kept until"), date(2031, 12, 31))
    _fill(page, walk.says("Name of who signs"), "Kim")
    expect(page.get_by_text(walk.says("The signature is still missing."))).to_be_visible()
    _draw(page)
    expect(page.locator(".pad .state")).to_have_text(walk.says("Signed."))
    _on(walk, "Sign and keep")


def _draw(page: Page) -> None:
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    left, top = box["x"] + 60, box["y"] + box["height"] / 2
    page.mouse.move(left, top)
    page.mouse.down()
    for n in range(30):
        page.mouse.move(left + 8 * n, top + 40 * math.sin(n / 2))
    page.mouse.up()


def _copy(walk: Walk, folder: Path) -> str:
    """Open the expert's copy beside the page, print it to A4, and read the code off it."""
    with walk.page.context.expect_page() as opened:
        walk.page.get_by_role("link", name=walk.says("Print the copy")).click()
    sheet = opened.value
    expect(sheet.locator("html")).to_have_attribute("lang", walk.language)
    expect(sheet.locator("main img")).to_be_visible()
    assert sheet.locator("li", has_text="☑").count() == 1
    assert sheet.locator(".box", has_text="☑").count() == 1
    printed = folder / "copy.pdf"
    sheet.pdf(path=printed, prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 (\d+)\.?\d* (\d+)", printed.read_bytes())
    assert boxes and set(boxes) <= {(b"594", b"841"), (b"595", b"842")}, "it is not A4"
    code = sheet.locator(".code b").first.inner_text()
    assert code not in sheet.url
    sheet.close()
    return code


def _withdraw(walk: Walk, code: str) -> None:
    page = walk.page
    walk.go("Withdraw consent")
    page.get_by_label(walk.says("Code"), exact=True).fill(code.lower().replace("-", " "))
    _on(walk, "See what it ends")
    page.get_by_test_id("stCheckbox").locator("label").click()
    _settled(page)
    walk.button("Withdraw consent and erase")
    done = walk.says(
        "Consent is withdrawn. The recordings and everything made from them are erased."
    )
    expect(page.get_by_text(done)).to_be_visible()
