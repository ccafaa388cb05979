"""What docs/question-cards.md says holds: its example is taken in, and its lists are whole."""

import re
from typing import get_args

import pytest

from capture.access import OWNER
from capture.formats.question_cards import LONGEST, MOST_CARDS, parse_cards, write_cards
from capture.question_cards import get_cards, import_cards
from data_schemas.probe import AnswerWas, Method, Probe, ProbeCondition
from data_schemas.timeline import MomentKind
from pipelines.elicit.bank import bank_of, built_in
from pipelines.elicit.questions import Seen, question_of
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "question-cards.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.+?)```", TEXT, re.DOTALL)[0].encode()


def test_the_example_is_taken_in_and_asked_first(site):
    import_cards(site, OWNER, EXAMPLE, "own.yaml")
    bank = bank_of(get_cards(site, OWNER))
    assert [one.id for one in bank.probes[:2]] == ["torch_sound", "shift_change"]
    asked = question_of("unspoken_action", Seen(step="Root pass", clock="0:12"), bank)
    assert asked.probe == "torch_sound"
    assert asked.question.en.startswith("At 0:12, in the step “Root pass”, what did you hear")
    said = question_of("vague_words", Seen(words="살짝"), bank, skip=("quantify", "cue"))
    assert said.question.ko.startswith("‘살짝’이라고 하셨습니다.")


@pytest.mark.parametrize("words", [Method, ProbeCondition, AnswerWas, MomentKind])
def test_every_word_that_a_file_may_use_is_named(words):
    assert [one for one in get_args(words) if f"`{one}`" not in TEXT] == []


def test_every_field_and_limit_is_named():
    rows = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE))
    assert rows == set(Probe.model_fields) - {"site"}
    assert f"1 to {MOST_CARDS} cards" in TEXT and f"at most {LONGEST} letters" in TEXT


@pytest.mark.parametrize("bank", [built_in(), parse_cards(EXAMPLE, "own.yaml")])
def test_what_is_written_reads_back_as_the_same_cards(bank):
    site = bank.probes[0].site
    assert parse_cards(write_cards(bank).encode(), "again.yaml", site=site) == bank
