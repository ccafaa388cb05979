"""A recipe's id stands for everything that decides the result, and for nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.artifact import Kind, Recipe, digest

LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
)
JSON = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
PARAMS = st.dictionaries(st.text(max_size=5), JSON, max_size=4)
RECIPES = st.builds(
    Recipe,
    kind=st.sampled_from(Kind),
    stage=st.sampled_from(["transcribe", "motion"]),
    version=st.sampled_from(["1", "2"]),
    params=PARAMS,
    model_digest=st.sampled_from(["", "ab", "cd"]),
    parents=st.lists(st.sampled_from(["p1", "p2", "p3"]), max_size=3).map(tuple),
)


def canonical(recipe: Recipe) -> str:
    return json.dumps(recipe.model_dump(mode="json"), sort_keys=True)


@given(RECIPES)
def test_the_order_of_keys_does_not_matter(recipe: Recipe) -> None:
    turned = recipe.model_copy(update={"params": dict(reversed(recipe.params.items()))})
    assert turned.id == recipe.id
    assert turned.fingerprint == recipe.fingerprint


@given(RECIPES, RECIPES)
def test_ids_are_equal_exactly_when_recipes_are(one: Recipe, two: Recipe) -> None:
    assert (one.id == two.id) == (canonical(one) == canonical(two))


@given(RECIPES)
def test_the_id_survives_storage(recipe: Recipe) -> None:
    again = Recipe.model_validate_json(recipe.model_dump_json())
    assert again.id == recipe.id


BASE = Recipe(
    kind=Kind.TRANSCRIPT,
    stage="transcribe",
    version="1",
    params={"a": 1, "b": {"c": [1, 2]}},
    model_digest="ab",
    parents=("p1", "p2"),
)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": Kind.MOTION},
        {"stage": "motion"},
        {"version": "2"},
        {"params": {"a": 2, "b": {"c": [1, 2]}}},
        {"params": {"a": "1", "b": {"c": [1, 2]}}},
        {"params": {"a": True, "b": {"c": [1, 2]}}},
        {"params": {"a": 1, "b": {"c": [2, 1]}}},
        {"params": {"a": 1, "b": {"c": [1, 2]}, "d": None}},
        {"params": {"a": 1}},
        {"model_digest": "cd"},
        {"parents": ("p2", "p1")},
        {"parents": ("p1",)},
        {"parents": ("p1p2",)},
    ],
)
def test_any_change_is_another_artifact(change: dict[str, object]) -> None:
    assert BASE.model_copy(update=change).id != BASE.id


def test_the_fingerprint_is_of_the_parameters_alone() -> None:
    assert BASE.model_copy(update={"version": "2"}).fingerprint == BASE.fingerprint
    assert BASE.model_copy(update={"params": {}}).fingerprint != BASE.fingerprint


def test_ids_do_not_change_between_releases_of_the_program() -> None:
    """Stored artifacts are found by these digests: another value here orphans every site's data."""
    assert digest({"b": 1, "a": "가"}) == "6a338187fb939bcfaae6b82e2c12f67b"
