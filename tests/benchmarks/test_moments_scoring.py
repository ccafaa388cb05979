"""What the benchmark of moments counts as found, and as asked in vain."""

import pytest

from benchmarks.moments.scoring import explained, is_hit
from data_schemas.clock import Interval
from data_schemas.timeline import Moment, Question

TRUTH = {
    "actions": [
        {"start_s": 10.0, "end_s": 14.0, "spoken": False},
        {"start_s": 20.0, "end_s": 26.0, "spoken": True},
    ]
}


def told(start: float, end: float, kind: str = "pause") -> Moment:
    question = Question(en="?", ko="?")
    return Moment.model_validate(
        {
            "id": "mom", "recording": "rec", "start_s": start, "end_s": end, "kind": kind,
            "score": 0.5, "reason": "?", "question": question,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "hit"),
    [(10, 14, True), (12, 16, True), (12.1, 16, False), (4, 16, True), (3.9, 16, False)],
)
def test_a_hit_covers_half_of_the_action_and_not_much_more(start, end, hit):
    action = Interval(start_s=10, end_s=14)
    assert is_hit(Interval(start_s=start, end_s=end), action) is hit


def test_a_question_is_in_vain_if_most_of_it_was_explained():
    assert explained(told(20, 26), TRUTH) and explained(told(18, 24), TRUTH)
    assert not explained(told(15, 21), TRUTH)
    assert not explained(told(11, 15), TRUTH)


def test_markers_and_open_words_are_asked_anyhow():
    assert not explained(told(20, 26, "marker"), TRUTH)
    assert not explained(told(20, 26, "vague_words"), TRUTH)
