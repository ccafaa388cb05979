"""What is found in recordings of people, of hands alone and of nobody."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from capture.formats.track import write_track
from data_schemas.errors import Cancelled
from data_schemas.motion import Status
from pipelines.motion import Options, detect
from pipelines.motion.detection import detect_measured
from pipelines.motion.engine import Landmarkers
from tests.pipelines.motion.footage import (
    DEMO,
    bench_clip,
    pictures,
    recording,
    scaled,
    steady,
)

pytestmark = pytest.mark.weights
MANY = Options(fps=None)


@cache
def person() -> list[np.ndarray]:
    """20 pictures of a person at work with both hands in view, 640 x 360."""
    return pictures(DEMO, 20, start_s=5.0)


def test_body_and_hands_of_a_person_at_work_are_found():
    track = detect(recording(person(), steady(20)))
    assert len(track) == 20
    assert track.pose_rate == 1.0
    assert track.hand_rate >= 0.9
    assert np.isfinite(track.pose_xyz).all() and (track.pose_vis >= 0).all()
    inside = track.pose_xyz[:, :1, :2]  # the nose
    assert ((inside > 0) & (inside < 1)).all()


@pytest.mark.parametrize("width", [853, 854, 855])
def test_rows_of_any_width_are_read_as_well_as_aligned_ones(width):
    """A row whose length is no multiple of 16 bytes must not shear the picture."""
    odd = detect(recording(scaled(person(), width, 480), steady(20)))
    even = detect(recording(scaled(person(), 864, 480), steady(20)))
    assert odd.pose_rate == even.pose_rate == 1.0
    assert abs(odd.hand_rate - even.hand_rate) <= 0.1
    assert np.nanmax(np.abs(odd.pose_xyz[..., :2] - even.pose_xyz[..., :2])[:, :25]) < 0.06


def test_nobody_is_missing_throughout():
    noise = np.random.default_rng(1)
    empty = [noise.integers(90, 110, (240, 320, 3), dtype=np.uint8) for _ in range(6)]
    track = detect(recording(empty, steady(6)))
    assert (track.pose_status == Status.MISSING).all()
    assert np.isnan(track.pose_xyz).all() and np.isnan(track.pose_presence).all()
    for hand in (track.left, track.right):
        assert (hand.status == Status.MISSING).all() and (hand.side_differs == 0).all()
        assert np.isnan(hand.xyz).all() and np.isnan(hand.score).all()
    assert (track.pose_rate, track.hand_rate) == (0.0, 0.0)


def test_hands_without_a_body_are_found():
    images = pictures(bench_clip("google_hand_landmarker_test_video.mp4"), 60)
    track = detect(recording(images, steady(len(images))))
    hands = (track.left.status == Status.OBSERVED) | (track.right.status == Status.OBSERVED)
    assert (hands & (track.pose_status == Status.MISSING)).sum() >= 10


def test_a_body_without_hands_is_found():
    images = pictures(bench_clip("sports2d_demo.mp4"), 20, start_s=2.0)
    track = detect(recording(images, steady(len(images))))
    hands = (track.left.status == Status.OBSERVED) | (track.right.status == Status.OBSERVED)
    assert (~hands & (track.pose_status == Status.OBSERVED)).sum() >= 10


def test_both_models_side_by_side_find_what_they_find_one_after_the_other():
    media = recording(person(), steady(20))
    track = detect(media, MANY)
    with Landmarkers(MANY) as landmarkers:
        for row, frame in enumerate(media.frames()):
            pose, hands = landmarkers._pose, landmarkers._hands
            image = landmarkers._mediapipe.Image(1, frame.image)
            ms = round(frame.time_s * 1000)
            body = pose.detect_for_video(image, ms).pose_landmarks[0]
            np.testing.assert_array_equal(
                track.pose_xyz[row], np.array([(p.x, p.y, p.z) for p in body], np.float32)
            )
            found = hands.detect_for_video(image, ms)
            expected = {np.float32(labels[0].score) for labels in found.handedness}
            stored = {track.left.score[row], track.right.score[row]}
            assert {score for score in stored if not np.isnan(score)} == expected


def test_the_same_recording_gives_the_same_bytes():
    media = recording(person()[:8], steady(8))
    assert write_track(detect(media)) == write_track(detect(media))


def test_times_of_a_variable_rate_are_kept():
    times = [0.0, 0.010, 0.200, 0.210, 0.400, 0.401, 0.5, 0.9]
    track = detect(recording(person()[:8], times), MANY)
    assert track.t_us.tolist() == [round(t * 1e6) for t in times]
    assert track.frame.tolist() == list(range(8))


def test_sampling_takes_the_frames_that_it_says():
    track = detect(recording(person()[:12], steady(12, fps=30.0)), Options(fps=10.0))
    assert track.frame.tolist() == [0, 3, 6, 9]
    assert track.info.sampled_fps == 10.0


def test_progress_rises_to_one():
    shares: list[float] = []
    detect(recording(person()[:6], steady(6)), MANY, shares.append)
    assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) == 7


def test_cancelling_stops_within_a_few_frames_and_ends_all_threads():
    import threading

    asked: list[float] = []
    before = threading.active_count()

    def stop(share: float) -> None:
        asked.append(share)
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        detect(recording(person() * 3, steady(60)), MANY, stop)
    assert len(asked) == 1
    assert not [t for t in threading.enumerate() if t.name.startswith(("pose", "hands"))]
    assert threading.active_count() <= before + 2  # MediaPipe keeps one dispatcher for each model


def test_a_recording_that_breaks_off_raises_and_ends_all_threads():
    import threading

    media = recording(person()[:4], steady(4))
    whole = media.frames

    def breaking(fps: float | None):
        yield from list(whole(fps))[:2]
        raise OSError("gone")

    media.frames = breaking
    with pytest.raises(OSError, match="gone"):
        detect(media, MANY)
    assert not [t for t in threading.enumerate() if t.name.startswith(("pose", "hands"))]


def test_the_track_says_what_made_it():
    images = person()[:2]
    track = detect(recording(images, steady(2)))
    assert track.info.mediapipe_version == "0.10.31"
    assert set(track.info.model_digests) == {"pose_landmarker_full", "hand_landmarker"}
    assert (track.info.height, track.info.width) == images[0].shape[:2]


def test_costs_include_decoding():
    done = detect_measured(recording(person()[:6], steady(6)), MANY)
    assert 0 < done.decode_cpu_s < done.cpu_s
    assert done.wall_s > 0


def test_one_hand_at_most_where_one_is_asked_for():
    track = detect(recording(person()[:6], steady(6)), replace(MANY, num_hands=1))
    both = (track.left.status == Status.OBSERVED) & (track.right.status == Status.OBSERVED)
    assert not both.any()
