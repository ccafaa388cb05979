"""A stretch of movement as a vector: what it sees, what it overlooks, when it says nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.clock import Interval
from pipelines.motion.descriptor import DIM, descriptor
from pipelines.motion.series import CHANNELS, COLUMN, HZ, NAMES, Series, series
from pipelines.motion.smooth import smooth
from tests.pipelines.motion import made
from tests.pipelines.search.movement.gestures import GESTURE_S, work


def of(track, start=0.0, end=1e3):
    return series(smooth(track)).cut(Interval(start_s=start, end_s=end))


def gesture(seed, at=3.0):
    return descriptor(of(work(10.0, (at,), seed), at, at + GESTURE_S))


def test_a_vector_has_a_length_of_one_and_one_width():
    found = gesture(1)
    assert found.shape == (DIM,) and found.dtype == np.float32
    assert np.linalg.norm(found) == pytest.approx(1.0, abs=1e-5)


def test_the_same_gesture_elsewhere_is_nearer_than_other_work_in_the_same_place():
    one, again = gesture(1), gesture(2, at=4.0)
    other = descriptor(of(work(10.0, (), 1), 3.0, 7.0))
    assert one @ again > one @ other + 0.2


def test_where_the_hand_is_in_the_picture_does_not_matter():
    t = made.times(4.0)
    swing = made.swinging(t, 1.0)
    here, there = (
        descriptor(of(made.track(t, right=made.hand(swing + away)))) for away in (0.0, 0.2)
    )
    assert here @ there == pytest.approx(1.0, abs=1e-3)


def test_a_slower_gesture_is_still_like_it():
    t = made.times(6.0)
    quick = descriptor(of(made.track(t, right=made.hand(made.swinging(t, 1.0))), 0.0, 4.0))
    slow = descriptor(of(made.track(t, right=made.hand(made.swinging(t, 1.2))), 0.0, 4.8))
    assert quick @ slow > 0.9


def test_one_hand_alone_is_enough_and_nothing_seen_gives_no_vector():
    t = made.times(4.0)
    assert descriptor(of(made.track(t, left=made.hand(made.swinging(t, 1.0))))) is not None
    assert descriptor(of(made.track(t))) is None
    seen = t < 1.5  # less than half of it
    hidden = made.track(t, right=made.hand(made.swinging(t, 1.0), seen=seen))
    assert descriptor(of(hidden)) is None


def test_a_part_that_was_not_seen_is_zero():
    t = made.times(4.0)
    found = descriptor(of(made.track(t, left=made.hand(made.swinging(t, 1.0)))))
    spread = found.reshape(-1, len(CHANNELS))[15]
    assert spread[COLUMN["left_x"]] > 0
    assert not spread[[n for n, name in enumerate(NAMES) if "left" not in name]].any()


@given(st.integers(0, 10_000), st.floats(0.0, 0.9))
def test_gaps_never_make_it_anything_but_a_vector_or_nothing(seed, missing):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(30, len(CHANNELS)))
    values[rng.random(values.shape) < missing] = np.nan
    found = descriptor(Series(values))
    assert found is None or (
        np.isfinite(found).all() and np.linalg.norm(found) == pytest.approx(1.0, abs=1e-4)
    )


@given(st.floats(-5, 40), st.floats(0, 40))
def test_a_cut_lies_within_the_span_and_on_the_same_clock(start, length):
    whole = Series(np.arange(300.0)[:, None] * np.ones(len(CHANNELS)), start_s=0.2)
    part = whole.cut(Interval(start_s=start, end_s=start + length))
    assert part.start_s >= min(start, whole.end_s) - 0.5 / HZ
    for n in range(len(part)):
        assert part.values[n, 0] == pytest.approx((part.t_s[n] - whole.start_s) * HZ)
        assert start - 0.5 / HZ <= part.t_s[n] + 1e-9 < start + length + 0.5 / HZ


def test_a_long_gap_stays_one():
    t = made.times(6.0)
    seen = (t < 2.0) | (t >= 4.0)
    found = of(made.track(t, right=made.hand(made.swinging(t, 1.0), seen=seen)))
    x = found.values[:, COLUMN["right_x"]]
    assert np.isnan(x[(found.t_s > 2.2) & (found.t_s < 3.8)]).all()
    assert np.isfinite(x[(found.t_s < 1.8) | (found.t_s > 4.2)]).all()
