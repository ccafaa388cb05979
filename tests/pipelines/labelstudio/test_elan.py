"""ELAN's files: any labelling out and in again, what a person changes, and what cannot be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.annotation import Labelled, Labelling
from data_schemas.errors import TextError
from data_schemas.procedure import Language, Procedure, Step
from pipelines.elan.paper import layers, milliseconds
from pipelines.labelstudio.elan.document import open_eaf
from pipelines.labelstudio.elan.read import Origin, labels_of
from pipelines.labelstudio.elan.sheet import Sheet
from pipelines.labelstudio.elan.write import Look, to_eaf
from pipelines.labelstudio.results import Read
from tests.pipelines.labelstudio.labellings import DURATION_S, STEPS, labellings

PROCEDURE = Procedure(
    id="p1", title="Wiping", steps=tuple(Step(id=one, title=f"Do {one}") for one in STEPS)
)


SHEET = Sheet(session="ses1", procedure="p1", version=1, shown="art1")


def written(made: Labelling, language: Language = "ko") -> str:
    return to_eaf(made, SHEET, Look(PROCEDURE, DURATION_S, language, film="S-1.mp4"))


def reading(text: str, before: Labelling | None = None) -> Read:
    origin = Origin(ONE if before is None else before, PROCEDURE, DURATION_S)
    return labels_of(open_eaf(text.encode()), origin)


ONE = Labelling(
    stretches=(
        Labelled(id="seg-1", lane="steps", labels=("s1",), text="dry", score=0.7,
                 start_s=1.23456789, end_s=4.5),
        Labelled(id="utt-1", lane="speech", labels=("cue", "hazard"), senses=("touch",),
                 text="뜨거워요", start_s=2.0, end_s=3.3333333),
    ),
    review="ask_expert",
    note="How hot?",
)  # fmt: skip


@given(labellings(), st.sampled_from(["ko", "en"]))
def test_what_is_written_is_read_again_to_the_bit(made: Labelling, language: Language) -> None:
    assert reading(written(made, language), made) == Read(made)


@given(labellings())
def test_no_tier_overlaps_itself(made: Labelling) -> None:
    for lane in ("steps", "speech"):
        for layer in layers(made.lane(lane)):
            edges = [edge for one in layer for edge in milliseconds(one)]
            assert edges == sorted(edges)
    assert sum(len(layer) for layer in layers(made.stretches)) == len(made.stretches)


def test_a_text_that_xml_cannot_hold_comes_back() -> None:
    odd = "  a\r\nb\x00\x0b\ttab <&> \ufffe "
    made = ONE.model_copy(
        update={"stretches": (ONE.stretches[1].model_copy(update={"text": odd}),), "note": odd}
    )
    assert reading(written(made), made).labelling == made


def test_a_moved_edge_counts_in_milliseconds_and_the_other_stays_exact() -> None:
    moved = written(ONE).replace('TIME_VALUE="4500"', 'TIME_VALUE="4812"')
    one = reading(moved).labelling.stretches[0]
    assert (one.id, one.start_s, one.end_s) == ("seg-1", 1.23456789, 4.812)


def test_a_choice_is_read_in_either_language_and_by_its_code() -> None:
    for shown in ("요점", "Key point", "key_point"):
        text = re.sub(r"감각 신호(?=</ANNOTATION_VALUE>)", shown, written(ONE))
        assert reading(text).labelling.stretches[1].labels == ("key_point", "hazard")


def test_a_new_annotation_is_a_stretch_of_its_own() -> None:
    text = written(ONE).replace('ANNOTATION_ID="a1"', 'ANNOTATION_ID="a99"')
    text = text.replace('ANNOTATION_REF="a1"', 'ANNOTATION_REF="a99"')
    one = reading(text).labelling.stretches[0]
    assert (one.id, one.start_s, one.score) == ("eaf-a99", 1.235, None)


def test_what_belongs_to_a_renamed_tier_is_read_by_its_type() -> None:
    text = written(ONE).replace('TIER_ID="speech"', 'TIER_ID="narration"')
    text = text.replace('PARENT_REF="speech"', 'PARENT_REF="narration"')
    assert reading(text).labelling == ONE


def test_tiers_of_the_annotators_own_are_named_and_left_alone() -> None:
    own = (
        '<TIER TIER_ID="gestures" LINGUISTIC_TYPE_REF="default-lt"><ANNOTATION>'
        '<ALIGNABLE_ANNOTATION ANNOTATION_ID="a77" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">'
        "<ANNOTATION_VALUE>points</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>"
    )
    found = open_eaf(
        written(ONE).replace("<LINGUISTIC_TYPE ", own + "<LINGUISTIC_TYPE ", 1).encode()
    )
    assert found.beside == ("gestures",) and labels_of(
        found, Origin(ONE, PROCEDURE, DURATION_S)
    ) == Read(ONE)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('TIME_VALUE="4500"', 'TIME_VALUE="1000"', "ends before it begins"),
        ('TIME_VALUE="1235"', 'TIME_VALUE="-5"', "begins before the recording"),
        ('TIME_VALUE="4500"', 'TIME_VALUE="900000"', "behind the end"),
        ('TIME_VALUE="4500"', "", "has no times"),
        ('TIME_VALUE="4500"', 'TIME_VALUE="soon"', "has no times"),
        ('TIME_VALUE="4500"', f'TIME_VALUE="{"9" * 5000}"', "has no times"),
        (">1. Do s1</ANNOTATION_VALUE>", ">Rest</ANNOTATION_VALUE>", ""),
        ('CVE_REF="steps-s1">\n', 'CVE_REF="steps-s9">\n', ""),
    ],
)
def test_what_cannot_be_is_said_with_its_place(old: str, new: str, says: str) -> None:
    found = reading(written(ONE).replace(old, new))
    if says:
        assert says in " ".join(found.odd) and "tier 'steps' at" in " ".join(found.odd)
        assert found.labelling == Labelling()
    else:
        # either of the two still tells what was chosen
        assert found == Read(ONE)


def test_an_unknown_choice_is_said() -> None:
    text = written(ONE).replace('CVE_REF="steps-s1"', 'CVE_REF="steps-s9"')
    text = text.replace(">1. Do s1</ANNOTATION_VALUE>", ">Rest</ANNOTATION_VALUE>")
    assert "label 'Rest' is not known" in " ".join(reading(text).odd)


def test_what_belongs_to_no_stretch_is_odd() -> None:
    text = written(ONE).replace('ANNOTATION_REF="a1"', 'ANNOTATION_REF="a3"')
    assert "belongs to no stretch" in " ".join(reading(text).odd)


def test_two_annotations_cannot_be_one_stretch() -> None:
    later = ONE.stretches[0].model_copy(update={"id": "seg-2", "start_s": 5.0, "end_s": 6.0})
    made = Labelling(stretches=(ONE.stretches[0], later))
    text = written(made)
    twice = re.sub(r'"(a\d+)":"seg-2"', r'"\1":"seg-1"', text)
    assert twice != text
    ids = [one.id for one in reading(twice, made).labelling.stretches]
    assert ids[0] == "seg-1" and ids[1].startswith("eaf-a")


def test_two_words_on_the_whole_are_odd() -> None:
    text = written(ONE)
    one = re.search(r"<ANNOTATION>\s*<ALIG[^\n]*review-ask_5f_expert.*?</ANNOTATION>", text, re.S)
    assert one
    twice = one[0] + re.sub(r'ANNOTATION_ID="a\d+"', 'ANNOTATION_ID="a98"', one[0])
    assert "of the whole" in " ".join(reading(text.replace(one[0], twice)).odd)


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: "", "no whole ELAN file"),
        (lambda text: text[: len(text) // 2], "no whole ELAN file"),
        (lambda text: "<a/>", "no ELAN file"),
        (lambda text: text.replace("?>\n", "?>\n" + BOMB, 1), "declares entities"),
        (lambda text: text.replace("?>\n", '?>\n<!DOCTYPE a SYSTEM "/etc/passwd">', 1), "entities"),
        (lambda text: text.replace('"UTF-8"', '"no-such"', 1), "no whole ELAN file"),
        (lambda text: text.replace('"milliseconds"', '"PAL-frames"', 1), "milliseconds"),
        (lambda text: text.replace('NAME="sonmat"', 'NAME="other"'), "of which session"),
        (lambda text: text.replace('"session":', '"sessions":', 1), "changed"),
        (lambda text: text.replace('"format":1', '"format":2'), "Another version"),
        (lambda text: text.replace('TIME_SLOT_REF1="ts1"', 'TIME_SLOT_REF1="gone"'), "times that"),
        (lambda text: text.replace('ANNOTATION_ID="a2"', 'ANNOTATION_ID="a1"'), "same name"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_one_sentence(spoil, says) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TextError, match=says):
        reading(spoil(written(ONE)))


def test_a_file_too_large_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(TextError, match="larger than"):
        open_eaf(b"<" * ((32 << 20) + 1))
