"""``python -m benchmarks.recorder [--minutes 30] [--smoke]``: a long recording in the browser.

A canvas and an oscillator flash and beep in the same moment, every ten seconds, and go through the
real recorder, route and store. In what was stored the first bright picture and the start of each
tone are found; their distance must stay what it was at the start. Measured beside it: the distance
of marks from flashes set by the same key press, and the server's memory. Needs Chromium.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.common import keep, say
from capture import artifacts, procedures, sessions
from capture.access import OWNER
from capture.opening import Opening, open_session
from capture.settings import Settings
from capture.site import Site
from tests.browser.flashing import beeps_heard, flashes_between
from tests.browser.recording import FLASHES, Screen, Server, Truth, chromium
from tests.conftest import CSV

EVERY_S = 10
LOOK_S = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--smoke", action="store_true", help="20 seconds, nothing kept")
    options = parser.parse_args()
    minutes = 1 / 3 if options.smoke else options.minutes
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), minutes)
    command = f"python -m benchmarks.recorder --minutes {options.minutes:g}"
    keep("recorder", {"command": command, **figures}, options.smoke)


def measured(folder: Path, minutes: float) -> dict[str, Any]:
    site = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    procedure = procedures.import_procedure(site, OWNER, CSV, "flange.csv")
    session = open_session(site, OWNER, Opening(procedure.id, "Bench")).id
    server = Server(site.settings, folder)
    server.start()
    try:
        sha256, memory = recorded(server, session, minutes)
    finally:
        server.stop()
    (recording,) = sessions.get_session(site, OWNER, session).recordings
    with artifacts.open_bytes(site, recording.original) as file:
        stored = file.read()
    media = artifacts.open_media(site, recording.original)
    figures = {
        "minutes": round(recording.duration_s / 60, 2),
        "megabytes": round(len(stored) / 1e6, 1),
        "frames_per_s": round(recording.fps, 1),
        "byte_identical": hashlib.sha256(stored).hexdigest() == sha256,
        "sound_and_picture": together(flashes_between(media), beeps_heard(media)),
        "server_memory_mb": memory,
        "load_average": round(os.getloadavg()[2], 1),
    }
    site.close()
    return figures


def recorded(server: Server, session: str, minutes: float) -> tuple[str, dict[str, float]]:
    """(SHA-256 of what MediaRecorder gave, the server's memory in MB) of one recording."""
    expect.set_options(timeout=120_000)
    with sync_playwright() as playwright, chromium(playwright) as browser:
        context = browser.new_context(locale="en-US")
        truth = Truth(context)
        page = truth.page()
        page.add_init_script(f"window.sonmatEvery = {EVERY_S * 1000};{FLASHES}")
        screen = Screen(page).open(server.url, session)
        before = _memory(server)
        screen.record()
        peak = _watched(page, server, minutes)
        screen.stop()
        expect(page.get_by_text("Camera 1:")).to_be_visible(timeout=600_000)
        page.wait_for_timeout(500)
        sha256 = hashlib.sha256(truth.recordings()[0]).hexdigest()
    return sha256, {"before": before, "most": max(peak, _memory(server))}


def _watched(page: Page, server: Server, minutes: float) -> float:
    """The most memory that the server had meanwhile."""
    end, peak = time.monotonic() + minutes * 60, 0.0
    while time.monotonic() < end:
        page.wait_for_timeout(LOOK_S * 1000)
        peak = max(peak, _memory(server))
        say(f"{(end - time.monotonic()) / 60:.1f} min left, server {peak:.0f} MB")
    return peak


def _memory(server: Server) -> float:
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def together(flashes: list[tuple[float, float]], heard: list[float]) -> dict[str, Any]:
    """How far each tone lies behind its flash, in ms: at the start, at the end, and between.

    ``outside_ms``: how far outside of the gap between the last dark and the first bright picture,
    which counts no picture against the recorder that the busy machine never drew.
    """
    behind, outside = [], []
    for dark, bright in flashes:
        sound = min(heard, key=lambda one: abs(one - bright), default=bright + 99)
        if abs(sound - bright) < EVERY_S / 2:
            behind.append(1000 * (sound - bright))
            outside.append(1000 * max(0.0, dark - sound, sound - bright))
    tenth = max(1, len(behind) // 10)
    low, usual, high = np.percentile(behind, (5, 50, 95))
    return {
        "flashes": len(flashes),
        "beeps": len(heard),
        "matched": len(behind),
        "behind_ms": {"p5": round(low, 1), "median": round(usual, 1), "p95": round(high, 1)},
        "outside_ms": {
            "median": round(float(np.median(outside)), 1),
            "p95": round(float(np.percentile(outside, 95)), 1),
            "most": round(max(outside), 1),
        },
        "drift_ms": round(float(np.median(behind[-tenth:]) - np.median(behind[:tenth])), 1),
    }


if __name__ == "__main__":
    main()
