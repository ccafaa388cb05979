"""A procedure has steps with ids of their own, and order rules about those only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data_schemas.procedure import GlossaryTerm, Procedure, Step

IDS = st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=6)


def procedure(ids: list[str], before: tuple[tuple[str, str], ...] = ()) -> Procedure:
    steps = tuple(Step(id=i, title=f"Step {i}") for i in ids)
    return Procedure(id="p", title="T", steps=steps, before=before)


@given(IDS)
def test_step_ids_are_unique(ids: list[str]) -> None:
    if len(set(ids)) == len(ids):
        assert [step.id for step in procedure(ids).steps] == ids
    else:
        with pytest.raises(ValidationError, match="same id"):
            procedure(ids)


@given(IDS.filter(lambda ids: len(set(ids)) == len(ids)), st.text(max_size=6))
def test_steps_are_found_by_their_id(ids: list[str], other: str) -> None:
    value = procedure(ids)
    for i in ids:
        found = value.step(i)
        assert found is not None
        assert found.id == i
    assert (value.step(other) is None) == (other not in ids)


@given(st.text(min_size=1, max_size=4), st.text(min_size=1, max_size=4))
def test_order_rules_name_known_steps_only(first: str, then: str) -> None:
    known = {"a", "b"}
    if {first, then} <= known:
        assert procedure(["a", "b"], ((first, then),)).before == ((first, then),)
    else:
        with pytest.raises(ValidationError, match="unknown step"):
            procedure(["a", "b"], ((first, then),))


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"version": 0},
        {"language": "fr"},
        {"steps": [{"id": "", "title": "x"}]},
        {"steps": [{"id": "x", "title": ""}]},
        {"glossary": [{"term": ""}]},
        {"owner": "me"},
    ],
)
def test_what_is_no_procedure_is_refused(change: dict[str, object]) -> None:
    sound = {"id": "p", "title": "T", "steps": [{"id": "a", "title": "b"}]}
    assert Procedure.model_validate(sound).version == 1
    with pytest.raises(ValidationError):
        Procedure.model_validate({**sound, **change})


def test_it_survives_json() -> None:
    value = procedure(["a", "b"], (("a", "b"),)).model_copy(
        update={"glossary": (GlossaryTerm(term="드라이버", variants=("도라이바",)),)}
    )
    assert Procedure.model_validate_json(value.model_dump_json()) == value


def test_a_list_of_several_recordings_is_no_list_of_one_of_them() -> None:
    listed = procedure(["a"]).model_copy(update={"listed_from": ("rec-1", "rec-2")})
    assert listed.was_listed_from(("rec-2", "rec-1", "rec-3"))
    assert not listed.was_listed_from(("rec-1",))
    assert not procedure(["a"]).was_listed_from(("rec-1",))
