"""The same step in other takes: longer than one's own, done otherwise by oneself or another."""

import numpy as np

from data_schemas.clock import Interval
from pipelines.elicit.observed import Other
from pipelines.elicit.otherwise import longer_than_before, otherwise
from pipelines.elicit.wording import REASONS
from pipelines.motion.series import COLUMN, HZ, Series
from tests.pipelines.elicit.drawn import hands, recording, step

LONG, SHORT = step("clean", 10, 40), step("clean", 5, 17, recording="before")


def other(own=True, segment=SHORT, series=None):
    return Other("before", own, (segment,), series)


def seen(*others, segment=LONG, series=None):
    return recording(segments=(segment,), series=series, others=others)


def test_a_step_much_longer_than_in_ones_own_take_is_asked_about():
    (found,) = longer_than_before(seen(other()))
    assert found.kind == "longer" and found.filled["times"] == "2.5"
    assert found.signs[0].recording == "before" and found.span.length_s == 30


def test_nobody_is_compared_with_somebody_else_in_length():
    assert not list(longer_than_before(seen(other(own=False))))
    told = REASONS["other_expert"][0] + REASONS["other_expert"][1]
    assert "{times}" not in told and "{seconds}" not in told


def test_one_take_of_the_same_length_is_enough_to_ask_nothing():
    alike = step("clean", 0, 27, recording="then")
    assert not list(longer_than_before(seen(other(), Other("then", True, (alike,)))))


def test_a_step_that_was_placed_unsurely_is_compared_with_nothing():
    unsure = replace_confidence(LONG, 0.2)
    assert not list(longer_than_before(seen(other(), segment=unsure)))


def test_where_a_hand_goes_elsewhere_is_told_on_both_clocks():
    mine, theirs = moving(20.0), moving(20.0, away=0.2)
    one, two = step("clean", 0, 20), step("clean", 0, 20, recording="before")
    (found,) = otherwise(seen(other(False, two, theirs), segment=one, series=mine))
    assert found.kind == "other_expert"
    assert found.span.overlap_s(Interval(start_s=8, end_s=14)) > 3.0
    assert found.signs[0].recording == "before" and found.signs[0].source == "takes"
    (own,) = otherwise(seen(other(True, two, theirs), segment=one, series=mine))
    assert own.kind == "otherwise"


def test_the_same_movement_is_not_done_otherwise():
    one, two = step("clean", 0, 20), step("clean", 0, 20, recording="before")
    alike = seen(other(True, two, moving(20.0)), segment=one, series=moving(20.0))
    assert not list(otherwise(alike))


def test_takes_in_which_nothing_was_seen_are_not_compared():
    one, two = step("clean", 0, 20), step("clean", 0, 20, recording="before")
    blind = Series(np.full((200, moving(20.0).values.shape[1]), np.nan))
    assert not list(otherwise(seen(other(True, two, blind), segment=one, series=moving(20.0))))


def moving(seconds, away=0.0):
    """Both hands to and fro; the right wrist goes ``away`` metres up in the middle."""
    series = hands((0.0, seconds, 0.0), seconds=seconds)
    t = np.arange(round(seconds * HZ)) / HZ
    series.values[:, COLUMN["right_wrist_y"]] -= away * ((t > 8) & (t < 14))
    return series


def replace_confidence(segment, value):
    return segment.model_copy(update={"confidence": value})
