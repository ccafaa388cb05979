"""What a session that is re-derived keeps: all that stands on what people brought."""

from dataclasses import replace

import pytest

from data_schemas.artifact import Kind
from pipelines.keeping import still_holds
from pipelines.stages import BY_NAME

ALIGN = BY_NAME["align"]
HAD = {Kind.TRANSCRIPT: {"t1"}, Kind.PROCEDURE: {"p1"}}
NOW = {Kind.TRANSCRIPT: ("t1",), Kind.PROCEDURE: ("p1",)}


def test_on_the_same_inputs_a_result_stays():
    assert still_holds(ALIGN, HAD, NOW)


@pytest.mark.parametrize(
    "now",
    [
        {**NOW, Kind.TRANSCRIPT: ("t2",)},
        {**NOW, Kind.TRANSCRIPT: ("t1", "t2")},
        {**NOW, Kind.PROCEDURE: ("p2",)},
        {**NOW, Kind.ENTRY: ("e1",)},
    ],
    ids=["other words", "a second take", "another version", "a first correction"],
)
def test_on_others_it_is_made_anew(now):
    assert not still_holds(ALIGN, HAD, now)


def test_a_correction_that_is_gone_counts():
    fold = BY_NAME["fold"]
    had = {**HAD, Kind.ALIGNMENT: {"a1"}, Kind.ENTRY: {"e1"}}
    now = {**NOW, Kind.ALIGNMENT: ("a1",)}
    assert still_holds(fold, had, {**now, Kind.ENTRY: ("e1",)})
    assert not still_holds(fold, had, now)


def test_a_later_version_that_takes_more_or_less_of_the_machine_is_a_change_of_the_machine():
    taking = replace(ALIGN, wants=(Kind.MOVEMENT,))
    assert still_holds(taking, HAD, {**NOW, Kind.MOVEMENT: ("m1",)})
    assert still_holds(ALIGN, {**HAD, Kind.MOVEMENT: {"m1"}}, NOW)
    assert not still_holds(taking, {**HAD, Kind.MOVEMENT: {"m1"}}, NOW)
