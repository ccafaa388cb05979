"""What is probably still unsaid: the published equations, their limits, and whether they hold."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.elicit.unseen import saturation_of, unseen_of

EXPERTS = "abcdefgh"
TOLD = st.lists(st.frozensets(st.sampled_from(EXPERTS), max_size=8), max_size=40)


def told(*counts: int, experts: int = 4) -> list[set[str]]:
    """Things told by so many experts each; all experts told something."""
    names = EXPERTS[:experts]
    return [{names[(n + k) % experts] for k in range(c)} for n, c in enumerate(counts)]


def test_the_estimate_is_that_of_the_equations():
    """Four told by one, two by two, four by all four: worked out by hand."""
    found = unseen_of(told(1, 1, 1, 1, 2, 2, 4, 4, 4, 4))
    assert found and (found.experts, found.seen) == (4, 10)
    assert found.unseen == pytest.approx(3 / 4 * 16 / 4)
    variance = 2 * (3 / 4 * 4 / 2 + 9 / 16 * 8 + 9 / 16 * 16 / 4)
    spread = exp(1.959964 * sqrt(log(1 + variance / 9)))
    assert (found.low, found.high) == (pytest.approx(3 / spread), pytest.approx(3 * spread))


def test_without_a_thing_told_by_two_the_corrected_form_holds():
    found = unseen_of(told(1, 1, 1, 1, 4, 4))
    assert found and found.unseen == pytest.approx(3 / 4 * 4 * 3 / 2)
    # 3/4*4*3/2 + 9/16*4*49/4 - 9/16*256/4/(6+4.5), worked out by hand
    variance = 4.5 + 27.5625 - 36 / 10.5
    spread = exp(1.959964 * sqrt(log(1 + variance / 4.5**2)))
    assert (found.low, found.high) == (pytest.approx(4.5 / spread), pytest.approx(4.5 * spread))


def test_nothing_is_said_of_others_where_one_expert_was_asked():
    assert unseen_of([]) is None
    assert unseen_of([{"a"}, {"a"}, set()]) is None


@settings(max_examples=200)
@given(TOLD)
def test_the_interval_holds_the_estimate_and_nothing_is_negative(things):
    found = unseen_of(things)
    if found is None:
        return
    assert 0 <= found.low <= found.unseen <= found.high < float("inf")
    assert found.seen == sum(bool(one) for one in things)
    assert unseen_of(things[::-1]) == found


@given(TOLD)
def test_who_told_it_does_not_matter_only_how_many(things):
    renamed = [{one.upper() for one in told_by} for told_by in things]
    assert unseen_of(renamed) == unseen_of(things)


@given(st.integers(2, 8), st.integers(1, 20))
def test_where_everybody_told_everything_nothing_is_missing(experts, things):
    found = unseen_of([set(EXPERTS[:experts])] * things)
    assert found and (found.unseen, found.low) == (0, 0)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """Experts who tell each of sixty things with the same chance: Chao's own setting."""
    rng = np.random.default_rng(7)
    held = runs = 0
    for _ in range(300):
        matrix = rng.random((60, 8)) < 0.25
        things = [{EXPERTS[k] for k in np.flatnonzero(row)} for row in matrix]
        found = unseen_of(things)
        assert found
        runs += 1
        held += found.low <= 60 - found.seen <= found.high
    assert held / runs > 0.85


@given(st.lists(st.frozensets(st.sampled_from("uvwxyz"), max_size=6), max_size=12))
def test_new_things_add_up_to_all_things(sessions):
    found = saturation_of(sessions)
    assert sum(found.new) == len(frozenset().union(*sessions))
    assert len(found.rates) <= max(0, len(sessions) - 5)
    if found.reached is not None:
        assert found.rates[found.reached - 6] <= 0.05
        assert all(rate > 0.05 for rate in found.rates[: found.reached - 6])


def test_saturation_is_reached_with_the_first_run_under_the_limit():
    """Base of four with ten things, runs of two: 2/10, 1/10, 0/10."""
    sessions = [
        set("abcd"),
        set("efg"),
        set("hi"),
        set("j"),
        set("kl"),
        set("a"),
        {"m"},
        set(),
        {"b"},
    ]
    found = saturation_of(sessions)
    assert found.new == (4, 3, 2, 1, 2, 0, 1, 0, 0)
    assert found.rates == pytest.approx((0.2, 0.1, 0.1, 0.0))
    assert found.reached == 9
    assert saturation_of(sessions, limit=0.1).reached == 7
    assert saturation_of(sessions[:7]).reached is None
    assert saturation_of([set()] * 8).rates == ()


@pytest.mark.parametrize("wrong", [{"base": 0}, {"run": 0}])
def test_a_base_or_run_of_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="at least one session"):
        saturation_of([], **wrong)
