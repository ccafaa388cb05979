"""Replay and explain in a real browser: asked on replay, answered by voice, and nothing lost."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from app import catalogue
from capture import artifacts, sessions, takes
from capture.access import OWNER
from capture.media import media_from_path
from capture.settings import Settings
from capture.site import Site
from data_schemas.session import Recording
from pipelines.elicit.sitting import desk
from pipelines.elicit.sitting.posed import Answer
from pipelines.progress import status
from tests.app import asked, sample
from tests.app.test_sitting_route import write_down
from tests.browser.barriers import barriers
from tests.browser.recording import ROOT, Server, Truth, chromium
from tests.capture.sounds import RATE, wav

pytestmark = pytest.mark.browser

LOCALES = {"ko": "ko-KR", "en": "en-US"}
SIZES = {"ko": (1024, 768), "en": (1280, 800)}
SPAN = asked.AT[0]
SPOKEN = ROOT / "examples" / "demo" / "recording" / "recording.mp4"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sitting")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    opened = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    # No worker comes: what was found and what was said stays what this test seals.
    with (opened.settings.folder / ".worker.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield opened
    opened.close()


@pytest.fixture(scope="module")
def server(site: Site, folder: Path) -> Iterator[Server]:
    made = Server(site.settings, folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """One a process: a second one beside it does not start."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    with chromium(driver) as launched:
        yield launched


@pytest.fixture
def made(site: Site) -> sample.Sample:
    made = sample.processed(site)
    asked.seal_moments(site, made)
    return made


@dataclass(frozen=True)
class Sitting:
    """The page of one screen, as people use it."""

    page: Page
    language: str = "en"

    def say(self, text: str) -> str:
        return catalogue.say(self.language)(text)

    def open(self, server: Server, session: str, screen: str = "") -> Sitting:
        more = f"&screen={screen}" if screen else ""
        self.page.goto(f"{server.url}/sitting?session={session}{more}")
        return self.ready()

    def ready(self) -> Sitting:
        expect(self.page.locator(".sitting .count")).to_be_visible()
        return self

    def button(self, name: str) -> Locator:
        inside = self.page.locator(".sitting")
        return inside.get_by_role("button", name=self.say(name), exact=True)

    def press(self, name: str) -> Sitting:
        self.button(name).click()
        return self

    def at(self, number: int, total: int) -> Sitting:
        count = self.say("Question {n} of {total}").format(n=number, total=total)
        expect(self.page.locator(".count")).to_have_text(count)
        return self

    def stopped(self) -> float:
        """Where the replay stands once it has stopped by itself."""
        expect(self.button("Play it again")).to_be_visible()
        at_s: float = self.now()
        return at_s

    def now(self) -> float:
        at_s: float = self.page.locator(".sitting video").evaluate("(video) => video.currentTime")
        return at_s

    def speak(self, ms: int = 1500) -> Sitting:
        self.press("Answer")
        expect(self.button("I am finished")).to_be_visible()
        self.page.wait_for_timeout(ms)
        return self

    def tells(self, text: str) -> Sitting:
        expect(self.page.locator(".answers")).to_contain_text(self.say(text))
        return self


def answers(site: Site, session: str) -> tuple[Answer, ...]:
    return desk.sitting(site, OWNER, session).answers


def voices(site: Site, session: str) -> list[Recording]:
    found = sessions.get_session(site, OWNER, session).recordings
    return [one for one in found if one.role == "answer"]


def context_of(browser: Browser, language: str) -> BrowserContext:
    wide, high = SIZES[language]
    return browser.new_context(locale=LOCALES[language], viewport={"width": wide, "height": high})


