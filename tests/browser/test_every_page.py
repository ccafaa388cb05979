"""Every page there is, in both languages, wide and narrow, with a session on it and with none.

axe finds nothing, nothing is cut off at the side, nothing is said in the other language, nothing
is asked of anybody else. ``SONMAT_SHOTS`` names a folder for a picture of each.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app import catalogue
from app.nav import PAGES
from capture import jobs, sessions
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.manuals import made

pytestmark = [pytest.mark.browser, pytest.mark.both_languages]
SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
# What Streamlit's own parts say in English, wherever they stand.
STREAMLIT = re.compile(
    r"Press (Enter|Ctrl|⌘)|Drag and drop|Browse files|Choose an? ?option|No results|Select all"
    r"|Page not found|Limit \d|per file|Fullscreen|Loading"
)
NAME = r'^ *- [a-z]+ "((?:[^"\\]|\\.)*)"'
TEXTS = """() => {
  const seen = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const { nodeValue, parentElement } = walker.currentNode;
    const drawn = parentElement && !parentElement.closest("script, style")
      && !getComputedStyle(parentElement).fontFamily.includes("Material");  // an icon's name
    if (drawn && nodeValue.trim() && seen(parentElement)) found.push(nodeValue.trim());
  }
  for (const one of document.querySelectorAll(":placeholder-shown"))
    if (seen(one)) found.push(one.placeholder);
  return found;
}"""
# A page that can be moved sideways hides something; a table in a box of its own may be.
OVERHANG = """() => [document.scrollingElement, ...document.querySelectorAll(
  "[data-testid=stMain], [data-testid=stMainBlockContainer]")].filter(Boolean)
  .map((one) => one.scrollWidth - one.clientWidth).reduce((a, b) => Math.max(a, b), 0)"""


@dataclass
class Looked:
    """A page of the app that is looked at, and what it asked for and complained about."""

    url: str
    language: str
    page: Page
    asked: dict[str, str] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def open(self, name: str) -> None:
        self.page.set_viewport_size(_size("wide"))
        self.page.goto(f"{self.url}/{name}?{urlencode({**self.asked, 'lang': self.language})}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)


@pytest.fixture(scope="module", params=["ko", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=["filled", pytest.param("empty", marks=pytest.mark.full)])
def looked(
    request: pytest.FixtureRequest,
    language: str,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Looked]:
    folder = tmp_path_factory.mktemp("pages")
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    site = Site.open(settings)
    asked = _filled(site, language) if request.param == "filled" else {}
    site.close()
    with (settings.folder / ".worker.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # no worker comes between
        with serving(settings, folder / "log", folder) as url:
            context = browser.new_context()
            context.set_default_timeout(60_000)
            yield _watched(Looked(url, language, context.new_page(), asked))
            context.close()


def _filled(site: Site, language: str) -> dict[str, str]:
    session = made.session(site, language)
    found = sessions.get_session(site, OWNER, session)
    job = jobs.add_job(site, OWNER, found.expert, "Flange", found.procedure)
    return {"session": session, "procedure": found.procedure, "job": job.id,
            "expert": found.expert}  # fmt: skip


def _watched(found: Looked) -> Looked:
    own = urlsplit(found.url).netloc
    page = found.page

    def asks(url: str) -> None:
        if urlsplit(url).netloc not in (own, ""):
            found.foreign.append(url)

    page.on("request", lambda request: asks(request.url))
    page.on("pageerror", lambda error: found.broken.append(str(error)))
    return found


def _size(name: str) -> ViewportSize:
    wide, high = SIZES[name]
    return {"width": wide, "height": high}


@pytest.mark.parametrize("name", [*PAGES, "no-such-page"])
def test_a_page_bars_nobody_and_hides_nothing(looked: Looked, name: str, request) -> None:
    looked.foreign.clear()
    looked.broken.clear()
    looked.open(name)
    wrong = {}
    for size in SIZES:
        looked.page.set_viewport_size(_size(size))
        if found := _twice(looked, lambda one: barriers(one.page)):
            wrong[f"{size}: barriers"] = found
        _shot(looked.page, f"{request.node.callspec.id}-{size}")
        if (over := looked.page.evaluate(OVERHANG)) > 1:
            wrong[f"{size}: cut off at the side"] = [f"{over} px"]
    if told := _twice(looked, _in_the_other_language):
        wrong["in the other language"] = told
    if looked.page.get_by_test_id("stException").count():
        wrong["exception"] = looked.page.get_by_test_id("stException").all_inner_texts()
    assert wrong == {}, "\n".join(f"{what}: {one}" for what, some in wrong.items() for one in some)
    assert looked.foreign == [] and looked.broken == []


def _twice(looked: Looked, look: Callable[[Looked], list[str]]) -> list[str]:
    """Looked at again where something is found: a part may just not be filled or named yet."""
    if found := look(looked):
        looked.page.wait_for_timeout(2_000)
        found = look(looked)
    return found


def _in_the_other_language(looked: Looked) -> list[str]:
    """What stands word for word in the catalogue of the other one, or is Streamlit's own."""
    own, other = (catalogue.load(one) for one in (looked.language, _other(looked.language)))
    messages = {one for one in catalogue.read(catalogue.po_file("en")) if "{" not in one}
    strange = {other.gettext(one) for one in messages} - {own.gettext(one) for one in messages}
    names = _names(looked.page)
    texts: list[str] = [*looked.page.evaluate(TEXTS), *names]
    english = looked.language == "ko"
    return [
        one for one in texts if one in strange or (english and STREAMLIT.search(one))
    ] + [one for one in names if english and one == "Upload"]  # fmt: skip


def _names(page: Page) -> list[str]:
    """What a screen reader says of parts that have a name."""
    return re.findall(NAME, page.locator("body").aria_snapshot(), re.MULTILINE)


def _other(language: str) -> str:
    return {"ko": "en", "en": "ko"}[language]


def _shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
