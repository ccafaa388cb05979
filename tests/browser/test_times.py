"""One time base: what is seen, what is stored and what is exported agree within one picture.

Pictures carry their number as light and dark bars, so that the one on the screen says itself which
it is. The real copy is made of each recording, at its own constant rate.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, Page, expect

from capture import procedures, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.settings import Settings
from capture.site import Site
from capture.sources import Source
from data_schemas.release import Selection
from pipelines import run
from pipelines.job import Subject
from pipelines.proxy import STAGE as PROXY
from pipelines.release.desk import create
from pipelines.review.desk import refold
from tests.app import sample
from tests.app.serving import serving
from tests.browser.by_keyboard import Keyboard
from tests.hidden import answered_for

pytestmark = pytest.mark.browser

SECONDS, BITS = 12, 10
TICKS = 90_000
DICE = np.random.default_rng(8)
# Seconds at which each picture is shown.
RATES: dict[str, np.ndarray] = {
    "25": np.arange(25 * SECONDS) / 25,
    "29.97": np.arange(30 * SECONDS) * 1001 / 30_000,
    "30": np.arange(30 * SECONDS) / 30,
    "variable": np.cumsum(DICE.uniform(0.02, 0.07, 270)) - 0.02,
}
READ = """async () => {
  const media = [...document.querySelectorAll('*')].map((one) => one.shadowRoot)
    .find((one) => one?.querySelector('video')).querySelector('video');
  while (media.seeking || media.readyState < 2) await new Promise((done) => setTimeout(done, 20));
  await new Promise((done) => setTimeout(done, 100));
  const canvas = new OffscreenCanvas(media.videoWidth, media.videoHeight);
  const pen = canvas.getContext('2d');
  pen.drawImage(media, 0, 0);
  const wide = media.videoWidth / BITS;
  let number = 0;
  for (let bit = 0; bit < BITS; bit += 1) {
    const x = Math.round((bit + 0.5) * wide);
    number += (pen.getImageData(x, media.videoHeight / 2, 1, 1).data[0] > 128) << bit;
  }
  return number;
}""".replace("BITS", str(BITS))


def numbered(times_s: np.ndarray) -> bytes:
    """A recording with a tone whose pictures say their number."""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w") as out:
            video = out.add_stream("libx264", rate=30)
            video.width, video.height, video.pix_fmt = 320, 96, "yuv420p"
            video.time_base = video.codec_context.time_base = Fraction(1, TICKS)
            video.codec_context.options = {"preset": "ultrafast", "crf": "12"}
            sound = out.add_stream("aac", rate=48_000)
            sound.layout = "mono"
            for number, second in enumerate(times_s):
                bars = [255 * (number >> bit & 1) for bit in range(BITS)]
                row = np.repeat(np.array(bars, np.uint8), 320 // BITS)
                image = np.broadcast_to(row[None, :, None], (96, 320, 3))
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
                frame.time_base, frame.pts = Fraction(1, TICKS), round(second * TICKS)
                out.mux(video.encode(frame))
            out.mux(video.encode(None))
            for start in range(0, SECONDS * 48_000, 1024):
                wave = np.sin(np.arange(start, start + 1024) / 20).astype(np.float32)[None] / 4
                frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
                frame.rate, frame.pts = 48_000, start
                out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
        return Path(file.name).read_bytes()


@dataclass(frozen=True)
class Served:
    site: Site
    url: str
    made: dict[str, sample.Sample]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("times")
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    site = Site.open(settings)
    made = {name: _taken_in(site, name, times_s) for name, times_s in RATES.items()}
    with serving(settings, folder / "log", folder) as url:
        yield Served(site, url, made)
    site.close()


def _taken_in(site: Site, name: str, times_s: np.ndarray) -> sample.Sample:
    known = procedures.list_procedures(site, OWNER)
    procedure = known[0] if known else sample.take_in(site, seconds=1.0).procedure
    data = numbered(times_s)
    source = Source(f"{name}.mp4", lambda: io.BytesIO(data))
    intake = Intake(
        recordings=(source,), procedure=procedure.id, expert=name, consent=sample.CONSENT
    )
    made = sample.Sample(ingest(site, OWNER, intake).session, procedure)
    recording = made.session.recordings[0]
    run.ensure(site, PROXY, Subject(made.session, recording))
    sample.seal_words_and_steps(site, made)
    refold(site, made.session.id)
    return made


def _open(browser: Browser, url: str) -> Page:
    page = browser.new_page(locale="en-US", viewport={"width": 1280, "height": 800})
    page.set_default_timeout(30_000)
    page.goto(url)
    expect(page.locator(".approval .states")).to_be_visible()
    page.wait_for_function(f"async () => {{ await ({READ})(); return true; }}")
    return page


@pytest.mark.parametrize("rate", RATES)
def test_seen_stored_and_exported_agree(
    served: Served, browser: Browser, rate: str, tmp_path: Path
) -> None:
    made, times_s = served.made[rate], RATES[rate]
    page = _open(browser, f"{served.url}/session?session={made.session.id}")
    keys = Keyboard(page)
    frame_s = keys.ask("player.screen.frame")
    longest_s = float(np.diff(times_s).max())
    for section, (edge, steps) in enumerate([("i", 7), ("o", 31), ("i", -1)]):
        keys.choose(section)
        for _ in range(abs(steps)):
            keys.press("Period" if steps > 0 else "Comma")
        shown = page.evaluate(READ)
        keys.press(edge)
        found = sessions.timeline(served.site, OWNER, made.session.id)
        assert found is not None
        one = [s for s in found.segments if s.status != "rejected"][section]
        stored = one.start_s if edge == "i" else one.end_s
        # The picture on the screen is the one that the recording shows at the stored second.
        assert abs(stored - times_s[shown]) <= max(frame_s, longest_s) + 1e-3
        # Told on the page to the tenth.
        told = page.locator(".chosen .about", has_text="–").first.inner_text()
        assert f"{int(stored * 10) / 10:.1f}"[-3:] in told or f"{stored:.1f}"[-3:] in told
    answered_for(served.site, made.session.id)
    create(served.site, OWNER, Selection(name=rate, sessions=(made.session.id,)), tmp_path / "out")
    (table,) = (tmp_path / "out").rglob("*.parquet")
    rows = sorted(pq.read_table(table).to_pylist(), key=lambda row: row["start_s"])
    timeline = sessions.timeline(served.site, OWNER, made.session.id)
    assert timeline is not None
    for row, one in zip(rows, timeline.segments, strict=True):
        assert row["start_s"] == pytest.approx(one.start_s, abs=frame_s / 2)
        assert row["end_s"] == pytest.approx(one.end_s, abs=frame_s / 2)
    cues = "".join(file.read_text() for file in (tmp_path / "out").rglob("*.vtt"))
    starts = [_seconds(line) for line in cues.splitlines() if "-->" in line]
    for one in timeline.segments:
        assert min(abs(at - one.start_s) for at in starts) <= frame_s / 2
    page.close()


def _seconds(cue: str) -> float:
    hours, minutes, seconds = cue.split(" --> ")[0].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
