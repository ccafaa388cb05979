"""The interviewer's first day, walked as docs/manuals/interviewer.md tells it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from app import catalogue
from tests.app import sample
from tests.browser.manuals.world import Screen, World, at, settled
from tests.browser.recording import Screen as Recorder
from tests.browser.test_consent_walk import _copy, _on, _plan, _sign, _sketch, _somebody_else
from tests.browser.test_sitting import Sitting
from tests.capture.clips import Recipe, clip

MOMENTS = 4
PARTS = ((60, "GX010007.MP4"), (45, "GX020007.MP4"), (30, "GX010008.MP4"))


def the_talk(screen: Screen, folder: Path) -> None:
    """From the job to the signed copy, which is printed."""
    screen.open("programme")
    _plan(screen, {"ko": "박명장", "en": "Park B"}[screen.language])
    _sketch(screen)
    _somebody_else(screen)
    expect(screen.page.get_by_test_id("stCheckbox").first).to_be_visible()
    screen.picture("interviewer-consent")
    _sign(screen)
    _copy(screen, folder)
    _on(screen)


def the_recording(screen: Screen) -> None:
    """In the browser, with one mark."""
    page = screen.page
    screen.button("Open the recorder")
    recorder = Recorder(page, screen.language).ready()
    recorder.record()
    page.keyboard.press("m")
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator(".advice-text")).to_be_visible()
    page.wait_for_timeout(1_000)
    screen.picture("interviewer-recorder")
    recorder.stop()
    camera = screen.says("Camera {n}").format(n=1)
    expect(page.get_by_text(f"{camera}:")).to_be_visible()
    screen.button("Show a code")
    expect(page.get_by_text(screen.says("I am done"))).to_be_visible()


def the_card(screen: Screen) -> None:
    """What a camera left on its card, looked at and taken in."""
    with tempfile.TemporaryDirectory(prefix="camera-card-") as card:
        for ticks, name in PARTS:
            (Path(card) / name).write_bytes(clip(Recipe(ticks=ticks)))
        _taken_in(screen, card)


def _taken_in(screen: Screen, card: str) -> None:
    screen.open("programme")
    screen.go("New work session")
    link = "Only bring files or a camera card, without anything to be signed now"
    screen.page.get_by_text(screen.says(link)).click()
    screen.heading("Take in a recording")
    settled(screen.page)
    screen.fill("Pseudonym of the expert", {"ko": "이장인", "en": "Lee C"}[screen.language])
    screen.expand("From a camera card or a folder")
    field = screen.page.get_by_label(
        screen.says("Card or folder on the machine that runs Sonmat"), exact=True
    ).last
    field.fill(card)
    field.press("Enter")
    settled(screen.page)
    screen.button("Look at it")
    expect(screen.page.get_by_test_id("stDataFrame").first).to_be_visible()
    screen.page.get_by_text(screen.says("Take these in")).scroll_into_view_if_needed()
    screen.picture("interviewer-card")
    screen.button("Take these in")
    opened = screen.page.get_by_role("button", name=screen.says("Open this work session"))
    expect(opened.first).to_be_visible()


def the_tablet(screen: Screen, browser: Browser, world: World) -> None:
    """The certificate as a tablet sees it, and the code on the machine."""
    tablet = at(browser, world, screen.language, world.served.trust)
    tablet.page.goto(f"{world.served.trust}?lang={screen.language}")
    expect(tablet.page.locator("[data-state=not]")).to_be_visible()
    tablet.picture("interviewer-trust")
    tablet.page.context.close()
    screen.open("devices")
    screen.heading("Tablets")
    screen.button("Show a code")
    expect(screen.page.locator("[data-testid=stImage] img")).to_have_count(2)
    screen.picture("interviewer-tablets", high=1000)


def the_noise(screen: Screen, world: World) -> None:
    """What is said of a recording that was hard to hear."""
    hard = sample.processed(world.site)
    screen.open(f"session?session={hard.session.id}")
    notice = screen.page.get_by_test_id("stAlert").filter(
        has_text=screen.says("The words need a second look.")
    )
    expect(notice).to_be_visible()
    sound = screen.expand("Sound")
    expect(sound).to_contain_text(
        screen.says("The voice is {n} dB louder than the noise").format(n=12)
    )
    notice.scroll_into_view_if_needed()
    screen.picture("interviewer-sound", of=sound)


def the_sitting(screen: Screen) -> None:
    """Asked on replay, answered in writing and with nothing, to the end."""
    page = screen.page
    screen.open(f"session?session={screen.world.session}")
    expect(page.locator(".lines li").first).to_be_visible()
    screen.picture("interviewer-session", high=960, top=page.locator(".approval"))
    few, many = "Ask about {n} moment", "Ask about {n} moments"
    ask = catalogue.load(screen.language).ngettext(few, many, MOMENTS)
    page.get_by_role("button", name=ask.format(n=MOMENTS)).click()
    sitting = Sitting(page, screen.language).ready().at(1, MOMENTS)
    sitting.press("Play").stopped()
    screen.picture("interviewer-sitting")
    sitting.press("Write instead")
    page.locator(".words").fill("1/4" if screen.language == "ko" else "A quarter turn at most.")
    sitting.press("Keep it")
    sitting.press("Next question")
    for number in range(2, MOMENTS):
        sitting.at(number, MOMENTS).press("Nothing special")
    sitting.at(MOMENTS, MOMENTS).press("Ask me later")
    page.get_by_role("link", name=screen.says("Go on to the know-how cards")).click()
    screen.heading("Know-how cards")


def the_cards(screen: Screen) -> None:
    """One is made, heard and confirmed; what is open is looked at; papers are made."""
    page = screen.page
    screen.open(f"cards?session={screen.world.session}")
    page.get_by_role("button", name=screen.says("Make a card"), exact=True).first.click()
    card = page.locator("[class*='st-key-card-']").first
    expect(card).to_be_visible()
    name = {"ko": "김숙련", "en": "Kim A"}[screen.language]
    screen.fill("Name of the expert who confirms", name)
    right = page.get_by_role("button", name=screen.says("That is right"), exact=True)
    right.first.click()
    yes = screen.says("Confirmed by {name}").format(name=name)
    expect(page.get_by_text(yes).first).to_be_visible()
    screen.picture("interviewer-cards", high=900)
    screen.open(f"coverage?procedure={screen.procedure()}")
    expect(page.locator("td button").first).to_be_visible()
    screen.picture("interviewer-coverage", top=page.locator("table").first)
    screen.open(f"session?session={screen.world.session}")
    papers = screen.expand("Papers and clips for teaching")
    papers.get_by_role("button", name=screen.says("Make them"), exact=True).click()
    number = screen.says("Number {number}").format(number="")
    expect(papers.get_by_text(number).first).to_be_visible()
    papers.scroll_into_view_if_needed()
    screen.picture("interviewer-papers", of=papers)
