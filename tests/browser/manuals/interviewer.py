"""The interviewer's first day, walked as docs/manuals/interviewer.md tells it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from app import catalogue
from tests.app import sample
from tests.browser.manuals.world import Screen, World, at, settled
from tests.browser.recording import Screen as Recorder
from tests.browser.test_consent_walk import _copy, _on, _plan, _sign, _sketch, _somebody_else
from tests.browser.test_sitting import Sitting
from tests.capture.clips import Recipe, clip

PARTS = ((60, "GX010007.MP4"), (45, "GX020007.MP4"), (30, "GX010008.MP4"))


def the_talk(screen: Screen, folder: Path) -> None:
    """From the job to the signed copy, which is printed."""
    screen.open("programme")
    _plan(screen, f"Kim {screen.language}")
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


def the_card(screen: Screen, folder: Path) -> None:
    """What a camera left on its card, looked at and taken in."""
    card = folder / "card"
    card.mkdir()
    for ticks, name in PARTS:
        # Each language brings bytes of its own: what is here already is not taken in twice.
        width = 176 if screen.language == "ko" else 160
        (card / name).write_bytes(clip(Recipe(ticks=ticks, width=width)))
    screen.open("programme")
    screen.go("New work session")
    link = "Only bring files or a camera card, without anything to be signed now"
    screen.page.get_by_text(screen.says(link)).click()
    screen.heading("Take in a recording")
    settled(screen.page)
    screen.fill("Pseudonym of the expert", f"Card {screen.language}")
    screen.expand("From a camera card or a folder")
    field = screen.page.get_by_label(
        screen.says("Card or folder on the machine that runs Sonmat"), exact=True
    ).last
    field.fill(str(card))
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


def the_sitting(screen: Screen, world: World) -> None:
    """Asked on replay, answered in writing and with nothing, to the end."""
    page = screen.page
    screen.open(f"session?session={screen.session}")
    expect(page.locator(".lines li").first).to_be_visible()
    screen.picture("interviewer-session", high=1100)
    few, many = "Ask about {n} moment", "Ask about {n} moments"
    ask = catalogue.load(screen.language).ngettext(few, many, 6)
    page.get_by_role("button", name=ask.format(n=6)).click()
    sitting = Sitting(page, screen.language).ready().at(1, 6)
    sitting.press("Play").stopped()
    screen.picture("interviewer-sitting")
    sitting.press("Write instead")
    page.locator(".words").fill("1/4" if screen.language == "ko" else "A quarter turn at most.")
    sitting.press("Keep it")
    sitting.press("Next question").at(2, 6)
    for number in range(2, 6):
        sitting.at(number, 6).press("Nothing special")
    sitting.at(6, 6).press("Ask me later")
    page.locator(".dots button").last.click()
    sitting.press("Next question")
    page.get_by_role("link", name=screen.says("Go on to the know-how cards")).click()
    screen.heading("Know-how cards")


def the_cards(screen: Screen, world: World) -> None:
    """One is made, heard and confirmed; what is open is looked at; papers are made."""
    page = screen.page
    screen.open(f"cards?session={screen.session}")
    page.get_by_role("button", name=screen.says("Make a card"), exact=True).first.click()
    card = page.locator("[class*='st-key-card-']").first
    expect(card).to_be_visible()
    screen.fill("Name of the expert who confirms", "Kim A")
    right = page.get_by_role("button", name=screen.says("That is right"), exact=True)
    right.first.click()
    yes = screen.says("Confirmed by {name}").format(name="Kim A")
    expect(page.get_by_text(yes).first).to_be_visible()
    screen.picture("interviewer-cards", high=900)
    procedure = world.site and _procedure(world, screen.session)
    screen.open(f"coverage?procedure={procedure}")
    expect(page.locator("td button").first).to_be_visible()
    screen.picture("interviewer-coverage", high=900)
    screen.open(f"session?session={screen.session}")
    papers = screen.expand("Papers and clips for teaching")
    papers.get_by_role("button", name=screen.says("Make them"), exact=True).click()
    number = screen.says("Number {number}").format(number="")
    expect(papers.get_by_text(number).first).to_be_visible()
    papers.scroll_into_view_if_needed()
    screen.picture("interviewer-papers", of=papers)


def _procedure(world: World, session: str) -> str:
    from capture import sessions
    from capture.access import OWNER

    return sessions.get_session(world.site, OWNER, session).procedure
