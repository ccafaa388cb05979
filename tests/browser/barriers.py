"""What bars somebody from a page, as axe sees it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Streamlit pales what it is about to draw anew, and axe would find those words too faint.
_AT_REST = """() => !document.querySelector(
    "[data-stale=true], [data-test-script-state=running], [data-testid=stSkeleton]"
) && document.getAnimations().every((one) => one.playState !== "running" || one.effect?.
    getComputedTiming().iterations === Infinity)"""


def barriers(page: Page, within: str | None = None) -> list[str]:
    """All that axe finds, once the page has come to rest."""
    page.wait_for_timeout(300)
    page.wait_for_function(_AT_REST)
    context = {"include": [[within]]} if within else None
    found = Axe().run(page, context=context).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
