"""What a language model says is kept only where it asks the same and quotes what was said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from capture import artifacts
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.errors import Denied, InputError
from data_schemas.rights import Actor, Role
from data_schemas.sitting import Asked
from data_schemas.timeline import Question
from pipelines import local_model
from pipelines.elicit.cards import desk as cards_desk
from pipelines.elicit.phrasing import MOST_PROPOSED, Proposed, desk, kept_proposals, kept_wording
from pipelines.elicit.sitting import desk as sitting_desk
from pipelines.withdraw import withdraw
from tests.capture.clips import Recipe, clip
from tests.conftest import CSV, ROOT
from tests.conftest import source as clip_source
from tests.pipelines.language_model import Model, answering

ASKED = Question(
    en="At 0:12, in the step “Root pass”, how much is “a bit”, and how do you know?",
    ko="0:12 장면, ‘루트 패스’ 단계에서 ‘살짝’은 어느 정도이고 무엇으로 아시나요?",
)
SAID = "바닥이 은빛이 될 때까지 세 번 닦고, 40 A로 낮춥니다."


def wording(en: str = "", ko: str = "") -> Question:
    return Question(
        en=en or "At 0:12, in “Root pass”, what tells you how much “a bit” is?",
        ko=ko or "0:12, ‘루트 패스’에서 ‘살짝’이 얼마나인지 무엇을 보고 아시나요?",
    )


def test_other_words_for_the_same_question_are_kept() -> None:
    assert kept_wording(ASKED, wording()) == wording()
    assert kept_wording(ASKED, wording(ko="0:12 ‘루트 패스’에서 ‘살짝’이 얼마인지 말씀해 주세요."))
    assert kept_wording(ASKED, Question(en=f"  {wording().en}\n", ko=wording().ko)) == wording()


@pytest.mark.parametrize(
    "given",
    [
        ASKED,
        Question(en="", ko=""),
        wording(en="At 0:12, in “Root pass”, how much is that?"),  # a quoted word is gone
        wording(en="At 0:12, in “Root pass”, how much is “a bit”, or “a lot”?"),  # one too many
        wording(en="In “Root pass”, how much is “a bit”?"),  # the second is gone
        wording(en="At 0:12, in “Root pass”, is “a bit” 3 mm?"),  # a number nobody said
        wording(en="At 0:12, “Root pass”. How much is “a bit”?"),  # two sentences
        wording(en="At 0:12 in “Root pass” how much is “a bit”"),  # no end
        wording(en="At 0:12, in “Root pass”, how much is “a bit”? <b>"),
        wording(en="At 0:12, in “Root pass”, “a bit” of http://evil.example?"),
        wording(en="0:12, “Root pass”에서 “a bit”은 얼마인가요?"),  # not English
        wording(ko="At 0:12, ‘루트 패스’, how much is ‘살짝’?"),  # not Korean
        wording(ko="0:12 ‘루트 패스’에서 살짝이 얼마인가요?"),
        wording(ko="0:12 ‘루트 패스’에서 ‘살짝’이 {where} 얼마인가요?"),
        wording(en=f"At 0:12, in “Root pass”, {'so ' * 200}how much is “a bit”?"),
    ],
)
def test_a_wording_that_asks_something_else_is_dropped(given: Question) -> None:
    assert kept_wording(ASKED, given) is None


def test_slots_that_are_still_open_have_to_stay_open() -> None:
    asked = Question(en="{where} why so?", ko="{where} 왜 그런가요?")
    assert kept_wording(asked, Question(en="{where} what for?", ko="{where} 무엇 때문인가요?"))
    assert not kept_wording(asked, Question(en="{step} what for?", ko="{where} 무엇 때문인가요?"))
    assert not kept_wording(asked, Question(en="{where what for?", ko="{where} 무엇 때문인가요?"))


def proposal(**changed: Any) -> Proposed:
    return Proposed(**{"kind": "cue", "quote": "바닥이 은빛이 될 때까지", "text": "은빛을 본다.",
                       **changed})  # fmt: skip


def test_only_what_quotes_the_answer_is_kept() -> None:
    good = proposal()
    other = proposal(kind="parameter", quote="40 A로 낮춥니다", text="40 A로 낮춘다.")
    given = [
        good, other, proposal(text="같은 말이다."), proposal(quote="바닥이 금빛이 될 때까지"),
        proposal(quote="세 번"), proposal(quote=""), proposal(text="3번 본다."),
        proposal(quote="40 A로", text="400 A로 낮춘다."),
        proposal(text="<img src=x>", quote="닦고, 40 A로"),
    ]  # fmt: skip
    assert kept_proposals(SAID, given) == (good, other)
    many = [proposal(quote=SAID[n : n + 6]) for n in range(12)]
    assert len(kept_proposals(SAID, many)) == 5


# With a real endpoint and a real site.


@pytest.fixture
def model() -> Iterator[Model]:
    with answering(Model()) as made:
        yield made


@pytest.fixture
def set_up(model: Model, tmp_path) -> Iterator[tuple[Site, str]]:
    settings = Settings(
        data=tmp_path / "data", site_key_file=tmp_path / "key" / "site.key",
        language_model_url=model.url, language_model_name="our-model",
    )  # fmt: skip
    opened = Site.open(settings)
    procedure = import_procedure(opened, OWNER, CSV, "flange.csv")
    data = clip(Recipe(audio="aac"))
    made = ingest(opened, OWNER, Intake((clip_source(data),), procedure.id, "Kim"))
    yield opened, made.session.id
    opened.close()


def asked_of(site: Site, session: str) -> Asked:
    return sitting_desk.card_question(site, OWNER, session, "1", "cue")


def test_another_wording_is_marked_and_kept_with_the_answer(model, set_up) -> None:
    site, session = set_up
    asked = asked_of(site, session)
    en, ko = (
        "In the step “Clean the face”, what do you go by?",
        "‘Clean the face’에서 무엇을 보시나요?",
    )
    model.says = {"en": en, "ko": ko}
    other = desk.say_otherwise(site, OWNER, session, asked)
    assert other is not None and other.question == Question(en=en, ko=ko)
    assert other.phrased_by == "our-model @ 127.0.0.1" and other.target == asked.target
    kept = sitting_desk.reply(site, OWNER, session, other, "answered", "No grease at all.")
    assert kept.asked.phrased_by == "our-model @ 127.0.0.1"
    model.says = {"en": "Who are you?", "ko": "누구세요?"}
    assert desk.say_otherwise(site, OWNER, session, asked) is None
    model.says = "I cannot answer that."
    assert desk.say_otherwise(site, OWNER, session, asked) is None


def test_proposals_are_suggestions_marked_with_the_model_until_a_person_makes_a_card(
    model, set_up
) -> None:
    site, session = set_up
    sitting_desk.reply(site, OWNER, session, asked_of(site, session), "answered", SAID)
    rows = [{"kind": "cue", "quote": "바닥이 은빛이 될 때까지", "text": "은빛이 되는지 본다."},
            {"kind": "cue", "quote": "아무도 하지 않은 말", "text": "지어낸 말."},
            {"kind": "magic", "quote": "세 번 닦고", "text": "닦는다."}, "no card"]  # fmt: skip
    model.says = f"```json\n{json.dumps({'cards': rows})}\n```"
    assert desk.draw_more(site, OWNER, session) == 1
    (found,) = cards_desk.suggestions(site, OWNER, session)
    content = found.content
    assert (content.origin, content.suggested_by) == ("model_suggestion", "our-model @ 127.0.0.1")
    assert content.text == "바닥이 은빛이 될 때까지" and content.no_footage
    (made,) = artifacts.find(site, session, Kind.MODEL_SUGGESTIONS)
    assert made.stage == "model_suggestions" and made.parents
    assert cards_desk.cards(site, OWNER, session).units == (), "no card without a person"
    unit = cards_desk.make(site, OWNER, session, content, found.id)
    assert unit.status == "draft" and unit.suggested_by == "our-model @ 127.0.0.1"
    assert cards_desk.suggestions(site, OWNER, session) == ()
    assert desk.draw_more(site, OWNER, session) == 1
    assert len(artifacts.find(site, session, Kind.MODEL_SUGGESTIONS)) == 1
    assert cards_desk.suggestions(site, OWNER, session) == (), "it is a card already"


def test_the_model_is_given_the_question_and_the_answer_and_nothing_else(model, set_up) -> None:
    site, session = set_up
    sitting_desk.reply(site, OWNER, session, asked_of(site, session), "answered", SAID)
    model.says = {"cards": []}
    desk.draw_more(site, OWNER, session)
    sent = str(model.asked[-1][2])
    assert SAID in sent and "Kim" not in sent and session not in sent


def test_without_a_model_or_without_leave_nobody_is_asked(site, ingested, model, set_up) -> None:
    session = ingested.session.id
    with pytest.raises(InputError, match="No language model"):
        desk.draw_more(site, OWNER, session)
    other, there = set_up
    expert = Actor(id="e", roles=frozenset({Role.EXPERT}), expert="exp-other")
    with pytest.raises(Denied):
        desk.draw_more(other, expert, there)
    withdraw(other, OWNER, there)
    with pytest.raises(Denied):
        desk.draw_more(other, OWNER, there)
    assert model.asked == []


def test_the_guide_names_the_limits_that_hold() -> None:
    text = (ROOT / "docs" / "local-model.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([0-9a-f.:]+/\d+)`", text)) | {"::1/128"} == {
        str(network) for network in local_model.OWN
    }
    assert f"{local_model.ANSWER_S:g} seconds and {local_model.MOST_ANSWERED >> 10} KiB" in text
    assert f"at most {MOST_PROPOSED} of an answer" in text
