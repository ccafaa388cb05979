"""What stands in docs/scaling.md is what the kept results give."""

from __future__ import annotations

import dataclasses

import pytest

from benchmarks.capacity.__main__ import PAGE, PLACE, filled
from benchmarks.capacity.reckon import SIZES, Assumed, measured, needs
from benchmarks.capacity.tables import TABLES


def test_the_page_says_what_the_results_give() -> None:
    text = PAGE.read_text()
    assert filled(text) == text, "run python -m benchmarks.capacity"
    assert {found[2] for found in PLACE.finditer(text)} == set(TABLES)


def test_other_results_give_another_page() -> None:
    text = PAGE.read_text()
    changed = PLACE.sub(lambda found: f"{found[1]}| old |\n{found[3]}", text)
    assert changed != text and filled(changed) == text


@pytest.mark.parametrize("hours", SIZES.values())
def test_twice_the_hours_need_twice_as_much(hours: int) -> None:
    once, twice = (needs(h, measured(), Assumed()) for h in (hours, 2 * hours))
    for field in dataclasses.fields(once):
        assert getattr(twice, field.name) == pytest.approx(2 * getattr(once, field.name))


def test_a_year_of_one_core_is_a_year_of_one_core() -> None:
    """Checked by hand: 6132 hours of work a year at 0.7, a recorded hour a core hour."""
    found = dataclasses.replace(measured(), core_s=1.0, look_ms=10.0, sessions=1000)
    told = needs(6132, found, Assumed(minutes_a_session=60, copies=1, tb_month=0, core_hour=100))
    assert told.new_cores == pytest.approx(1.0)
    assert told.anew_cores == pytest.approx(6132 / 504)
    assert told.sessions == 6132 and told.look_s == pytest.approx(0.06132)
    assert told.stored_tb == pytest.approx(6132 * 7.2 / 1000)
    assert told.money_year == pytest.approx(613_200)
