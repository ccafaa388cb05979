"""The question cards are whole in both languages, and whatever a moment gives fills them."""

import re
from itertools import chain, combinations
from typing import get_args

import pytest

from capture.formats.question_cards import parse_cards
from data_schemas.knowledge import UnitField, UnitKind
from data_schemas.probe import ALWAYS, AT_TIMES, CERTAIN, Method, MomentKind, ProbeBank
from data_schemas.timeline import Question
from pipelines.elicit.bank import FOLDER, bank_of, built_in
from pipelines.elicit.questions import (
    Seen,
    attached,
    follow_up,
    question_of,
    questions_of,
    step_question,
)

BANK = built_in()
KINDS = get_args(MomentKind)
TITLES = {"step": "볼트를 조인다", "words": "살짝 {더}", "other": "Fit the gasket"}
HANGUL = re.compile("[가-힣]")
# Korean asks politely, or asks politely to show or tell something.
POLITE = re.compile(r"(나요|가요|까요|어요|세요|니다)[?.]$")
INFORMAL = re.compile(r"(?<!니)(?<!한)다[.?]|(?:해|냐|니)[?.]")


def probe_of(probe_id: str):
    found = BANK.probe(probe_id)
    assert found is not None
    return found


def all_questions() -> list[Question]:
    asked = (
        (one.question, *(w.question for w in one.wordings), *(f.question for f in one.follow_ups))
        for one in BANK.probes
    )
    return [*chain.from_iterable(asked), *(one.says for one in BANK.introductions)]


def seen_of(kind: str) -> list[Seen]:
    """Everything that a moment of the kind may give, from the least to the most."""
    certain = (CERTAIN.get(kind, frozenset()) | ALWAYS) - ALWAYS
    maybe = (AT_TIMES.get(kind, frozenset()) | {"step"}) - certain
    picks = chain.from_iterable(combinations(sorted(maybe), n) for n in range(len(maybe) + 1))
    given = [{name: TITLES[name] for name in (*certain, *pick)} for pick in picks]
    return [Seen(**fields, clock=clock) for fields in given for clock in ("", "2:03")]


def test_there_are_twenty_cards_and_every_method_has_some_and_is_introduced():
    assert len(BANK.probes) == 20
    assert {one.method for one in BANK.probes} == set(get_args(Method))
    assert {one.method for one in BANK.introductions} == set(get_args(Method))
    assert not any(one.site for one in BANK.probes)


def test_every_field_is_filled_and_every_kind_of_unit_made_by_some_card():
    details, *rest = get_args(UnitField)
    fields = {details, *rest} if isinstance(details, str) else {*get_args(details), *rest}
    assert {field for one in BANK.probes for field in one.fills} == fields
    assert {kind for one in BANK.probes for kind in one.kinds} == set(get_args(UnitKind))


def test_every_question_is_there_in_both_languages_and_korean_is_polite():
    assert len(all_questions()) > 60
    for one in all_questions():
        assert not HANGUL.search(one.en) and HANGUL.search(one.ko), one
        assert POLITE.search(one.ko) and not INFORMAL.search(one.ko), one.ko
        assert one.en[-1] in "?.", one.en
    texts = [text for one in all_questions() for text in (one.en, one.ko)]
    assert len(set(texts)) == len(texts), "two questions are the same"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_moment_has_one_card_that_is_asked_first(kind):
    first = [one.id for one in BANK.probes if kind in one.first_at]
    assert len(first) == 1
    for seen in seen_of(kind):
        assert question_of(kind, seen).probe == first[0]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_moment_gives_nothing_stays_open_in_its_questions(kind):
    for seen in seen_of(kind):
        asked = questions_of(kind, seen)
        assert len({one.probe for one in asked}) == len(asked) >= 1
        for one in asked:
            for text, marks in ((one.question.en, "“”"), (one.question.ko, "‘’")):
                bare = text.replace(TITLES["words"], "")
                assert "{" not in bare and "}" not in bare and "  " not in text
                assert text.count(marks[0]) == text.count(marks[1])
                assert marks[0] + marks[1] not in text
            assert one.question.en[0] not in "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("kind", ["vague_words", "spoken_hazard", "marker"])
def test_words_that_were_heard_stand_in_the_question(kind):
    asked = question_of(kind, Seen(words="꽉", clock="2:03", step="닦는다")).question
    assert "‘꽉’이라" in asked.ko and "“꽉”" in asked.en
    assert "2:03" in asked.ko and "‘닦는다’ 단계에서" in asked.ko
    assert "At 2:03, in the step “닦는다”," in asked.en


