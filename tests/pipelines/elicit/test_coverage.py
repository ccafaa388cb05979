"""The matrix is right cell by cell, whatever was asked and in whatever order."""

from dataclasses import fields
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.elicit import coverage, measures, unseen
from pipelines.elicit.bank import built_in
from pipelines.elicit.coverage import (
    FIELD_OF_KIND,
    Ask,
    Known,
    Next,
    Outcome,
    Situation,
    State,
    asks_of,
    is_due,
    matrix_of,
    next_questions,
    told_of,
)
from tests.pipelines.elicit.made import unit

STEPS = ("s1", "s2", "s3")
PROBES = built_in().probes
IDS = tuple(one.id for one in PROBES)
ASKS = st.lists(
    st.builds(
        Ask,
        step_id=st.sampled_from((*STEPS, "gone", None)),
        probe=st.sampled_from((*IDS, "gone")),
        outcome=st.sampled_from(get_args(Outcome)),
    ),
    max_size=60,
)
SITUATIONS = st.dictionaries(
    st.sampled_from(STEPS),
    st.builds(Situation, *(st.booleans() for _ in fields(Situation))),
)


@settings(max_examples=60)
@given(ASKS, SITUATIONS)
def test_every_cell_has_one_state_and_it_is_the_best_that_came_of_asking(asks, situations):
    found = matrix_of(STEPS, PROBES, asks, situations)
    assert len(found.cells) == len(STEPS) * len(PROBES)
    for cell in found.cells:
        assert found.cell(cell.step_id, cell.probe) is cell
        came = [a.outcome for a in asks if (a.step_id, a.probe) == (cell.step_id, cell.probe)]
        best = next((o for o in ("answered", "nothing", "declined") if o in came), "open")
        assert cell.state == best
        assert cell.later == ("later" in came)
    placed = sum(a.step_id in STEPS and a.probe in IDS for a in asks)
    assert len(found.unplaced) == len(asks) - placed


@settings(max_examples=40)
@given(ASKS, SITUATIONS, st.randoms())
def test_the_order_of_asking_does_not_matter(asks, situations, random: Random):
    shuffled = list(asks)
    random.shuffle(shuffled)
    one = matrix_of(STEPS, PROBES, asks, situations)
    assert matrix_of(STEPS, PROBES, shuffled, situations).cells == one.cells


@settings(max_examples=40)
@given(ASKS, st.sampled_from(STEPS), st.sampled_from(IDS))
def test_one_more_answer_changes_its_own_cell_only(asks, step, probe):
    before = matrix_of(STEPS, PROBES, asks)
    after = matrix_of(STEPS, PROBES, [*asks, Ask(step, probe, "answered")])
    for old, new in zip(before.cells, after.cells, strict=True):
        same = (old.step_id, old.probe) != (step, probe)
        assert new.state == (old.state if same else "answered")
    assert after.count("answered") - before.count("answered") in (0, 1)


@settings(max_examples=40)
@given(ASKS, SITUATIONS)
def test_counts_add_up_by_step_and_leave_out_only_what_is_not_due(asks, situations):
    found = matrix_of(STEPS, PROBES, asks, situations)
    for state in get_args(State):
        assert found.count(state) == sum(found.count(state, step) for step in STEPS)
    idle = sum(one.state == "open" and not one.due for one in found.cells)
    assert sum(map(found.count, get_args(State))) == len(found.cells) - idle


@settings(max_examples=60)
@given(ASKS, SITUATIONS, st.integers(0, 8))
def test_only_open_questions_are_proposed_none_twice_and_never_what_was_refused(
    asks, situations, most
):
    found = matrix_of(STEPS, PROBES, asks, situations)
    asked = next_questions(found, PROBES, Known(situations), most)
    assert len(asked) <= most and len(set(asked)) == len(asked)
    for one in asked:
        cell = found.cell(one.step_id, one.probe)
        assert cell.state == "open" and (cell.due or cell.later)


def test_a_refusal_is_no_gap():
    everything = [Ask(step, probe, "declined") for step in STEPS for probe in IDS]
    found = matrix_of(STEPS, PROBES, everything)
    assert next_questions(found, PROBES, Known()) == ()
    assert found.count("declined") == len(STEPS) * len(IDS) and found.count("open") == 0


def test_questions_go_to_different_steps_and_the_hard_one_comes_first():
    situations = {"s2": Situation(hard=True)}
    found = matrix_of(STEPS, PROBES, (), situations)
    asked = next_questions(found, PROBES, Known(situations))
    assert len(asked) == 5
    assert asked[0].step_id == "s2" and asked[0].why == "hard_step"
    assert {one.step_id for one in asked} == set(STEPS)
    assert len({one.probe for one in asked}) == 5


def test_what_was_told_already_is_asked_last():
    hazard = unit("hazard", "s1", details=({"field": "control", "text": "gloves"},))
    told = told_of([hazard])
    assert told == {"s1": frozenset({"hazard", "control"})}
    found = matrix_of(("s1",), PROBES, ())
    asked = next_questions(found, PROBES, Known(told=told), most=100)
    assert "hazard" not in [one.probe for one in asked]
    assert asked[0].why == "never_asked"


def test_whoever_asked_to_be_asked_later_is_asked_also_at_a_card_that_is_not_due():
    found = matrix_of(STEPS, PROBES, [Ask("s3", "unspoken", "later")])
    asked = next_questions(found, PROBES, Known(), most=1)
    assert asked == (Next("s3", "unspoken", "asked_later"),)


@pytest.mark.parametrize("probe", PROBES, ids=lambda one: one.id)
def test_a_card_with_a_condition_waits_for_it(probe):
    everything = Situation(hard=True, has_card=True, other_experts=True, own_takes=True)
    assert is_due(probe, everything) == ("at_moment" not in probe.conditions)
    assert is_due(probe, Situation()) == (not probe.conditions)


def test_a_unit_that_came_of_a_card_answers_it_unless_it_was_superseded():
    units = [
        unit("cue", "s1", probe="cue"), unit("hazard", "s1"), unit("knack", None, probe="knack"),
        unit("reason", "s2", probe="consequence", status="superseded"),
    ]  # fmt: skip
    assert asks_of(units) == (Ask("s1", "cue", "answered"),)


def test_every_kind_of_unit_but_the_step_itself_fills_a_field_that_some_card_asks_for():
    asked = {one for probe in PROBES for one in probe.fills}
    assert set(FIELD_OF_KIND.values()) <= asked
    assert told_of([unit("step", "s1")]) == {"s1": frozenset()}


def test_nothing_that_is_counted_stands_beside_a_person():
    """No field of a result names one, so that no page can show it."""
    for module in (coverage, measures, unseen):
        for item in vars(module).values():
            if isinstance(item, type) and item.__module__ == module.__name__:
                names = set(getattr(item, "__dataclass_fields__", {}))
                assert not names & {"expert", "person", "actor", "who", "by", "name"}
