"""Events, each kind by a hand that does it and one that nearly does."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.motion import Status
from pipelines.motion.events import find_events
from tests.pipelines.motion.made import ASPECT, METRES, hand, still, swinging, times, track


def kinds(*args, **kwargs):
    return [event.kind for event in find_events(track(*args, **kwargs))]


def of(kind, made):
    return [event for event in find_events(made) if event.kind == kind]


def resting(t, start, end):
    """A hand that works, rests from ``start`` to ``end`` seconds, and works on."""
    rest = (t >= start) & (t < end)
    phase = np.cumsum(np.where(rest, 0.0, 1 / 15))
    return still(t) + np.stack(
        [0.12 * np.sin(2 * np.pi * phase / 1.7), 0.05 * np.cos(2 * np.pi * phase / 2.3)], axis=1
    )


@pytest.mark.parametrize(("start", "end"), [(3.0, 4.5), (4.0, 7.0)])
def test_a_pause_is_found_with_its_edges(start, end):
    t = times(10)
    (found,) = of("pause", track(t, right=hand(resting(t, start, end))))
    assert found.start_s == pytest.approx(start, abs=0.3)
    assert found.end_s == pytest.approx(end, abs=0.3)
    assert found.hand == "right"
    assert found.measures["length_s"] == pytest.approx(found.length_s, abs=1e-3)
    assert "rests" in found.reason


def arms(t, wrists):
    """A body whose wrists are at ``wrists`` [N, 2] metres, and no hand."""
    made = track(t)
    xyz = np.tile(np.array([0.5, 0.3, 0.0], np.float32), (len(t), 33, 1))
    xyz[:, [23, 24], 1] = 0.8
    xyz[:, [15, 16], :2] = (wrists / (METRES * ASPECT, METRES))[:, None]
    world = xyz * np.array([METRES * ASPECT, METRES, 1.0], np.float32)
    return replace(
        made,
        pose_xyz=xyz,
        pose_world=world,
        pose_vis=np.ones((len(t), 33), np.float32),
        pose_status=np.full(len(t), Status.OBSERVED, np.uint8),
    )


def test_arms_that_rest_are_told_where_no_hand_is_found():
    t = times(10)
    (found,) = of("pause", arms(t, resting(t, 4.0, 7.0)))
    assert (found.source, found.hand) == ("body", "both")
    assert (found.start_s, found.end_s) == pytest.approx((4.0, 7.0), abs=0.4)
    assert "no hand is found" in found.reason


def test_arms_that_repeat_a_movement_are_told_where_no_hand_is_found():
    t = times(10)
    found = of("repeated", arms(t, swinging(t, 0.8)))
    assert {(e.source, e.hand) for e in found} == {("body", "left"), ("body", "right")}
    assert found[0].measures["period_s"] == pytest.approx(0.8, abs=0.1)


def test_where_hands_are_found_arms_are_not_asked():
    t = times(10)
    both = replace(
        arms(t, resting(t, 4.0, 7.0)), left=hand(still(t)), right=hand(resting(t, 11, 12))
    )
    assert not [event for event in find_events(both) if event.source == "body"]


def test_a_short_stop_is_no_pause_and_one_busy_hand_is_enough_to_end_one():
    t = times(10)
    assert "pause" not in kinds(t, right=hand(resting(t, 3.0, 3.5)))
    busy = hand(resting(t, 11, 12))
    assert "pause" not in kinds(t, left=hand(still(t)), right=busy)


def opening(t, at_s, length_s=0.8, size=0.06):
    """Thumb and index part once round ``at_s``."""
    bump = np.clip(1 - np.abs(t - at_s) / (length_s / 2), 0, 1)
    return 0.03 + size * bump


def test_a_regrip_is_found_where_it_is():
    t = times(8)
    (found,) = of("regrip", track(t, left=hand(still(t), opening(t, 4.0))))
    assert found.start_s < 4.0 < found.end_s
    assert found.hand == "left"
    assert found.measures["times"] == 1


def test_two_openings_soon_after_each_other_are_one_regrip_done_twice():
    t = times(8)
    twice = np.maximum(opening(t, 3.5), opening(t, 5.0))
    (found,) = of("regrip", track(t, left=hand(still(t), twice)))
    assert found.measures["times"] == 2


@pytest.mark.parametrize("size", [0.0, 0.01])
def test_fingers_that_hardly_part_are_no_regrip(size):
    t = times(8)
    assert "regrip" not in kinds(t, left=hand(still(t), opening(t, 4.0, size=size)))


def test_a_hand_that_travels_while_it_opens_is_reaching():
    t = times(8)
    at = still(t, 0.4) + np.stack([0.5 * np.clip(t - 3.5, 0, 1), 0 * t], axis=1)
    assert "regrip" not in kinds(t, left=hand(at, opening(t, 4.0)))


@pytest.mark.parametrize("period_s", [0.5, 0.8, 1.2])
def test_a_rhythm_is_found_with_its_period_and_count(period_s):
    t = times(9)
    (found,) = of("repeated", track(t, right=hand(swinging(t, period_s))))
    assert found.measures["period_s"] == pytest.approx(period_s, abs=0.08)
    assert found.measures["times"] == pytest.approx(9 / period_s, rel=0.2)


def test_aimless_movement_is_no_rhythm():
    t = times(20)
    walk = np.cumsum(np.random.default_rng(5).normal(0, 0.02, (len(t), 2)), axis=0)
    assert "repeated" not in kinds(t, right=hand(still(t) + walk))


def test_hands_that_move_as_one_are_told_from_hands_that_do_not():
    t = times(8)
    at = resting(t, 20, 21)
    mirrored = at * [-1, 1] + [1.6, 0]
    assert "two_hands" in kinds(t, left=hand(mirrored), right=hand(at))
    other = np.stack([at[:, 0], 0.4 + 0.1 * np.sin(2 * np.pi * t / 0.9)], axis=1)
    assert "two_hands" not in kinds(t, left=hand(other[::-1]), right=hand(at))


@pytest.mark.parametrize(("x", "kind"), [(0.02, "leaves_frame"), (0.8, "hidden")])
def test_a_lost_hand_left_the_picture_or_is_hidden(x, kind):
    t = times(6)
    seen = (t < 2) | (t > 4)
    (found,) = of(kind, track(t, left=hand(still(t, x), seen=seen)))
    assert found.start_s == pytest.approx(2.0, abs=0.1)
    assert found.end_s == pytest.approx(4.0, abs=0.1)


def test_a_change_of_pace_is_found_once():
    t = times(40)
    phase = np.cumsum(np.where(t < 20, 1.0, 3.0)) / 15
    at = still(t) + np.stack(
        [0.1 * np.sin(2 * np.pi * phase / 2.9), 0.06 * np.cos(2 * np.pi * phase / 4.1)], axis=1
    )
    (found,) = of("tempo_change", track(t, right=hand(at)))
    assert found.middle_s == pytest.approx(20, abs=3)
    assert found.measures["ratio"] > 1.8


def test_glare_is_an_event_of_the_picture():
    t = times(6)
    made = track(t)
    made.picture_burnt[30:45] = 0.05
    (found,) = of("glare", made)
    assert found.source == "picture"
    assert (found.start_s, found.end_s) == (pytest.approx(2.0), pytest.approx(3.0))


def test_movement_without_a_hand_is_told_by_the_picture():
    t = times(10)
    made = track(t)
    made.picture_energy[:] = 0.001
    made.picture_energy[60:120] = 0.02
    (found,) = of("unseen_movement", made)
    assert found.overlap_s(replace_interval(found, 4.0, 8.0)) > 3.0


def replace_interval(event, start_s, end_s):
    return event.model_copy(update={"start_s": start_s, "end_s": end_s})


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_hardly_a_frame_is_no_error(n):
    t = times(1)[:n]
    assert isinstance(find_events(track(t, left=hand(still(t)))), tuple)


@given(st.integers(0, 2**32 - 1), st.lists(st.booleans(), min_size=2, max_size=90))
@settings(max_examples=40, deadline=None)
def test_events_lie_inside_the_recording_in_order_whatever_the_hands_do(seed, seen):
    rng = np.random.default_rng(seed)
    t = np.arange(len(seen)) / 15
    at = still(t) + np.cumsum(rng.normal(0, 0.02, (len(t), 2)), axis=0)
    made = track(t, left=hand(at, rng.uniform(0.01, 0.1, len(t)), np.array(seen)))
    made = replace(made, picture_energy=rng.random(len(t)).astype(np.float32))
    found = find_events(made)
    assert list(found) == sorted(found, key=lambda e: (e.start_s, e.end_s, e.kind))
    for event in found:
        assert 0 <= event.start_s <= event.end_s <= t[-1] + 1 / 15 + 1e-9
        assert event.reason.endswith(".")
        assert all(np.isfinite(value) for value in event.measures.values())
    assert (made.left.status == Status.OBSERVED).sum() == sum(seen)
