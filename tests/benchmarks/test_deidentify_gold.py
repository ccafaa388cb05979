"""The gold set is what the docs say it is, and what is published is what is measured."""

import json
from typing import get_args

import pytest

from benchmarks.common import RESULTS, ROOT
from benchmarks.deidentify.gold import HALVES, LANGUAGES, Tally, gold, marked, wilson
from data_schemas.masking import TextKind
from pipelines.deidentify.text.find import identifiers, rules

GOLD = gold()


@pytest.fixture(scope="module")
def measured():
    using = rules(GOLD.known, GOLD.terms)
    found = {}
    for key, sentences in GOLD.sentences.items():
        tally = Tally()
        for one in sentences:
            tally.add(one, identifiers(one.text, one.language, using))
        found[key] = tally.rows()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_enough_sentences_of_every_kind_and_of_none(language):
    halves = [GOLD.sentences[language, half] for half in ("dev", "test")]
    assert sum(map(len, halves)) >= 150
    for sentences in halves:
        kinds = {kind for one in sentences for kind, _, _ in one.spans}
        assert set(get_args(TextKind)) - kinds <= ({"us_ssn"} if language == "ko" else set())
        assert sum(not one.spans for one in sentences) >= 15, "nothing to be found in these"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_still_do_what_they_did(measured, language):
    dev, test = measured[language, "dev"]["all"], measured[language, "test"]["all"]
    assert dev["recall"] == dev["precision"] == 1.0
    assert test["recall"] >= 0.95 and test["precision"] >= 0.95


def test_what_is_published_is_what_is_measured(measured):
    kept = json.loads((RESULTS / "deidentify-text.json").read_text())
    text = (ROOT / "benchmarks" / "README.md").read_text()
    for language, half in measured:
        rows = measured[language, half]
        assert {k: kept[half][language][k] for k in rows} == json.loads(json.dumps(rows))
        low, high = rows["all"]["recall_95"]
        assert f"{rows['all']['recall']:.2f} ({low:.2f}-{high:.2f})" in text
    assert "our own" in text and set(HALVES) == {half for _, half in measured}


def test_a_span_counts_only_when_every_letter_is_hidden():
    sentence = marked("Mr. {person|Harris} calls", "en")
    assert (sentence.text, sentence.spans) == ("Mr. Harris calls", (("person", 4, 10),))
    (whole,) = identifiers(sentence.text, "en")
    part = whole.model_copy(update={"end": whole.end - 1, "text": whole.text[:-1]})
    for found, recall, precision in ((whole, 1.0, 1.0), (part, 0.0, 1.0)):
        tally = Tally()
        tally.add(sentence, [found])
        row = tally.rows()["person"]
        assert (row["recall"], row["precision"]) == (recall, precision)
    with pytest.raises(ValueError, match="no kind"):
        marked("{planet|Mars}", "en")


def test_the_interval_of_a_share():
    assert wilson(0, 0) is None
    assert wilson(8, 10) == [0.49, 0.943], "worked by hand from the formula"
    low, high = wilson(10, 10)
    assert 0.7 < low < 0.75 and high == 1.0
