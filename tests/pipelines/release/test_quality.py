"""Figures, papers and what is told of people: real figures, in two languages, of nobody alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import catalogue
from data_schemas.release import FormatOptions, Wanted
from pipelines.release.bundle import Bundle
from pipelines.release.preparing import prepare
from pipelines.release.quality.figures import Agreed, Asked, measure
from pipelines.release.quality.looked import look
from pipelines.release.quality.papers import papers
from pipelines.release.quality.people import ORDER, crowds
from tests.pipelines.release.conftest import Make, make_part

HEADINGS = {
    "en": ("Diversity", "Fitness", "Label accuracy", "Agreement", "Missing data",
           "De-identification", "Class balance"),
    "ko": ("다양성", "적합성", "라벨 정확도", "일치도", "결측", "비식별화", "클래스 균형"),
}  # fmt: skip


def bundle_of(*parts, k: int = 5) -> tuple[Bundle, Asked]:
    found = prepare(parts, Wanted(), {})
    bundle = Bundle(
        name="first", parts=found.parts, records=found.records, splits=found.splits,
        created_at=parts[0].session.created_at, options=FormatOptions(k=k),
    )  # fmt: skip
    return bundle, Asked(found.looked)


def person(name: str, holder: str, language: str, job: str = "pump"):
    part = make_part(f"ses-{name}", f"exp-{name}")
    return replace(
        part,
        language=language,
        consent=part.consent.model_copy(update={"rights_holder": holder}),
        procedure=part.procedure.model_copy(update={"id": job}),
    )


TRAITS = st.lists(
    st.tuples(*(st.sampled_from(one) for one in (("A", "B"), ("ko", "en"), ("pump", "valve")))),
    min_size=1, max_size=12,
)  # fmt: skip


@given(TRAITS, st.integers(1, 6))
def test_nothing_is_told_of_fewer_than_k_people(traits, k):
    """Whatever people are like; and nobody is lost in the count."""
    looked = [look_alike(n, *one) for n, one in enumerate(traits)]
    found = crowds(looked, k)
    assert sum(one.people for one in found.crowds) == len(traits)
    for one in found.crowds:
        told = [getattr(one, name) for name in ORDER]
        assert one.people >= k or told == [None] * len(ORDER)
    alike = Counter(traits)
    assert found.withheld == 0 or min(alike.values()) < k
    assert found.reached == 0 or found.reached >= k


def look_alike(number: int, holder: str, language: str, job: str):
    """Without opening a track: only what people are like counts here."""
    part = person(str(number), holder, language, job)
    return look(replace(part, track=lambda: None))


def test_one_person_more_than_the_others_share_is_not_singled_out():
    """An attack: whoever knows that one Korean works at B looks for them in the release."""
    people = [person(str(n), "A", "ko") for n in range(6)] + [person("9", "B", "ko")]
    bundle, asked = bundle_of(*people)
    found = measure(bundle, asked).diversity.crowds
    assert [(one.people, one.holder, one.languages) for one in found.crowds] == [
        (6, "A", "ko"), (1, None, None),
    ]  # fmt: skip
    told = papers(bundle, asked, None)
    assert "What is known of 1 of 7 people is withheld: fewer than 5 are alike in it." in (
        told.warnings
    )
    assert not any("exp-" in text for _, text in told.texts), "nor by an id"


def test_one_person_is_released_with_a_warning_all_in_train_and_nothing_told_of_them():
    bundle, asked = bundle_of(person("1", "Works", "ko"))
    told = papers(bundle, asked, None)
    found = measure(bundle, asked)
    assert [one.rows for one in found.sides] == [3, 0, 0]
    assert found.diversity.crowds.reached == 0
    assert told.warnings[0].startswith("All of this is the work of one person")


def test_figures_are_those_of_the_records(make: Make):
    part = make.part()
    segments = list(part.timeline.segments)
    segments[0] = segments[0].model_copy(update={"status": "corrected", "confidence": 1.0})
    segments[1] = segments[1].model_copy(update={"status": "confirmed", "confidence": 1.0})
    line = part.timeline.model_copy(update={"segments": tuple(segments)})
    bundle, asked = bundle_of(make.replace(part, timeline=line))
    found = measure(bundle, asked)
    assert found.labels.made_by == {"machine": 1, "confirmed": 1, "person": 1}
    assert found.labels.sure == pytest.approx(0.4)
    assert (found.missing.outside, found.missing.silent) == (1, 1)
    assert (found.missing.seen.rows, found.missing.seen.right_hand) == (40, 0)
    assert {one.step: one.total for one in found.balance.steps} == {"pump/s1": 1, "pump/s2": 1}


def test_a_class_without_examples_is_named(make: Make):
    part = make.part()
    step = part.procedure.steps[0].model_copy(update={"id": "s9", "title": "Never done"})
    longer = part.procedure.model_copy(update={"steps": (*part.procedure.steps, step)})
    bundle, asked = bundle_of(make.replace(part, procedure=longer))
    told = papers(bundle, asked, catalogue.say)
    assert "Steps without any example: pump/s9." in told.warnings
    assert "예가 없는 단계: pump/s9." in dict(told.texts)["README.ko.md"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_report_has_the_headings_of_certification_and_says_what_nobody_measured(language):
    bundle, asked = bundle_of(person("1", "Works", "ko"), person("2", "Works", "ko"))
    texts = dict(papers(bundle, asked, catalogue.say).texts)
    report = texts[f"quality.{language}.md"]
    heads = [line.split(". ", 1)[1] for line in report.splitlines() if line.startswith("## ")]
    assert tuple(heads[:7]) == HEADINGS[language]
    assert {"en": "not measured", "ko": "측정하지 않음"}[language] in report


def test_agreement_stands_in_it_where_there_is_any():
    bundle, asked = bundle_of(person("1", "Works", "ko"))
    given = Agreed(procedure="pump", lane="steps", recordings=4, alpha=0.8123)
    asked = replace(asked, agreed=(given,))
    texts = dict(papers(bundle, asked, catalogue.say).texts)
    assert "| pump | steps | 4 | 0.812 |" in texts["quality.en.md"]
    assert json.loads(texts["quality.json"])["agreement"] == [given.model_dump()]


def test_both_languages_say_the_same_and_the_same_content_the_same_bytes():
    bundle, asked = bundle_of(person("1", "Works", "ko"), person("2", "Works", "en"))
    first, again = (papers(bundle, asked, catalogue.say) for _ in range(2))
    assert first == again
    names = {name for name, _ in first.texts}
    assert names == {
        "README.md", "README.ko.md", "quality.en.md", "quality.ko.md", "quality.json",
    }  # fmt: skip
    texts = dict(first.texts)
    for one, other in (("README.md", "README.ko.md"), ("quality.en.md", "quality.ko.md")):
        assert texts[one].count("\n") == texts[other].count("\n")
        assert texts[one].count("|") == texts[other].count("|")


def test_hostile_words_of_people_speak_no_markdown(make: Make):
    part = make.part()
    nasty = part.procedure.model_copy(update={"title": "# x\n| <script> [x](y)"})
    signed = part.consent.model_copy(update={"rights_holder": "<b>|Works"})
    bundle, asked = bundle_of(make.replace(part, procedure=nasty, consent=signed), k=1)
    for _, text in papers(replace(bundle, name="<i>\n# top"), asked, None).texts[1:]:
        assert "<script>" not in text.replace("\\<", "") and "<b>" not in text.replace("\\<", "")
        assert not any(line.startswith("# top") for line in text.splitlines())


def test_every_row_says_who_made_it_and_with_what(make: Make):
    made = ("steps: align 5 + model ab", "words: transcribe 3 + whisper-base cd")
    bundle, asked = bundle_of(make.replace(make.part(), made_with=made))
    assert {(one.made_by, one.made_with) for one in bundle.records} == {("machine", made)}
    for name in ("README.md", "quality.json"):
        assert "whisper-base cd" in dict(papers(bundle, asked, None).texts)[name]
