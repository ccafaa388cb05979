"""Splits: by person, kept for good, near-duplicates together, and never without a train."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipelines.release.split import SHARES, SPLITS, split_by_expert

experts = st.sets(st.text(min_size=1), min_size=1, max_size=30)


@given(st.text(min_size=1))
def test_one_expert_is_all_train(expert):
    assert split_by_expert([expert, expert]) == {expert: "train"}


@given(experts)
def test_train_is_never_empty_and_order_does_not_matter(people):
    splits = split_by_expert(sorted(people))
    assert "train" in splits.values()
    assert splits == split_by_expert(sorted(people, reverse=True))


@given(st.lists(experts, min_size=2, max_size=5))
def test_over_any_number_of_releases_nobody_changes_side(releases):
    """Whoever comes and goes: also back in a release of one, or one without train."""
    known: dict[str, str] = {}
    for people in releases:
        found = split_by_expert(people, known=known)
        assert found.keys() == people
        assert {one: side for one, side in found.items() if one in known}.items() <= known.items()
        known |= found


@given(st.sets(st.text(min_size=1), min_size=3, max_size=30))
def test_of_three_or_more_at_least_one_is_a_test(people):
    assert "test" in split_by_expert(people).values()


def test_shares_are_as_near_to_80_10_10_as_people_go():
    counts = Counter(split_by_expert(f"exp-{n:05}" for n in range(1000)).values())
    assert all(abs(counts[split] - 1000 * SHARES[split]) <= 1 for split in SPLITS)


def test_people_who_come_one_by_one_are_shared_out_as_well():
    known: dict[str, str] = {}
    for n in range(50):
        known |= split_by_expert([f"exp-{n}"], known=known)
    counts = Counter(known.values())
    assert all(abs(counts[split] - 50 * SHARES[split]) <= 1 for split in SPLITS)


@given(experts, st.data())
def test_people_who_belong_together_share_a_side(people, data):
    group = data.draw(st.sets(st.sampled_from(sorted(people)), min_size=1))
    found = split_by_expert(people, together=[group])
    assert len({found[one] for one in group}) == 1


def test_who_comes_later_goes_to_the_side_of_whom_they_belong_to():
    known = {"a": "test", "b": "train"}
    assert split_by_expert(["a", "c"], known=known, together=[{"a", "c"}])["c"] == "test"
    assert split_by_expert(["a", "c"], known=known)["c"] != "test"


def test_another_salt_is_another_split():
    people = [f"exp-{n}" for n in range(100)]
    assert split_by_expert(people) != split_by_expert(people, salt="other")
