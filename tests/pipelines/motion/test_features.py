"""Features are in metres and degrees, NaN where nothing was seen, and know their cut-off."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.motion import Status
from pipelines.motion.energy import STEP_S, energy
from pipelines.motion.features import angle, features, scale
from pipelines.motion.smooth import smooth
from tests.pipelines.motion.made import ASPECT, METRES, hand, still, swinging, times, track


def of(*args, **kwargs):
    return features(smooth(track(*args, **kwargs)))


def test_the_scale_of_the_picture_comes_from_the_hands():
    t = times(2)
    assert scale(track(t, left=hand(still(t)))) == pytest.approx(METRES, rel=0.01)
    assert np.isnan(scale(track(t)))


@pytest.mark.parametrize("speed", [0.05, 0.2, 0.5])
def test_speed_and_path_are_in_metres(speed):
    t = times(2)
    at = still(t, 0.3) + np.stack([speed * t, 0 * t], axis=1)
    found = of(t, left=hand(at))
    assert np.nanmedian(found.left.speed_m_s) == pytest.approx(speed, rel=0.03)
    assert found.left.path_m[-1] == pytest.approx(speed * t[-1], rel=0.05)
    assert np.isnan(found.right.speed_m_s).all()
    assert found.cutoff_hz == 6.0


def test_openness_follows_the_fingers():
    t = times(2)
    shut, wide = (of(t, left=hand(still(t), np.full(len(t), m))).left for m in (0.02, 0.08))
    opened = np.nanmedian(wide.aperture_m) - np.nanmedian(shut.aperture_m)
    assert opened == pytest.approx(0.06, rel=0.15)


def test_hands_apart():
    t = times(2)
    found = of(t, left=hand(still(t, 1.1)), right=hand(still(t, 0.7)))
    assert found.apart_m == pytest.approx(0.4, rel=0.02)


def test_a_raw_track_is_refused():
    t = times(1)
    with pytest.raises(ValueError, match="smooth it first"):
        features(track(t, left=hand(still(t))))


def test_a_straight_arm_has_180_degrees():
    line = np.array([[[0.0, 0, 0], [1, 0, 0], [2, 0, 0]]])
    assert angle(*(line[:, i] for i in range(3))) == pytest.approx(180)


@given(st.lists(st.booleans(), min_size=2, max_size=60))
@settings(max_examples=40, deadline=None)
def test_nan_stays_where_nothing_was_seen(seen):
    t = np.arange(len(seen)) / 15
    low = smooth(track(t, left=hand(still(t), seen=np.array(seen))))
    found = features(low)
    gone = ~np.isfinite(low.left.xyz).all(axis=(1, 2))
    for values in (found.left.speed_m_s, found.left.aperture_m, found.left.jerk_m_s3):
        assert np.isnan(values[gone]).all()
    assert np.isfinite(found.left.path_m).all()
    assert (np.diff(found.left.path_m) >= 0).all()


def test_the_energy_curve_covers_the_recording_and_follows_the_movement():
    t = times(8)
    at = np.where(t[:, None] < 4, still(t), swinging(t, 1.0))
    curve = energy(track(t, right=hand(at)))
    assert len(curve) == round(8 / STEP_S)
    assert max(curve[:18]) < 0.1 < min(np.mean(curve[22:30]), np.mean(curve[30:38]))
    assert all(0 <= value <= 1 for value in curve)
    assert energy(track(t[:0])) == ()


def with_body(made):
    return replace(made, pose_status=np.full(len(made), Status.OBSERVED, np.uint8))


def test_a_camera_that_moves_is_taken_out_and_one_that_stands_is_not_made_to_move():
    t = times(6)
    sway = 0.1 * np.sin(2 * t)
    still_hand = np.stack([0.8 + sway * METRES, np.full(len(t), 0.4)], axis=1)
    made = track(t, left=hand(still_hand))
    made.picture_right[1:] = np.diff(sway)
    moved = features(smooth(made)).left
    assert np.nanmax(moved.speed_m_s) < 0.02
    made.picture_right[:] = 0.0002 * np.sign(np.sin(9 * t))  # noise
    assert not features(smooth(made)).view.way.moves


def test_a_wrist_is_trusted_only_where_it_goes_with_the_hand():
    t = times(6)
    where = still(t) + np.stack([0.1 * np.sin(3 * t), 0 * t], axis=1)
    made = track(t, left=hand(where))
    made.pose_vis[:] = 1.0
    made.pose_xyz[:] = 0.0
    made.pose_xyz[:, 15, :2] = where / (METRES * ASPECT, METRES)
    assert np.isfinite(features(smooth(with_body(made))).arms[0].at_m).all()
    made.pose_xyz[:, 15, 0] += 0.3
    assert np.isnan(features(smooth(with_body(made))).arms[0].at_m).all()
