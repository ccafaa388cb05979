"""Which column a hand belongs to: the model's label, and what says otherwise is marked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.motion.sides import OTHER, Hand, place

WRISTS = np.array([[0.7, 0.5], [0.3, 0.5]], np.float32)  # of a body that faces the camera


def hand(label="left", score=0.9, x=0.7, y=0.5) -> Hand:
    xyz = np.full((21, 3), (x, y, 0), np.float32)
    return Hand(label, score, xyz, xyz)


def test_nobody_is_placed_where_nobody_is():
    assert place([], WRISTS, 1.0) == {}


@pytest.mark.parametrize(("side", "x"), [("left", 0.7), ("right", 0.3)])
def test_a_hand_at_its_own_wrist_is_in_order(side, x):
    one = hand(side, x=x)
    assert place([one], WRISTS, 1.0) == {side: (one, False)}


@pytest.mark.parametrize(("side", "x"), [("left", 0.3), ("right", 0.7)])
def test_a_hand_at_the_other_wrist_keeps_its_label_and_is_marked(side, x):
    one = hand(side, x=x)
    assert place([one], WRISTS, 1.0) == {side: (one, True)}


def test_without_a_body_nothing_contradicts_the_label():
    assert place([hand("left", x=0.3)], None, 1.0)["left"].side_differs is False


def test_of_two_with_one_label_the_likelier_keeps_it_and_the_other_moves_marked():
    sure, unsure = hand("left", 0.9, x=0.7), hand("left", 0.8, x=0.3)
    for order in ([sure, unsure], [unsure, sure]):
        assert place(order, WRISTS, 1.0) == {"left": (sure, False), "right": (unsure, True)}


def test_a_collision_is_settled_without_a_body_too():
    sure, unsure = hand("right", 0.9), hand("right", 0.2)
    assert place([unsure, sure], None, 1.0) == {"right": (sure, False), "left": (unsure, True)}


def test_nearness_is_measured_on_the_picture_and_not_in_shares_of_its_sides():
    wrists = np.array([[0.60, 0.5], [0.5, 0.64]], np.float32)
    one = hand("left", x=0.5, y=0.5)  # 0.10 widths from the left, 0.14 heights from the right
    assert place([one], wrists, 1.0)["left"].side_differs is False
    assert place([one], wrists, 16 / 9)["left"].side_differs is True


SHARE = st.floats(0, 1, width=32)
HANDS = st.lists(
    st.builds(hand, st.sampled_from(["left", "right"]), SHARE, SHARE, SHARE), max_size=2
)


@given(HANDS)
def test_up_to_two_hands_are_all_kept_each_once(hands):
    placed = place(hands, WRISTS, 1.0)
    assert {id(p.hand) for p in placed.values()} == {id(h) for h in hands}


@given(HANDS)
def test_a_hand_under_the_other_label_is_always_marked(hands):
    for side, (one, side_differs) in place(hands, WRISTS, 1.0).items():
        assert side == one.label or (side == OTHER[one.label] and side_differs)
