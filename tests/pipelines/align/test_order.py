"""What was done otherwise than written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.procedure import Step
from pipelines.align.order import Done, findings, orders

STEPS = tuple(Step(id=name, title=name) for name in "abcde")


def found(done: str, rules=()):
    told = findings(STEPS, rules, [Done(f"{i}", step) for i, step in enumerate(done)])
    return [(one.kind, one.step_id, *([one.other] if one.other else [])) for one in told]


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("abcde", []),
        ("abde", [("skipped", "c")]),
        ("abccde", []),
        ("abcbde", [("repeated", "b")]),
        ("acbde", [("out_of_order", "c", "b")]),
        ("eabcd", [("out_of_order", "e", "a")]),
        ("bcdea", [("out_of_order", "a", "e")]),
        ("", [("skipped", step) for step in "abcde"]),
    ],
)
def test_against_the_written_order(done, told):
    assert found(done) == told


def test_rules_alone_decide_where_there_are_rules():
    rules = (("a", "c"), ("b", "c"))
    assert found("badce"[::1], rules) == []
    assert found("acbde", rules) == [("rule_broken", "c", "b")]
    assert found("cde", rules) == [("skipped", "a"), ("skipped", "b")]


def test_flags_name_the_segments():
    told = findings(STEPS, (), [Done(f"seg-{i}", step) for i, step in enumerate("acbdeb")])
    assert orders(told) == {"seg-1": "out_of_order", "seg-5": "repeated"}


@given(st.permutations("abcde"))
def test_whoever_takes_out_what_is_out_of_order_leaves_the_written_order(done):
    moved = {step: other for kind, step, other in found("".join(done)) if kind == "out_of_order"}
    kept = [step for step in done if step not in moved]
    assert kept == sorted(kept)
    for step, other in moved.items():
        assert (step < other) != (done.index(step) < done.index(other))


@given(st.text("abcde", max_size=12))
def test_every_finding_names_a_step_of_the_procedure_and_its_segments(done):
    told = findings(STEPS, (), [Done(f"{i}", step) for i, step in enumerate(done)])
    for one in told:
        assert one.step_id in "abcde"
        assert all(done[int(name)] == one.step_id for name in one.segments)
        assert bool(one.segments) == (one.kind != "skipped")
