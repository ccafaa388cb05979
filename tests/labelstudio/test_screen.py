"""The labelling page in Chromium against the real server: all that an annotator stands before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from data_schemas.annotation import OUTSIDE, Labelling
from pipelines.labelstudio.config import Screen
from pipelines.labelstudio.difference import difference
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.results import Known, from_items, to_items
from pipelines.labelstudio.vocabulary import vocabulary
from tests.labelstudio import drawn
from tests.labelstudio.screen import KNOWN_FAULT, Wanted, make_task, open_task, signed_in
from tests.labelstudio.server import Server

pytestmark = [pytest.mark.full, pytest.mark.browser]
KNOWN = Known(("s1", "s2", "s3"), float(drawn.LENGTH_S))
SUBMIT = "button[aria-label='Submit current annotation'], button:has-text('Submit')"
ELEMENTS = "[...document.querySelectorAll('video, audio')].map(one => one.currentTime)"


@pytest.fixture(scope="module")
def gateway(server: Server) -> Iterator[Gateway]:
    with server.gateway() as opened:
        yield opened


@pytest.fixture(scope="module")
def context(browser: Browser, server: Server) -> Iterator[Any]:
    with signed_in(browser, server) as opened:
        yield opened


@pytest.fixture
def show(server: Server, gateway: Gateway, context: Any):
    """Makes a task, opens its page, and closes it again."""
    opened = []

    def shown(wanted: Wanted, **how: bool):
        task = make_task(gateway, server, wanted)
        opened.append(open_task(context, gateway, task, **how))
        return task, opened[-1]

    yield shown
    for one in opened:
        one.page.close()


def real(faults: list[str]) -> list[str]:
    return [one for one in faults if KNOWN_FAULT not in one]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_everything_is_there_and_stands_at_the_same_second(show, language):
    _, shown = show(Wanted(Screen(language), drawn.predicted(language)))
    assert shown.has(6) and real(shown.faults) == []
    for title in drawn.TITLES[language]:
        expect(shown.page.locator(".lsf-label", has_text=title).first).to_be_visible()
    expect(shown.page.get_by_text(drawn.SAID[language][0]).first).to_be_visible()
    assert shown.ask("s.names.get('step').children.map(one => one.alias)")[:3] == ["s1", "s2", "s3"]
    shown.seek(4.2)
    shown.page.wait_for_function(f"() => {ELEMENTS}.every(at => Math.abs(at - 4.2) < 0.05)")
    lanes = "['step_lane', 'speech_lane'].map(name => s.names.get(name)._ws.currentTime)"
    assert shown.ask(lanes) == pytest.approx([4.2, 4.2], abs=0.01)
    assert shown.ask("s.names.get('motion').cursorTime") == pytest.approx(4.2, abs=0.01)
    # counted from 1, the picture that says 04.20 s is the 64th
    frame = "Htx.annotationStore.selected.names.get('video').frame"
    shown.page.wait_for_function(f"() => [63, 64].includes({frame})")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_submitting_what_was_predicted_brings_it_back_equal_to_the_bit(show, gateway, language):
    before = drawn.predicted(language)
    task, shown = show(Wanted(Screen(language), before))
    # the choice is made on the page, and what is typed counts without a press on "Add"
    shown.page.get_by_text(vocabulary().reviews["ask_expert"].in_(language)).first.click()
    placeholder = vocabulary().words["question"].in_(language)
    shown.page.get_by_placeholder(placeholder).fill("why dry? / 왜 마른 채로?")
    shown.page.locator(SUBMIT).first.click()
    shown.page.wait_for_function("() => Htx.annotationStore.selected.pk", timeout=30_000)
    (after,) = gateway.annotations(task)
    read = from_items(after.result, KNOWN)
    assert read.odd == ()
    assert read.labelling.stretches == before.stretches
    assert (read.labelling.review, read.labelling.note) == (
        "ask_expert",
        "why dry? / 왜 마른 채로?",
    )
    (prediction,) = gateway.predictions(task)
    assert after.parent_prediction == prediction.id and not after.cancelled


SELECT = (
    "(id) => { const s = Htx.annotationStore.selected; s.unselectAll();"
    " s.selectArea(s.regionStore.regions.find(one => one.cleanId === id)); }"
)


def test_what_somebody_changes_on_the_page_is_the_only_change(show, gateway):
    before = drawn.predicted()
    task, shown = show(Wanted(Screen("en"), before))
    shown.page.evaluate(SELECT, "seg-2")
    shown.page.keyboard.press("0")
    shown.page.evaluate(SELECT, "utt-1")
    shown.page.keyboard.press("Backspace")
    shown.page.locator(SUBMIT).first.click()
    shown.page.wait_for_function("() => Htx.annotationStore.selected.pk", timeout=30_000)
    (after,) = gateway.annotations(task)
    read = from_items(after.result, KNOWN)
    assert read.odd == ()
    changes = [*difference(before, read.labelling, "steps")]
    changes += difference(before, read.labelling, "speech")
    found = {(one.before or one.after).id: one.what for one in changes}
    assert found.pop("seg-2") == ("relabelled",) and found.pop("utt-1") == ("removed",)
    assert set(found.values()) == {("kept",)} and len(found) == 4
    assert read.labelling.lane("steps")[1].labels == (OUTSIDE,)


def test_a_recording_without_sound_has_lanes_all_the_same(show):
    _, shown = show(Wanted(Screen("ko", has_speech=False), silent=True))
    assert shown.ask("s.names.get('step_lane')._ws.duration") == pytest.approx(12.0, abs=0.2)
    assert real(shown.faults) == []


def test_the_sense_is_asked_for_a_sign_only_and_the_question_when_there_is_one(show):
    _, shown = show(Wanted(Screen("ko"), drawn.predicted("ko")))
    asked = shown.page.get_by_placeholder(vocabulary().words["question"].ko)
    for region, seen in (("utt-1", False), ("utt-3", True), ("seg-1", False)):
        shown.page.evaluate(SELECT, region)
        touch = shown.page.get_by_text(vocabulary().senses["touch"].ko)
        expect(touch).to_be_visible(visible=seen, timeout=10_000)
    expect(asked).to_be_hidden()
    shown.page.get_by_text(vocabulary().reviews["ask_expert"].ko).first.click()
    expect(asked).to_be_visible()


def test_keys_choose_labels_and_play_and_a_label_says_when_it_is_right(show):
    _, shown = show(Wanted(Screen("en"), drawn.predicted("en")))
    cue = next(tag for tag in vocabulary().tags if tag.code == "cue")
    shown.page.locator(".lsf-label", has_text=cue.title.en).first.hover()
    expect(shown.page.get_by_text(cue.guideline.en).first).to_be_visible(timeout=10_000)
    chosen = "s.names.get('{}').selectedLabels.map(one => one.alias)"
    shown.page.keyboard.press("2")
    assert shown.ask(chosen.format("step")) == ["s2"]
    shown.page.keyboard.press("2")
    shown.page.keyboard.press(cue.hotkey)
    assert shown.ask(chosen.format("knowledge")) == ["cue"]
    shown.page.keyboard.press("Space")
    shown.page.wait_for_function(f"() => {ELEMENTS}.every(at => at > 0.3)")
    shown.page.keyboard.press("Space")
    shown.page.wait_for_function(
        "() => [...document.querySelectorAll('video, audio')].every(one => one.paused)"
    )
    at = shown.page.evaluate(f"() => {ELEMENTS}")
    assert max(at) - min(at) < 0.15, at  # they ran side by side


@pytest.mark.parametrize(
    "screen",
    [
        Screen("ko", has_speech=False),
        Screen("en", has_motion=False),
        Screen("en", has_speech=False, has_motion=False),
    ],
)
def test_work_without_speech_or_movement_has_a_screen_that_opens(show, screen):
    steps = Labelling(stretches=drawn.predicted(screen.language).lane("steps"))
    _, shown = show(Wanted(screen, steps))
    assert shown.has(3) and real(shown.faults) == []


def test_a_task_without_a_prediction_opens_empty(show):
    _, shown = show(Wanted(Screen("ko")))
    assert shown.regions == 0 and real(shown.faults) == []


def test_an_empty_transcript_breaks_the_page_which_is_why_there_is_a_screen_without(show):
    _, shown = show(Wanted(Screen("en"), data={"utterances": []}), wait=False)
    for _ in range(300):
        if any("speaker" in one for one in shown.faults):
            return
        shown.page.wait_for_timeout(100)
    pytest.fail(f"the page opens now: the screen without speech is not needed. {shown.faults}")


def test_a_label_that_the_screen_lacks_is_taken_by_the_server_and_refused_by_us(show, gateway):
    result = to_items(drawn.predicted())
    result[0]["value"]["labels"] = ["gone"]
    task, shown = show(Wanted(Screen("en"), result=result))
    assert real(shown.faults) == []
    (prediction,) = gateway.predictions(task)
    assert from_items(prediction.result, KNOWN).odd == ("The label 'gone' is not known.",)


def test_no_request_leaves_this_machine(show, server, context):
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    show(Wanted(Screen("en"), drawn.predicted()))
    there = ("data:", "blob:", server.url)
    assert asked and [one for one in asked if not one.startswith(there)] == []
