"""Two claps are a mark; hammering, one clap, three, and ordinary sounds are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.media import media_from_path
from pipelines.marks.claps import claps
from tests.pipelines.marks.made import RATE, clap, in_a_room, metal, track
from tests.pipelines.motion.footage import DEMO


def at(sound: np.ndarray) -> list[float]:
    found = claps([sound], RATE)
    assert all(mark.kind == "claps" for mark in found)
    return [mark.at_s for mark in found]


def twice(at_s: float, apart_s: float = 0.35, loud: float = 0.4) -> list[tuple[float, np.ndarray]]:
    return [(at_s, clap(loud)), (at_s + apart_s, clap(loud * 0.75, 2))]


@pytest.mark.parametrize("noise", [0.0, 0.0005, 0.002, 0.005])
@pytest.mark.parametrize("apart_s", [0.16, 0.35, 0.75])
def test_two_claps_are_found_where_the_first_one_is(noise: float, apart_s: float) -> None:
    assert at(track(*twice(4.0, apart_s), noise=noise)) == pytest.approx([4.0], abs=0.02)


@settings(max_examples=25)
@given(st.floats(2.5, 8.0), st.floats(0.2, 0.7), st.floats(0.1, 0.9), st.integers(0, 50))
def test_the_time_is_right_within_a_tenth(
    at_s: float, apart_s: float, loud: float, seed: int
) -> None:
    sounds = [(at_s, clap(loud, seed + 3)), (at_s + apart_s, clap(loud * 0.8, seed + 60))]
    assert at(track(*sounds, seed=seed)) == pytest.approx([at_s], abs=0.1)


@pytest.mark.parametrize("dies_s", [0.3, 0.6, 1.0])
def test_an_echo_does_not_hide_them(dies_s: float) -> None:
    sounds = [(t, in_a_room(sound, dies_s)) for t, sound in twice(4.0)]
    assert at(track(*sounds)) == pytest.approx([4.0], abs=0.1)


def test_several_pairs_far_apart_are_several_marks() -> None:
    sounds = [*twice(4.0), *twice(20.0), *twice(40.0)]
    assert at(track(*sounds, seconds=50)) == pytest.approx([4.0, 20.0, 40.0], abs=0.1)


@pytest.mark.parametrize("count", [1, 3, 4, 12])
@pytest.mark.parametrize("apart_s", [0.2, 0.4, 0.8])
@pytest.mark.parametrize("blow", [clap, metal], ids=["broad", "metal"])
def test_hammering_is_no_mark(count: int, apart_s: float, blow) -> None:
    assert at(track(*((3 + n * apart_s, blow()) for n in range(count)), seconds=16)) == []


@settings(max_examples=25)
@given(st.lists(st.floats(0.2, 1.9), min_size=3, max_size=12), st.integers(0, 30))
def test_uneven_hammering_is_no_mark(gaps: list[float], seed: int) -> None:
    times = 3 + np.cumsum(gaps)
    sounds = [(float(t), clap(0.4, seed + n)) for n, t in enumerate(times)]
    assert at(track(*sounds, seconds=float(times[-1]) + 4)) == []


@pytest.mark.parametrize("hertz", [700, 1400, 2600])
@pytest.mark.parametrize("over_s", [0.005, 0.03])
def test_two_blows_on_metal_are_no_mark(hertz: float, over_s: float) -> None:
    assert at(track((4.0, metal(hertz, over_s)), (4.4, metal(hertz, over_s)))) == []


def test_blows_in_pairs_over_and_over_are_work() -> None:
    sounds = [one for n in range(6) for one in twice(3 + 3.0 * n)]
    assert at(track(*sounds, seconds=25)) == []


@pytest.mark.parametrize(
    "sounds",
    [
        [(4.0, clap(0.5)), (4.4, clap(0.1, 2))],  # one much louder
        [(4.0, clap()), (5.5, clap(0.4, 2))],  # too far apart
        [(4.0, clap(0.01)), (4.4, clap(0.01, 2))],  # hardly over the noise
    ],
    ids=["unlike", "apart", "faint"],
)
def test_what_is_not_quite_two_claps(sounds: list[tuple[float, np.ndarray]]) -> None:
    assert at(track(*sounds)) == []


def test_claps_over_loud_noise_are_not_guessed() -> None:
    assert at(track(*twice(4.0), noise=0.05)) == []


def test_speech_and_work_of_the_demo_hold_no_claps_until_somebody_claps() -> None:
    sound = media_from_path(DEMO).sound_array(RATE)
    assert at(sound) == []
    quiet = np.concatenate([np.zeros(3 * RATE, np.float32), sound])
    for t, one in twice(1.0):
        quiet[int(t * RATE) : int(t * RATE) + len(one)] += one.astype(np.float32)
    # The first word comes seconds later, so the claps stand alone.
    assert at(quiet) == pytest.approx([1.0], abs=0.1)


def test_silence_and_nothing_hold_none() -> None:
    assert claps([], RATE) == []
    assert at(np.zeros(RATE, np.float32)) == []
    assert at(np.zeros(10, np.float32)) == []


def test_the_cut_into_chunks_does_not_matter() -> None:
    sound = track(*twice(119.9), seconds=260)
    pieces = [sound[i : i + 4096] for i in range(0, len(sound), 4096)]
    assert claps(pieces, RATE) == claps([sound], RATE)
    assert [m.at_s for m in claps(pieces, RATE)] == pytest.approx([119.9], abs=0.1)
