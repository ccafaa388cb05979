"""Filters as columns: what they choose is what a loop over all passages would choose."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.search.columns import Columns

NAMES = ("a", "b")
VALUES = st.sampled_from([None, "x", "y", "z", 1])
ROWS = st.dictionaries(st.integers(0, 3000), st.tuples(VALUES, VALUES), max_size=30)


def filled(rows: dict[int, tuple[object, object]]) -> Columns:
    made = Columns(NAMES)
    for item, values in rows.items():
        made.put(item, dict(zip(NAMES, values, strict=True)))
    return made


@given(ROWS, st.sets(st.integers(0, 3000)), st.sets(VALUES), st.sets(VALUES))
def test_chosen_is_what_has_a_wanted_value_in_every_column(rows, gone, a, b):
    columns = filled(rows)
    gone &= rows.keys()
    columns.drop(gone)
    left = {item: row for item, row in rows.items() if item not in gone}
    expected = sorted(item for item, row in left.items() if row[0] in a and row[1] in b)
    found = columns.choose({"a": a, "b": b})
    assert (sorted(left) if found is None else found.tolist()) == expected


def test_a_value_that_nothing_has_chooses_nothing_and_no_column_chooses_all():
    columns = filled({3: ("x", "y")})
    assert columns.choose({"a": {"never seen"}}).tolist() == []
    assert columns.choose({}) is None


def test_values_are_those_of_what_is_chosen_and_still_there():
    columns = filled({1: ("x", "y"), 2: ("z", "y"), 3: ("x", "z")})
    columns.drop([3])
    assert columns.values("b", {"a": {"x"}}) == {"y"}
    assert columns.values("a", {"b": {"y"}}) == {"x", "z"}
    assert columns.values("a", {"b": {"z"}}) == frozenset()
