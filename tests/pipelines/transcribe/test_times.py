"""Word times: in order, inside of speech and of their room, none without a length."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.clock import Interval
from data_schemas.transcript import Word
from pipelines.transcribe.times import SHORTEST_S, near, settle

ROOM = Interval(start_s=0, end_s=100)
SECONDS = st.floats(-5, 40)
TIMES = st.lists(st.tuples(SECONDS, SECONDS).map(sorted), max_size=12)
SPEECH = st.lists(st.tuples(st.floats(0.1, 5), st.floats(0.05, 5)), max_size=8)


def span(start_s: float, end_s: float) -> Interval:
    return Interval(start_s=start_s, end_s=end_s)


def word(start_s: float, end_s: float, text: str = "나사를") -> Word:
    return Word(start_s=start_s, end_s=end_s, text=text, confidence=0.5)


def settled(*times: tuple[float, float], speech=(), room: Interval = ROOM) -> list:
    found = settle([word(*pair) for pair in times], speech, room)
    return [(round(w.start_s, 6), round(w.end_s, 6)) for w in found]


def stretches(turns: list[tuple[float, float]]) -> list[Interval]:
    """Speech from (pause before it, its length) pairs."""
    parts, at = [], 0.0
    for pause, length in turns:
        parts.append(span(at + pause, at + pause + length))
        at += pause + length
    return parts


def test_words_that_lie_well_inside_of_speech_stay_where_they_are():
    assert settled((1, 1.5), (1.5, 2.25), speech=[span(0.5, 3)]) == [(1, 1.5), (1.5, 2.25)]


def test_words_stay_where_they_are_when_nobody_knows_where_speech_is():
    assert settled((1, 1.5), (4, 5)) == [(1, 1.5), (4, 5)]


def test_a_word_over_a_pause_keeps_the_side_that_holds_more_of_it():
    speech = [span(0, 2), span(5, 8)]
    assert settled((1.2, 5.3), speech=speech) == [(1.2, 1.9)]
    assert settled((1.8, 6.5), speech=speech) == [(5.1, 6.5)]


def test_a_word_outside_of_speech_is_moved_to_the_nearest():
    ((start, end),) = settled((2.5, 3.5), speech=[span(0, 2), span(4, 8), span(30, 40)])
    assert 1.8 <= start < end <= 2 or 4 <= start < end <= 4.2
    ((start, end),) = settled((3.4, 3.8), speech=[span(0, 2), span(4, 8), span(30, 40)])
    assert 4 <= start < end <= 4.2


def test_a_word_keeps_off_the_edges_that_the_gate_added():
    assert settled((0, 2), speech=[span(0, 2)]) == [(0.1, 1.9)]


def test_a_very_short_stretch_of_speech_is_used_whole():
    assert settled((0.8, 2), speech=[span(1, 1.3)]) == [(1, 1.3)]


def test_words_that_overlap_are_laid_one_behind_the_other():
    assert settled((1, 3), (2, 4)) == [(1, 2), (2, 4)]


def test_a_word_before_its_forerunner_is_moved_behind_it():
    first, second = settled((2, 3), (1, 1.5))
    assert first[0] == 2 and first[1] > 2
    assert second[0] >= first[1] and second[1] > second[0]


def test_a_word_without_length_takes_some_from_the_next_one():
    assert settled((1, 1), (1, 2)) == [(1, 1 + SHORTEST_S), (1 + SHORTEST_S, 2)]


def test_a_last_word_without_length_takes_some_from_the_one_before():
    room = span(0, 2)
    first, last = settled((1, 2), (2, 2), room=room)
    assert first == (1, 2 - SHORTEST_S)
    assert last == (2 - SHORTEST_S, 2)


def test_too_many_words_share_a_small_room():
    found = settled(*[(1, 1)] * 10, room=span(1, 1.1))
    assert found == [(pytest.approx(1 + n / 100), pytest.approx(1.01 + n / 100)) for n in range(10)]


def test_a_room_without_length_gives_words_without_length():
    assert settled((3, 4), (4, 5), room=span(2, 2)) == [(2, 2), (2, 2)]


def test_no_words_are_no_words():
    assert settle([], [span(0, 1)], ROOM) == ()


def test_only_times_change():
    (found,) = settle([word(1, 9, "토크 렌치")], [span(2, 4)], ROOM)
    assert (found.text, found.confidence) == ("토크 렌치", 0.5)


@given(TIMES, SPEECH, st.floats(-5, 20), st.floats(0, 20))
def test_words_are_in_order_and_inside_of_their_room(times, turns, start_s, length_s):
    room = span(start_s, start_s + length_s)
    found = settle([word(*pair) for pair in times], stretches(turns), room)
    assert len(found) == len(times)
    at = room.start_s
    for one in found:
        assert at <= one.start_s <= one.end_s <= room.end_s
        at = one.end_s


@given(TIMES, SPEECH, st.floats(0, 20), st.floats(0.5, 20))
def test_every_word_has_a_length_where_the_room_allows(times, turns, start_s, length_s):
    room = span(start_s, start_s + length_s)
    found = settle([word(*pair) for pair in times], stretches(turns), room)
    assert all(one.length_s >= SHORTEST_S - 1e-6 for one in found)


@given(st.lists(st.floats(0.1, 1.0), min_size=1, max_size=12), st.floats(0, 50))
def test_orderly_words_inside_of_speech_are_left_alone(lengths, start_s):
    """Settling is no opinion: it changes only what is wrong."""
    edges = [start_s + 0.1]
    for length in lengths:
        edges.append(edges[-1] + length)
    words = [word(a, b) for a, b in pairwise(edges)]
    room = span(start_s, edges[-1] + 0.1)
    for before, after in zip(words, settle(words, [room], room), strict=True):
        assert after.start_s == pytest.approx(before.start_s)
        assert after.end_s == pytest.approx(before.end_s)


@given(TIMES, SPEECH, st.floats(0, 20), st.floats(0.5, 20))
def test_settling_twice_is_settling_once(times, turns, start_s, length_s):
    room = span(start_s, start_s + length_s)
    once = settle([word(*pair) for pair in times], (), room)
    twice = settle(once, (), room)
    for before, after in zip(once, twice, strict=True):
        assert (after.start_s, after.end_s) == pytest.approx((before.start_s, before.end_s))


def test_near_gives_the_stretches_that_touch():
    speech = [span(0, 1), span(2, 3), span(4, 5), span(6, 7)]
    assert near(speech, 2.5, 4.5) == speech[1:3]
    assert near(speech, 1, 2) == speech[:2]
    assert near(speech, 1.1, 1.9) == []
    assert near(speech, 8, 9) == []
    assert near([], 0, 9) == []


@given(SPEECH, SECONDS, SECONDS)
def test_near_gives_all_that_overlap_and_none_that_is_apart(turns, a, b):
    speech = stretches(turns)
    low, high = sorted((a, b))
    found = near(speech, low, high)
    for part in speech:
        if part.overlap_s(span(low, high)) > 0:
            assert part in found
        if part.end_s < low or part.start_s > high:
            assert part not in found
