"""The energy curve on other clocks: nothing is lost in it, and Label Studio can read it."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.clock import TimeMap
from data_schemas.motion import MotionReport, Movement
from pipelines.labelstudio.curves import energy_series, to_csv
from pipelines.motion.curve import on_clock

energies = st.lists(st.floats(0, 1), min_size=1, max_size=60)
# A copy that leaves out two seconds after its fifth.
SHORTER = TimeMap(proxy_s=(0.0, 5.0, 5.0, 20.0), source_s=(0.0, 5.0, 7.0, 22.0))


def movement(energy: list[float], step_s: float = 0.2) -> Movement:
    report = MotionReport(frames=1)
    return Movement(report=report, energy=tuple(energy), energy_step_s=step_s)


@given(energies, st.integers(1, 40))
def test_steps_of_any_width_hold_the_same_energy_in_all(energy: list[float], steps: int) -> None:
    edges = np.linspace(0, len(energy) * 0.2, steps + 1)
    values = on_clock(movement(energy), TimeMap.identity(), edges)
    assert ((values >= 0) & (values <= 1 + 1e-9)).all()
    assert (values * np.diff(edges)).sum() == pytest.approx(sum(energy) * 0.2)


@given(energies)
def test_its_own_steps_give_the_curve_back(energy: list[float]) -> None:
    edges = np.arange(len(energy) + 1) * 0.2
    assert on_clock(movement(energy), TimeMap.identity(), edges) == pytest.approx(energy)


def test_what_the_copy_leaves_out_moves_the_rest_forward() -> None:
    energy = [0.0] * 7 + [1.0] + [0.0] * 14  # a second each: something moves from 7 to 8
    values = on_clock(movement(energy, 1.0), SHORTER, np.arange(11.0))
    assert int(values.argmax()) == 5


@given(energies, st.floats(0, 20), st.sampled_from([0.04, 0.2, 1.0]))
def test_a_series_has_increasing_times_and_reaches_the_end(
    energy: list[float], duration_s: float, step_s: float
) -> None:
    series = energy_series(movement(energy), TimeMap.identity(), duration_s, step_s)
    assert all(b > a for a, b in pairwise(series["t"]))
    assert len(series["t"]) == len(series["energy"]) >= 2
    assert series["t"][0] == 0 and series["t"][-1] == pytest.approx(
        max(duration_s, step_s), abs=1e-3
    )


def test_without_a_movement_the_line_is_flat() -> None:
    series = energy_series(None, TimeMap.identity(), 1.0)
    assert series == {"t": [0.0, 0.2, 0.4, 0.6, 0.8, 1.0], "energy": [0.0] * 6}


@given(energies)
def test_its_csv_reads_back(energy: list[float]) -> None:
    series = energy_series(movement(energy), SHORTER, 12.0)
    rows = list(csv.DictReader(io.StringIO(to_csv(series))))
    assert [float(row["t"]) for row in rows] == series["t"]
    assert [float(row["energy"]) for row in rows] == pytest.approx(series["energy"])
