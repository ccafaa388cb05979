"""Marks of several sources as one list."""

from hypothesis import given
from hypothesis import strategies as st

from data_schemas.marks import Mark, Marks, merged

MARKS = st.builds(
    Marks,
    marks=st.lists(
        st.builds(Mark, at_s=st.floats(0, 100), kind=st.sampled_from(["key", "word", "claps"])),
        max_size=5,
    ).map(tuple),
)


@given(st.lists(MARKS, max_size=4))
def test_all_marks_stand_in_order_and_none_twice(found: list[Marks]) -> None:
    one = merged(*found).marks
    assert [mark.at_s for mark in one] == sorted(mark.at_s for mark in one)
    assert set(one) == {mark for each in found for mark in each.marks} and len(set(one)) == len(one)


@given(MARKS)
def test_marks_survive_their_way_to_disk(marks: Marks) -> None:
    assert Marks.model_validate_json(marks.model_dump_json()) == marks
    assert merged(marks, marks) == merged(marks)
