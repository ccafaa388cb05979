"""Find and replace: the rules, from the same table as ``tests/browser/test_replace.py``."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.transcript import Utterance
from pipelines.particles import FORMS, agreeing, are_particles, stem
from pipelines.review.replace import Find, hits, replaced, replacements
from pipelines.text import tidy

CASES = json.loads((Path(__file__).parent / "replace_cases.json").read_text(encoding="utf-8"))
LETTERS = st.text(st.sampled_from("ab 볼트를나사못가A."), max_size=12)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_found_stands_otherwise(case):
    find = Find(case["find"], case["by"], case.get("whole", False), case.get("case", False))
    made = replacements([Utterance(start_s=0, end_s=1, id="utt", text=case["text"])], find)
    assert made == ({"utt": case["to"]} if case["to"] != tidy(case["text"]) else {})


def test_only_lines_that_change_are_told():
    said = [Utterance(start_s=0, end_s=1, id=name, text=name) for name in ("one", "two", "bone")]
    assert replacements(said, Find("one", "1")) == {"one": "1", "bone": "b1"}


@given(LETTERS, LETTERS.filter(bool), st.booleans(), st.booleans())
def test_hits_follow_each_other_and_hold_what_was_looked_for(text, wanted, whole, case):
    text, find, at = tidy(text), Find(wanted, "", whole, case), 0
    for hit in hits(text, find):
        assert at <= hit.start < hit.end <= hit.tail
        at = hit.tail
        assert text[hit.start : hit.end].lower() == re.sub(" +", " ", wanted).lower()


@given(LETTERS, LETTERS.filter(bool))
def test_the_same_word_instead_changes_nothing(text, wanted):
    text = tidy(text)
    assert replaced(text, Find(wanted, wanted, match_case=True)) == text


@pytest.mark.parametrize(("closed", "open_"), FORMS)
def test_a_particle_has_a_form_for_either_kind_of_syllable(closed, open_):
    for given_form in (closed, open_):
        assert are_particles(given_form)
        assert agreeing(given_form, "나사못") == closed
        assert agreeing(given_form, "볼트") == open_


def test_what_is_no_particle_stays():
    assert not are_particles("식") and not are_particles("")
    assert agreeing("식", "나사못") == "식"
    assert agreeing("를", "") == "를"


@pytest.mark.parametrize(
    ("word", "left"),
    [("개스킷을", "개스킷"), ("토크렌치로는", "토크렌치"), ("볼트", "볼트"), ("나는", "나는"),
     ("gasket", "gasket"), ("패킹에서부터", "패킹")],
)  # fmt: skip
def test_the_stem_is_what_particles_follow(word, left):
    assert stem(word) == left
