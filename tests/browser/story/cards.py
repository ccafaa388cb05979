"""Scenes 5 and 6: answers become know-how cards, and a card a line on the job sheet."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from capture import sessions
from capture.access import OWNER
from data_schemas.knowledge import KnowledgeUnit, Suggested
from pipelines.elicit.cards import desk
from tests.browser.story.place import Story
from tests.browser.story.sitting import answers, cells
from tests.browser.test_complete_sitting import traced
from tests.browser.test_walk import _settled
from tests.browser.words import said_in

NAME = "Ada Example"
MENDED = {
    "en": "Feel all of the face with a fingertip: where it catches, wipe again.",
    "ko": "손끝으로 면 전체를 만져 보고, 걸리는 데가 있으면 다시 닦는다.",
}
PLAYED = (
    "m => new Promise(r => { const w = () => m.readyState >= 2 && m.currentTime > 0"
    " ? r(m.currentTime) : setTimeout(w, 20); w(); })"
)


def know_how(story: Story) -> None:
    """One card confirmed, one mended and confirmed, one struck."""
    yes, mend, no = _chosen(story)
    page = story.page
    with story.acting():
        story.open("cards", session=story.session)
        for one in (yes, mend, no):
            story.button("Make a card", f".st-key-offer-{one.id}").click()
            expect(page.locator(f".st-key-card-{one.id}")).to_be_visible()
        page.get_by_label(story.says("Name of the expert who confirms")).fill(NAME)
        page.keyboard.press("Tab")
        _confirm(story, yes)
        _mend(story, mend)
        _confirm(story, mend)
        story.button("Strike", f".st-key-card-{no.id}").click()
        expect(page.locator(f".st-key-card-{no.id}")).to_have_count(0)
    _every_field_opens_seconds(story, (yes, mend))
    page.locator(f".st-key-card-{mend.id}").scroll_into_view_if_needed()
    story.shot("know-how-cards")
    held = desk.cards(story.site, OWNER, story.session)
    assert {one.id: one.status for one in held.units} == {
        yes.id: "expert_confirmed", mend.id: "expert_confirmed",
    }  # fmt: skip
    assert held.struck == (no.id,)
    for unit in held.units:
        _traced(story, unit)
    _only_what_was_asked_has_changed(story)
    _found_and_not_found(story, no)


def _chosen(story: Story) -> tuple[Suggested, Suggested, Suggested]:
    """What becomes of the first answer is confirmed, of the written one mended, another struck.

    In the Korean story spoken answers are English, of which nobody makes a Korean card: what was
    said at work is confirmed and struck there.
    """
    told = {one.reply.number: one.reply for one in answers(story)}
    written = next(n for n, one in told.items() if one.text and one.outcome == "answered")
    aloud = [n for n, one in told.items() if one.stream] if story.language == "en" else []
    wanted = {written, *aloud}

    def drawn() -> tuple[Suggested, ...]:
        found = desk.suggestions(story.site, OWNER, story.session)
        return found if wanted <= {one.reply for one in found} else ()

    offered = story.until(drawn)
    mend = next(one for one in offered if one.reply == written)
    first = [one for n in aloud for one in offered if one.reply == n]
    at_work = [one for one in offered if one.reply is None and one.content.evidence]
    yes, *rest = [*first[:1], *at_work]
    no = next((one for one in first if one.reply == aloud[-1]), None) if aloud else rest[0]
    assert no is not None and len({yes.id, mend.id, no.id}) == 3
    story.kept["yes"], story.kept["no"] = yes, no
    return yes, mend, no


def _confirm(story: Story, one: Suggested) -> None:
    card = f".st-key-card-{one.id}"
    story.button("That is right", card).click()
    yes = story.says("Confirmed by {name}").format(name=NAME)
    expect(story.page.locator(card).get_by_text(yes)).to_be_visible()


def _mend(story: Story, one: Suggested) -> None:
    """It becomes a key point, in other words; the reason stays as it was told."""
    page, card = story.page, story.page.locator(f".st-key-card-{one.id}")
    story.button("Change", f".st-key-card-{one.id}").click()
    card.get_by_label(story.says("In the expert's words")).fill(MENDED[story.language])
    kind = card.get_by_role("combobox", name=re.compile(re.escape(story.says("Kind"))))
    kind.click()
    page.get_by_role("option", name=story.says("Key point"), exact=True).click()
    story.button("Save", f".st-key-card-{one.id}").click()
    expect(card.get_by_text(MENDED[story.language]).first).to_be_visible()
    expect(card.get_by_label(story.says("In the expert's words"))).to_have_count(0)


def _every_field_opens_seconds(story: Story, cards: tuple[Suggested, ...]) -> None:
    page = story.page
    for one in cards:
        card = page.locator(f".st-key-card-{one.id}")
        card.get_by_text(story.says("Where each part comes from")).click()
        parts = card.locator("dd")
        expect(parts.first).to_be_visible()
        for number in range(parts.count()):
            expect(parts.nth(number).get_by_role("button").first).to_be_visible()
        with story.acting():
            parts.first.get_by_role("button").first.click()
            playing = card.locator("video[controls], audio[controls]").last
            expect(playing).to_be_visible()
            assert playing.evaluate(PLAYED) > 0
        playing.evaluate("media => media.pause()")


def _traced(story: Story, unit: KnowledgeUnit) -> None:
    traced(story, unit)  # type: ignore[arg-type]


def procedure_of(story: Story) -> str:
    return sessions.get_session(story.site, OWNER, story.session).procedure


def _only_what_was_asked_has_changed(story: Story) -> None:
    """The table of what was asked differs from before in the cells that were asked, and no other.

    The added question belongs to no card and so to no cell."""
    asked = [one.asked for one in story.kept["asked"][:4]]
    expected = {(asked[1].step_id, asked[1].probe): "nothing"}
    expected |= {(one.step_id, one.probe): "answered" for one in asked if one is not asked[1]}
    before, after = story.kept["cells"], cells(story)
    assert {key: now for key, now in after.items() if before[key] != now} == expected
    page = story.page
    with story.acting():
        story.open("coverage", procedure=procedure_of(story))
        expect(page.locator("td button").first).to_be_visible()
    for state in ("answered", "nothing"):
        count = sum(one == state for one in expected.values())
        expect(page.locator(f"td button.{state}")).to_have_count(count)
    page.locator("td button.answered").first.scroll_into_view_if_needed()
    story.shot("asked-and-open")


def find(story: Story, query: str) -> Page:
    """Ask the page of search, once it has answered."""
    page = story.open("search")
    _settled(page)  # before that, what is typed is not heard
    box = page.get_by_role("textbox", name=story.says("What are you looking for?"))
    box.fill(query)
    box.press("Enter")
    nothing = story.says("Nothing was found. Recordings can be searched once they are ready.")
    answer = page.locator("[class*='st-key-hit-']").first.or_(page.get_by_text(nothing))
    # with the first question the text encoder is loaded
    expect(answer.first).to_be_visible(timeout=180_000)
    return page


def cards_found(story: Story, query: str, text: str) -> int:
    """How many know-how cards with these words the page finds."""
    hits = find(story, query).locator("[class*='st-key-hit-']")
    card = hits.filter(has_text=story.says("Know-how card"))
    # its own words, not those that are said after its seconds
    return card.get_by_test_id("stHtml").filter(has_text=text[:40]).count()


def _found_and_not_found(story: Story, struck: Suggested) -> None:
    text = MENDED[story.language]
    story.until(lambda: cards_found(story, text, text) or None, seconds=120)
    story.shot("found")
    assert cards_found(story, struck.content.text, struck.content.text) == 0


def job_sheet(story: Story) -> None:
    """The new key point with its reason and a way to its clip; for teaching here; nobody timed."""
    page = story.open("session", session=story.session)
    with story.acting():
        page.get_by_text(story.says("Papers and clips for teaching"), exact=True).click()
        story.button("Make them").click()
        link = page.locator('a[href*="/handouts/"][href*="sheet.html"]')
        expect(link).to_be_visible()
    address = link.get_attribute("href") or ""
    sheet = story.context.new_page()
    sheet.on("request", story.seen.request)
    with story.acting():
        sheet.goto(urljoin(story.url, address))
        step = sheet.locator("tbody.step", has_text=MENDED[story.language])
        expect(step).to_be_visible()
    (unit,) = [
        one for one in desk.cards(story.site, OWNER, story.session).units
        if one.text == MENDED[story.language]
    ]  # fmt: skip
    reasons = [one.text for one in unit.details if one.field == "reason"]
    assert reasons, "it says why"
    expect(step).to_contain_text(reasons[0])
    to = step.locator(".at a").first.get_attribute("href") or ""
    assert to.startswith(f"{story.url}/session?session={story.session}&at=")
    expect(sheet.locator("header")).to_contain_text(
        said_in(story.language, "for teaching at this site")
    )
    _nobody_is_timed(sheet)
    step.scroll_into_view_if_needed()
    story.shot("job-sheet", sheet)
    sheet.close()


def _nobody_is_timed(sheet: Page) -> None:
    """No length of time anywhere on it: only where in the recording something is."""
    text = sheet.locator("main").inner_text()
    assert not re.search(r"\d\s*(s|sec|seconds|min|minutes|초|분)\b", text), text
