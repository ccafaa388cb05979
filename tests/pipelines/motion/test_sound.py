"""Sound becomes events: made sounds whose times are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.clock import Interval
from pipelines.motion import sound_levels
from pipelines.motion.sound import sound_events

RATE = 16_000
LASTING = {"sound_starts", "sound_stops", "sound_changes"}


def times(seconds):
    return np.arange(round(seconds * RATE)) / RATE


def room(seconds, seed=0, loud=0.001):
    return loud * np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def add(track, sound, at):
    start = round(at * RATE)
    track[start : start + len(sound)] += sound
    return track


def tone(seconds, hertz=2000.0, loud=0.05):
    return loud * np.sin(2 * np.pi * hertz * times(seconds))


def hiss(seconds, loud=0.03):
    return loud * np.random.default_rng(7).standard_normal(round(seconds * RATE))


def blow(loud=0.3):
    t = times(0.08)
    ring = np.sin(2 * np.pi * 2600 * t) + 0.5 * np.random.default_rng(3).standard_normal(len(t))
    return loud * ring * np.exp(-70 * t)


def voice(seconds, seed=5):
    """Harmonics whose pitch and loudness move as a voice's do, four syllables a second."""
    t = times(seconds)
    pitch = 140 + 30 * np.sin(2 * np.pi * 0.7 * t) + 12 * np.sin(2 * np.pi * 2.3 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    rng = np.random.default_rng(seed)
    tones = sum(np.sin(k * phase + rng.uniform(0, 6)) / k for k in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 4 * t) + 0.2 * np.sin(2 * np.pi * 1.1 * t), 0, 1) ** 2
    return 0.1 * syllables * tones


def heard(track, chunk=4096, speech=()):
    sound = np.asarray(track, np.float32)
    return sound_events((sound[i : i + chunk] for i in range(0, len(sound), chunk)), RATE, speech)


def kinds(events):
    return [event.kind for event in events]


@pytest.mark.parametrize("sound", [tone(3), tone(3, 100), hiss(3)], ids=["beep", "hum", "hiss"])
def test_a_steady_sound_starts_and_stops(sound):
    start, stop = heard(add(room(10), sound, 4.0))
    assert (start.kind, stop.kind) == ("sound_starts", "sound_stops")
    assert start.start_s == pytest.approx(4.0, abs=0.15)
    assert stop.start_s == pytest.approx(7.0, abs=0.15)
    assert stop.measures["length_s"] == pytest.approx(3.0, abs=0.3)
    assert start.source == stop.source == "sound"


def test_the_reason_says_what_was_heard():
    start = heard(add(room(10), tone(3), 4.0))[0]
    assert start.reason.startswith("A steady sound starts: ")
    assert start.reason.endswith("centred at 2.0 kHz.")
    assert start.measures["level_db"] == pytest.approx(10 * np.log10(0.05**2 / 2), abs=1.5)


def test_a_clear_sound_is_stronger_than_a_faint_one():
    faint, clear = (heard(add(room(10), hiss(3, loud), 4.0))[0] for loud in (0.002, 0.05))
    assert faint.strength < clear.strength


def test_a_sound_that_turns_into_another_changes():
    track = add(add(room(12), tone(3, 700), 3.0), tone(3, 3000), 6.0)
    events = heard(track)
    assert kinds(events) == ["sound_starts", "sound_changes", "sound_stops"]
    assert events[1].start_s == pytest.approx(6.0, abs=0.15)


def test_a_second_sound_over_the_first_starts_and_stops_too():
    track = add(add(room(14), tone(9, 300), 2.0), hiss(3), 5.0)
    assert kinds(heard(track)) == ["sound_starts", "sound_starts", "sound_stops", "sound_stops"]


def test_a_sound_that_was_on_before_the_recording_only_stops():
    assert kinds(heard(add(room(10), tone(4), 0.0))) == ["sound_stops"]


def test_a_long_sound_goes_on_without_changes():
    start, stop = heard(add(room(400), hiss(200), 100.0))
    assert (start.kind, stop.kind) == ("sound_starts", "sound_stops")
    assert stop.measures["length_s"] == pytest.approx(200, abs=0.3)


def test_short_sounds_are_no_lasting_ones():
    assert not LASTING & set(kinds(heard(add(room(8), tone(0.3), 4.0))))


@pytest.mark.parametrize("loud", [0.001, 0.02, 0.2])
def test_noise_that_is_there_all_the_time_is_nothing(loud):
    assert heard(room(60, seed=2, loud=loud)) == ()


