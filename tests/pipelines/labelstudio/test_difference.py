"""What an annotator changed, told by values."""

from __future__ import annotations

from hypothesis import given

from data_schemas.annotation import Labelled, Labelling
from pipelines.labelstudio.difference import difference
from tests.pipelines.labelstudio.labellings import labellings

SEEN = Labelled(id="r1", lane="steps", labels=("s1",), start_s=1.0, end_s=4.0, text="slowly")


def changes(**fields: object) -> tuple[str, ...]:
    after = Labelling(stretches=(SEEN.model_copy(update=fields),))
    (one,) = difference(Labelling(stretches=(SEEN,)), after, "steps")
    return one.what


def test_each_change_has_its_name() -> None:
    assert changes() == ("kept",)
    assert changes(score=0.9) == ("kept",)
    assert changes(end_s=4.000000000000001) == ("moved",)
    assert changes(labels=("s2",)) == ("relabelled",)
    assert changes(text="fast") == ("retold",)
    assert changes(start_s=0.5, labels=("s2",), text="") == ("moved", "relabelled", "retold")


def test_a_region_with_another_id_is_one_removed_and_one_added() -> None:
    after = Labelling(stretches=(SEEN.model_copy(update={"id": "r2"}),))
    found = difference(Labelling(stretches=(SEEN,)), after, "steps")
    assert {one.what for one in found} == {("removed",), ("added",)}


@given(labellings(), labellings())
def test_every_stretch_of_either_side_is_told_once(one: Labelling, other: Labelling) -> None:
    found = difference(one, other, "speech")
    before = [part.before for part in found if part.before]
    after = [part.after for part in found if part.after]
    assert sorted(x.id for x in before) == sorted(x.id for x in one.lane("speech"))
    assert sorted(x.id for x in after) == sorted(x.id for x in other.lane("speech"))
