"""Labels to result items and back, and whatever else an annotation may hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.annotation import Labelled, Labelling
from pipelines.labelstudio.results import Known, Read, from_items, to_items
from tests.pipelines.labelstudio.labellings import KNOWN, labellings

LABEL: dict[str, Any] = {
    "id": "r1", "from_name": "step", "to_name": "step_lane", "type": "labels",
    "value": {"start": 1.5, "end": 4.0, "channel": 0, "labels": ["s1"]},
}  # fmt: skip


def reading(**value: object) -> Read:
    return from_items([{**LABEL, "value": {**LABEL["value"], **value}}], KNOWN)


@given(labellings())
def test_what_is_written_is_read_again_to_the_bit(made: Labelling) -> None:
    wire = json.loads(json.dumps(to_items(made)))
    assert from_items(wire, KNOWN) == Read(made)


@given(labellings(), st.randoms())
def test_the_order_of_items_says_nothing(made: Labelling, random: Any) -> None:
    items = to_items(made)
    random.shuffle(items)
    assert from_items(items, KNOWN) == Read(made)


def test_the_screen_sends_whole_seconds_without_a_point() -> None:
    (one,) = reading(start=0, end=4).labelling.stretches
    assert (one.start_s, one.end_s) == (0.0, 4.0) and isinstance(one.start_s, float)


def test_a_label_without_text_is_whole() -> None:
    assert reading().labelling.stretches == (
        Labelled(id="r1", lane="steps", labels=("s1",), start_s=1.5, end_s=4.0),
    )


def test_a_text_may_be_a_string_or_a_list() -> None:
    for text in ("again", ["again"]):
        note = {**LABEL, "from_name": "step_note", "type": "textarea", "value": {"text": text}}
        assert from_items([LABEL, note], KNOWN).labelling.stretches[0].text == "again"


def test_the_end_may_be_rounded_a_little_over_the_recording() -> None:
    (one,) = reading(start=590.0, end=600.1).labelling.stretches
    assert one.end_s == 600.0


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"start": 4.0, "end": 1.5}, "ends before it begins"),
        ({"start": 2.0, "end": 2.0}, "ends before it begins"),
        ({"start": -0.1}, "begins before the recording"),
        ({"start": 700.0, "end": 701.0}, "behind the end"),
        ({"end": 601.0}, "behind the end"),
        ({"start": None}, "has no times"),
        ({"start": "1.5"}, "has no times"),
        ({"start": True}, "has no times"),
        ({"start": float("nan")}, "has no times"),
        ({"end": float("inf")}, "has no times"),
        ({"labels": []}, "has no label"),
        ({"labels": ["s9"]}, "label 's9' is not known"),
        ({"labels": ["cue"]}, "label 'cue' is not known"),
        ({"labels": ["s1", "s2"]}, "several steps"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_taken(value: dict[str, object], says: str) -> None:
    found = reading(**value)
    assert says in " ".join(found.odd) and found.labelling == Labelling()


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ({"from_name": "polygon"}, "does not have: 'polygon'"),
        ({"from_name": None}, "does not have"),
        ({"id": None}, "does not have"),
        ({"to_name": "speech_lane"}, "mixes two lanes"),
        ({"value": None}, "has no times"),
    ],
)
def test_foreign_items_are_said(item: dict[str, object], says: str) -> None:
    assert says in " ".join(from_items([{**LABEL, **item}], KNOWN).odd)


def test_one_odd_region_spoils_the_annotation() -> None:
    odd = {**LABEL, "id": "r2", "value": {**LABEL["value"], "labels": ["s9"]}}
    found = from_items([LABEL, odd], KNOWN)
    assert found.odd and found.labelling.stretches == ()


def test_a_note_without_its_label_is_odd() -> None:
    note = {**LABEL, "from_name": "step_note", "value": {"text": ["x"]}}
    assert from_items([note], KNOWN).odd == ("The region 'r1' has no label.",)


def test_a_region_of_both_lanes_is_odd() -> None:
    other = {**LABEL, "from_name": "knowledge", "to_name": "speech_lane"}
    assert "two labels" in from_items([LABEL, other], KNOWN).odd[0]


def test_a_review_that_is_not_offered_is_odd() -> None:
    item = {"id": "x", "from_name": "review", "value": {"choices": ["great"]}}
    assert "does not offer" in from_items([item], KNOWN).odd[0]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
keys = st.sampled_from(["id", "from_name", "to_name", "type", "value"])
names = st.sampled_from(["step", "knowledge", "text", "senses", "review", "question", "r1"])


@given(st.lists(st.dictionaries(keys, json_values | names)) | json_values)
def test_nothing_that_is_posted_breaks_the_reading(items: object) -> None:
    found = from_items(items, Known(("s1",), 60.0))
    assert isinstance(found, Read)
    assert not found.odd or found.labelling == Labelling()
