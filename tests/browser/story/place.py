"""Where the story plays: a site with the generated demo on it, its server, a browser, a voice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page

from app import catalogue
from capture.settings import Settings
from capture.site import Site
from pipelines.executors import is_running
from pipelines.labelstudio.gathering.desk import is_blind
from tests.browser.recording import ROOT, Server
from tests.browser.test_walk import Seen
from tests.browser.words import said_in
from tests.labelstudio.server import Server as Annotators

DEMO = ROOT / "examples" / "demo"
RECORDING = DEMO / "recording" / "recording.mp4"
EXPERT = "Ada"
AGREED = "purposes: [teach, train]"
LONGEST_S = 3000  # a busy machine is no failure
COLOURS = 256


@dataclass
class Watch:
    """Seconds of acting, from the first act to what is seen of it, without what runs between."""

    scenes: dict[str, float] = field(default_factory=dict)
    now: str = ""

    @contextmanager
    def __call__(self) -> Iterator[None]:
        began = time.monotonic()
        yield
        spent = time.monotonic() - began
        self.scenes[self.now] = self.scenes.get(self.now, 0.0) + spent


@dataclass
class Story:
    """``kept`` is what one scene leaves to the next. ``done``: how many scenes came to an end."""

    language: str
    root: Path
    site: Site
    server: Server
    annotators: Annotators
    context: BrowserContext
    page: Page
    seen: Seen
    session: str
    acting: Watch = field(default_factory=Watch)
    kept: dict[str, Any] = field(default_factory=dict)
    done: int = 0

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def truth(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((DEMO / "recording" / "truth.json").read_text())
        return found

    def says(self, message: str) -> str:
        return said_in(self.language, message)

    def many(self, one: str, several: str, n: int) -> str:
        return catalogue.load(self.language).ngettext(one, several, n).format(n=n)

    def open(self, page: str, **asked: str) -> Page:
        told = "&".join(f"{name}={value}" for name, value in asked.items())
        self.page.goto(f"{self.url}/{page}?{told}&lang={self.language}")
        return self.page

    def button(self, name: str, within: str = "") -> Locator:
        place = self.page.locator(within) if within else self.page
        # while a page is drawn anew, what stood there before still stands beside it
        return place.get_by_role("button", name=self.says(name), exact=True).first

    def sonmat(self, *words: str, fails: bool = False) -> str:
        """A command as somebody types it: what it prints, or what it says where it ``fails``."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *words], env=self.environment, cwd=self.root,
            capture_output=True, text=True, timeout=LONGEST_S, check=False,
        )  # fmt: skip
        assert (done.returncode != 0) is fails, done.stderr[-2000:]
        return done.stderr if fails else done.stdout

    @property
    def environment(self) -> dict[str, str]:
        return {**environment(self.root), **out(self.annotators)}

    def shot(self, name: str, page: Page | None = None) -> None:
        """A picture for the manual, where ``SONMAT_SHOTS`` names a folder."""
        folder = os.environ.get("SONMAT_SHOTS")
        if not folder:
            return
        number = self.acting.now.partition("-")[0]
        file = Path(folder) / f"{self.language}-{number}-{name}.png"
        (page or self.page).wait_for_timeout(700)  # what is drawn anew is pale until then
        (page or self.page).screenshot(path=file)
        with Image.open(file) as taken:
            small = taken.convert("RGB")
        small.thumbnail((1280, 1280))
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)

    def until(self, holds: Any, seconds: int = 600) -> Any:
        """Wait for what the worker makes; gives what ``holds`` gave."""
        for _ in range(seconds):
            if found := holds():
                return found
            self.page.wait_for_timeout(1_000)
        raise AssertionError(f"it did not come to that within {seconds} s")


def environment(root: Path) -> dict[str, str]:
    own = {
        "SONMAT_DATA": str(root / "data"), "SONMAT_SITE_KEY_FILE": str(root / "site.key"),
        "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    return {**os.environ, **own}


def out(annotators: Annotators) -> dict[str, str]:
    """How this site reaches the annotators' server."""
    return {
        "SONMAT_LS_URL": annotators.url, "SONMAT_LS_TOKEN_FILE": str(annotators.token_file),
        "SONMAT_LS_MEDIA": str(annotators.media), "SONMAT_LS_CLASS": "open",
    }  # fmt: skip


def settings_of(root: Path) -> Settings:
    return Settings(data=root / "data", site_key_file=root / "site.key")


def taken_in(root: Path, language: str) -> str:
    """The generated recording on a site of its own, understood; gives the session's id.

    Consent to teach and to train, and to nothing else. No Korean voice is to be had: the Korean
    session brings its own words. ``SONMAT_STORY`` names a folder in which what was understood is
    kept from one run to the next: understanding takes minutes, and is no part of the story.
    """
    folder = os.environ.get("SONMAT_STORY")
    kept = Path(folder) / language if folder else None
    if kept is not None and (kept / "session").exists():
        shutil.copytree(kept, root, dirs_exist_ok=True)
        return (root / "session").read_text()
    session = _understood(root, language)
    if kept is not None:
        _quiet(root)
        (root / "session").write_text(session)
        shutil.copytree(root, kept)
    return session


def _understood(root: Path, language: str) -> str:
    words = ["--transcript", str(DEMO / "recording" / "ko.json")] if language == "ko" else []
    consent = root / "consent.yaml"
    text = (DEMO / "recording" / "consent.yaml").read_text()
    lines = [AGREED if one.startswith("purposes:") else one for one in text.splitlines()]
    consent.write_text("\n".join(lines) + "\n")
    # One session in ten goes to two annotators who do not see the labels: that is another story.
    for _ in range(20):
        job = _told(root, "procedure", "import", str(DEMO / f"procedure.{language}.yaml"))
        session: str = _told(
            root, "ingest", str(RECORDING), "--procedure", job["procedure"], "--expert", EXPERT,
            "--consent", str(consent), *words,
        )["session"]  # fmt: skip
        if not _is_blind(root, session):
            break
        shutil.rmtree(root / "data")
        (root / "site.key").unlink()
    _told(root, "process", session, "--wait")
    return session


def _is_blind(root: Path, session: str) -> bool:
    site = Site.open(settings_of(root))
    blind = is_blind(site, session)
    site.close()
    return blind


def _quiet(root: Path) -> None:
    """No worker runs any more, so that a copy is whole."""
    site = Site.open(settings_of(root))
    while is_running(site):
        time.sleep(0.5)
    site.close()


def _told(root: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *words, "--json"], env=environment(root), cwd=root,
        capture_output=True, text=True, timeout=LONGEST_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found
