"""``python -m benchmarks.timeline [--smoke]``: an hour of work, opened and moved in the browser.

(a) Seconds from a click in the library, or from an address typed in, until the first picture and
all lanes are seen, as a share of the two seconds that are promised and beside a session of twelve
seconds in the same run. (b) Frames a second while the time line is scrolled and zoomed, beside an
empty canvas of the same size in the same page. (c) Bytes of the recording that were fetched,
against its size. Needs Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.common import keep, say
from benchmarks.timeline.long import hour
from capture import artifacts
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Kind
from tests.app import sample
from tests.app.serving import serving

PROMISED_S = 2.0
ROUNDS = 3
FRAMES_S = 5.0
SETTLE_MS = 1500
WATCH = Path(__file__).parent / "watch.js"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="two minutes, nothing kept")
    options = parser.parse_args()
    seconds = 120.0 if options.smoke else 3600.0
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), seconds, 1 if options.smoke else ROUNDS)
    keep("timeline", {"command": "python -m benchmarks.timeline", **figures}, options.smoke)


def measured(folder: Path, seconds: float, rounds: int) -> dict[str, Any]:
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    site = Site.open(settings)
    short = sample.processed(site).session.id
    say(f"making {seconds / 60:g} minutes of work")
    long = hour(site, seconds).id
    size = sum(one.size for one in artifacts.find(site, long, Kind.PROXY))
    site.close()
    with serving(settings, folder / "log", folder) as url, watched() as page:
        loaded(page, url)
        fetched = Fetched(page)
        opening = {"hour": opened(page, url, long, rounds)}
        share = fetched.bytes / (2 * rounds) / size
        opening["twelve_seconds"] = opened(page, url, short, rounds)
        frames = smooth(page, url, long)
    return {
        "minutes": seconds / 60,
        "recording_mb": round(size / 1e6, 1),
        "opening_s": opening,
        "of_promised": round(max(one["both"] for one in opening["hour"].values()) / PROMISED_S, 2),
        "share_of_recording_fetched": round(share, 4),
        "frames_per_s": frames,
        "load_average": round(os.getloadavg()[0], 1),
    }


@contextmanager
def watched() -> Iterator[Page]:
    """A page that notes when lanes and picture are there."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = launched.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.add_init_script(path=WATCH)
        yield page
        launched.close()


class Fetched:
    """Counts what comes from the recordings' own route, whatever becomes of the request."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self._ours: set[str] = set()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", self._asked)
        wire.on("Network.dataReceived", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        if "/recordings/" in event["request"]["url"]:
            self._ours.add(event["requestId"])

    def _came(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._ours:
            self.bytes += event["dataLength"]


def loaded(page: Page, url: str) -> None:
    """The library of an app that has been used for a while."""
    page.goto(url)
    page.get_by_role("button", name="Open").first.wait_for()
    page.wait_for_timeout(SETTLE_MS)


def opened(page: Page, url: str, session: str, rounds: int) -> dict[str, dict[str, float]]:
    """Median seconds until lanes, the first picture and both were seen, for each way in."""
    by_address, by_click = [], []
    for _ in range(rounds):
        page.goto(f"{url}/session?session={session}")
        by_address.append(seen(page))
        loaded(page, url)
        page.evaluate("window.sonmatWatch.again()")
        page.locator(f".st-key-open-{session} button").click()
        by_click.append(seen(page))
    return {"address": medians(by_address), "click": medians(by_click)}


def seen(page: Page) -> dict[str, float]:
    page.wait_for_function("() => window.sonmatWatch.lanes && window.sonmatWatch.picture")
    found: dict[str, float] = page.evaluate("window.sonmatWatch.told()")
    page.wait_for_timeout(SETTLE_MS)
    return found


def medians(found: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(one[name] for one in found), 2) for name in found[0]}


def smooth(page: Page, url: str, session: str) -> dict[str, float]:
    """Frames a second of both, measured in turn: what else runs on the machine slows both."""
    page.goto(f"{url}/session?session={session}")
    seen(page)
    ours, empty = [], []
    for _ in range(2):
        ours.append(page.evaluate(f"window.sonmatWatch.moved({FRAMES_S})"))
        empty.append(page.evaluate(f"window.sonmatWatch.empty({FRAMES_S})"))
    rates = {"time_line": statistics.mean(ours), "empty_canvas": statistics.mean(empty)}
    told = {name: round(rate, 1) for name, rate in rates.items()}
    return {**told, "ratio": round(rates["time_line"] / rates["empty_canvas"], 2)}


if __name__ == "__main__":
    main()
