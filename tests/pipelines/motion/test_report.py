"""What could be seen, what was in the way, and what is told; one body is not taken for another."""

import numpy as np
import pytest

from pipelines.motion.person import Follower
from pipelines.motion.picture import Watch
from pipelines.motion.report import RULES, report
from tests.pipelines.motion.made import hand, still, times, track

T = times(4)


def codes(made, sound=True):
    return {advice.code for advice in report(made, sound).advice}


def lit(made, light=0.5, detail=0.05, burnt=0.0):
    made.picture_light[:], made.picture_detail[:], made.picture_burnt[:] = light, detail, burnt
    return made


def test_a_good_recording_gets_no_advice_and_lacks_only_the_body():
    made = lit(track(T, left=hand(still(T, 0.6)), right=hand(still(T, 1.0))))
    found = report(made, True)
    assert found.advice == ()
    assert (found.left, found.right, found.both, found.body) == (1, 1, 1, 0)
    assert found.missing == ("body",)


def test_without_anybody_the_missing_evidence_is_named():
    found = report(lit(track(T)), sound=False)
    assert found.missing == ("hands", "body", "sound")
    assert "no_hands" in {advice.code for advice in found.advice}


def test_an_empty_track_has_no_evidence_but_sound():
    assert report(track(T[:0]), True).missing == ("hands", "body", "picture")


@pytest.mark.parametrize(
    ("code", "light", "detail", "burnt"),
    [("dark", 0.05, 0.05, 0), ("blurred", 0.5, 0.001, 0), ("glare", 0.5, 0.05, 0.1)],
)
def test_light_blur_and_glare(code, light, detail, burnt):
    both = {"left": hand(still(T, 0.6)), "right": hand(still(T, 1.0))}
    assert codes(lit(track(T, **both), light, detail, burnt)) == {code}


def test_hands_at_the_edge_and_small_ones():
    assert "out_of_frame" in codes(lit(track(T, left=hand(still(T, 0.03)))))
    small = hand(still(T, 0.6))
    middle = small.xyz.mean(axis=1, keepdims=True)
    small.xyz[:] = middle + (small.xyz - middle) * 0.2
    assert "small_hands" in codes(lit(track(T, left=small)))


def test_arms_without_hands_suggest_gloves():
    made = lit(track(T))
    made.pose_status[:] = 1
    made.pose_vis[:] = 0.9
    assert "gloves" in codes(made)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_advice_is_a_sentence_in_both_languages(rule):
    assert rule.en.endswith(".") and rule.ko.endswith(".")
    assert any("가" <= letter <= "힣" for letter in rule.ko)


def body(x: float, size: float = 0.3) -> np.ndarray:
    points = np.zeros((33, 3), np.float32)
    points[[11, 12], :2] = (x, 0.3)
    points[[23, 24], :2] = (x, 0.3 + size)
    return points


def test_a_person_who_moves_is_kept_and_a_jump_is_another():
    follow = Follower(16 / 9)
    told = [follow.switched(i * 66_667, body(0.3 + 0.005 * i)) for i in range(20)]
    assert not any(told)
    assert follow.switched(20 * 66_667, body(0.85))
    assert not follow.switched(21 * 66_667, body(0.85))


def test_another_size_is_another_person_and_a_gap_gives_time_to_move():
    follow = Follower(16 / 9)
    follow.switched(0, body(0.3))
    assert follow.switched(66_667, body(0.3, 0.6))
    assert not follow.switched(133_333, None)
    assert not follow.switched(3_000_000, body(0.6, 0.6))


def test_the_picture_is_watched():
    watch = Watch()
    grey = np.full((180, 320, 3), 128, np.uint8)
    first = watch.look(grey)
    assert (first.energy, first.detail, first.burnt) == (0, 0, 0)
    assert first.light == pytest.approx(128 / 255)
    white = grey.copy()
    white[:90] = 255
    after = watch.look(white)
    assert after.energy == pytest.approx(0.25, abs=0.01)
    assert after.burnt == pytest.approx(0.5)
