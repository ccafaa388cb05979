"""The annotator's ways, walked as docs/manuals/annotator.md tells them."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from capture import accounts, artifacts
from capture.access import OWNER
from data_schemas.artifact import Kind, Recipe
from data_schemas.mask import BoxAt, FoundMasks, Patch, PictureMask
from data_schemas.rights import Role
from tests.app.signing_in import NAMES, everybody
from tests.browser.manuals.made import TRUTH
from tests.browser.manuals.world import Screen, World, at, sign_in
from tests.hidden import masked

FACE = Patch(x=0.44, y=0.03, w=0.12, h=0.21)


def the_time_line(screen: Screen) -> None:
    """A line of words, and a section that the machine was not sure of."""
    page = screen.page
    screen.open(f"session?session={screen.world.session}")
    expect(page.locator(".lines li").first).to_be_visible()
    page.locator(".lines li.speech").nth(1).locator(".word").nth(3).dblclick()
    expect(page.locator(".edit textarea")).to_be_visible()
    screen.picture("annotator-words", top=page.locator(".approval"))
    page.keyboard.press("Escape")
    page.locator(".lane", has_text=_last_step(screen)).locator("button").click()
    expect(page.locator(".chosen")).to_contain_text(screen.says("That is right"))
    page.locator(".chosen").scroll_into_view_if_needed()
    screen.picture("annotator-steps", high=900)


def _last_step(screen: Screen) -> str:
    return {"ko": "틈새", "en": "Check the gap"}[screen.language]


def the_hiding(screen: Screen, world: World) -> None:
    """A face that the machine proposes to hide."""
    recording = _recording(world)
    mask = PictureMask(
        id="mask-face", recording=recording.id, kind="face", origin="machine",
        boxes=(BoxAt(at_s=0.0, box=FACE),), start_s=0.0, end_s=TRUTH["duration_s"],
    )  # fmt: skip
    _seal(world, Kind.MASKS, FoundMasks(masks=(mask,), looked_at=230))
    screen.open(f"masking?session={world.session}")
    screen.heading("What is hidden")
    expect(screen.page.locator(".masks .list li")).to_have_count(1)
    expect(screen.page.get_by_role("button", name=screen.says("Draw a box"))).to_be_visible()
    screen.picture("annotator-hidden", high=1000)


def the_guideline(screen: Screen) -> None:
    screen.open(f"guideline?procedure={screen.procedure()}")
    screen.heading("Guideline of the labels")
    expect(screen.page.get_by_text(screen.says("Kinds of know-how"))).to_be_visible()
    screen.picture("annotator-guideline")


def the_masked_copy(browser: Browser, world: World, language: str) -> None:
    """What somebody sees who signs in as an annotator, of what was given to them."""
    with artifacts.open_bytes(world.site, _recording(world).original) as original:
        _seal(world, Kind.MASKED, original.read())
    masked(world.site, world.session)
    people = everybody(world.site)
    accounts.assign(world.site, OWNER, world.session, people[Role.ANNOTATOR])
    screen = at(browser, world, language)
    sign_in(screen, NAMES[Role.ANNOTATOR])
    screen.heading("Library")
    screen.button("Open")
    note = "What is to be hidden is hidden here. Labels are written where they are asked for."
    expect(screen.page.get_by_text(screen.says(note))).to_be_visible()
    video = screen.page.locator("video")
    video.evaluate(
        "media => media.readyState > 1 || new Promise((done) => media.onloadeddata = done)"
    )
    screen.picture("annotator-masked")
    screen.page.context.close()


def _recording(world: World):  # type: ignore[no-untyped-def]
    from capture import sessions

    return sessions.get_session(world.site, OWNER, world.session).recordings[0]


def _seal(world: World, kind: Kind, value: object) -> None:
    stage = {Kind.MASKS: "masks", Kind.MASKED: "masked"}[kind]
    recipe = Recipe(kind=kind, stage=stage, version="1", parents=(_recording(world).original,))
    artifacts.seal(world.site, recipe, artifacts.session_scope(world.session), value)
