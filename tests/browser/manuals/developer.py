"""What an AI developer sees, walked as docs/manuals/developer.md tells it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from capture.access import OWNER
from data_schemas.release import Selection
from data_schemas.rights import Role
from pipelines.release import desk
from tests.app.signing_in import NAMES, everybody
from tests.browser.manuals.world import World, at, sign_in
from tests.hidden import answered_for

FORMATS = ("hf", "vtt")


def the_way_to_a_dataset(browser: Browser, world: World, language: str, folder: Path) -> None:
    """Made by the owner on the page; then asked for by somebody who may see nothing else."""
    answered_for(world.site, world.session)
    chosen = Selection(name="flange", sessions=(world.session,), formats=FORMATS)
    desk.create(world.site, OWNER, chosen, folder / "flange")
    owner = at(browser, world, language)
    owner.open("datasets")
    owner.heading("Datasets")
    expect(owner.page.get_by_text("flange", exact=True).first).to_be_visible()
    owner.picture("developer-datasets")
    owner.page.context.close()

    everybody(world.site)
    screen = at(browser, world, language)
    sign_in(screen, NAMES[Role.TRAINER])
    screen.heading("Datasets")
    screen.go("Data library")
    expect(screen.page.get_by_text("CC-BY-4.0")).to_be_visible()
    screen.picture("developer-library")
    screen.page.get_by_role("button", name=screen.says("Ask for it")).first.click()
    asked = screen.page.get_by_label(screen.says("Company or organisation"))
    asked.fill({"ko": "한빛 로봇 연구소", "en": "Hanbit Robotics"}[language])
    what = {"ko": "로봇 손의 쥐는 힘", "en": "grip forces of a robot hand"}[language]
    screen.page.get_by_label(screen.says("What it is to be used for")).fill(what)
    screen.picture("developer-ask")
    screen.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(screen.page.get_by_text(screen.says("Waits for an answer"))).to_be_visible()
    screen.page.context.close()
