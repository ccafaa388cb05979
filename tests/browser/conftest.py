"""What the page showed is the first question when a walk fails on somebody else's machine."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

LONGEST = 1500


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = shutil.which("chromium")
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


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