@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.full)])
def test_a_sitting_from_the_work_session_to_its_end(
    site: Site, server: Server, browser: Browser, made: sample.Sample, language: str
) -> None:
    context, session = context_of(browser, language), made.session.id
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            urlsplit(asked.url).scheme in ("data", "blob")
            or urlsplit(asked.url).netloc == urlsplit(server.url).netloc
            or complaints.append(asked.url)
        ),
    )
    screen = Sitting(page, language)
    page.goto(f"{server.url}/session?session={session}")
    three = catalogue.load(language).ngettext("Ask about {n} moment", "Ask about {n} moments", 3)
    page.get_by_role("button", name=three.format(n=3)).click()
    screen.ready().at(1, 3)
    _, question, _ = desk.sitting(site, OWNER, session).questions
    expect(page.locator(".reason")).to_have_text(getattr(asked.REASONS[0], language))
    expect(page.locator(".missing")).to_contain_text(screen.say("speech"))
    assert barriers(page) == []

    # It plays to the moment and stops there, with the question beside it.
    screen.press("Play")
    assert SPAN[2] <= screen.stopped() < SPAN[2] + 1.5
    screen.speak()
    assert barriers(page) == []
    screen.press("I am finished").tells("Safe. The words are being written down…")
    (said,) = voices(site, session)
    write_down(site, said.original, "Just a little, by feel.")
    expect(page.locator(".answers .said")).to_have_text("Just a little, by feel.")
    (spoken,) = answers(site, session)
    assert (spoken.reply.recording, spoken.state) == (said.id, "written")
    assert spoken.reply.asked.span.start_s == SPAN[1] and said.offset_s is None

    # What it leads to is answered in writing.
    page.locator(".further").click()
    screen.press("Write instead")
    page.locator(".words").fill("A quarter turn, until it clicks.")
    screen.press("Keep it").tells("A quarter turn, until it clicks.")
    written = answers(site, session)[-1].reply
    assert (written.asked.follows, written.text) == (
        spoken.reply.number, "A quarter turn, until it clicks.",
    )  # fmt: skip

    screen.press("Next question").at(2, 3)
    expect(page.locator(".question")).to_have_text(getattr(question.asked.question, language))
    screen.stopped()
    screen.press("Ask something here")
    page.locator(".own-text").fill("Why on this side?")
    assert barriers(page) == []
    screen.press("Ask it").at(4, 4)
    expect(page.locator(".question")).to_have_text("Why on this side?")
    screen.press("I will not say")
    expect(page.locator(".sums")).to_contain_text(screen.say("Not to be said"))
    page.locator(".dots button").nth(1).click()
    screen.at(2, 4).press("Nothing special").at(3, 4).press("Ask me later").at(4, 4)
    screen.tells("Not to be said").press("Next question")
    cards = page.get_by_role("link", name=screen.say("Go on to the know-how cards"))
    expect(cards).to_have_attribute("href", f"/cards?session={session}&lang={language}")
    assert barriers(page) == []
    outcomes = [one.reply.outcome for one in answers(site, session)]
    assert outcomes == ["answered", "answered", "later", "declined", "nothing", "later"]
    page.locator(".dots button").nth(1).click()
    page.locator(".answers .take-back").click()
    expect(page.locator(".answers li")).to_have_count(0)
    assert [one.state for one in answers(site, session)].count("nothing") == 0
    assert complaints == []
    context.close()


@pytest.mark.full
def test_two_screens_follow_each_other(
    site: Site, server: Server, browser: Browser, made: sample.Sample
) -> None:
    """The interviewer's tablet leads; the expert answers on a screen that shows nothing else."""
    contexts = [context_of(browser, "en"), context_of(browser, "ko")]
    lead = Sitting(contexts[0].new_page()).open(server, made.session.id)
    expert = Sitting(contexts[1].new_page(), "ko").open(server, made.session.id, "expert")
    expect(expert.page.locator("[data-testid=stSidebar]")).to_be_hidden()
    for hidden in ("Next question", "Ask something here"):
        expect(expert.button(hidden)).to_have_count(0)
    assert barriers(expert.page) == []
    lead.press("Next question").at(2, 3)
    expert.at(2, 3)
    expect(expert.page.locator(".question")).to_contain_text("다시 잡으셨습니다")
    assert abs(lead.stopped() - expert.stopped()) < 0.5
    expect(lead.page.locator(".elsewhere")).to_be_visible()
    expert.speak(500)
    expect(lead.page.locator(".speak")).to_contain_text("on the other screen")
    expect(lead.button("Answer")).to_have_count(0)
    expert.press("I am finished")
    for one in (lead, expert):
        one.tells("Safe. The words are being written down…")
    lead.press("Previous question").at(1, 3)
    expert.at(1, 3).press("Nothing special")
    lead.at(2, 3)
    states = {one.reply.asked.target[-1]: one.state for one in answers(site, made.session.id)}
    assert states == {"1": "arrived", "0": "nothing"}
    for context in contexts:
        context.close()


