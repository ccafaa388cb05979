"""Splits: by person, for good, and never without a train."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipelines.release.split import split_by_expert

experts = st.sets(st.text(min_size=1), min_size=1, max_size=30)


@given(st.text(min_size=1))
def test_one_expert_is_all_train(expert):
    assert split_by_expert([expert, expert]) == {expert: "train"}


@given(experts)
def test_train_is_never_empty_and_order_does_not_matter(people):
    splits = split_by_expert(sorted(people))
    assert "train" in splits.values()
    assert splits == split_by_expert(sorted(people, reverse=True))


@given(experts, experts)
def test_adding_people_moves_nobody_once_somebody_trains_by_the_hash(some, more):
    anchor = next(n for n in map(str, range(100)) if split_by_expert([n, "x"])[n] == "train")
    before = split_by_expert({*some, anchor, "x"})
    after = split_by_expert({*some, *more, anchor, "x"})
    moved = {e for e in before if before[e] != after[e]}
    assert len(moved) <= 1
    if moved:  # only the one that stood in for an empty train
        assert [before[e] for e in moved] == ["train"]


def test_many_experts_come_near_80_10_10():
    counts = Counter(split_by_expert(f"exp-{n:05}" for n in range(5000)).values())
    assert 0.78 < counts["train"] / 5000 < 0.82
    assert 0.08 < counts["validation"] / 5000 < 0.12
    assert 0.08 < counts["test"] / 5000 < 0.12


def test_another_salt_is_another_split():
    people = [f"exp-{n}" for n in range(100)]
    assert split_by_expert(people) != split_by_expert(people, salt="other")
