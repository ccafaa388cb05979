"""The whole way of the demo, and what people do with it: nothing readable, nobody else asked.

One run for two proofs: recordings are taken in, understood, asked about, corrected, searched, given
out, withdrawn and looked at in a browser, all by processes with a home and a folder for temporary
files of their own. Then every file that they left is searched for what was said, shown and written,
and what both watches saw of the network is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from app.demo.build import QUESTION
from capture import artifacts, sessions
from capture.access import OWNER
from capture.media import media_from_path
from capture.settings import Settings
from capture.site import Site
from pipelines.executors import is_running
from pipelines.models import models_folder
from tests.app.serving import free_port
from tests.browser.test_walk import Seen, Walk
from tests.conftest import ROOT
from tests.security import acts
from tests.security.searching import Searcher, windows
from tests.security.watching import Watched, can_trace

pytestmark = [pytest.mark.timeout(0), pytest.mark.soak, pytest.mark.weights, pytest.mark.browser]
DEMO = ROOT / "examples" / "demo"
RECORDING = DEMO / "recording" / "recording.mp4"
PATIENCE_S = 120
LONGEST_S = 3000  # a busy machine is no failure


@dataclass
class Way:
    """``home``, ``tmp`` and ``here`` are all that the processes have beside the data folder."""

    root: Path
    watched: Watched
    sessions: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)
    foreign_pages: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(data=self.root / "data", site_key_file=self.root / "home" / "site.key")

    def environment(self, data: str = "data") -> dict[str, str]:
        plain = {
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "tmp"),
            "XDG_CACHE_HOME": str(self.root / "home" / "cache"),
            "XDG_CONFIG_HOME": str(self.root / "home" / "config"),
            "XDG_DATA_HOME": str(self.root / "home" / "share"),
            "SONMAT_MODELS": str(models_folder()),
            "SONMAT_DATA": str(self.root / data),
            "SONMAT_SITE_KEY_FILE": str(self.root / "home" / f"{data}.key"),
            "OMP_NUM_THREADS": "1",
        }
        if data == "data":
            plain["SONMAT_SITE_KEY_FILE"] = str(self.settings.key_file)
        return self.watched.environment(plain)

    def begin(self, *arguments: object, data: str = "data") -> subprocess.Popen[str]:
        command = [sys.executable, *map(str, arguments)]
        return subprocess.Popen(
            self.watched.command(command), env=self.environment(data), cwd=self.root / "here",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *arguments: object, data: str = "data") -> str:
        done = self.begin(*arguments, data=data)
        try:
            out, errors = done.communicate(timeout=LONGEST_S)
        finally:
            done.kill()
        assert done.returncode == 0, (arguments, errors[-2000:])
        self.told.append(errors)
        return out

    def sonmat(self, *arguments: object, data: str = "data") -> str:
        return self.run("-m", "app.cli", *arguments, data=data)


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Way:
    root = tmp_path_factory.mktemp("way")
    for name in ("home", "tmp", "here", "out", "watch", "given"):
        (root / name).mkdir()
    made = Way(root, Watched(root / "watch"))
    made.sonmat("worker", "--idle-after", "1", data="empty")
    made.sonmat("demo", "--no-serve", "--out", root / "out/demo")
    site = Site.open(made.settings)
    made.sessions = tuple(one.id for one in sessions.list_sessions(site, OWNER))
    site.close()
    made.run("-m", "tests.security.acts", made.sessions[0], root / "out")
    _commands(made)
    _pages(made)
    made.run("-c", "import socket; socket.socket().connect_ex(('127.0.0.1', 9))")
    _quiet(made)
    return made


def _commands(way: Way) -> None:
    """What else there is to call; each of it reads what it may, and some write outside."""
    out, first = way.root / "out", way.sessions[0]
    way.sonmat("process", first, "--wait", "--json")
    way.sonmat("search", acts.SEARCHED, "--json")
    way.sonmat("search", QUESTION, "--json")
    way.sonmat("search", "--like", f"{first}:5-9", "--json")
    way.sonmat("transcribe", RECORDING, "--json")
    way.sonmat("motion", RECORDING, "--out", out / "track.parquet", "--fps", "2", "--json")
    way.sonmat("show", first, "--json")
    way.sonmat("steps", first, "--json")
    way.sonmat("procedure", "propose", first, "--json")
    way.sonmat("masks", "report", first, "--json")
    way.sonmat("doctor", "--json")
    way.sonmat("models", "list", "--json")
    way.sonmat("verify", "--json")
    way.sonmat("backup", "--out", out / "backup", "--json")


@contextmanager
def _serving(way: Way) -> Iterator[str]:
    port = free_port()
    server = way.begin("-m", "app.cli", "serve", "--port", port)
    try:
        assert server.stderr is not None
        line = server.stderr.readline()
        while line and "Sonmat is at" not in line:
            line = server.stderr.readline()
        assert line, "the server ended before it answered"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        way.told += [str(one) for one in server.communicate(timeout=60)]


def _pages(way: Way) -> None:
    """Library, a session that plays, a search and the datasets, in Chromium."""
    with _serving(way) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox"])  # fmt: skip
        page = browser.new_page(locale="en-US")
        page.set_default_timeout(120_000)
        expect.set_options(timeout=120_000)
        seen = Seen(urlsplit(url).netloc)
        page.on("request", seen.request)
        page.goto(url)
        walk = Walk(page, "en", url)
        expect(page.get_by_role("heading", level=1)).to_contain_text(walk.says("Library"))
        # the newest was withdrawn, and is opened no more; the oldest is the demo's
        page.get_by_role("button", name=walk.says("Open"), exact=True).last.click()
        expect(page.locator(".lines li").first).to_be_visible()
        page.locator("video").first.evaluate("media => { media.muted = true; media.play() }")
        page.wait_for_timeout(2000)
        walk.go("Search")
        box = page.get_by_role("textbox", name=walk.says("What are you looking for?"))
        box.fill(acts.SEARCHED)
        page.get_by_test_id("stForm").get_by_role("button", name=walk.says("Find")).click()
        expect(page.locator("[class*='st-key-hit-']").first).to_be_visible()
        walk.go("Datasets")
        way.foreign_pages += seen.foreign
        browser.close()


def _quiet(way: Way) -> None:
    """Nothing runs any more, so that the watches have seen all of it."""
    site = Site.open(way.settings)
    until = time.monotonic() + PATIENCE_S
    while is_running(site) and time.monotonic() < until:
        time.sleep(0.5)
    assert not is_running(site)
    site.close()


def known(site: Site, way: Way) -> Searcher:
    """All that was said, shown and written, and the plain bytes of everything that is sealed."""
    truth = json.loads((DEMO / "recording" / "truth.json").read_text())
    korean = json.loads((DEMO / "recording" / "ko.json").read_text())
    texts = [one["text"] for one in truth["speech"]]
    texts += [one["text"] for one in korean["utterances"]]
    texts += [*acts.WORDS, QUESTION, "Synthetic demo expert"]
    for session in way.sessions:
        texts += acts.words_of(site, session)
    searcher = Searcher()
    searcher.words(acts.phrases(texts))
    frames = media_from_path(RECORDING).frames(0.5)
    for frame in frames:
        searcher.pieces("a frame", windows(frame.image.tobytes(), every=4096))
    sound = media_from_path(RECORDING).sound_array()
    searcher.pieces("sound", windows(sound.tobytes(), every=4096))
    searcher.pieces("samples", windows((sound * 32767).astype("<i2").tobytes(), every=4096))
    for session in way.sessions:
        for one in artifacts.find(site, session):
            with artifacts.open_bytes(site, one.id) as opened:
                # ids and digests may stand anywhere; words are looked for as words
                pieces = windows(opened.read(), every=512)
                searcher.pieces(one.kind.value, (piece for piece in pieces if not piece.isascii()))
    return searcher


def test_nothing_of_it_is_readable_where_it_was_done(way: Way) -> None:
    site = Site.open(way.settings)
    searcher = known(site, way)
    site.close()
    searcher.without([way.root / "empty"])
    assert len(searcher.known()) > 200 and len(searcher.needles) > 10_000
    folders = [way.root / name for name in ("data", "home", "tmp", "here")]
    found = searcher.search(folders)
    assert [(one.name, one.path, one.at) for one in found] == []
    assert searcher.files > 100
    names = {path.name for path in (way.root / "data").iterdir()}
    assert {"sonmat.db", "workflow.db", "vault"} <= names
    given_out = {one.path.suffix for one in searcher.search([way.root / "out"])}
    assert {".html", ".parquet"} <= given_out, "what was given out is found"


def test_nothing_of_it_stands_in_what_the_processes_told(way: Way) -> None:
    """Errors, progress and logs. What a command answers is for who called it."""
    site = Site.open(way.settings)
    searcher = known(site, way)
    site.close()
    log = way.root / "log"
    log.mkdir()
    (log / "told").write_text("\n".join(way.told))
    searcher.without([way.root / "empty"])
    assert [one.name for one in searcher.search([log])] == []


def test_nobody_else_was_asked_by_any_process_or_page(way: Way) -> None:
    assert way.watched.processes() > 15
    assert way.watched.foreign() == []
    assert way.foreign_pages == []
    if can_trace():
        calls = "".join(path.read_text() for path in way.watched.folder.glob("calls.*"))
        assert 'inet_addr("127.0.0.1")' in calls, "what was called on purpose shows that it is seen"
