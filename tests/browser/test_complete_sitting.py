"""A complete sitting on the demo: six moments, answers by voice, cards, and what is still open.

The whole way with the real pipeline: what is spoken into the microphone is recorded, written down
by whisper and becomes suggestions, of which people make cards. No Korean voice is to be had here,
so in both languages of the screen the expert speaks English.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from capture import sessions
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.knowledge import KnowledgeUnit, Suggested
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.overview.desk import overview
from pipelines.elicit.sitting import desk as sitting
from tests.browser.recording import Server, chromium
from tests.browser.speaking import give_microphone, speak
from tests.browser.test_sitting import LOCALES, SIZES, Sitting
from tests.browser.words import said_in

pytestmark = [pytest.mark.browser, pytest.mark.weights, pytest.mark.soak]

VOICES = (
    "I turn it until the holes line up, because otherwise the gasket moves.",
    "I leave a gap of two millimeters there, because it swells when it gets hot.",
    "If the wrench clicks twice, stop, because then the bolt is bad.",
    "You hear a hollow sound when it is not seated.",
)
SAID_BY_VOICE, TYPED = 4, "Never more than a quarter turn at once, because it tilts."


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Prepared speech, made by the narrator of the demo."""
    pytest.importorskip("hibari")
    from examples.demo.voice import narrate, write_wav

    folder = tmp_path_factory.mktemp("voices")
    made = narrate([("expert", text) for text in VOICES], "ada")
    paths = []
    for number, text in enumerate(VOICES):
        paths.append(folder / f"{number}.wav")
        write_wav(paths[-1], made["expert", text])
    return paths


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo as `make demo` leaves it, and its English session."""
    folder = tmp_path_factory.mktemp("demo")
    made = subprocess.run(
        [sys.executable, "-m", "app.cli", "demo", "--no-serve", "--json"],
        env=environment(folder), capture_output=True, text=True, check=True,
    )  # fmt: skip
    session: str = json.loads(made.stdout)["session"]
    return folder, session


def environment(folder: Path) -> dict[str, str]:
    own = {"SONMAT_DATA": str(folder / "data"), "SONMAT_SITE_KEY_FILE": str(folder / "site.key")}
    return {**os.environ, **own}


@dataclass
class Stage:
    site: Site
    server: Server
    session: str
    folder: Path


@pytest.fixture(params=["ko", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stage(demo: tuple[Path, str], tmp_path: Path) -> Iterator[Stage]:
    """A copy of the demo, so that each language begins with nothing asked."""
    folder, session = demo
    shutil.copytree(folder, tmp_path / "site")
    settings = Settings(data=tmp_path / "site" / "data",
                        site_key_file=tmp_path / "site" / "site.key")  # fmt: skip
    site, server = Site.open(settings), Server(settings, tmp_path)
    server.start()
    yield Stage(site, server, session, tmp_path / "site")
    server.stop()
    site.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium(playwright) as launched:
        yield launched


def test_a_complete_sitting(
    stage: Stage, browser: Browser, voices: list[Path], language: str
) -> None:
    wide, high = SIZES[language]
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": wide, "height": high}
    )
    page = context.new_page()
    give_microphone(page)
    asked = sitting.sitting(stage.site, OWNER, stage.session).questions
    assert len(asked) == 6

    screen = Sitting(page, language).open(stage.server, stage.session)
    for number, wav in enumerate(voices, 1):
        screen.at(number, 6)
        answer(screen, wav)
        if number == 2:
            # in the middle of everything: nothing of what was said is lost
            stage.server.kill()
            stage.server.start()
        screen.press("Next question")
    screen.at(5, 6).press("Write instead")
    page.locator(".words").fill(TYPED)
    screen.press("Keep it").tells(TYPED).press("Next question")
    screen.at(6, 6).press("Nothing special")
    told = written_down(stage, page)
    shot(page, f"sitting-{language}")

    offered = suggested(stage, page)
    # A busy machine drops pieces of what its own browser plays, so one may be heard badly.
    heard = [alike(*pair) for pair in zip(VOICES, told, strict=True)]
    assert sum(heard) >= SAID_BY_VOICE - 1, told
    page.goto(f"{stage.server.url}/cards?session={stage.session}&lang={language}")
    chosen = offered[:4]
    for one in chosen:
        make(page, one, language)
    name = page.get_by_label(said_in(language, "Name of the expert who confirms"))
    name.fill("Kim Sonmat")
    page.keyboard.press("Tab")
    for one in chosen[:3]:
        press(page, f".st-key-card-{one.id}", "That is right", language)
        yes = said_in(language, "Confirmed by {name}").format(name="Kim Sonmat")
        expect(page.locator(f".st-key-card-{one.id}").get_by_text(yes)).to_be_visible()
    press(page, f".st-key-card-{chosen[3].id}", "Strike", language)
    expect(page.locator(f".st-key-card-{chosen[3].id}")).to_have_count(0)
    shot(page, f"cards-{language}")

    held = cards.cards(stage.site, OWNER, stage.session)
    assert [one.status for one in held.units] == ["expert_confirmed"] * 3
    assert held.struck == (chosen[3].id,)
    for unit in held.units:
        traced(stage, unit)
    page.goto(f"{stage.server.url}/coverage?procedure={procedure_of(stage)}&lang={language}")
    expect(page.locator("td button").first).to_be_visible()
    cells_are_right(stage, page, asked)
    shot(page, f"coverage-{language}")
    effort(stage)
    context.close()


def answer(screen: Sitting, wav: Path) -> None:
    screen.press("Answer")
    expect(screen.button("I am finished")).to_be_visible()
    speak(screen.page, wav)
    screen.page.wait_for_timeout(300)
    screen.press("I am finished")
    screen.page.wait_for_timeout(300)


def written_down(stage: Stage, page: Page) -> list[str]:
    """What the machine heard in each answer, once it has."""
    for _ in range(240):
        answers = sitting.sitting(stage.site, OWNER, stage.session).answers
        spoken = [one for one in answers if one.reply.stream]
        if len(spoken) == SAID_BY_VOICE and all(one.state == "written" for one in spoken):
            return [one.said for one in spoken]
        page.wait_for_timeout(1_000)
    raise AssertionError([(one.state, one.said) for one in answers])


def suggested(stage: Stage, page: Page) -> list[Suggested]:
    """A suggestion for each answer out of which one was drawn, in order."""
    for _ in range(240):
        offered = cards.suggestions(stage.site, OWNER, stage.session)
        found = {one.reply: one for one in reversed(offered) if one.reply is not None}
        if len(found) >= SAID_BY_VOICE:
            return [found[number] for number in sorted(found)]
        page.wait_for_timeout(1_000)
    raise AssertionError([one.content.text for one in found.values()])


def alike(said: str, heard: str) -> bool:
    """Most words were heard: the microphone, the stream and whisper lie between."""
    first, second = (set(re.findall(r"[a-z]+", text.lower())) for text in (said, heard))
    return len(first & second) >= 0.6 * len(first)


def press(page: Page, place: str, name: str, language: str) -> None:
    found: Locator = page.locator(place)
    # while the page is drawn anew, what stood there before still stands beside it
    found.get_by_role("button", name=said_in(language, name), exact=True).first.click()


def make(page: Page, one: Suggested, language: str) -> None:
    press(page, f".st-key-offer-{one.id}", "Make a card", language)
    expect(page.locator(f".st-key-card-{one.id}")).to_be_visible()


def traced(stage: Stage, unit: KnowledgeUnit) -> None:
    """Every field of a card leads to seconds of a recording of its session."""
    recordings = sessions.get_session(stage.site, OWNER, stage.session).recordings
    there = {one.id: one.duration_s for one in recordings}
    fields = (*unit.parameters, *unit.cues, *unit.conditions, *unit.details)
    for seconds in (unit.evidence, *(unit.seconds_of(one) for one in fields)):
        assert seconds
        assert all(0 <= one.start_s < one.end_s <= there[one.recording] + 0.5 for one in seconds)


def procedure_of(stage: Stage) -> str:
    return sessions.get_session(stage.site, OWNER, stage.session).procedure


def cells_are_right(stage: Stage, page: Page, asked) -> None:  # type: ignore[no-untyped-def]
    """Told by what was done above alone: five answered, one asked with nothing, the rest open."""
    expected = {(one.asked.step_id, one.asked.probe): "answered" for one in asked[:5]}
    last = asked[5].asked
    expected.setdefault((last.step_id, last.probe), "nothing")
    over = overview(stage.site, OWNER, procedure_of(stage))
    for cell in over.matrix.cells:
        assert cell.state == expected.get((cell.step_id, cell.probe), "open"), cell
    for state in ("answered", "nothing"):
        shown = page.locator(f"td button.{state}").count()
        assert shown == sum(one == state for one in expected.values())


def effort(stage: Stage) -> None:
    """What the app itself counted of people's time; told, not judged."""
    counted = subprocess.run(
        [sys.executable, "-m", "app.cli", "effort", procedure_of(stage), "--json"],
        env=environment(stage.folder), capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(counted.stdout)
    assert told["seconds"]["ask"] > 0, told


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"complete-{name}.png", full_page=True)
