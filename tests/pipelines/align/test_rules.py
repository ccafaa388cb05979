"""Steps in turns, and orders that the rules of a procedure leave open."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.timeline import Alignment
from pipelines.align import Task, Weights, align
from pipelines.align.emissions import listen
from pipelines.align.model import read
from pipelines.align.task import Embed, Matrix
from tests.pipelines.align.conftest import embed_words, say, steps

TITLES = ("Clean the flange", "Insert the gasket", "Tighten the bolts", "Test the valve")
IDS = tuple(f"s{n}" for n in range(1, len(TITLES) + 1))
W = Weights()


def spoken(order: str, before: tuple[tuple[str, str], ...] = ()) -> Task:
    """Every step of ``order`` lasts 40 s and is named again and again all the while."""
    said = tuple(
        say(40 * n + at, TITLES[int(k) - 1].lower())
        for n, k in enumerate(order)
        for at in range(1, 40, 4)
    )
    return Task(
        id="r",
        duration_s=40 * len(order),
        steps=steps(*TITLES),
        utterances=said,
        before=before,
    )


def placed(found: Alignment) -> str:
    """What nobody need look at first, in time order."""
    sure = [s for s in found.segments if s.step_id and s.status == "auto"]
    return "".join(str(s.step_id)[1:] for s in sure)


def told(found: Alignment) -> set[tuple[str, str]]:
    return {(one.kind, one.step_id) for one in found.findings}


def order_costs(before: tuple[tuple[str, str], ...]) -> Matrix:
    task = spoken("1234", before)
    return read(task, listen(task, embed_words), W).model.order


def test_two_steps_in_turns_are_placed_each_time_and_told_as_repeated(embed: Embed) -> None:
    found = align(spoken("121234"), embed)
    assert placed(found) == "121234"
    assert told(found) == {("repeated", "s1"), ("repeated", "s2")}
    order = [s.order for s in found.segments if s.step_id]
    assert order == ["in_order"] * 2 + ["repeated"] * 2 + ["in_order"] * 2


def test_without_rules_the_written_order_is_the_rule(embed: Embed) -> None:
    found = align(spoken("1324"), embed)
    assert placed(found) == "1324"
    assert told(found) == {("out_of_order", "s3")}


RULES = (("s1", "s2"), ("s1", "s3"), ("s2", "s4"), ("s3", "s4"))


def test_an_order_that_the_rules_leave_open_is_no_finding(embed: Embed) -> None:
    found = align(spoken("1324", RULES), embed)
    assert placed(found) == "1324"
    assert told(found) == set()


def test_a_broken_rule_is_placed_as_it_was_done_and_told(embed: Embed) -> None:
    found = align(spoken("2134", RULES), embed)
    assert placed(found) == "2134"
    assert told(found) == {("rule_broken", "s2")}


def test_rules_that_name_unknown_steps_or_run_in_a_circle_do_no_harm(embed: Embed) -> None:
    circle = (("s1", "s2"), ("s2", "s1"), ("s1", "nobody"))
    assert placed(align(spoken("1234", circle), embed)) == "1234"


PAIRS = [(a, b) for i, a in enumerate(IDS) for b in IDS[i + 1 :]]


@given(st.sets(st.sampled_from(PAIRS), min_size=1))
def test_going_back_costs_only_where_a_rule_forbids_it(rules: set[tuple[str, str]]) -> None:
    costs, plain = order_costs(tuple(sorted(rules))), order_costs(())
    earlier = closure(rules)
    for i, here in enumerate(IDS):
        for j, there in enumerate(IDS):
            if (there, here) in earlier:
                assert costs[i, j] == pytest.approx(-W.back)
            elif j < i:
                assert costs[i, j] == pytest.approx(-W.skip * (i - j))
                assert costs[i, j] > plain[i, j]
            else:
                assert costs[i, j] == plain[i, j]
    np.testing.assert_array_equal(costs[-1], plain[-1])


def closure(rules: set[tuple[str, str]]) -> set[tuple[str, str]]:
    known = set(rules)
    while more := {(a, d) for a, b in known for c, d in known if b == c} - known:
        known |= more
    return known


@settings(max_examples=24, deadline=None)
@given(st.permutations("1234"))
def test_whatever_order_is_spoken_clearly_is_placed_and_judged_by_the_rules(
    order: list[str],
) -> None:
    found = align(spoken("".join(order), RULES), embed_words)
    assert placed(found) == "".join(order)
    at = {f"s{k}": n for n, k in enumerate(order)}
    broken = {("rule_broken", b) for a, b in RULES if at[b] < at[a]}
    assert told(found) == broken
