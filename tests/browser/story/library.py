"""Scenes 1 and 2: a tile in the library, and what was understood of the recording."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from app.scene.lines import FAINT_BELOW
from capture import sessions
from capture.access import OWNER
from data_schemas.timeline import Moment, Timeline
from data_schemas.transcript import Utterance
from tests.browser.by_keyboard import Keyboard
from tests.browser.story.place import Story
from tests.browser.timeline import TimeLine

TITLES = {
    "en": (
        "Clean the sealing faces", "Fit the gasket", "Place the blind flange",
        "Start the bolts by hand", "Tighten in a cross pattern",
        "Check the gap with the feeler gauge",
    ),
    "ko": (
        "플랜지 면 청소", "가스켓 올리기", "맹플랜지 얹기", "볼트 손으로 돌려 넣기",
        "대각선 순서로 조이기", "틈새 게이지로 간격 확인",
    ),
}  # fmt: skip
OBSERVED = 1


def library(story: Story) -> None:
    """One tile: generated, and what was agreed to."""
    page = story.page
    with story.acting():
        page.goto(f"{story.url}/?lang={story.language}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(story.says("Library"))
        tile = page.locator("[class*='st-key-card-ses']")
        expect(tile).to_have_count(1)
        expect(tile.get_by_text(story.says("SYNTHETIC"), exact=True)).to_be_visible()
    for purpose, agreed in (("Teach", True), ("Train AI", True), ("Share", False),
                            ("Publish", False)):  # fmt: skip
        word = story.says("{purpose}: yes" if agreed else "{purpose}: no")
        chip = word.format(purpose=story.says(purpose))
        expect(tile.get_by_text(chip, exact=True)).to_be_visible()
    expect(tile.get_by_text(story.says("Ready"), exact=True)).to_be_visible()
    story.shot("library")


def time_line(story: Story) -> None:
    """Steps under the video, marks where something was done without a word, what was misheard."""
    page = story.page
    with story.acting():
        story.button("Open").click()
        expect(page.locator(".lines li").first).to_be_visible()
        for title in TITLES[story.language]:
            expect(page.locator(".lane", has_text=title).first).to_be_visible()
    line = of(story)
    marks = silent_of(line)
    _meets_the_truth(story, line, marks)
    with story.acting():
        _marked(story, marks[0])
    _hands_at_work_without_a_voice(story, marks[0])
    story.shot("time-line")
    _unsure_words(story)


def of(story: Story) -> Timeline:
    found = sessions.timeline(story.site, OWNER, story.session)
    assert found is not None
    return found


def silent_of(line: Timeline) -> list[Moment]:
    """Marks of what was done without a word, in order of time."""
    found = [one for one in line.moments if one.kind == "unspoken_action"]
    return sorted(found, key=lambda one: one.start_s)


def _meets_the_truth(story: Story, line: Timeline, marks: list[Moment]) -> None:
    truth = story.truth
    silent = [one for one in truth["actions"] if not one["spoken"]]
    hit = {
        mark.id: action["id"]
        for mark in marks
        for action in silent
        if min(mark.end_s, action["end_s"]) - max(mark.start_s, action["start_s"]) > 0
    }
    assert set(hit.values()) == {one["id"] for one in silent}
    assert len(marks) <= len(silent) + 1
    aside = [(one["start_s"], one["end_s"]) for one in truth["speech"] if not one["on_topic"]]
    for segment in line.segments:
        for cited in segment.cited if segment.step_id else ():
            middle = (cited.start_s + cited.end_s) / 2
            assert not any(start <= middle < end for start, end in aside), (segment, cited)


def _marked(story: Story, mark: Moment) -> None:
    """A click on a mark plays its seconds, and its line tells that nothing was said."""
    page, lanes = story.page, TimeLine(story.page)
    Keyboard(page).settled()
    lanes.click("moments", (mark.start_s + mark.end_s) / 2)
    low, high = mark.start_s - 0.5, mark.end_s + 0.5
    sought = "media => media.sought ?? -1"
    story.until(lambda: low <= page.locator("video").first.evaluate(sought) <= high, seconds=60)
    question = mark.question.ko if story.language == "ko" else mark.question.en
    expect(page.locator(".lines li.silent", has_text=question).first).to_be_visible()


def _hands_at_work_without_a_voice(story: Story, mark: Moment) -> None:
    track = sessions.motion(story.site, OWNER, story.session)
    assert track is not None
    within = (track.t_us / 1e6 >= mark.start_s) & (track.t_us / 1e6 < mark.end_s)
    seen = (track.right.status[within] == OBSERVED) | (track.left.status[within] == OBSERVED)
    assert within.sum() > 5 and seen.mean() > 0.5, "a hand is in the picture"
    spoken = [word for one in of(story).utterances for word in one.words]
    middle = (mark.start_s + mark.end_s) / 2
    assert not any(word.start_s <= middle < word.end_s for word in spoken), "nobody speaks"


def least_sure(line: Timeline) -> tuple[Utterance, int]:
    """The line with the word that was heard worst, and which of its words that is; of what was
    brought, which has no words of its own, the first."""
    found = [
        (word.confidence, number, n)
        for number, one in enumerate(line.utterances)
        for n, word in enumerate(one.words)
    ]
    _, number, n = min(found, default=(1.0, 0, 0))
    return line.utterances[number], n


def word_at(story: Story, line: Timeline, place: tuple[Utterance, int]) -> Locator:
    spoken = story.page.locator(".lines > li.speech")
    number = [one.id for one in line.utterances].index(place[0].id)
    return spoken.nth(number).locator(".word").nth(place[1])


def _unsure_words(story: Story) -> None:
    """Every word that was hardly heard is shaded, and no other; the one heard worst is played."""
    line = of(story)
    shaded = sum(w.confidence < FAINT_BELOW for one in line.utterances for w in one.words)
    expect(story.page.locator(".lines .word.faint")).to_have_count(shaded)
    place = least_sure(line)
    word = word_at(story, line, place)
    with story.acting():
        word.click()
        expect(story.page.locator(".lines li[aria-current]")).to_contain_text(word.inner_text())
    video = story.page.locator("video").first
    start_s = place[0].words[place[1]].start_s if place[0].words else place[0].start_s
    story.until(lambda: abs(video.evaluate("m => m.sought ?? m.currentTime") - start_s) < 0.5)
    video.evaluate("media => media.pause()")
