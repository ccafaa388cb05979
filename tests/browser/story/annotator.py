"""Scene 7: a word is corrected, and an annotator moves a boundary on Label Studio's own page."""

from __future__ import annotations

import difflib
import json
from typing import Any

from playwright.sync_api import Page, expect

from capture import artifacts, labelling
from capture.access import OWNER
from capture.records import labelling as records
from data_schemas.artifact import Kind
from data_schemas.timeline import Segment, Timeline
from pipelines.deidentify import desk as hiding
from pipelines.deidentify.words import desk as hidden_words
from pipelines.review import desk as review
from tests.browser.by_keyboard import Keyboard
from tests.browser.story.datasets import answer_for
from tests.browser.story.library import least_sure, of, word_at
from tests.browser.story.place import Story
from tests.labelstudio.out import Annotating
from tests.labelstudio.screen import open_task, signed_in
from tests.labelstudio.test_screen import SELECT, SUBMIT, real

# Pictures that are looked at on the page.
BY_HAND = 3


def annotator(story: Story) -> None:
    _correct_a_word(story)
    _check_faces(story)
    pushed = json.loads(story.sonmat(*_push(story), story.session, "--json"))
    assert pushed["pushed"] == [story.session]
    _read_only(story)
    before = of(story)
    moved, there = _on_their_page(story, before)
    pulled = json.loads(story.sonmat("labelstudio", "pull", "--json"))
    assert pulled["taken"] == [story.session]
    _equal_to_the_bit(story, before, moved, there)
    after = of(story)
    again = json.loads(story.sonmat(*_push(story), "--json"))
    assert again["pushed"] == again["updated"] == []
    assert json.loads(story.sonmat("labelstudio", "pull", "--json"))["taken"] == []
    assert of(story) == after


def _push(story: Story) -> tuple[str, ...]:
    return ("labelstudio", "push", "--language", story.language)


def _correct_a_word(story: Story) -> None:
    """The line with the word that was heard worst becomes what was really said."""
    page = story.open("session", session=story.session)
    expect(page.locator(".lines .word").first).to_be_visible()
    keys = Keyboard(page)
    keys.settled()
    line = of(story)
    with story.acting():
        word_at(story, line, least_sure(line)).dblclick()
        field = page.locator(".edit textarea")
        expect(field).to_be_focused()
        text = field.input_value()
        story.kept["line"] = said = _rightly(story, text)
        page.keyboard.press("Control+a")
        page.keyboard.type(said)
        page.keyboard.press("Control+Enter")
        expect(field).to_have_count(0)
        expect(page.locator(".by-person").first).to_be_visible()
    keys.settled()
    story.until(lambda: _is_told(story, said), seconds=60)
    story.shot("word-corrected")


def _is_told(story: Story, said: str) -> bool:
    return any(one.text == said and one.origin == "person" for one in of(story).utterances)


def _rightly(story: Story, heard: str) -> str:
    """What was really said there, by the truth; something else than what was heard, in any case."""
    if story.language == "ko":
        return heard.rstrip(".") + "요."
    said = [one["text"] for one in story.truth["speech"]]
    (near,) = difflib.get_close_matches(heard, said, 1, 0.0)
    return near if near != heard else f"{near.rstrip('.')}, always."


def _check_faces(story: Story) -> None:
    """Pictures are looked at and somebody answers for what is hidden: a few on the
    page, and the rest of the pictures and the lines through the same doors."""
    page = story.open("masking", session=story.session)
    site, session = story.site, story.session
    nobody = page.get_by_role("button", name=story.says("Nobody can be recognised"))
    many = len(hiding.queue(site, OWNER, session).samples)
    told = story.says("{done} of {all} pictures looked at")
    with story.acting():
        for done in range(1, BY_HAND + 1):
            nobody.first.click()
            expect(page.get_by_text(told.format(done=done, all=many))).to_be_visible()
    for one in hiding.queue(site, OWNER, session).samples:
        hiding.judge(site, OWNER, session, one.id, "hidden")
    for line in hidden_words.queue(site, OWNER, session).samples:
        hidden_words.judge(site, OWNER, session, line.id, "hidden")
    page.reload()
    expect(page.get_by_text(told.format(done=many, all=many))).to_be_visible()
    answer_for(story)
    story.shot("faces-checked")
    story.until(lambda: artifacts.newest(site, session, Kind.MASKED))


