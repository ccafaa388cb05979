"""A proxy in a real browser: it knows its length at once and seeks without loading everything."""

from __future__ import annotations

import io
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av
import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from capture.media import Media
from capture.proxy import make_proxy
from tests.capture.flashes import Pipe

pytestmark = pytest.mark.browser
SECONDS = 40
SEEK = """async () => {
  const video = document.createElement('video');
  video.preload = 'metadata';
  document.body.append(video);
  const happens = name => new Promise((done, failed) => {
    video.addEventListener(name, done, {once: true});
    video.addEventListener('error', () => failed(video.error.message), {once: true});
  });
  video.src = '/proxy.mp4';
  await happens('loadedmetadata');
  const duration = video.duration;
  video.currentTime = duration * 0.8;
  await happens('seeked');
  return {duration, at: video.currentTime, width: video.videoWidth};
}"""


@dataclass
class Shelf:
    """One file served slowly, with ranges; ``asked`` are the first bytes of what was asked for."""

    data: bytes
    sent: int = 0
    asked: list[int] = field(default_factory=list)


class Slow(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        shelf: Shelf = self.server.shelf
        is_page = self.path != "/proxy.mp4"
        data = b"<!doctype html><body>" if is_page else shelf.data
        found = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("range") or "")
        start = int(found[1]) if found else 0
        end = int(found[2]) + 1 if found and found[2] else len(data)
        self.send_response(206 if found else 200)
        self.send_header("content-type", "text/html" if is_page else "video/mp4")
        self.send_header("accept-ranges", "bytes")
        self.send_header("content-length", str(end - start))
        if found:
            self.send_header("content-range", f"bytes {start}-{end - 1}/{len(data)}")
        self.end_headers()
        if not is_page:
            shelf.asked.append(start)
        with suppress(ConnectionError):
            for at in range(start, end, 1 << 15):
                piece = data[at : min(at + (1 << 15), end)]
                self.wfile.write(piece)
                if not is_page:
                    shelf.sent += len(piece)
                    time.sleep(0.01)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def proxy() -> bytes:
    """40 s of noise, which codes into some twenty megabytes."""
    rng = np.random.default_rng(0)
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 480, 270, "yuvj420p"
        for _ in range(SECONDS * 10):
            image = rng.integers(0, 256, (270, 480, 3), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
    pipe = Pipe()
    make_proxy(Media(lambda: io.BytesIO(out.getvalue())), pipe)
    return bytes(pipe.data)


@pytest.fixture
def shelf(proxy: bytes) -> Iterator[tuple[Shelf, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # the browser hangs up on what it no longer wants
    server.shelf = Shelf(proxy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.shelf, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()


def test_the_duration_is_known_at_once_and_the_last_quarter_is_a_range_away(shelf) -> None:
    served, url = shelf
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(url)
        seen = page.evaluate(SEEK)
        sent = served.sent
        browser.close()
    assert seen["duration"] == pytest.approx(SECONDS, rel=0.02)
    assert seen["at"] == pytest.approx(0.8 * SECONDS, rel=0.02)
    assert seen["width"] == 480
    assert max(served.asked) > 0.7 * len(served.data)
    assert sent < 0.6 * len(served.data)
