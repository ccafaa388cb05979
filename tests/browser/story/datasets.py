"""Scene 8: what a dataset is refused for, what settles it, and what is still not allowed."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from app.pages.parts.release_formats import FORMATS
from capture.access import OWNER
from capture.permission import NOT_APPROVED
from pipelines.release import desk
from pipelines.review.signing.desk import approval
from tests.browser.by_keyboard import Keyboard
from tests.browser.story.place import Story

NOT_CHECKED = "nobody has confirmed yet that what is to be hidden in it is"
NAME = "flange-by-hand"
WANTED = ("hf", "vtt", "explained", "qa", "lerobot")
ANSWERS_FOR = "Kim Example"
SIGNERS = ("Ada Example", "Lee Example", "Park Example")


def refused_for(story: Story, *reasons: str) -> None:
    """The page of datasets tells exactly these reasons, and offers to make nothing."""
    page = story.page
    with story.acting():
        story.open("datasets")
        one = story.many("Release check: {n} work session stays here",
                         "Release check: {n} work sessions stay here", 1)  # fmt: skip
        check = page.get_by_test_id("stExpander").filter(has_text=one)
        check.locator("summary").click()
        told = "; ".join(story.says(reason) for reason in reasons)
        expect(check.locator("p", has_text=told)).to_be_visible()
    line = check.locator("p", has_text=told).inner_text()
    assert line.endswith(f"— {told}"), line
    expect(story.button("Make it")).to_be_disabled()
    cli = story.sonmat("release", "create", NAME, "--out", str(story.root / "none"), fails=True)
    assert reasons[0] in cli and not (story.root / "none").exists()


def datasets(story: Story) -> None:
    page = story.page
    refused_for(story, NOT_CHECKED, NOT_APPROVED)
    story.shot("datasets-refused")
    story.open("masking", session=story.session)
    answer_for(story)
    _approve(story)
    out = story.root / "exports" / NAME
    out.parent.mkdir()
    with story.acting():
        story.open("datasets")
        page.get_by_label(story.says("Name"), exact=True).fill(NAME)
        page.keyboard.press("Tab")
        _choose_formats(story)
        page.get_by_label(story.says("New folder on this machine")).first.fill(str(out))
        page.keyboard.press("Tab")
        expect(story.button("Make it")).to_be_enabled()
        story.button("Make it").click()
    where = story.says("You find them in {folder}.").partition("{")[0]
    expect(page.get_by_test_id("stAlert").filter(has_text=where).first).to_be_visible(
        timeout=900_000
    )
    story.shot("datasets-made")
    (made,) = desk.list_releases(story.site, OWNER)
    assert set(made.formats) == set(WANTED) and made.sessions == (story.session,)
    story.kept["release"], story.kept["out"] = made.id, out
    story.sonmat("release", "verify", str(out))
    _not_to_be_published(story)


def answer_for(story: Story) -> None:
    """Somebody answers for what is hidden; on the page where pictures and lines were checked."""
    with story.acting():
        story.page.get_by_role("textbox", name=story.says("Your name")).fill(ANSWERS_FOR)
        story.button("All that is to be hidden is").click()
        expect(story.button("Open it again")).to_be_visible()


def _approve(story: Story) -> None:
    """What is unsure is looked at, then three people sign, all by keys."""
    page = story.open("session", session=story.session)
    expect(page.locator(".approval .states")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-test-script-state=notRunning]')")
    keys = Keyboard(page)
    with story.acting():
        while keys.ask("player.store.approval.unsure.length"):
            keys.press("u", "y")
        for name in SIGNERS:
            keys.sign(name)
        expect(page.locator(".approval [aria-current]")).to_have_text(story.says("Approved"))
    assert approval(story.site, OWNER, story.session).state == "approved"


def _choose_formats(story: Story) -> None:
    """Beside what is usually made: explained moments, cards, and an episode for robots."""
    page = story.page
    box = page.get_by_test_id("stMultiSelect").filter(has_text=story.says("Formats"))
    for name in WANTED[2:]:
        box.locator("input").fill(story.says(FORMATS[name]))
        page.get_by_role("option", name=story.says(FORMATS[name]), exact=True).click()
    page.keyboard.press("Escape")


def _not_to_be_published(story: Story) -> None:
    """Somebody outside asks for it to publish it, which nobody agreed to."""
    page, release = story.page, story.kept["release"]
    with story.acting():
        story.open("data-library")
        card = page.locator(f".st-key-shelf-{release}")
        story.button("Ask for it", f".st-key-shelf-{release}").click()
        page.get_by_label(story.says("Company or organisation")).fill("Open Data Ltd")
        use = page.get_by_label(story.says("What it is to be used for"))
        use.fill({"en": "To publish it.", "ko": "공개하려고 합니다."}[story.language])
        page.get_by_test_id("stForm").get_by_role(
            "button", name=story.says("Ask for it"), exact=True
        ).click()
        expect(card).to_be_visible()
        story.button("Grant").click()
        alert = page.get_by_test_id("stAlert").filter(has_text=_may_not_go(story))
        expect(alert.first).to_be_visible()
    story.shot("not-to-be-published")


def _may_not_go(story: Story) -> str:
    return {"en": "no consent was given for this purpose", "ko": "공개, 나누기"}[story.language]


def released(story: Story) -> Path:
    found: Path = story.kept["out"]
    return found
