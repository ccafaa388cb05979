"""One JSON and one page of all results: nothing is typed in, nothing is left out of sight."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.common import RESULTS
from benchmarks.growth.lengths import parts
from benchmarks.report.__main__ import PAGE
from benchmarks.report.gather import ALL, gathered, lacks, lengths, pages, told
from benchmarks.report.page import page
from benchmarks.report.rows import PARTS, ROWS, Row, at

# Measured before a spread was kept; whoever measures them anew takes them off this list.
BEFORE = {
    "motion-aligned: moments of two takes laid together, same person": ["spread"],
    "release-frames: one picture of LeRobot's video at random": ["spread"],
    "release-video: writing LeRobot's video": ["spread"],
}

RESULT = {
    "at": "2026-01-01", "commit": "c", "machine": {"cpu": "x", "cores": 2, "python": "3"},
    "ours": 30.0, "peer": 20.0,
}  # fmt: skip


def test_every_result_is_told_or_named() -> None:
    found = gathered()
    named = {one["benchmark"] for one in found["rows"]} | set(found["told_elsewhere"])
    assert named == {path.stem for path in RESULTS.glob("*.json")} - {ALL}


def test_every_row_has_something_beside_it_a_count_a_spread_and_a_machine() -> None:
    assert gathered()["lacking"] == BEFORE


def test_no_row_is_written_that_could_not_have_them() -> None:
    for row in ROWS:
        assert row.peer or row.bound is not None, row.measure
        assert row.spread or row.n is None, row.measure


@pytest.mark.parametrize(
    ("without", "lacking"),
    [
        ({"peer": ""}, "peer or bound"),
        ({"n": lambda _: 0}, "n"),
        ({"spread": None}, "spread"),
        ({"spread": at("not kept")}, "spread"),
        ({"run": lambda _: {}}, "machine"),
    ],
)
def test_a_row_that_lacks_something_is_found(without, lacking: str) -> None:
    row = Row(
        "x", "m", "s", at("ours"), peer="p", peer_value=at("peer"), n=lambda _: 3,
        spread=lambda _: [1, 2],
    )  # fmt: skip
    assert lacks(told(row, RESULT)) == []
    assert lacks(told(replace(row, **without), RESULT)) == [lacking]


def test_the_parts_of_a_long_session_are_those_that_are_measured() -> None:
    took = {20.0: [dict.fromkeys(PARTS, 1.0)], 120.0: [dict.fromkeys(PARTS, 6.0)]}
    found = {"growth-length": {"parts": parts(took, 20), "minutes": [20, 120]}}
    rows = [told(row, found["growth-length"]) for row in ROWS if row.file == "growth-length"]
    assert len(rows) == len(PARTS)
    assert all(row["ratio"] == 1.0 and row["n"] == 1 for row in rows), "six times for six times"
    exponents = lengths(found["growth-length"])
    assert set(exponents) == set(PARTS) and set(exponents.values()) == {1.0}
    told_on = page({"rows": rows, "pages": {}, "lengths": exponents, "not_measured": [],
                    "told_elsewhere": []})  # fmt: skip
    assert "Exponent of cost over length" in told_on


def test_a_cost_that_is_there_whatever_the_length_has_no_slope() -> None:
    took = {one: [{"fixed": 2.0, "square": one * one}] for one in (1.0, 20.0, 60.0, 120.0)}
    found = parts(took, 20)
    assert found["fixed"]["exponent"] == pytest.approx(0.0, abs=1e-6)
    assert found["square"]["exponent"] == pytest.approx(2.0)
    assert found["square"]["ratio"] == pytest.approx(6.0)


def test_the_page_is_what_the_kept_json_gives() -> None:
    kept = json.loads((RESULTS / f"{ALL}.json").read_text())
    assert PAGE.read_text() == page(kept), "run python -m benchmarks.report"
    assert {one["benchmark"] for one in kept["rows"]} <= {
        path.stem for path in RESULTS.glob("*.json")
    }


def test_a_row_without_a_peer_says_so() -> None:
    row = told(Row("x", "alone", "s", at("ours")), RESULT)
    assert row["peer"] is None and row["ratio"] is None
    text = page({"rows": [row], "pages": {}, "not_measured": [], "told_elsewhere": []})
    assert "| none |" in text.split("## Without a peer")[1]


@pytest.mark.parametrize(
    ("bound", "of", "better", "within"),
    [
        (1.4, "ratio", "lower", False),
        (1.5, "ratio", "lower", True),
        (30.0, "value", "higher", True),
        (31.0, "value", "higher", False),
    ],
)
def test_a_bound_that_was_missed_is_told(bound: float, of, better, within: bool) -> None:
    row = told(
        Row("x", "m", "s", at("ours"), better, peer="p", peer_value=at("peer"), bound=bound,
            bound_is_of=of),
        RESULT,
    )  # fmt: skip
    assert row["ratio"] == 1.5 and row["within_bound"] is within
    text = page({"rows": [row], "pages": {}, "not_measured": [], "told_elsewhere": []})
    assert ("**missed**" in text) is not within


def test_every_page_of_the_app_is_drawn_as_it_grew() -> None:
    drawn = {"library": {"ratio": 1.25}, "search": {"ratio": 0.99}}
    found = pages({"few": 10, "sizes": {"100": {}, "1000": {"pages": drawn}}})
    text = page({"rows": [], "pages": found, "not_measured": [], "told_elsewhere": []})
    assert "Pages with 1,000 sessions to the same with 10" in text
    assert 'x-axis ["library", "search"]' in text and "bar [1.25, 0.99]" in text


def test_what_is_not_measured_is_said(tmp_path: Path) -> None:
    found = gathered(tmp_path)
    assert found["rows"] == [] and "growth" in found["not_measured"]
    assert "No result is kept of" in page(found)


def test_a_bar_beyond_the_plot_is_written_beside_it() -> None:
    row = told(Row("x", "m", "s", at("ours"), peer="p", peer_value=at("peer")), RESULT)
    far = {**row, "ratio": 46.0}
    text = page({"rows": [row, far], "pages": {}, "not_measured": [], "told_elsewhere": []})
    assert "bar [1.5]" in text and "Beyond the plot: 2 (46)." in text
