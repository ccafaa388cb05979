"""Two versions side by side: what belongs together, and what is made of somebody's choices."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data_schemas.annotation import Labelled, Labelling
from pipelines.labelstudio.versions import chosen, pairs
from tests.pipelines.labelstudio.labellings import labellings


def step(name: str, start: float, end: float, label: str, text: str = "") -> Labelled:
    return Labelled(
        id=name, lane="steps", labels=(label,), start_s=start, end_s=end, text=text
    )  # fmt: skip


ONE = Labelling(
    stretches=(step("a", 0, 5, "s1"), step("b", 5, 9, "s2"), step("c", 12, 14, "s1")), note="mine"
)
OTHER = Labelling(
    stretches=(step("x", 0, 5.2, "s1"), step("y", 5.2, 9, "조임"), step("z", 20, 24, "s1"))
)


def test_stretches_are_paired_by_label_and_place() -> None:
    found = {pair.id: (pair.what, pair.hardly) for pair in pairs(ONE, OTHER)}
    assert found == {
        "steps:a": (("moved",), True),
        "steps:b": (("moved", "relabelled"), False),
        "steps:c": (("removed",), False),
        "steps+z": (("added",), False),
    }


def test_one_version_whole_or_stretch_by_stretch() -> None:
    assert chosen(ONE, OTHER, "one", {}) == ONE
    assert chosen(ONE, OTHER, "other", {}) == OTHER
    made = chosen(ONE, OTHER, "one", {"steps:b": "other", "steps:c": "other", "steps+z": "other"})
    assert [one.id for one in made.stretches] == ["a", "y", "z"] and made.note == "mine"


@given(labellings(), labellings(), st.data())
def test_every_stretch_is_in_one_pair_and_every_choice_is_kept(
    one: Labelling, other: Labelling, data: st.DataObject
) -> None:
    found = pairs(one, other)
    for side, version in (("one", one), ("other", other)):
        there = [pair.of(side) for pair in found]  # type: ignore[arg-type]
        kept = sorted((s for s in there if s), key=lambda s: (s.start_s, s.end_s, s.id))
        assert tuple(kept) == version.stretches
    assert len({pair.id for pair in found}) == len(found)
    picks = {pair.id: data.draw(st.sampled_from(["one", "other"])) for pair in found}
    made = chosen(one, other, "one", picks).stretches
    wanted = {pair.of(picks[pair.id]) for pair in found} - {None}
    assert set(made) == wanted


@given(labellings())
def test_a_version_beside_itself_does_not_differ(made: Labelling) -> None:
    assert not any(pair.differs for pair in pairs(made, made))
