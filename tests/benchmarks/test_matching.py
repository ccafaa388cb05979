"""Events count as found when they lie near a true one, one for one."""

from benchmarks.motion.events import count, paired
from benchmarks.motion.takes import Span


def test_a_told_event_may_miss_a_true_one_by_half_a_second():
    true = [Span(10.0, 12.0)]
    assert paired([Span(12.4, 13.0)], true) == [(0, 0)]
    assert paired([Span(12.6, 13.0)], true) == []


def test_pairs_are_one_to_one_and_as_many_as_can_be():
    told = [Span(0.0, 4.0), Span(0.5, 1.0)]
    assert sorted(paired(told, [Span(0.0, 1.0), Span(3.0, 4.0)])) == [(0, 1), (1, 0)]
    assert len(paired(told, [Span(0.0, 4.0)])) == 1


def test_a_hand_that_truth_states_has_to_be_told():
    true = [Span(1.0, 2.0, "left")]
    assert paired([Span(1.0, 2.0, "right")], true) == []
    assert paired([Span(1.0, 2.0, "left")], true) == [(0, 0)]


def test_what_is_counted():
    told, true = [Span(0.0, 2.0), Span(3.0, 4.0)], [Span(1.0, 5.0), Span(9.0, 9.5)]
    assert count(told, true) == (2, 2, 1, 0, 2)
    assert count([], true) == (0, 2, 0, 0, 0)
