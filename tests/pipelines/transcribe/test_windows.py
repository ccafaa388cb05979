"""What is decoded together: all speech once, in order, in windows that an engine can take."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.clock import Interval
from pipelines.transcribe.engine import RATE
from pipelines.transcribe.windows import KEPT_PAUSE_S, MOST_S, Window, cut, plan, regions

LENGTHS = st.integers(1, 27 * 20).map(lambda n: n / 20)
PAUSES = st.one_of(st.integers(0, 30), st.integers(0, 400)).map(lambda n: n / 20)
TALK = st.lists(st.tuples(PAUSES, LENGTHS), min_size=1, max_size=25)


def talk(*turns: tuple[float, float]) -> list[Interval]:
    """Speech from (pause before it, its length) pairs."""
    parts, at = [], 0.0
    for pause, length in turns:
        parts.append(Interval(start_s=at + pause, end_s=at + pause + length))
        at = parts[-1].end_s
    return parts


def span(start_s: float, end_s: float) -> Interval:
    return Interval(start_s=start_s, end_s=end_s)


def holders(windows: tuple[Window, ...], part: Interval) -> list[int]:
    """Numbers of the windows that have a span around all of ``part``."""
    return [
        number
        for number, window in enumerate(windows)
        for s in window.spans
        if s.start_s <= part.start_s and part.end_s <= s.end_s
    ]


@given(TALK)
def test_every_stretch_of_speech_is_in_exactly_one_window(turns):
    speech = talk(*turns)
    windows = plan(speech)
    found = [holders(windows, part) for part in speech]
    assert all(len(numbers) == 1 for numbers in found)
    assert [n for (n,) in found] == sorted(n for (n,) in found)
    assert {n for (n,) in found} == set(range(len(windows)))


@given(TALK)
def test_no_window_is_longer_than_an_engine_takes(turns):
    assert all(0 < window.length_s <= MOST_S + 1e-9 for window in plan(talk(*turns)))


@given(TALK)
def test_windows_and_their_spans_lie_one_behind_the_other(turns):
    spans = [s for window in plan(talk(*turns)) for s in window.spans]
    assert all(a.end_s <= b.start_s for a, b in pairwise(spans))


@given(TALK)
def test_what_is_between_the_spans_of_a_window_is_long_pauses_only(turns):
    speech = talk(*turns)
    for window in plan(speech):
        for before, after in pairwise(window.spans):
            assert after.start_s - before.end_s > KEPT_PAUSE_S
    left = sum(window.length_s for window in plan(speech))
    kept = sum(pause for pause, _ in turns[1:] if pause <= KEPT_PAUSE_S + 1e-9)
    said = sum(length for _, length in turns)
    assert said - 1e-6 <= left <= said + kept + 1e-6


def test_no_speech_is_no_window():
    assert plan([]) == ()


def test_short_talk_is_one_window_and_one_span():
    (window,) = plan(talk((3, 2), (0.5, 2), (1.0, 2)))
    assert window.spans == (span(3, 10.5),)


def test_a_long_pause_is_left_out_and_costs_nothing():
    (window,) = plan(talk((0, 10), (600, 10)))
    assert window.spans == (span(0, 10), span(610, 620))
    assert window.length_s == 20
    assert (window.start_s, window.end_s) == (0, 620)


def test_a_window_that_must_end_ends_at_the_longest_late_pause():
    turns = [(0, 7), (0.9, 7), (0.3, 4), (0.8, 4), (0.3, 4), (0.3, 4), (0.3, 4)]
    first, second = plan(talk(*turns))
    assert first.end_s == pytest.approx(19.2)  # before the pause of 0.8, not that of 0.9
    assert second.start_s == pytest.approx(20.0)


def test_a_pause_that_comes_too_early_does_not_make_a_tiny_window():
    first, _second = plan(talk((0, 2), (0.9, 20), (0.2, 10)))
    assert first.length_s == pytest.approx(22.9)


def test_talk_of_just_28_s_is_not_cut():
    assert len(plan(talk((0, 14), (0, 14)))) == 1
    assert len(plan(talk((0, 14), (0, 14.05)))) == 2


def test_a_stretch_too_long_for_any_window_gets_one_of_its_own():
    first, second, third = plan(talk((0, 2), (0.5, 40), (0.5, 2)))
    assert (first.length_s, second.length_s, third.length_s) == pytest.approx((2, 40, 2))


def test_an_hour_of_speech_is_planned_at_once():
    windows = plan(talk(*[(0.4, 2.0)] * 1500))
    assert 120 < len(windows) < 260


@given(TALK, st.floats(0, 1), st.floats(0, 1))
def test_times_in_a_span_come_back_as_they_were(turns, a, b):
    """Recording to window to recording, for any interval inside of any span."""
    for window in plan(talk(*turns)):
        begin = 0.0
        for s in window.spans:
            low, high = sorted((s.length_s * a, s.length_s * b))
            back = window.interval(begin + low, begin + high)
            if low > 0 and high < s.length_s and high - low > 1e-3:
                assert back.start_s == pytest.approx(s.start_s + low, abs=1e-6)
                assert back.end_s == pytest.approx(s.start_s + high, abs=1e-6)
            begin += s.length_s


@given(TALK, st.floats(-5, 40), st.floats(-5, 40))
def test_any_time_of_an_engine_lands_inside_of_one_span(turns, start_s, end_s):
    """Engines give times before 0, behind the end and the wrong way round."""
    for window in plan(talk(*turns)):
        back = window.interval(start_s, end_s)
        assert any(s.start_s <= back.start_s <= back.end_s <= s.end_s for s in window.spans)


@given(TALK, st.floats(0, 28), st.floats(0, 28))
def test_a_later_word_is_never_moved_before_an_earlier_one(turns, a, b):
    first, second = sorted((a, b))
    for window in plan(talk(*turns)):
        one, other = (window.interval(at, at + 0.2) for at in (first, second))
        assert one.start_s <= other.start_s + 1e-9


def test_what_reaches_over_a_joint_stays_on_the_side_that_holds_more_of_it():
    window = Window((span(10, 12), span(20, 22)))
    assert window.interval(1.5, 2.2) == span(11.5, 12)
    assert window.interval(1.8, 2.5) == span(20, 20.5)


def ramp(seconds: float) -> np.ndarray:
    """Sound in which every sample says where it was."""
    return np.arange(round(seconds * RATE), dtype=np.float32)


def pieces(sound: np.ndarray, sizes: list[int]):
    """``sound`` in chunks of ``sizes`` samples, over and over."""
    at = number = 0
    while at < len(sound):
        size = sizes[number % len(sizes)]
        yield sound[at : at + size]
        at, number = at + size, number + 1


def expected(sound: np.ndarray, window: Window) -> np.ndarray:
    parts = [sound[round(s.start_s * RATE) : round(s.end_s * RATE)] for s in window.spans]
    return np.concatenate(parts)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(PAUSES, st.integers(1, 100).map(lambda n: n / 20)), max_size=8),
    st.lists(st.integers(1, 50_000), min_size=1, max_size=4).filter(lambda s: sum(s) > 2000),
)
def test_cut_gives_exactly_the_samples_of_the_spans_whatever_the_chunks(turns, sizes):
    speech = talk(*turns)
    windows = plan(speech)
    sound = ramp((speech[-1].end_s if speech else 0) + 1)
    found = list(cut(pieces(sound, sizes), windows))
    assert len(found) == len(windows)
    for window, heard in zip(windows, found, strict=True):
        np.testing.assert_array_equal(heard, expected(sound, window))


def test_cut_takes_empty_chunks_and_a_single_sample_at_a_time():
    windows = plan(talk((0.001, 0.05), (2, 0.05)))
    sound = ramp(2.2)
    chunks = [part for c in pieces(sound, [1, 7]) for part in (c, c[:0])]
    (heard,) = cut(chunks, windows)
    np.testing.assert_array_equal(heard, expected(sound, windows[0]))


def test_cut_is_short_where_the_sound_ends_before_the_plan_does():
    windows = plan(talk((0, 20), (0.2, 20), (0.2, 20)))
    first, second, third = cut(pieces(ramp(30), [4096]), windows)
    assert len(first) == round(windows[0].length_s * RATE)
    assert 0 < len(second) < round(windows[1].length_s * RATE)
    assert len(third) == 0


def test_cut_without_windows_reads_nothing():
    def never():
        raise AssertionError("nobody asked")
        yield

    assert list(cut(never(), ())) == []


def test_a_window_is_given_before_the_rest_is_read():
    read = []

    def chunks():
        for chunk in pieces(ramp(90), [RATE]):
            read.append(len(chunk))
            yield chunk

    next(cut(chunks(), plan(talk((0, 20), (30, 20), (0.2, 20)))))
    assert len(read) <= 21


def test_sound_of_gives_the_samples_of_a_place_of_the_recording():
    window = Window((span(1, 2), span(5, 7)))
    recording = ramp(8)
    (sound,) = cut([recording], [window])
    for part in (span(1, 2), span(1.25, 1.5), span(5, 7), span(6.5, 7)):
        heard = window.sound_of(sound, part)
        np.testing.assert_array_equal(
            heard, recording[round(part.start_s * RATE) : round(part.end_s * RATE)]
        )


def test_sound_of_is_empty_outside_and_clipped_at_the_edge():
    window = Window((span(1, 2), span(5, 7)))
    (sound,) = cut([ramp(8)], [window])
    assert len(window.sound_of(sound, span(3, 4))) == 0
    assert len(window.sound_of(sound, span(6, 7.5))) == RATE


def test_regions_takes_the_pauses_out_of_a_window():
    speech = talk((0, 2), (0.5, 2), (0.5, 2), (30, 27))
    window = plan(speech)[0]
    assert len(window.spans) == 1
    assert regions(window, speech).spans == tuple(speech[:3])


def test_regions_of_a_window_without_known_speech_is_the_window():
    window = Window((span(1, 2),))
    assert regions(window, []) == window
    assert regions(window, [span(5, 6)]) == window


@given(TALK)
def test_regions_of_all_windows_are_all_the_speech(turns):
    speech = talk(*turns)
    found = [s for window in plan(speech) for s in regions(window, speech).spans]
    assert found == speech
