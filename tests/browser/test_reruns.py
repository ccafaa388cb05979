"""New results in a real browser: looked at, one accepted, one left, one tried again.

An earlier aligner stands for the one that was there before; what is new the real one makes.
``SONMAT_SHOTS`` names a folder for pictures of what was seen.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from capture import sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.site import Site
from capture.sources import TextFile
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import ModelError
from data_schemas.session import Session
from pipelines.job import Subject
from pipelines.rederive import desk
from pipelines.rederive.making import desk as making
from pipelines.review import desk as review
from pipelines.run import ensure
from pipelines.stages import BY_NAME
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.words import said_in
from tests.capture.clips import Recipe, clip
from tests.conftest import source
from tests.pipelines.rederive.conftest import STEPS, align

pytestmark = [pytest.mark.browser, pytest.mark.weights]
SAID = {
    "clean": (1.0, 6.0, "First I clean the flange until it is dry."),
    "fit": (9.0, 14.0, "Now I fit the gasket, the flat side down."),
    "close": (18.0, 24.0, "At last I tighten the bolts crosswise."),
}
LENGTH_S = 28
WHY = "The model tiny is not on this machine: run `sonmat models fetch`."


def earlier(values, context):
    """Each step by its order among the lines, four seconds late, and none for the last."""
    (transcript,) = values[Kind.TRANSCRIPT]
    named = tuple(
        line.model_copy(update={"text": step})
        for line, step in zip(transcript.utterances, SAID, strict=True)
    )
    told = transcript.model_copy(update={"utterances": named})
    run = align(later_s=4.0, without="close")
    return run({**values, Kind.TRANSCRIPT: (told,)}, context)


def taken_in(site: Site, procedure: str, expert: str, data: bytes) -> Session:
    said = {"language": "en", "utterances": [
        {"start_s": start, "end_s": end, "text": text} for start, end, text in SAID.values()
    ]}  # fmt: skip
    given = TextFile("said.json", json.dumps(said).encode())
    made = ingest(site, OWNER, Intake((source(data),), procedure, expert, transcript=given)).session
    (work,) = made.recordings
    ensure(site, BY_NAME["transcribe"], Subject(made, work))
    ensure(site, replace(BY_NAME["align"], version="0", run=earlier), Subject(made, None))
    ensure(site, BY_NAME["fold"], Subject(made, None))
    return made


@pytest.fixture
def three(site: Site) -> Iterator[tuple[Session, ...]]:
    """Of the first a person has confirmed a step; of the last nothing could be made."""
    procedure = import_procedure(site, OWNER, STEPS.encode(), "flange.yaml").id
    data = clip(Recipe(audio="aac", times_s=tuple(n / 2 for n in range(2 * LENGTH_S))))
    found = tuple(taken_in(site, procedure, name, data) for name in ("김정호", "Lee", "Park"))
    first, _, last = found
    span = Span(recording=first.recordings[0].id, start_s=5.0, end_s=10.0)
    before = sessions.timeline(site, OWNER, first.id)
    assert before is not None
    seen = Draft(act=Act.CONFIRM, target=before.segments[0].id, span=span,
                 before={"step_id": "clean"})  # fmt: skip
    review.amend(site, OWNER, first.id, seen, 0)
    desk.start(site, OWNER, desk.Extent())
    for one in making.wanted(site):
        if one.session == last.id:
            making.fail(site, one.session, one.number, ModelError(WHY))
            continue
        for stage, recording in making.to_make(site, one.session):
            making.make(site, one.session, stage, recording, lambda share: None)
        making.finish(site, one.session, one.number)
    yield found


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        page.wait_for_timeout(1_000)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_looked_at_accepted_left_and_tried_again(
    site: Site, three: tuple[Session, ...], browser: Browser, language: str, tmp_path: Path
) -> None:
    def say(message: str) -> str:
        return said_in(language, message)

    assert [one.state for one in desk.status(site, OWNER)] == ["made", "made", "failed"]
    kims, lees, _parks = (one.id for one in three)
    old = sessions.timeline(site, OWNER, lees)
    with serving(site.settings, tmp_path / "log", tmp_path) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{address}/?lang={language}")
        expect(page.get_by_role("button", name=say("Open"), exact=True)).to_have_count(3)
        page.get_by_role("button", name=say("Look at them")).click()
        expect(page.get_by_role("button", name=say("Accept the new"))).to_have_count(2)
        expect(page.get_by_text("sonmat models fetch")).to_be_visible()
        expect(page.get_by_test_id("stDataFrame").locator("canvas").first).to_be_visible()
        shot(page, f"reruns-{language}-1")
        assert barriers(page, ".stMainBlockContainer") == []
        page.locator(f".st-key-accept-{kims}").get_by_role("button").click()
        expect(page.get_by_role("button", name=say("Accept the new"))).to_have_count(1)
        page.locator(f".st-key-keep-{lees}").get_by_role("button").click()
        expect(page.get_by_role("button", name=say("Accept the new"))).to_have_count(0)
        shot(page, f"reruns-{language}-2")
        page.get_by_role("button", name=say("Try again")).click()
        expect(page.get_by_text("sonmat models fetch")).to_have_count(0)
        shot(page, f"reruns-{language}-3")
        page.close()
    assert [one.state for one in desk.status(site, OWNER)] == ["accepted", "kept", "wanted"]
    new = sessions.timeline(site, OWNER, kims)
    assert new is not None and {one.step_id for one in new.segments} >= {"close"}
    assert sessions.timeline(site, OWNER, lees) == old
