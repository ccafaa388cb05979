"""What a camera does is told from the picture, whatever moves in front of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import affine_transform, gaussian_filter

from pipelines.motion.features import features
from pipelines.motion.smooth import smooth
from pipelines.motion.sway import STILL, TILE, Sway, sway, tiles
from tests.pipelines.motion.made import ASPECT, METRES, hand, still, times, track

ROWS, COLUMNS, EDGE = 90, 160, 20
MIDDLE = np.array([ROWS, COLUMNS]) / 2


def texture(seed=0):
    rough = np.random.default_rng(seed).random((ROWS + 2 * EDGE, COLUMNS + 2 * EDGE))
    return gaussian_filter(rough, 1.5).astype(np.float32) * 3


def seen(big, moved=Sway(0, 0, 0, 0)):
    """The middle of a texture after what stands still did this."""
    # A point q of the new picture shows what was at A⁻¹(q - d), all from the middle.
    inverse = np.linalg.inv([[1 + moved.grow, moved.turn], [-moved.turn, 1 + moved.grow]])
    shift = np.array([moved.down, moved.right]) * ROWS
    offset = MIDDLE + EDGE - inverse @ (MIDDLE + shift)
    return affine_transform(big, inverse, offset, (ROWS, COLUMNS), order=1)


def told(before, after):
    first, second = tiles(before), tiles(after)
    assert first and second
    return sway(first, second, len(after))


WAYS = st.tuples(*(st.floats(-most, most) for most in (0.06, 0.06, 0.03, 0.03)))


@given(seed=st.integers(0, 3), moved=WAYS)
def test_shift_turn_and_growth_are_told(seed, moved):
    big = texture(seed)
    found = told(seen(big), seen(big, Sway(*moved)))
    assert found[:2] == pytest.approx(moved[:2], abs=0.006)
    assert found[2:] == pytest.approx(moved[2:], abs=0.012)


def test_what_works_in_front_of_it_is_not_the_camera():
    big, other = texture(), texture(1)
    before, after = seen(big), seen(big, Sway(0.02, 0.01, 0, 0))
    before[30:80, 60:120] = seen(other)[30:80, 60:120]
    after[30:80, 60:120] = seen(other, Sway(-0.05, -0.03, 0, 0))[30:80, 60:120]
    assert told(before, after) == pytest.approx((0.02, 0.01, 0, 0), abs=0.006)


def test_a_plain_picture_tells_nothing_and_neither_does_one_smaller_than_a_tile():
    plain = np.full((ROWS, COLUMNS), 0.5, np.float32)
    assert told(plain, plain + 0.1) == STILL
    assert tiles(plain[: TILE - 1]) is None


@given(st.integers(0, 100))
def test_what_stands_still_stays_where_it_is_under_a_camera_that_turns_and_comes_closer(seed):
    rng = np.random.default_rng(seed)
    t = times(6)
    waves = rng.uniform(1.5, 3.0, (4, 1)) * t + rng.uniform(0, 6, (4, 1))
    paths = np.array([[0.1], [0.1], [0.1], [0.08]]) * np.sin(waves)
    way = np.exp(paths[3] + 1j * paths[2])  # of a point, from the first picture to each
    steps = way[1:] / way[:-1]
    shift = paths[0] + 1j * paths[1]
    middle = 0.5 * ASPECT + 0.5j
    start = still(t) @ [1, 1j] / METRES - middle
    at = start * way / way[0] + shift
    made = track(t, left=hand(np.stack([(at + middle).real, (at + middle).imag], 1) * METRES))
    made.picture_grow[1:], made.picture_turn[1:] = (steps - 1).real, steps.imag
    moved = shift[1:] - steps * shift[:-1]
    made.picture_right[1:], made.picture_down[1:] = moved.real, moved.imag
    found = features(smooth(made))
    assert found.view.way.moves
    assert np.nanmax(found.left.speed_m_s[5:-5]) < 0.04
    none = np.zeros_like(made.picture_right)
    unknown = replace(made, picture_right=none, picture_down=none)
    assert np.nanmax(features(smooth(unknown)).left.speed_m_s[5:-5]) > 0.1
