"""What the page showed is the first question when a walk fails on somebody else's machine."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

LONGEST = 1500


@pytest.fixture(autouse=True, scope="module")
def _patience() -> None:
    """A busy machine draws late: what does not come at all is worth the wait to know it."""
    expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = shutil.which("chromium")
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One language for each walk, in turn; ``make soak`` walks all of them in both.

    What looks at the page itself, its words and what bars somebody, is marked ``both_languages``.
    """
    if os.environ.get("SONMAT_EXAMPLES") == "searching":
        return
    walks: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        tongue = _tongue(item)
        if tongue and item.get_closest_marker("both_languages") is None:
            walk, _, given = item.nodeid.partition("[")
            walks["-".join((walk, *sorted(set(given[:-1].split("-")) - {tongue})))].append(item)
    spared = {
        item
        for turn, same in enumerate(walks.values())
        for item in same
        if len(same) == 2 and _tongue(item) == ("ko", "en")[turn % 2]
    }
    if spared:
        config.hook.pytest_deselected(items=[one for one in items if one in spared])
        items[:] = [one for one in items if one not in spared]


def _tongue(item: pytest.Item) -> str:
    given = getattr(item, "callspec", None)
    values = given.params.values() if given and "tests/browser/" in item.nodeid else ()
    return next((one for one in values if one in ("ko", "en")), "")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put alerts and the page's words beside the failure."""
    report = yield
    walk = getattr(item, "funcargs", {}).get("walk")
    if report.when == "call" and report.failed and walk is not None:
        report.sections.append(("What the page showed", _shown(walk.page)))
    return report


def _shown(page: Page) -> str:
    try:
        told = page.locator("[data-testid=stAlert], [data-testid=stException]").all_inner_texts()
        return "\n".join([*told, page.locator("body").inner_text()[:LONGEST]])
    except Error as error:
        return f"nothing can be read: {error}"