def test_an_answer_outlives_a_dead_server_and_a_closed_tab(
    site: Site, server: Server, browser: Browser, made: sample.Sample
) -> None:
    """Begun with a server, ended without one; its rest is sent by the next page that is opened."""
    context, session = context_of(browser, "en"), made.session.id
    truth = Truth(context)
    screen = Sitting(truth.page()).open(server, session)
    screen.speak(2500)
    server.kill()
    screen.page.wait_for_timeout(1500)
    expect(screen.button("I am finished")).to_be_visible()
    server.start()
    screen.page.wait_for_timeout(1500)
    server.kill()
    screen.press("I am finished")
    # A second one that the server has not heard a word of.
    screen.button("Say more").or_(screen.button("Answer")).click()
    expect(screen.button("I am finished")).to_be_visible()
    screen.page.wait_for_timeout(1200)
    screen.press("I am finished")
    expect(screen.page.locator(".answers li")).to_have_count(2)
    screen.page.wait_for_timeout(700)
    truth.whole(screen.page)
    screen.page.close()
    server.start()
    # Not even on the same page: the recorder of the session finds it on the shelf.
    other = truth.page()
    other.goto(f"{server.url}/record?session={session}")
    other.wait_for_timeout(1000)
    _until(other, lambda: len(voices(site, session)) == 2)
    stored = []
    for one in voices(site, session):
        with artifacts.open_bytes(site, one.original) as file:
            stored.append(file.read())
    # Which one comes first off the shelf is chance.
    assert sorted(stored) == sorted(truth.recordings())
    assert takes.unfinished(site, OWNER, session, "answer") == ()
    told = answers(site, session)
    assert [(one.state, one.reply.asked.span.start_s) for one in told] == [("arrived", SPAN[1])] * 2
    assert sessions.get_session(site, OWNER, session).work == made.session.work
    context.close()


def _until(page: Page, holds) -> None:  # type: ignore[no-untyped-def]
    for _ in range(240):
        if holds():
            return
        page.wait_for_timeout(500)
    raise AssertionError("it did not come to that")


@pytest.mark.full
def test_a_second_window_of_one_browser_gets_the_microphone_when_nobody_else_speaks(
    site: Site, server: Server, browser: Browser, made: sample.Sample
) -> None:
    """One computer with two monitors: tablet and expert's screen are two windows."""
    context = context_of(browser, "en")
    lead = Sitting(context.new_page()).open(server, made.session.id)
    lead.speak(500).press("I am finished").tells("Safe. The words are being written down…")
    lead.press("Next question")
    expert = Sitting(context.new_page()).open(server, made.session.id, "expert").at(2, 3)
    expert.speak(500).press("I am finished").tells("Safe. The words are being written down…")
    lead.press("Next question").at(3, 3)
    lead.speak(500).press("I am finished").tells("Safe. The words are being written down…")
    _until(lead.page, lambda: len(voices(site, made.session.id)) == 3)
    assert [one.state for one in answers(site, made.session.id)] == ["arrived"] * 3
    context.close()


@pytest.mark.full
@pytest.mark.weights
def test_what_is_said_into_the_microphone_is_written_down(
    driver: Playwright, tmp_path: Path
) -> None:
    """Prepared speech, a real worker: from the microphone to the words beside the question."""
    site = Site.open(Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key"))
    made = sample.processed(site)
    asked.seal_moments(site, made)
    server = Server(site.settings, tmp_path)
    server.start()
    said = tmp_path / "said.wav"
    said.write_bytes(wav(media_from_path(SPOKEN).sound_array(RATE)[: 9 * RATE]))
    with chromium(driver, said) as launched:
        screen = Sitting(context_of(launched, "en").new_page()).open(server, made.session.id)
        screen.speak(9000).press("I am finished")
        began = time.monotonic()
        expect(screen.page.locator(".answers .said")).to_contain_text("seal", timeout=240_000)
        print(f"written down after {time.monotonic() - began:.1f} s")  # noqa: T201
        _until(screen.page, lambda: status(site, OWNER, made.session.id).state == "ready")
    server.stop()
    (told,) = answers(site, made.session.id)
    assert told.state == "written" and told.reply.asked.span.start_s == SPAN[1]
    site.close()


@pytest.mark.full
def test_all_of_it_by_keyboard(
    site: Site, server: Server, browser: Browser, made: sample.Sample
) -> None:
    context = context_of(browser, "en")
    screen = Sitting(context.new_page()).open(server, made.session.id)
    press = screen.page.keyboard.press
    press("Space")
    screen.stopped()
    press("r")
    expect(screen.button("I am finished")).to_be_visible()
    press("n")
    screen.at(1, 3).page.wait_for_timeout(800)
    press("r")
    screen.tells("Safe. The words are being written down…")
    press("n")
    screen.at(2, 3)
    screen.page.wait_for_timeout(1200)
    press("Space")
    expect(screen.button("Ask something here")).to_be_visible()
    standing = screen.now()
    press("p")
    screen.at(1, 3)
    assert standing > SPAN[1] and [one.state for one in answers(site, made.session.id)] == [
        "arrived"
    ]
    # While one writes, letters are letters.
    screen.press("Write instead")
    screen.page.keyboard.type("run pin")
    screen.at(1, 3)
    expect(screen.page.locator(".words")).to_have_value("run pin")
    # What is being typed outlives a reload.
    screen.page.reload()
    screen.ready().press("Write instead")
    expect(screen.page.locator(".words")).to_have_value("run pin")
    context.close()
