"""The manuals' days in a real browser, in both languages: their pictures are made here.

``SONMAT_SHOTS=docs/images/manuals`` writes them. What is named in a manual and has no picture is
held to the catalogue by ``tests/docs/test_manuals.py``.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from capture.site import Site
from tests.app.lan.serving import Served, serving_lan
from tests.browser.manuals import administrator, annotator, developer, interviewer, made
from tests.browser.manuals.world import World, at, filmed
from tests.browser.recording import FAKES
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.both_languages]
RECORDING = ROOT / "examples" / "demo" / "recording" / "recording.mp4"


@pytest.fixture(params=["ko", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def world(language: str, tmp_path: Path) -> Iterator[World]:
    """The demo with its truth, on a network; no worker comes between."""
    settings = Served.settings_in(tmp_path)
    site = Site.open(settings)
    session = made.session(site, language)
    with (settings.folder / ".worker.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with serving_lan(tmp_path, settings) as served:
            yield World(site, served, session)
    site.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """With a camera that shows the demo."""
    film = filmed(RECORDING, tmp_path_factory.mktemp("film") / "work.y4m")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*FAKES, f"--use-file-for-fake-video-capture={film}"],
        )


def test_the_interviewers_first_day(
    world: World, browser: Browser, language: str, tmp_path: Path
) -> None:
    screen = at(browser, world, language)
    interviewer.the_talk(screen, tmp_path)
    interviewer.the_recording(screen)
    interviewer.the_card(screen)
    interviewer.the_tablet(screen, browser, world)
    interviewer.the_noise(screen, world)
    screen.page.context.close()


def test_the_interviewer_asks_on_replay_and_makes_cards(
    world: World, browser: Browser, language: str
) -> None:
    screen = at(browser, world, language)
    interviewer.the_sitting(screen)
    interviewer.the_cards(screen)
    screen.page.context.close()


def test_the_annotators_ways(world: World, browser: Browser, language: str) -> None:
    screen = at(browser, world, language)
    annotator.the_time_line(screen)
    annotator.the_hiding(screen, world)
    annotator.the_guideline(screen)
    screen.page.context.close()
    annotator.the_masked_copy(browser, world, language)


def test_the_ai_developers_way_to_a_dataset(
    world: World, browser: Browser, language: str, tmp_path: Path
) -> None:
    developer.the_way_to_a_dataset(browser, world, language, tmp_path)


def test_what_an_administrator_sees(world: World, browser: Browser, language: str) -> None:
    administrator.the_pages(browser, world, language)
