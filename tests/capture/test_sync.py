"""Two sounds of one moment are brought together, and of two moments they are not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capture.media import media_from_path
from capture.sync import ENOUGH, match, rises, sound_offset
from data_schemas.errors import InputError
from tests.capture.sounds import EARS, RATE, heard, workshop
from tests.conftest import ROOT

DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"
NEAR_S = 0.04
seeds = st.integers(0, 2**31)
ears = st.sampled_from(sorted(EARS))


def pair(start_s, other_s, length_s, seed):
    """Two stretches of one workshop, which began at these seconds."""
    whole = workshop(40.0, seed)
    begin, other = round(start_s * RATE), round(other_s * RATE)
    size = round(length_s * RATE)
    return whole[begin : begin + size], whole[other:]


# The same examples each time: what is unlikely must not fail somebody's build once a month.
@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    start_s=st.floats(0, 12), other_s=st.floats(0, 12), length_s=st.floats(20, 28),
    ear=ears, other_ear=ears, gain=st.floats(0.01, 1), noise_db=st.floats(10, 40), seed=seeds,
)  # fmt: skip
def test_a_known_shift_is_found(start_s, other_s, length_s, ear, other_ear, gain, noise_db, seed):
    one, other = pair(start_s, other_s, length_s, seed)
    one = heard(one, ear, seed + 1, 1.0, noise_db)
    other = heard(other, other_ear, seed + 2, gain, noise_db)
    found = sound_offset(one, other, RATE)
    assert found.offset_s == pytest.approx(other_s - start_s, abs=NEAR_S)
    assert found.confidence >= ENOUGH
    back = sound_offset(other, one, RATE)
    assert back.offset_s == pytest.approx(-found.offset_s, abs=1e-3)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(one=seeds, other=seeds, lengths=st.tuples(st.floats(3, 40), st.floats(3, 40)), ear=ears)
def test_unrelated_sounds_are_not_believed(one, other, lengths, ear):
    sounds = (workshop(lengths[0], one), workshop(lengths[1], other + 2**32))
    a, b = (heard(sound, ear, n, noise_db=20.0) for n, sound in enumerate(sounds))
    assert sound_offset(a, b, RATE).confidence < ENOUGH


@settings(deadline=None, max_examples=60)
@given(
    arrays(np.float32, st.integers(0, 40_000), elements=st.floats(width=32), fill=st.nothing())
    | arrays(np.float32, st.integers(0, 40_000), elements=st.floats(-1, 1, width=32)),
    seeds,
)
def test_no_sound_at_all_breaks_it(sound, seed):
    for one, other in ((sound, workshop(3.0, seed)), (workshop(3.0, seed), sound), (sound, sound)):
        found = sound_offset(one, other, RATE)
        assert 0.0 <= found.confidence <= 1.0 and np.isfinite(found.offset_s)


SILENCE = np.zeros(20 * RATE, np.float32)
TONE = np.sin(np.arange(20 * RATE) * 2 * np.pi * 440 / RATE).astype(np.float32)
NOTHING = np.zeros(0, np.float32)


@pytest.mark.parametrize(
    "one, other",
    [
        (SILENCE, SILENCE), (SILENCE, workshop(20.0, 1)), (workshop(20.0, 1), SILENCE),
        (NOTHING, NOTHING), (NOTHING, workshop(20.0, 1)), (TONE, TONE),
        (workshop(1.5, 1), workshop(20.0, 1)), (workshop(2.5, 1), workshop(2.5, 1)),
    ],
)  # fmt: skip
def test_what_tells_nothing_is_not_believed(one, other):
    assert sound_offset(one, other, RATE).confidence < ENOUGH


def test_a_regular_beat_fits_at_many_places_and_is_not_believed():
    beat = np.tile(workshop(2.0, 3), 15)
    assert sound_offset(beat, beat[3 * RATE :], RATE).confidence < ENOUGH


def test_a_clip_finds_its_place_in_a_long_recording():
    whole = workshop(600.0, 7)
    clip = heard(whole[412 * RATE : 430 * RATE], "hall", 1)
    found = sound_offset(heard(whole, "dull", 2), clip, RATE)
    assert found.offset_s == pytest.approx(412.0, abs=NEAR_S) and found.confidence >= ENOUGH


def test_a_clock_that_runs_ahead_is_found_at_its_middle():
    """100 ppm: 30 ms in five minutes, more than a phone's clock is off."""
    whole = workshop(300.0, 8)
    ahead = np.interp(np.arange(len(whole)) * (1 + 1e-4), np.arange(len(whole)), whole)
    found = sound_offset(whole, heard(ahead[2 * RATE :], "thin", 1), RATE)
    assert found.offset_s == pytest.approx(2.015, abs=0.02) and found.confidence >= ENOUGH


@given(st.lists(st.integers(1, 60_000), max_size=6))
@settings(deadline=None, max_examples=25)
def test_it_does_not_matter_how_the_sound_is_cut_into_chunks(sizes):
    sound = workshop(25.0, 5)
    whole, pieces = rises([sound]), rises(np.split(sound, np.cumsum(sizes)))
    assert whole.values.shape == pieces.values.shape == (8, 200 * 25 - 6 - 11)
    np.testing.assert_allclose(whole.values, pieces.values, atol=1e-3)
    assert match(whole, pieces).offset_s == pytest.approx(0.0, abs=1e-4)


def test_other_rates_are_heard_too_but_not_too_low_ones():
    sound = workshop(30.0, 6).repeat(2)
    found = sound_offset(sound, sound[16_000 * 4 :], 16_000)
    assert found.offset_s == pytest.approx(4.0, abs=0.005) and found.confidence >= ENOUGH
    with pytest.raises(InputError, match="8000"):
        sound_offset(sound, sound, 4_000)


@pytest.mark.parametrize("cut", [(0.0, 3.217), (3.217, 0.0)])
def test_two_cameras_of_the_demo_recording_are_brought_within_40_ms(cut):
    """One microphone dull and near, the other thin, in a hall, quieter; noise 10 dB below."""
    sound = media_from_path(DEMO).sound_array(RATE)
    one, other = (sound[round(start_s * RATE) :] for start_s in cut)
    found = sound_offset(heard(one, "dull", 1), heard(other[: 60 * RATE], "hall", 2, 0.1), RATE)
    assert found.offset_s == pytest.approx(cut[1] - cut[0], abs=NEAR_S)
    assert found.confidence >= ENOUGH
