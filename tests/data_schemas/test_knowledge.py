"""A unit rests on seconds or says why not, and each of its fields can be traced to them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data_schemas.knowledge import (
    Condition,
    Cue,
    Detail,
    Evidence,
    KnowledgeUnit,
    Parameter,
    Touch,
)
from data_schemas.rights import ProtectionClass

WROTE = Touch(by="usr-1", at=datetime(2026, 5, 4, tzinfo=UTC))
SEEN = Evidence(recording="rec-1", start_s=1, end_s=3, track="video")
SAID = Evidence(recording="rec-2", start_s=4, end_s=9, track="replay")


def unit(**changes: object) -> KnowledgeUnit:
    fields: dict[str, object] = {
        "id": "unit-1", "session": "ses-1", "expert": "exp-1", "step_id": "s1", "kind": "cue",
        "text": "소리가 젖으면 늦춘다", "language": "ko", "evidence": (SEEN,),
        "origin": "cued_replay", "created": WROTE,
    }  # fmt: skip
    return KnowledgeUnit.model_validate({**fields, **changes})


@pytest.mark.parametrize("missing", ["", "   "])
def test_no_unit_without_seconds_or_a_reason_why_there_are_none(missing):
    with pytest.raises(ValidationError, match="needs evidence"):
        unit(evidence=(), no_footage=missing)
    told = unit(evidence=(), no_footage="It was told on the phone.")
    assert told.evidence == ()
    with pytest.raises(ValidationError, match="not both"):
        unit(no_footage="It was told on the phone.")


def test_an_instant_is_no_evidence():
    with pytest.raises(ValidationError, match="not an instant"):
        Evidence(recording="rec-1", start_s=2, end_s=2, track="video")


@pytest.mark.parametrize("status", ["expert_confirmed", "reviewed", "approved", "superseded"])
def test_what_a_model_suggested_goes_nowhere_without_a_person(status):
    with pytest.raises(ValidationError, match="until a person took it up"):
        unit(origin="model_suggestion", status=status)
    assert unit(origin="model_suggestion", status=status, edited=WROTE).status == status
    assert unit(origin="model_suggestion").status == "draft"


def test_every_field_leads_to_seconds():
    told = unit(
        parameters=(Parameter(name="gap", value=3.2, unit="mm", evidence=(SAID,)),),
        cues=(Cue(modality="hearing", description="wet crackle"),),
        conditions=(Condition(text="when the rod is damp", holds=False),),
        details=(Detail(field="consequence", text="it burns through", evidence=(SAID,)),),
    )
    assert told.seconds_of(told.parameters[0]) == told.seconds_of(told.details[0]) == (SAID,)
    assert told.seconds_of(told.cues[0]) == told.seconds_of(told.conditions[0]) == (SEEN,)


@pytest.mark.parametrize(
    ("fields", "quantified"),
    [
        ({"name": "gap", "value": 3.2, "unit": "mm"}, True),
        ({"low": 3, "high": 4, "unit": "mm", "text": "three to four"}, True),
        ({"high": 4, "unit": "mm", "text": "up to four"}, True),
        ({"value": 3, "text": "three"}, False),
        ({"text": "살짝"}, False),
        ({"name": "gap", "unit": "mm"}, False),
    ],
)
def test_a_parameter_is_quantified_by_a_number_and_its_unit(fields, quantified):
    assert Parameter(**fields).is_quantified is quantified


@pytest.mark.parametrize(
    "fields", [{}, {"unit": "mm"}, {"name": "gap", "low": 4, "high": 3, "unit": "mm"}]
)
def test_a_parameter_that_says_nothing_or_runs_backwards_is_refused(fields):
    with pytest.raises(ValidationError):
        Parameter(**fields)


def test_a_cue_is_explicit_when_the_sense_is_known():
    assert Cue(modality="touch", description="it gives way").is_explicit
    assert not Cue(description="it gives way").is_explicit


@given(st.sampled_from(ProtectionClass), st.sampled_from(ProtectionClass))
def test_a_unit_is_never_freer_than_its_session(own, session):
    held = unit(protection_class=own).protected_as(session)
    assert held in (own, session)
    if ProtectionClass.NATIONAL_CORE in (own, session):
        assert held is ProtectionClass.NATIONAL_CORE
    if held is ProtectionClass.OPEN:
        assert own is session is ProtectionClass.OPEN


def test_nothing_is_granted_by_default_and_it_survives_its_way_to_disk():
    assert unit().scopes == frozenset() and unit().protection_class is ProtectionClass.RESTRICTED
    whole = unit(
        scopes=frozenset({"teach", "train"}), parameters=(Parameter(name="a", value=1.5),),
        evidence=(SEEN.model_copy(update={"box": None}), SAID),
    )  # fmt: skip
    assert KnowledgeUnit.model_validate_json(whole.model_dump_json()) == whole
