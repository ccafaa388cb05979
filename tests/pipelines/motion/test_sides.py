"""Which column a hand belongs to: what one frame tells, then the recording as a whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.motion import Differs, Status
from pipelines.motion.columns import told_apart
from pipelines.motion.sides import Hand, nearest, place
from tests.pipelines.motion.made import FPS, shape_m, times

WRISTS = np.array([[0.7, 0.5], [0.3, 0.5]], np.float32)  # of a body that faces the camera


def hand(label="left", score=0.9, x=0.7, y=0.5) -> Hand:
    xyz = np.full((21, 3), (x, y, 0), np.float32)
    return Hand(label, score, xyz, xyz)


def test_nobody_is_placed_where_nobody_is():
    assert place([]) == {}


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_hand_stands_under_its_label(side):
    one = hand(side)
    assert place([one]) == {side: one}


@pytest.mark.parametrize(("x", "side"), [(0.65, "left"), (0.35, "right")])
def test_the_nearest_wrist_is_told(x, side):
    assert nearest(hand(x=x), WRISTS, 1.0) == side


def test_of_two_with_one_label_the_likelier_keeps_it():
    sure, unsure = hand("left", 0.9, x=0.7), hand("left", 0.8, x=0.3)
    for order in ([sure, unsure], [unsure, sure]):
        assert place(order) == {"left": sure, "right": unsure}


def test_nearness_is_measured_on_the_picture_and_not_in_shares_of_its_sides():
    wrists = np.array([[0.60, 0.5], [0.5, 0.64]], np.float32)
    one = hand("left", x=0.5, y=0.5)  # 0.10 widths from the left, 0.14 heights from the right
    assert nearest(one, wrists, 1.0) == "left"
    assert nearest(one, wrists, 16 / 9) == "right"


SHARE = st.floats(0, 1, width=32)
HANDS = st.lists(
    st.builds(hand, st.sampled_from(["left", "right"]), SHARE, SHARE, SHARE), max_size=2
)


@given(HANDS)
def test_up_to_two_hands_are_all_kept_each_once(hands):
    assert {id(p) for p in place(hands).values()} == {id(h) for h in hands}


# The whole recording: two columns as single frames laid them, 1 left and 2 right.

SECONDS = 6.0


def paths() -> tuple[np.ndarray, np.ndarray]:
    """Two hands at work, in heights of a square picture: [N, 2] each."""
    t = times(SECONDS)
    left = np.stack([0.65 + 0.05 * np.sin(3 * t), 0.5 + 0.05 * np.cos(2 * t)], axis=1)
    right = np.stack([0.35 + 0.05 * np.sin(2 * t), 0.5 + 0.05 * np.cos(3 * t)], axis=1)
    return left, right


def laid(at: np.ndarray, there: np.ndarray, label: int) -> dict[str, np.ndarray]:
    n = len(at)
    world = shape_m(np.full(n, 0.03)).astype(np.float32)
    xyz = world.copy()
    xyz[..., :2] += at[:, None]
    score = np.full(n, 0.9, np.float32)
    for values in (xyz, world, score):
        values[~there] = np.nan
    mark = np.where(there, label, 0).astype(np.uint8)
    return {"xyz": xyz, "world": world, "score": score, "label": mark, "near": mark * 0}


def confuse(left: dict, right: dict, rows: np.ndarray) -> None:
    """In these frames each hand was named the other one."""
    for name in left:
        if name != "label":
            left[name][rows], right[name][rows] = right[name][rows], left[name][rows]
    seen = [np.isfinite(one["score"][rows]) for one in (left, right)]
    left["label"][rows], right["label"][rows] = 1 * seen[0], 2 * seen[1]


def truth(hand_track, at: np.ndarray) -> np.ndarray:
    """Frames [N] in which the column holds the hand that was there."""
    return np.linalg.norm(hand_track.xyz[:, 0, :2] - at, axis=1) < 1e-4


@given(rows=st.sets(st.integers(0, round(SECONDS * FPS) - 1), max_size=12))
def test_labels_that_flip_for_moments_do_not_move_a_hand(rows):
    (a, b), everywhere = paths(), np.ones(round(SECONDS * FPS), bool)
    left, right = laid(a, everywhere, 1), laid(b, everywhere, 2)
    flipped = np.array(sorted(rows), int)
    confuse(left, right, flipped)
    one, two = told_apart(times(SECONDS), (left, right), 1.0)
    assert truth(one, a).all() and truth(two, b).all()
    for track in (one, two):
        assert np.flatnonzero(track.side_differs).tolist() == flipped.tolist()
        assert set(track.side_differs) <= {0, Differs.LABEL}


def test_a_lone_hand_keeps_its_column_too():
    (a, _), n = paths(), round(SECONDS * FPS)
    left, right = laid(a, np.ones(n, bool), 1), laid(a, np.zeros(n, bool), 2)
    confuse(left, right, np.arange(30, 36))
    one, two = told_apart(times(SECONDS), (left, right), 1.0)
    assert (one.status == Status.OBSERVED).all() and (two.status == Status.MISSING).all()


def test_hands_that_cross_stay_themselves():
    t, everywhere = times(SECONDS), np.ones(round(SECONDS * FPS), bool)
    a, b = (np.stack([0.5 + s * 0.3 * np.cos(t), 0.5 + s * 0.1 + 0 * t], axis=1) for s in (1, -1))
    left, right = laid(a, everywhere, 1), laid(b, everywhere, 2)
    confuse(left, right, np.flatnonzero(np.abs(np.cos(t)) < 0.2))  # where they meet
    one, two = told_apart(t, (left, right), 1.0)
    assert truth(one, a).all() and truth(two, b).all()


def test_what_labels_say_most_of_the_time_decides_and_not_what_they_said_first():
    (a, b), everywhere = paths(), np.ones(round(SECONDS * FPS), bool)
    left, right = laid(a, everywhere, 1), laid(b, everywhere, 2)
    confuse(left, right, np.arange(20))
    one, _ = told_apart(times(SECONDS), (left, right), 1.0)
    assert truth(one, a).all()


def test_a_hand_at_the_other_wrist_stays_and_is_marked():
    (a, b), everywhere = paths(), np.ones(round(SECONDS * FPS), bool)
    left, right = laid(a, everywhere, 1), laid(b, everywhere, 2)
    left["near"][:], right["near"][:] = 2, 2
    one, two = told_apart(times(SECONDS), (left, right), 1.0)
    assert (one.side_differs == Differs.WRIST).all() and (two.side_differs == 0).all()


@given(
    seed=st.integers(0, 2**16), share=st.floats(0, 1), seen=st.floats(0, 1), n=st.integers(0, 80)
)
def test_no_hand_is_lost_or_doubled_whatever_labels_say(seed, share, seen, n):
    rng = np.random.default_rng(seed)
    left, right = (laid(rng.random((n, 2)), rng.random(n) < seen, side) for side in (1, 2))
    before = np.sort(np.nan_to_num([left["xyz"], right["xyz"]], nan=-1.0), axis=0)
    confuse(left, right, np.flatnonzero(rng.random(n) < share))
    one, two = told_apart(np.arange(n) / FPS, (left, right), 1.5)
    after = np.sort(np.nan_to_num([one.xyz, two.xyz], nan=-1.0), axis=0)
    assert np.array_equal(before, after)
