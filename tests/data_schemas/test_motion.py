"""A motion track refuses arrays that do not belong together."""

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.motion import HandTrack, MotionTrack, Status, TrackInfo
from tests.tracks import one_person_in_a_dull_picture

INFO = TrackInfo(
    width=640,
    height=360,
    source_fps=30,
    sampled_fps=10,
    mediapipe_version="0.10.31",
    model_digests={},
)


def hand(n: int, seen: list[int] | None = None) -> HandTrack:
    return HandTrack(
        xyz=np.zeros((n, 21, 3), np.float32),
        world=np.zeros((n, 21, 3), np.float32),
        score=np.zeros(n, np.float32),
        status=np.array(seen if seen is not None else [0] * n, np.uint8),
        side_differs=np.zeros(n, np.uint8),
    )


def track(n: int) -> MotionTrack:
    return MotionTrack(
        info=INFO,
        frame=np.arange(n, dtype=np.int32),
        t_us=np.arange(n, dtype=np.int64) * 100_000,
        pose_xyz=np.zeros((n, 33, 3), np.float32),
        pose_world=np.zeros((n, 33, 3), np.float32),
        pose_vis=np.zeros((n, 33), np.float32),
        pose_presence=np.zeros((n, 33), np.float32),
        pose_status=np.zeros(n, np.uint8),
        **one_person_in_a_dull_picture(n),
        left=hand(n),
        right=hand(n),
    )


POSE_ARRAYS = [f.name for f in fields(MotionTrack) if f.name not in {"info", "left", "right"}]
HAND_ARRAYS = [f.name for f in fields(HandTrack)]


@pytest.mark.parametrize("n", [0, 1, 7])
def test_arrays_of_one_length_make_a_track(n: int) -> None:
    assert len(track(n)) == n


@pytest.mark.parametrize("name", [name for name in POSE_ARRAYS if name != "t_us"])
@pytest.mark.parametrize("n", [3, 5])
def test_a_pose_array_of_another_length_is_refused_by_name(name: str, n: int) -> None:
    with pytest.raises(ValueError, match=rf"{name} has shape \({n}.*expected \(4"):
        replace(track(4), **{name: getattr(track(n), name)})


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("name", HAND_ARRAYS)
def test_a_hand_array_of_another_length_is_refused_by_name(side: str, name: str) -> None:
    broken = replace(hand(4), **{name: getattr(hand(3), name)})
    with pytest.raises(ValueError, match=rf"{side} {name} has shape \(3"):
        replace(track(4), **{side: broken})


@pytest.mark.parametrize("shape", [(4, 21, 3), (4, 33, 2), (4, 99), (4,)])
def test_points_of_another_model_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="pose_xyz has shape"):
        replace(track(4), pose_xyz=np.zeros(shape, np.float32))


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=8))
def test_times_must_increase(times: list[int]) -> None:
    n = len(times)
    t_us = np.array(times, np.int64)
    if all(b > a for a, b in pairwise(times)):
        assert len(replace(track(n), t_us=t_us)) == n
    else:
        with pytest.raises(ValueError, match="increase"):
            replace(track(n), t_us=t_us)


@given(st.lists(st.tuples(*[st.sampled_from(Status)] * 3), max_size=12))
def test_rates_count_what_was_observed_and_not_what_was_filled_in(
    seen: list[tuple[Status, Status, Status]],
) -> None:
    n = len(seen)
    pose, left, right = ([int(row[i]) for row in seen] for i in range(3))
    value = replace(
        track(n),
        pose_status=np.array(pose, np.uint8),
        left=hand(n, left),
        right=hand(n, right),
    )
    seen_pose = sum(p == Status.OBSERVED for p, _, _ in seen)
    seen_hand = sum(Status.OBSERVED in (one, two) for _, one, two in seen)
    assert value.pose_rate == pytest.approx(seen_pose / n if n else 0)
    assert value.hand_rate == pytest.approx(seen_hand / n if n else 0)
