"""What was told becomes passages: cards with all their fields, answers where they were given."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data_schemas.clock import Span
from data_schemas.knowledge import Condition, Cue, Detail, Evidence, KnowledgeUnit, Parameter, Touch
from data_schemas.rights import ProtectionClass
from data_schemas.sitting import Asked, Reply
from data_schemas.timeline import Moment, Question
from pipelines.search.told.passages import Answered, Told, card_text, passages_told
from tests.pipelines.search.conftest import say

AT = datetime(2026, 11, 30, tzinfo=UTC)
WORK = Evidence(recording="r1", start_s=5.0, end_s=7.0, track="video")
QUESTION = Question(en="How do you know it is seated?", ko="자리 잡은 걸 어떻게 아세요?")


def unit(**more: object) -> KnowledgeUnit:
    fields: dict[str, object] = {
        "id": "unit-1", "session": "ses", "expert": "exp", "step_id": "s3", "kind": "cue",
        "text": "when it sits the shine is gone", "language": "en", "origin": "cued_replay",
        "evidence": (WORK,), "created": Touch(by="owner", at=AT), **more,
    }  # fmt: skip
    return KnowledgeUnit.model_validate(fields)


def reply(outcome: str = "answered", text: str = "", recording: str | None = None) -> Reply:
    asked = Asked(target="mom-1", question=QUESTION, step_id="s3", kind="unspoken_action",
                  span=Span(recording="r1", start_s=4.0, end_s=6.0))  # fmt: skip
    return Reply(number=3, actor="owner", at=AT, asked=asked, outcome=outcome, text=text,
                 recording=recording)  # fmt: skip


def told(procedure, language: str = "en", **more: object) -> Told:
    return Told(session="ses", procedure=procedure, language=language, **more)


def test_a_card_is_found_by_each_of_its_fields_and_plays_its_seconds(procedure):
    made = unit(
        normalised="Once it is seated the gasket looks matt.",
        cues=(Cue(modality="sight", description="the shine goes", normal="matt all round",
                  abnormal="a bright edge is left"),),
        parameters=(Parameter(name="gap", text="two millimetres"),),
        conditions=(Condition(text="if it is cold"),),
        details=(Detail(field="recovery", text="take it out and turn it over"),),
        text_ko="자리를 잡으면 광택이 없어집니다",
    )  # fmt: skip
    (found,) = passages_told(told(procedure, units=(made,)))
    for words in ("looks matt", "shine goes", "matt all round", "bright edge", "gap: two",
                  "if it is cold", "turn it over", "광택이", "Check the gasket"):  # fmt: skip
        assert words in found.text, words
    assert (found.kind, found.about, found.source) == ("unit", "cue", "unit-1")
    assert (found.recording, found.start_s, found.end_s) == ("r1", 5.0, 7.0)
    assert found.protection_class is ProtectionClass.RESTRICTED and found.step_id == "s3"


def test_the_same_sentence_stands_once_and_every_one_ends():
    made = unit(text="Wipe it", details=(Detail(field="goal", text="Wipe it"),))
    assert card_text(made) == "Wipe it."


def test_a_card_without_footage_is_found_and_plays_nothing(procedure):
    made = unit(evidence=(), no_footage="Told on the phone.")
    (found,) = passages_told(told(procedure, units=(made,)))
    assert (found.recording, found.length_s) == ("", 0)


def test_a_card_that_was_replaced_is_not_found(procedure):
    assert passages_told(told(procedure, units=(unit(status="superseded"),))) == ()


def test_an_answer_by_voice_is_found_three_sentences_at_a_time_on_its_own_clock(procedure):
    said = tuple(say(n, n + 0.9, f"sentence {n}") for n in range(4))
    answered = Answered(reply(recording="rec-answer"), said)
    first, second = passages_told(told(procedure, answers=(answered,)))
    assert (first.recording, first.start_s, first.end_s) == ("rec-answer", 0.0, 2.9)
    assert "sentence 2" in first.text and "sentence 3" in second.text
    assert QUESTION.en in first.text and first.id != second.id


def test_a_typed_answer_plays_what_it_is_about_in_the_language_of_the_job(procedure):
    answered = Answered(reply(text="광택이 없어져요"))
    (found,) = passages_told(told(procedure, "ko", answers=(answered,)))
    assert (found.recording, found.start_s, found.end_s) == ("r1", 4.0, 6.0)
    assert QUESTION.ko in found.text and "광택" in found.text and found.speaker == "expert"


@pytest.mark.parametrize("outcome", ["nothing", "later", "declined"])
def test_what_is_no_answer_is_not_found(procedure, outcome):
    assert passages_told(told(procedure, answers=(Answered(reply(outcome)),))) == ()


def test_a_moment_is_found_by_its_question_and_its_reason(procedure):
    moment = Moment(
        id="mom-1", kind="unspoken_action", score=0.7, reason="The hands worked without a word.",
        reason_ko="말없이 손이 움직였습니다.", question=QUESTION, step_id="s3",
        recording="r1", start_s=4.0, end_s=6.0,
    )  # fmt: skip
    (english,) = passages_told(told(procedure, moments=(moment,)))
    (korean,) = passages_told(told(procedure, "ko", moments=(moment,)))
    assert QUESTION.en in english.text and "without a word" in english.text
    assert QUESTION.ko in korean.text and "말없이" in korean.text
    assert (english.about, english.start_s) == ("unspoken_action", 4.0)
