"""Cutting sound into pieces, and knowing where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.transcribe import RATE
from pipelines.transcribe.pieces import pieces, silences


def noise(seconds: float, level: float = 0.1) -> np.ndarray:
    rng = np.random.default_rng(7)
    return (level * rng.standard_normal(round(seconds * RATE))).astype(np.float32)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 40), st.floats(1.5, 20))
def test_pieces_join_to_the_whole_and_none_is_too_long(seconds, piece_s):
    sound = noise(seconds)
    found = list(pieces(sound, piece_s))
    assert np.array_equal(np.concatenate([p for _, p in found] or [sound[:0]]), sound)
    assert all(0 < len(p) <= piece_s * RATE + RATE / 50 for _, p in found)
    starts = np.cumsum([0, *(len(p) for _, p in found)])[:-1] / RATE
    assert [start for start, _ in found] == pytest.approx(list(starts))


def test_the_cut_falls_into_the_pause():
    sound = np.concatenate([noise(50), noise(1, 0.001), noise(30)])
    starts = [start for start, _ in pieces(sound, 60)]
    assert len(starts) == 2 and 50 <= starts[1] <= 51


def test_silence_is_found_and_quiet_work_is_not_silence():
    sound = np.concatenate([noise(3), np.zeros(5 * RATE, np.float32), noise(3, 0.002)])
    (gap,) = silences(sound)
    assert (gap.start_s, gap.end_s) == pytest.approx((3, 8), abs=0.03)


def test_short_pauses_are_no_silence_and_nothing_is_all_silent():
    assert silences(np.concatenate([noise(2), np.zeros(RATE, np.float32), noise(2)])) == []
    assert silences(np.zeros(0, np.float32)) == []
    (whole,) = silences(np.zeros(10 * RATE, np.float32))
    assert (whole.start_s, whole.end_s) == (0, 10)
