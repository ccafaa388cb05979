"""Words that are corrected beside the player are kept by the server, and taken back from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from capture.settings import Settings
from capture.site import Site
from tests.app import sample
from tests.app.serving import serving
from tests.browser.test_walk import SOUGHT
from tests.browser.words import said_in

pytestmark = pytest.mark.browser

LOCALES = {"ko": "ko-KR", "en": "en-US"}
WIPE, GASKET = "First wipe the face clean three times", "Now the gasket goes on dry"


@pytest.fixture(scope="module", params=["ko", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def address(language: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of the sample's session, on a site that is served for one language."""
    folder = tmp_path_factory.mktemp(language)
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    site = Site.open(settings)
    made = sample.processed(site)
    site.close()
    with serving(settings, folder / "log", Path(folder)) as url:
        yield f"{url}/session?session={made.session.id}"


@pytest.fixture
def context(browser: Browser, language: str) -> Iterator[BrowserContext]:
    made = browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 800})
    made.set_default_timeout(30_000)
    made.add_init_script(SOUGHT)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """Whatever the test did is taken back at its end, which must give the exact start."""
    opened = _opened(context, address)
    start = _told(opened)
    yield opened
    opened.keyboard.press("Escape")
    opened.locator(".hear-title").click()
    for _ in range(20):
        if _told(opened) == start:
            break
        opened.locator(".lines .at").first.focus()
        opened.keyboard.press("Control+z")
        opened.wait_for_timeout(600)
    assert _told(opened) == start


def _opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    expect(page.locator(".lines .word").first).to_be_visible(timeout=60_000)
    assert complaints == []
    return page


def _told(page: Page) -> list[tuple[str, str]]:
    """Kind and text of every line, with the sign of whose words they are."""
    rows = page.locator(".lines > li").evaluate_all(
        "all => all.map((one) => [one.className, one.querySelector('.said')?.textContent ?? ''])"
    )
    return [(kind.strip(), " ".join(text.split())) for kind, text in rows]


def _edit(page: Page, word: str) -> None:
    page.locator(".word", has_text=word).first.dblclick()
    expect(page.locator(".edit textarea")).to_be_focused()


def _says(page: Page, number: int, text: str) -> None:
    """The line comes to say this: the same word by word, and nothing else."""
    words = page.locator(".lines > li.speech").nth(number).locator(".word")
    expect(words).to_have_text(text.split())


def _after_reload(page: Page) -> None:
    page.reload()
    expect(page.locator(".lines .word").first).to_be_visible(timeout=60_000)


def test_a_corrected_word_is_kept_and_keeps_the_times_of_the_others(page: Page) -> None:
    _edit(page, "gasket")
    page.keyboard.type("seal")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".by-person")).to_have_count(1)
    _says(page, 1, "Now the seal goes on dry")
    _after_reload(page)
    _says(page, 1, "Now the seal goes on dry")
    page.locator(".word", has_text="goes").click()
    sought, now = page.locator("video").evaluate("media => [media.sought, media.currentTime]")
    assert sought == pytest.approx(6.0, abs=0.2) and now >= 5.8


def test_syllables_that_are_put_together_are_kept(page: Page) -> None:
    _edit(page, "gasket")
    keys = page.context.new_cdp_session(page)
    for text in ("ㄱ", "개", "개ㅅ", "개스킷"):
        keys.send("Input.imeSetComposition", {
            "text": text, "selectionStart": len(text), "selectionEnd": len(text),
        })  # fmt: skip
        keys.send("Input.dispatchKeyEvent", {
            "type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229,
        })  # fmt: skip
    keys.send("Input.insertText", {"text": "개스킷을"})
    page.keyboard.press("Control+Enter")
    expect(page.locator(".by-person")).to_have_count(1)
    _says(page, 1, "Now the 개스킷을 goes on dry")


def test_a_line_is_divided_and_joined_again(page: Page) -> None:
    _edit(page, "goes")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    field = page.locator(".edit textarea")
    expect(field).to_have_value("goes on dry")
    expect(field).to_be_focused()
    _says(page, 1, "Now the gasket")
    page.keyboard.press("Backspace")
    expect(field).to_have_value(GASKET)
    page.keyboard.press("Escape")
    _says(page, 1, GASKET)
    expect(page.locator(".lines li.speech")).to_have_count(3)


def test_what_was_left_out_is_written_down(page: Page, language: str) -> None:
    page.get_by_role("button", name=said_in(language, "Bring back")).click()
    page.keyboard.type("and mind the edge")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lines li.speech")).to_have_count(4)
    _says(page, 3, "and mind the edge")
    expect(page.locator(".lines li.left-out")).to_have_count(0)


def test_all_places_are_replaced_and_taken_back_at_once(page: Page, language: str) -> None:
    page.locator(".lines .at").first.focus()
    page.keyboard.press("Control+f")
    page.locator(".find_text").fill("the")
    page.locator(".replace_by").fill("a")
    page.get_by_role("button", name=said_in(language, "Replace all ({n})").format(n=2)).click()
    expect(page.locator(".by-person")).to_have_count(2)
    _says(page, 0, "First wipe a face clean three times")
    _says(page, 1, "Now a gasket goes on dry")
    page.locator(".find_text").focus()
    page.keyboard.press("Escape")
    page.locator(".lines .at").first.focus()
    page.keyboard.press("Control+z")
    expect(page.locator(".by-person")).to_have_count(0)
    _says(page, 0, WIPE)
    _says(page, 1, GASKET)


def test_who_spoke_is_corrected(page: Page, language: str) -> None:
    first = page.locator(".lines > li.speech").first
    first.get_by_role("combobox").select_option("bystander")
    expect(first.locator(".who")).to_have_text(said_in(language, "Bystander"))
    _after_reload(page)
    expect(first.locator(".who")).to_have_text(said_in(language, "Bystander"))


def test_another_persons_change_arrives_while_one_types(
    page: Page, context: BrowserContext, address: str, language: str
) -> None:
    other = _opened(context, address)
    _edit(page, "gasket")
    page.keyboard.type("seal")
    _edit(other, "dry")
    other.keyboard.type("clean")
    other.keyboard.press("Control+Enter")
    expect(other.locator(".by-person")).to_have_count(1)
    other.close()
    note = page.locator(".lines .note")
    theirs = said_in(language, "Changed meanwhile to: {text}")
    expect(note).to_contain_text(theirs.format(text="Now the gasket goes on clean"))
    expect(page.locator(".edit textarea")).to_have_value("Now the seal goes on dry")
    note.get_by_role("button", name=said_in(language, "Keep mine")).click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".edit")).to_have_count(0)
    expect(page.locator(".lines > li.speech").nth(1)).to_contain_text("Now the seal goes on dry")


def test_corrections_teach_a_term(page: Page, language: str) -> None:
    _edit(page, "gasket")
    page.keyboard.type("casket")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".by-person")).to_have_count(1)
    asked = page.locator(".st-key-terms")
    expect(asked).to_contain_text("casket")
    asked.get_by_role("button", name=said_in(language, "Not this")).click()
    expect(asked).to_have_count(0)
    _says(page, 1, "Now the casket goes on dry")
