"""The smoothed track: raw stays raw, short gaps are bridged and marked, long ones stay gaps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.formats.track import read_track, write_track
from data_schemas.motion import Status
from pipelines.motion.smooth import Smoothing, runs, smooth
from tests.pipelines.motion.made import FPS, hand, still, swinging, times, track


def gap(seconds: float, length: int, start: int = 20) -> np.ndarray:
    seen = np.ones(len(times(seconds)), bool)
    seen[start : start + length] = False
    return seen


@pytest.mark.parametrize(("frames", "bridged"), [(1, True), (3, True), (4, False), (9, False)])
def test_gaps_up_to_a_fifth_of_a_second_are_bridged_and_longer_ones_stay(frames, bridged):
    t = times(4)
    raw = track(t, left=hand(swinging(t, 2.0), seen=gap(4, frames)))
    low = smooth(raw).left
    inside = slice(20, 20 + frames)
    assert np.isfinite(low.xyz[inside]).all() == bridged
    wanted = Status.INTERPOLATED if bridged else Status.MISSING
    assert (low.status[inside] == wanted).all()
    assert (raw.left.status[inside] == Status.MISSING).all(), "the raw track was touched"


def test_gaps_at_the_ends_are_never_filled():
    t = times(3)
    seen = np.ones(len(t), bool)
    seen[:2] = seen[-2:] = False
    low = smooth(track(t, right=hand(still(t), seen=seen))).right
    assert np.isnan(low.xyz[[0, 1, -2, -1]]).all()


def test_an_outlier_is_replaced_and_marked():
    t = times(4)
    one = hand(still(t))
    one.xyz[30] += 0.3
    low = smooth(track(t, left=one)).left
    assert np.abs(low.xyz[30] - low.xyz[10]).max() < 0.01
    assert low.status[30] == Status.INTERPOLATED
    assert low.status[10] == Status.OBSERVED


@pytest.mark.parametrize(("period_s", "kept"), [(2.0, 0.97), (1.0, 0.9)])
def test_movement_of_people_is_kept(period_s, kept):
    t = times(10)
    raw = track(t, left=hand(swinging(t, period_s)))
    low = smooth(raw)
    assert np.ptp(low.left.xyz[15:-15, 0, 0]) > kept * np.ptp(raw.left.xyz[15:-15, 0, 0])
    assert low.info.cutoff_hz == 6.0


def test_trembling_is_taken_out():
    t = times(10)
    shaky = still(t) + np.random.default_rng(1).normal(0, 0.004, (len(t), 2))
    raw = track(t, left=hand(shaky))
    quick = [np.diff(x.left.xyz[:, 0, 0], 3).std() for x in (raw, smooth(raw))]
    assert quick[1] < 0.6 * quick[0]


def test_a_slow_camera_lowers_the_cutoff_below_what_it_can_show():
    t = times(6, fps=5)
    assert smooth(track(t, left=hand(still(t)))).info.cutoff_hz == pytest.approx(2.25)


def test_uneven_frames_are_smoothed_on_an_even_grid():
    rng = np.random.default_rng(3)
    t = np.sort(times(8) + rng.uniform(0, 0.03, len(times(8))))
    low = smooth(track(t, left=hand(swinging(t, 2.0)))).left
    wanted = hand(swinging(t, 2.0)).xyz
    assert np.abs(low.xyz[10:-10] - wanted[10:-10]).max() < 0.01


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_a_handful_of_frames_is_no_error(n):
    t = times(1)[:n]
    assert len(smooth(track(t, left=hand(still(t))))) == n


def test_it_is_stored_like_a_raw_one_and_says_what_it_is():
    t = times(2)
    low = read_track(write_track(smooth(track(t, left=hand(still(t))))))
    assert low.info.cutoff_hz == 6.0
    assert read_track(write_track(track(t))).info.cutoff_hz == 0.0


@given(st.lists(st.booleans(), min_size=1, max_size=80), st.floats(0.0, 1.0))
@settings(max_examples=60, deadline=None)
def test_nothing_is_made_up(seen, gap_s):
    """Observed frames stay finite, missing ones become finite only as INTERPOLATED."""
    t = np.arange(len(seen)) / FPS
    raw = track(t, left=hand(still(t), seen=np.array(seen)))
    low = smooth(raw, replace(Smoothing(), gap_s=gap_s)).left
    there = np.isfinite(low.xyz).all(axis=(1, 2))
    assert (there == (low.status != Status.MISSING)).all()
    assert (low.status[np.array(seen)] != Status.MISSING).all()
    for run in runs(low.status == Status.INTERPOLATED):
        missing = int((~np.array(seen)[run]).sum())
        assert missing / FPS <= gap_s + 2e-3