def test_silence_and_nothing_are_nothing():
    assert heard(np.zeros(10 * RATE)) == ()
    assert sound_events([], RATE) == ()
    assert sound_events([np.zeros(0, np.float32)], RATE) == ()
    assert heard(hiss(0.01)) == ()


def test_a_voice_is_no_process():
    assert not LASTING & set(kinds(heard(add(room(20), voice(12), 4.0))))


def test_a_steady_sound_is_heard_through_a_voice():
    track = add(add(room(20), voice(14), 3.0), hiss(4, 0.08), 8.0)
    lasting = [event for event in heard(track) if event.kind in LASTING]
    assert [event.kind for event in lasting] == ["sound_starts", "sound_stops"]
    assert [event.start_s for event in lasting] == pytest.approx([8.0, 12.0], abs=0.3)


def test_where_somebody_is_known_to_speak_low_sounds_do_not_count():
    track = add(room(12), tone(3, 400), 4.0)
    assert heard(track, speech=[Interval(start_s=3.5, end_s=7.5)]) == ()
    high = add(room(12), tone(3, 5000), 4.0)
    assert len(heard(high, speech=[Interval(start_s=3.5, end_s=7.5)])) == 2


def test_blows_are_knocks_one_by_one():
    track = room(8)
    at = [2.0, 2.34, 2.68, 5.0]
    for time in at:
        add(track, blow(), time)
    events = heard(track)
    assert kinds(events) == ["knock"] * 4
    assert [event.start_s for event in events] == pytest.approx(at, abs=0.02)


def test_no_knock_counts_while_somebody_speaks():
    track = add(room(6), blow(), 3.0)
    assert heard(track, speech=[Interval(start_s=2.5, end_s=3.5)]) == ()


def test_too_coarse_a_rate_is_refused():
    with pytest.raises(ValueError, match="too coarse"):
        sound_events([np.zeros(100, np.float32)], 2000)


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 48_000])
def test_other_rates_give_the_same_times(rate):
    t = np.arange(8 * rate) / rate
    track = 0.05 * np.sin(2 * np.pi * 1500 * t) * ((t >= 3) & (t < 6))
    track += 0.001 * np.random.default_rng(1).standard_normal(len(t))
    events = sound_events([track.astype(np.float32)], rate)
    assert [event.start_s for event in events if event.kind in LASTING] == pytest.approx(
        [3.0, 6.0], abs=0.15
    )


MIXED = add(add(add(room(14), tone(3), 4.0), blow(), 9.0), hiss(2), 11.0).astype(np.float32)
WHOLE = sound_events([MIXED], RATE)


@settings(max_examples=12, deadline=None)
@given(cuts=st.lists(st.integers(0, len(MIXED)), max_size=30))
def test_the_cut_into_chunks_does_not_matter(cuts):
    assert len(WHOLE) >= 4
    assert sound_events(np.split(MIXED, sorted(cuts)), RATE) == WHOLE


@settings(max_examples=12, deadline=None)
@given(
    sounds=st.lists(
        st.tuples(st.floats(0, 9), st.floats(0.05, 4), st.floats(80, 7000)), max_size=4
    ),
    seed=st.integers(0, 99),
)
def test_events_lie_inside_the_recording_and_in_order(sounds, seed):
    track = room(10, seed)
    for at, seconds, hertz in sounds:
        add(track, tone(min(seconds, 10 - at), hertz)[: len(track) - round(at * RATE)], at)
    events = heard(track)
    assert [e.start_s for e in events] == sorted(e.start_s for e in events)
    for event in events:
        assert 0 <= event.start_s <= event.end_s <= 10
        assert 0 <= event.strength <= 1


def test_pieces_meet_without_a_gap_and_are_small():
    sizes = sound_levels.grid(RATE)
    chunks = (room(10, seed, 0.01).astype(np.float32) for seed in range(60))
    own = []
    for piece in sound_levels.pieces(chunks, sizes):
        own += range(piece.first + piece.start, piece.first + piece.end)
        assert len(piece.power) == len(piece.fine) <= 240 / sizes.hop_s
    assert own == list(range(len(own)))
    assert len(own) == pytest.approx(600 / sizes.hop_s, abs=4)


def test_a_sound_over_the_seam_of_two_pieces_starts_and_stops_once():
    for at in (118.0, 120.0, 121.5):
        assert kinds(heard(add(room(250), hiss(3), at))) == ["sound_starts", "sound_stops"]
