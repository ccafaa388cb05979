"""The question cards as an admin sees them: all of them, whose they are, and how others come."""

from __future__ import annotations

import pytest

from app import language, problems
from capture.access import OWNER
from capture.question_cards import get_cards
from capture.site import Site
from data_schemas.errors import TextError
from pipelines.elicit.bank import built_in
from tests.app.test_pages import labels, page, plain, texts
from tests.capture.test_question_card_docs import EXAMPLE
from tests.capture.test_question_cards import HEAD, QUESTION, cards


@pytest.mark.parametrize("tongue", ["ko", "en"])
def test_every_card_stands_there_in_both_languages(used: Site, tongue: str) -> None:
    test = page("question-cards", tongue)
    shown = plain(texts(test))
    assert not test.exception
    for one in built_in().probes:
        assert f"`{one.id}`" in shown
        for text in (one.question.ko, one.question.en):
            assert text.split("}")[-1].strip() in shown
    assert shown.count("of this site") == 0 and shown.count("이 사업장의 카드") == 0


def test_a_file_is_brought_and_its_cards_stand_first(used: Site) -> None:
    test = page("question-cards", "ko")
    assert "이 사업장의 카드: 0장" in labels(test)
    test.file_uploader(key="question-cards-0").upload("own.yaml", EXAMPLE).run()
    assert not test.error and "이 사업장의 카드: 2장" in labels(test)
    assert [one.id for one in get_cards(used, OWNER).probes] == ["torch_sound", "shift_change"]
    assert texts(test).count("이 사업장의 카드") == 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"probes: []\n", "own.yaml 파일에는 카드를 1~200장 둘 수 있습니다. 나누어 주세요."),
        (
            cards(HEAD),
            "own.yaml 파일의 카드 1: question 항목 때문에 쓸 수 없습니다. 빠진 항목입니다.",
        ),
        (
            cards(f"{HEAD}, question: {{en: 'Why?'}}"),
            "own.yaml 파일의 카드 1: ko 언어로 적지 않은 질문이 있습니다. 함께 적어 주세요.",
        ),
        (
            cards(f"{HEAD}, {QUESTION}, wordings: [{{moments: [regrip], en: '{{words}}?',"
                  " ko: '{words}?'}]"),
            "own.yaml 파일의 카드 1: wordings 1 항목 때문에 쓸 수 없습니다."
            " regrip 종류의 장면은 {words} 자리를 채울 수 없습니다.",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_in_the_language_of_the_page(
    used: Site, data: bytes, told: str
) -> None:
    test = page("question-cards", "ko")
    test.file_uploader(key="question-cards-0").upload("own.yaml", data).run()
    assert [one.value for one in test.error] == [told]
    assert get_cards(used, OWNER).probes == ()


def test_no_sentence_about_a_file_is_left_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "current", lambda: "ko")
    monkeypatch.setattr(problems, "current", lambda: "ko")
    for said in (
        "own.yaml, card 3 has the id of card 1: give each its own.",
        "own.yaml, introduction 2 cannot be used, method: Input should be 'a' or 'b'.",
        "own.yaml is not usable YAML at line 3: a key stands twice.",
    ):
        told = problems.told(TextError(said))
        assert said not in told and "own.yaml" in told
        assert not any(word in told for word in ("card", "Input", "usable", "twice"))
