"""A browser with a camera and a microphone of its own making, and a server that can be killed."""

from __future__ import annotations

import base64
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, Route, expect

from app import catalogue
from capture.settings import Settings
from pipelines.models import models_folder

START = """
import sys, pathlib
from app.server import run
run(port=int(sys.argv[2]), ready=pathlib.Path(sys.argv[1]).write_text)
"""
FAKES = (
    "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip
ROOT = Path(__file__).parents[2]

# What MediaRecorder gave, told to the test before the page sees it.
WATCH = """
const Real = window.MediaRecorder;
let made = 0;
window.sonmatGave = window.sonmatCame = 0;
window.MediaRecorder = class extends Real {
  constructor(...given) {
    super(...given);
    window.sonmatRecorder = this;
    const take = `${window.sonmatPage}-${made++}`;
    let part = 0;
    this.addEventListener("dataavailable", async ({ data }) => {
      const number = part++;
      window.sonmatGave += data.size;
      const bytes = new Uint8Array(await data.arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 8192) {
        text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      }
      await window.sonmatTruth(take, number, btoa(text));
      window.sonmatCame += data.size;
    });
  }
};
"""
# A camera and a microphone that flash and beep at once: when M is pressed, and by themselves as
# often as `window.sonmatEvery` milliseconds say.
FLASHES = """
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [640, 360];
const drawing = canvas.getContext("2d");
let until = 0, gain = null, drawn = 0;
const draw = () => {
  drawn += 1;
  drawing.fillStyle = performance.now() < until ? "#fff" : drawn % 2 ? "#222" : "#262626";
  drawing.fillRect(0, 0, 640, 360);
};
const flash = () => {
  until = performance.now() + 300;
  draw();
  const at = gain.context.currentTime;
  gain.gain.setValueAtTime(0.5, at);
  gain.gain.setValueAtTime(0, at + 0.3);
};
window.flash = flash;
window.addEventListener("keydown", (event) => event.code === "KeyM" && flash(), true);
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext(), tone = context.createOscillator();
  gain = context.createGain();
  gain.gain.value = 0;
  const out = context.createMediaStreamDestination();
  tone.connect(gain).connect(out);
  tone.start();
  setInterval(draw, 33);
  if (window.sonmatEvery) setInterval(flash, window.sonmatEvery);
  const picture = canvas.captureStream(30);
  return new MediaStream([...picture.getTracks(), ...out.stream.getTracks()]);
};
"""
# Bytes that the page has put away for the stream that is being recorded.
KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open("sonmat-recorder", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction(["streams"]).objectStore("streams").getAll();
    all.onsuccess = () => done(all.result.reduce((sum, one) => sum + one.size, 0));
  };
})"""


class Server:
    """The real server in a process of its own, on a port that it keeps."""

    def __init__(
        self, settings: Settings, folder: Path, more: dict[str, str] | None = None
    ) -> None:
        """``more``: settings beside where the data and the key are."""
        self.settings, self.folder, self.more = settings, folder, more or {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.starts = 0

    def start(self) -> None:
        self.starts += 1
        told = self.folder / f"url-{self.starts}"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "SONMAT_DATA": str(self.settings.folder),
            "SONMAT_SITE_KEY_FILE": str(self.settings.key_file),
            "SONMAT_MODELS": str(models_folder()),
            **self.more,
        }
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, str(told), str(self.port)],
                cwd=self.folder, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        while not (told.exists() and told.stat().st_size):
            assert self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


@contextmanager
def chromium(playwright: Playwright, voice: Path | None = None) -> Iterator[Browser]:
    """``voice``: a WAV file that is heard at the microphone, over and over; else it beeps."""
    found = shutil.which("chromium")
    said = [f"--use-file-for-fake-audio-capture={voice}"] if voice else []
    launched = playwright.chromium.launch(executable_path=found, args=[*FAKES, *said])
    yield launched
    launched.close()


class Truth:
    """Everything that MediaRecorder gave, by recording."""

    def __init__(self, context: BrowserContext) -> None:
        self.parts: dict[str, dict[int, bytes]] = defaultdict(dict)
        context.expose_function("sonmatTruth", self._told)
        self.pages = 0
        self.context = context

    def page(self) -> Page:
        """A new tab whose recordings are watched."""
        self.pages += 1
        page = self.context.new_page()
        page.add_init_script(f"window.sonmatPage = {self.pages};{WATCH}")
        return page

    def _told(self, take: str, number: int, data: str) -> None:
        self.parts[take][number] = base64.b64decode(data)

    def whole(self, page: Page) -> None:
        """Wait until the last part that a page gave has come."""
        page.wait_for_function("() => window.sonmatCame === window.sonmatGave")

    def recordings(self) -> list[bytes]:
        """The bytes of each recording in the order in which they were begun."""
        ordered = [sorted(parts.items()) for parts in self.parts.values()]
        return [b"".join(data for _, data in parts) for parts in ordered]


class BadLine:
    """Of ten requests three are dropped and one gets no answer, in an order of its own."""

    FATES = ("request", "request", "request", "answer", *("fine",) * 6)

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.coming: list[str] = []
        self.lost = Counter[str]()

    def __call__(self, route: Route) -> None:
        self.coming = self.coming or self.chance.sample(self.FATES, len(self.FATES))
        fate = self.coming.pop()
        if fate == "fine":
            route.continue_()
            return
        if fate == "answer":
            try:
                route.fetch()
            except Error:
                fate = "nobody there"
        self.lost[fate] += 1
        route.abort()


class Screen:
    """The recorder of one tab, as people use it."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page = page
        self.words = catalogue.load(language).gettext

    def open(self, url: str, session: str) -> Screen:
        self.page.goto(f"{url}/record?session={session}")
        return self.ready()

    def ready(self) -> Screen:
        """Camera and microphone are on; they are turned on where nobody allowed it before."""
        record = self.button("Record")
        off = self.button("Turn on camera and microphone")
        expect(record.or_(off)).to_be_visible(timeout=60_000)
        if off.is_visible():
            off.click()
        expect(record).to_be_visible()
        return self

    def button(self, name: str):  # type: ignore[no-untyped-def]
        return self.page.get_by_role("button", name=self.words(name), exact=True)

    def record(self) -> None:
        self.button("Record").click()
        expect(self.page.locator(".light")).to_be_visible()

    def stop(self) -> None:
        self.button("End recording").click()

    def settled(self) -> None:
        """All that was given lies in the browser's own database, and no more is given.

        Without the pause a busy machine gives the next part before the test goes on.
        """
        self.page.evaluate("() => window.sonmatRecorder.pause()")
        self.page.wait_for_timeout(1000)
        self.page.wait_for_function(f"() => ({KEPT})().then((kept) => kept === window.sonmatGave)")
