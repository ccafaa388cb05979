"""Which acts of people go with the seconds that they are about."""

from datetime import UTC, datetime

import pytest

from data_schemas.clock import Span
from data_schemas.entry import ERASED, Act, Entry
from data_schemas.erasure import Part
from pipelines.erasure.about import about, answers_to

PART = Part(recording="rec", start_s=10, end_s=20)


def entry(number, target, span=None, act=Act.CORRECT, recording="rec", **more):
    where = Span(recording=recording, start_s=span[0], end_s=span[1]) if span else None
    return Entry(
        act=act, target=target, span=where, session="s", number=number, actor="a",
        at=datetime(2026, 1, 1, tzinfo=UTC), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "span", "goes"),
    [
        ("utt-1", (9, 11), True), ("utt-1", (0, 10), False), ("utt-1", (20, 25), False),
        ("utt-1", (12, 13), True), ("drop-1", (19, 30), True), ("mom-1", (5, 12), True),
        ("own-1", (10, 10.5), True), ("unit-1", (0, 60), True), ("seg-1", (5, 25), False),
        ("seg-1", (11, 19), True), ("step:s1", None, False), ("session", None, False),
    ],
)  # fmt: skip
def test_words_go_where_they_meet_it_and_steps_where_they_lie_inside(target, span, goes):
    assert about((entry(1, target, span),), (PART,)) == ((1,) if goes else ())


def test_what_was_noted_about_a_take_goes_with_any_of_its_seconds_and_a_bare_label_with_all():
    shown = [{"recording": "rec", "start_s": 0.0, "end_s": 60.0}]
    bare, noted = {"variant": "good", "shown": shown}, {"variant": "defect", "note": "a"}
    acts = (
        entry(1, "take:1", act=Act.CONFIRM, after=bare),
        entry(2, "take:2", act=Act.CONFIRM, after={**noted, "shown": shown}),
        entry(3, "take:2", act=Act.CONFIRM, after=bare),
        entry(4, "take:3", act=Act.CONFIRM, after={**noted, "shown": []}),
    )
    assert about(acts, (PART,)) == (2, 3), "also what else was said of that take"
    assert about(acts, (Part(recording="rec"),)) == (1, 2, 3)


def test_another_recording_is_left_alone():
    acts = (entry(1, "utt-1", (12, 13), recording="other"), entry(2, "utt-1", (12, 13)))
    assert about(acts, (PART,)) == (2,)
    assert about(acts, (Part(recording="other"),)) == (1,)


def test_a_card_that_rests_on_it_goes_with_all_that_was_said_about_the_card():
    evidence = {"unit": {"evidence": [{"recording": "rec", "start_s": 12, "end_s": 14}]}}
    acts = (
        entry(1, "unit-a", after=evidence),
        entry(2, "unit-a", act=Act.CONFIRM, note="yes"),
        entry(3, "unit-a", act=Act.STRIKE),
        entry(4, "unit-b", act=Act.CONFIRM),
        entry(5, "4", act=Act.UNDO),
    )
    assert about(acts, (PART,)) == (1, 2, 3)


def test_that_it_was_taken_out_stays_and_what_is_gone_is_not_gone_again():
    acts = (
        entry(1, "cut-1", (10, 20), act=Act.STRIKE),
        entry(2, ERASED, act=Act.UNDO),
        entry(3, "1", act=Act.UNDO),
    )
    assert about(acts, (PART, Part(recording="rec"))) == ()


def test_spoken_answers_are_found_by_their_stream():
    asked = {
        "target": "mom-1", "question": {"en": "?", "ko": "?"},
        "span": {"recording": "rec", "start_s": 12, "end_s": 13},
    }  # fmt: skip
    said = {"outcome": "answered", "text": "", "stream": "stm-1"}
    acts = (
        entry(1, "mom-1", act=Act.ANSWER, before={"asked": asked}, after=said),
        entry(2, "mom-9", act=Act.ANSWER, before={"asked": {**asked, "span": None}}, after=said),
    )
    gone = about(acts, (PART,))
    assert gone == (1,) and answers_to(acts, gone) == frozenset({"stm-1"})
