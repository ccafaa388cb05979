"""Baselines do what their descriptions say."""

import numpy as np

from pipelines.align.baselines import argmax, drop_dtw, uniform
from tests.pipelines.align.conftest import say


def test_uniform_gives_equal_shares_in_order() -> None:
    assert uniform(90, 3) == [(0, 0, 30), (1, 30, 60), (2, 60, 90)]


def test_uniform_leaves_out_what_has_no_room() -> None:
    path = uniform(2, 5)
    assert len(path) == 2
    assert [start for _, start, _ in path] == [0, 1]


def test_argmax_ignores_the_order_and_leaves_out_the_unspoken() -> None:
    emission = np.zeros((100, 3))
    emission[80, 0], emission[20, 2] = 1.0, 2.0
    assert [(k, (a + b) // 2) for k, a, b in argmax(emission, 10.0)] == [(2, 20), (0, 80)]


def test_drop_dtw_keeps_the_order_and_drops_small_talk() -> None:
    talk = tuple(say(10.0 * i, "-") for i in range(5))
    likeness = np.full((5, 2), -0.2)
    likeness[1, 0], likeness[3, 1], likeness[0, 1] = 2.0, 2.0, 1.0
    assert [k for k, _, _ in drop_dtw(likeness, talk, 60, 0.0)] == [0, 1]
    starts = [start for _, start, _ in drop_dtw(likeness, talk, 60, 0.0)]
    assert starts == [10, 30]


def test_drop_dtw_without_words_places_nothing() -> None:
    assert drop_dtw(np.zeros((0, 3)), (), 60, 0.0) == []