@pytest.mark.parametrize(
    ("noun", "tail", "form"),
    [
        ("‘살짝’", "이라고", "이라고"), ("‘조금 더’", "이라고", "라고"),
        ("‘조심하세요!’", "이라는", "라는"), ("40", "을", "을"), ("2", "이라고", "라고"),
        ("1", "으로", "로"), ("10", "으로", "으로"), ("‘a bit more’", "이라고", "(이)라고"),
        ("10 mm", "을", "을(를)"), ("bolt", "으로", "(으)로"), ("bolt", "에서", "에서"),
        ("볼트", "", ""), ("", "을", "을(를)"),
    ],
)  # fmt: skip
def test_particles_take_the_form_that_the_word_before_them_asks_for(noun, tail, form):
    assert attached(noun, tail) == form


@pytest.mark.parametrize("kind", KINDS)
def test_a_moment_that_gives_nothing_at_all_still_has_a_question(kind):
    asked = question_of(kind, Seen(words=" "))
    assert "{" not in asked.question.en and "“”" not in asked.question.en
    assert POLITE.search(asked.question.ko) and "‘’" not in asked.question.ko


def test_what_a_moment_was_filled_with_fills_its_question():
    filled = {"step": "닦는다", "clock": "0:07", "words": "꽉", "seconds": "4"}
    assert Seen.of(filled) == Seen(step="닦는다", clock="0:07", words="꽉")
    assert Seen.of({}) == Seen()


def test_a_card_that_was_asked_already_gives_way_to_another_while_there_is_one():
    seen = Seen(clock="0:10", step="닦는다")
    asked = [one.probe for one in questions_of("pause", seen)]
    assert question_of("pause", seen, skip=asked[:1]).probe == asked[1]
    assert question_of("pause", seen, skip=asked).probe == asked[0]


def test_a_long_quotation_is_cut_between_two_words():
    said = question_of("vague_words", Seen(words="조금 더 " * 60)).question.ko
    assert "조금…’" in said or "더…’" in said
    assert len(said) < 200


@pytest.mark.parametrize("probe", BANK.probes, ids=lambda one: one.id)
def test_each_card_can_be_asked_of_a_step_and_of_the_whole_job(probe):
    of_step, of_job = step_question(probe, "닦는다"), step_question(probe)
    assert "‘닦는다’ 단계에서" in of_step.ko and "In the step “닦는다”," in of_step.en
    assert of_job.ko.startswith("이 작업에서") and of_job.en.startswith("In this job,")


def test_what_follows_depends_on_the_answer():
    cue = probe_of("cue")
    assert follow_up(cue, "no_sense") in cue.follow_ups
    assert follow_up(cue, "no_sense").when == "no_sense"
    assert follow_up(cue, "no_number").when == "any"
    assert follow_up(cue, "nothing") is None
    assert follow_up(probe_of("incident"), "nothing").when == "nothing"


def test_cards_of_the_site_come_first_and_take_the_place_of_ours():
    own = parse_cards(
        "probes:\n"
        "- {id: torch, method: knowledge_audit, fills: [knack], first_at: [regrip],\n"
        "   question: {en: 'How?', ko: '어떻게 하시나요?'},\n"
        "   wordings: [{moments: [regrip], en: 'Why?', ko: '왜 그러셨나요?'}]}\n"
        "- {id: cue, method: critical_decision, fills: [cues],\n"
        "   question: {en: 'What?', ko: '무엇인가요?'}}\n".encode(),
        "own.yaml",
    )
    bank = bank_of(own)
    assert [one.id for one in bank.probes[:2]] == ["torch", "cue"]
    assert len(bank.probes) == 21 and bank.introductions == BANK.introductions
    assert question_of("regrip", Seen(), bank).question.ko == "왜 그러셨나요?"
    # our wording for inspections went with our card; the next one that fits is asked
    assert question_of("inspection", Seen(), bank).probe == "expectation"
    assert bank_of(ProbeBank()) == BANK


def test_a_bank_without_a_card_for_the_moment_falls_back_on_ours():
    own = ProbeBank(probes=(probe_of("done"),))
    assert question_of("regrip", Seen(), own).probe == "knack"


def test_the_files_are_read_by_the_reader_that_sites_use():
    names = [one.name for one in FOLDER.iterdir() if one.name.endswith(".yaml")]
    assert len(names) == 6
    for name in names:
        assert parse_cards(FOLDER.joinpath(name).read_bytes(), name).probes[0].site