def _read_only(story: Story) -> None:
    page = story.open("session", session=story.session)
    out = page.locator(".st-key-out")
    expect(out).to_be_visible()
    expect(page.locator(".lanes")).to_be_visible()
    assert not page.locator(".lanes").evaluate("box => box.timeline.player.store.editable")
    assert labelling.is_out(story.site, story.session)


def _on_their_page(story: Story, before: Timeline) -> tuple[Segment, float]:
    """The end of the step of which the machine is least sure is dragged on the lane of steps."""
    with story.site.db() as db:
        project = records.projects(db)[0].number
    with story.annotators.gateway() as gateway:
        work = Annotating(gateway, project)
        task = work.task(story.session).id
        browser = story.context.browser
        assert browser is not None
        with signed_in(browser, story.annotators, 1000) as context:
            shown = open_task(context, gateway, task)
            doubtful = _least_sure(before)
            there = drag_end(shown.page, doubtful, story)
            assert real(shown.faults) == []
            story.shot("annotator", shown.page)
            with story.acting():
                shown.page.locator(SUBMIT).first.click()
                shown.page.wait_for_function("() => Htx.annotationStore.selected.pk")
        (given,) = gateway.annotations(task)
    (item,) = [one for one in given.result if one["id"] == doubtful.id]
    assert item["value"]["end"] == there
    return doubtful, there


def _least_sure(line: Timeline) -> Segment:
    steps = [one for one in line.segments if one.step_id is not None]
    return max(steps, key=lambda one: (one.end_sd_s or 0.0, -one.confidence))


PLACE = """(id) => {
  const lane = Htx.annotationStore.selected.names.get('step_lane'), ws = lane._ws;
  ws.visualizer.container.scrollIntoView({ block: 'center' });
  const box = ws.visualizer.container.getBoundingClientRect();
  const one = Htx.annotationStore.selected.regionStore.regions.find((r) => r.cleanId === id);
  return { left: box.left, top: box.top, wide: box.width, high: box.height,
           long: ws.duration, end: one.end, start: one.start };
}"""


def drag_end(page: Page, segment: Segment, story: Story) -> float:
    """By the mouse; gives where the end lies then, as the page has it."""
    page.evaluate(SELECT, segment.id)
    place: dict[str, Any] = page.evaluate(PLACE, segment.id)

    def x(second: float) -> float:
        return place["left"] + second / place["long"] * place["wide"]

    y = place["top"] + 0.5 * place["high"]
    with story.acting():
        page.mouse.move(x(place["end"]) - 30, y)
        page.mouse.move(x(place["end"]) - 1, y, steps=6)  # the last pixel is what can be drawn
        page.mouse.down()
        page.mouse.move(x(place["end"] - 0.8), y, steps=8)
        page.mouse.up()
    after: dict[str, Any] = page.evaluate(PLACE, segment.id)
    assert 0.3 < place["end"] - after["end"] < 1.5, (place, after)
    assert after["start"] == place["start"]
    return float(after["end"])


def _equal_to_the_bit(story: Story, before: Timeline, moved: Segment, there: float) -> None:
    """The boundary is where the annotator put it, everything else where it was."""
    after = {one.id: one for one in of(story).segments}
    for one in before.segments:
        if one.id == moved.id:
            assert after[one.id].end_s == there and after[one.id].start_s == one.start_s
        else:
            assert (after[one.id].start_s, after[one.id].end_s) == (one.start_s, one.end_s)
    (entry,) = [e for e in review.entries(story.site, OWNER, story.session) if e.target == moved.id]
    assert entry.actor.startswith("annotator-") and "@" not in entry.actor
    assert [u.text for u in of(story).utterances] == [u.text for u in before.utterances]
