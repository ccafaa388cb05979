"""Two takes laid over each other: which moments belong together, and what is told to differ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import InputError
from pipelines.motion.compare import MOST, align_in_time, differences
from pipelines.motion.series import CHANNELS, COLUMN, HZ, NAMES, TYPICAL, Series


def take(seconds=8.0, seed=0, start_s=0.0):
    """Everything seen, every channel on a slow path of its own."""
    t = np.arange(round(seconds * HZ)) / HZ
    rng = np.random.default_rng(seed)
    f, p = rng.uniform(0.1, 0.6, (2, len(CHANNELS))), rng.uniform(0, 6, (2, len(CHANNELS)))
    waves = [np.sin(2 * np.pi * f[n] * t[:, None] + p[n]) for n in range(2)]
    return Series(TYPICAL * (waves[0] + 0.5 * waves[1]), start_s)


def changed(one, name, by, first, last):
    values = one.values.copy()
    values[round(first * HZ) : round(last * HZ), COLUMN[name]] += by
    return Series(values, one.start_s)


def told(a, b, pace=False):
    return differences(a, b, align_in_time(a, b), pace=pace)


def test_a_take_lies_on_itself_and_nothing_differs():
    a = take()
    found = align_in_time(a, a)
    assert np.array_equal(found.a_s, found.b_s) and not found.apart.any()
    assert told(a, a, pace=True) == []


def test_moments_are_on_the_clock_of_each_recording():
    found = align_in_time(take(start_s=3.0), take(start_s=100.0))
    assert (found.a_s[0], found.b_s[0]) == (3.0, 100.0)
    assert found.a_s[-1] == pytest.approx(10.9) and found.b_s[-1] == pytest.approx(107.9)


def test_a_pause_in_one_is_waited_for_by_the_other():
    a = take()
    still = np.repeat(a.values[40:41], 20, axis=0)
    b = Series(np.concatenate([a.values[:40], still, a.values[40:]]))
    found = align_in_time(a, b)
    after = found.b_s > 6.5
    assert np.allclose(found.b_s[after] - found.a_s[after], 2.0, atol=0.15)
    assert np.allclose(found.b_s[found.b_s < 3.5], found.a_s[found.b_s < 3.5], atol=0.15)


@pytest.mark.parametrize(
    ("name", "change", "what", "by", "unit"),
    [
        ("left_wrist_y", -0.12, "left_hand_up", 0.12, "m"),
        ("right_wrist_x", 0.1, "right_hand_right", 0.1, "m"),
        ("apart", -0.15, "hands_apart", -0.15, "m"),
        ("right_elbow", 35.0, "right_elbow_straight", 35.0, "deg"),
    ],
)
def test_what_differs_is_told_with_its_unit_and_its_seconds(name, change, what, by, unit):
    a = take()
    found = told(a, changed(a, name, change, 3.0, 6.0))
    one = next(row for row in found if row.what == what)
    assert one.by == pytest.approx(by, rel=0.25) and one.unit == unit
    assert one.first.start_s == pytest.approx(3.0, abs=0.6)
    assert one.first.end_s == pytest.approx(6.0, abs=0.6)
    assert one.second.overlap_s(one.first) > 2.0


def test_what_lasts_for_a_moment_is_not_told():
    a = take()
    assert told(a, changed(a, "left_wrist_y", -0.3, 3.0, 3.2)) == []


def test_pace_is_told_only_when_asked_for():
    a = take()
    slow = Series(np.repeat(a.values, 2, axis=0))
    assert all(row.what != "pace" for row in told(a, slow))
    paces = [row for row in told(a, slow, pace=True) if row.what == "pace"]
    assert paces and all(row.by == pytest.approx(0.5, abs=0.15) for row in paces)


def test_what_was_not_seen_is_compared_by_the_rest():
    a = take()
    values = a.values.copy()
    values[:, [n for n, name in enumerate(NAMES) if "wrist" in name or "elbow" in name]] = np.nan
    found = told(a, changed(Series(values), "right_open", 0.06, 2.0, 5.0))
    assert {row.what for row in found} == {"right_hand_open"}


def test_two_that_have_nothing_in_common_are_refused_in_one_sentence():
    a, nothing = take(), Series(np.full((80, len(CHANNELS)), np.nan))
    left, right = a.values.copy(), a.values.copy()
    left[:, [n for n, name in enumerate(NAMES) if "left" not in name]] = np.nan
    right[:, [n for n, name in enumerate(NAMES) if "right" not in name]] = np.nan
    for one, other in ((a, nothing), (nothing, a), (Series(left), Series(right))):
        with pytest.raises(InputError, match="Too little was seen"):
            align_in_time(one, other)


@settings(max_examples=25)
@given(st.integers(0, 99), st.integers(0, 99), st.floats(2.0, 9.0), st.floats(2.0, 9.0))
def test_an_alignment_never_goes_back_and_leaves_nothing_out(one, two, seconds, others):
    a, b = take(seconds, one), take(others, two)
    found = align_in_time(a, b)
    for series, times in ((a, found.a_s), (b, found.b_s)):
        steps = np.diff(times)
        assert (steps >= -1e-9).all() and (steps <= 1 / HZ + 1e-9).all()
        assert times[0] == series.start_s and times[-1] == pytest.approx(series.t_s[-1])


def test_a_step_of_ten_minutes_is_compared_more_coarsely_and_to_its_end():
    a = take(600.0)
    b = Series(a.values[::-1].copy(), start_s=5.0)
    found = align_in_time(a, b)
    assert len(found.a_s) < 2 * MOST
    assert found.a_s[-1] == pytest.approx(599.9) and found.b_s[-1] == pytest.approx(604.9)
