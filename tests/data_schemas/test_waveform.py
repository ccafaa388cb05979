"""A waveform comes back as it was, is silent where it was cut, and follows the player's clock."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from data_schemas.clock import Interval, TimeMap
from data_schemas.waveform import STEP_S, Waveform


def ramp(count: int) -> Waveform:
    """Steps that differ from their neighbours."""
    high = (np.arange(count) % 100 + 1).astype(np.int8)
    return Waveform(np.stack([-high, high], axis=1))


@given(npst.arrays(np.int8, st.tuples(st.integers(0, 40), st.just(2))))
def test_bytes_come_back_as_they_were(pairs: np.ndarray) -> None:
    back = Waveform.from_bytes(Waveform(pairs).to_bytes())
    assert np.array_equal(back.pairs, pairs) and back.step_s == STEP_S


@pytest.mark.parametrize("data", [b"", b"\x00" * 3, b"\x00" * 7])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no waveform"):
        Waveform.from_bytes(data)


def test_a_step_that_a_cut_touches_is_silent_and_no_other() -> None:
    whole = ramp(100)
    cut = whole.without([Interval(start_s=0.5, end_s=0.99), Interval(start_s=1.9, end_s=9)])
    silent = np.flatnonzero(~cut.pairs.any(axis=1))
    assert silent.tolist() == [*range(25, 50), *range(95, 100)]
    assert whole.pairs.all(), "the one it was cut from is as it was"


def test_on_a_clock_that_leaves_out_a_gap_the_rest_moves_up() -> None:
    """The proxy shows second 0 to 0.4 of the recording, then goes on at 0.6."""
    clock = TimeMap(proxy_s=(0.0, 0.4, 0.4), source_s=(0.0, 0.4, 0.6))
    moved = ramp(50).on_clock(clock).pairs[:, 1].tolist()
    assert moved[:19] == list(range(1, 20)) and moved[20:] == list(range(31, 51))


def test_on_a_slower_clock_nothing_loud_is_lost() -> None:
    pairs = np.zeros((400, 2), np.int8)
    pairs[[7, 120, 399]] = (-90, 90)
    fast = Waveform(pairs).on_clock(TimeMap(proxy_s=(0.0, 4.0), source_s=(0.0, 8.0)))
    assert len(fast.pairs) == 200
    assert np.flatnonzero(fast.pairs[:, 1]).tolist() == [3, 60, 199]


def test_the_usual_clock_changes_nothing_and_no_sound_stays_none() -> None:
    assert ramp(5).on_clock(TimeMap.identity()).pairs.tolist() == ramp(5).pairs.tolist()
    late = TimeMap(proxy_s=(0.0,), source_s=(1.0,))
    assert len(Waveform().on_clock(late).pairs) == 0
