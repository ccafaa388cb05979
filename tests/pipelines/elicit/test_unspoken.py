"""What was done without a word: found between sentences, explained away by them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.clock import Interval
from data_schemas.motion import Event
from pipelines.elicit.seconds import Seconds
from pipelines.elicit.stretches import LONGEST_UNSEEN_S, gaps, pieces
from pipelines.elicit.unspoken import candidates, unspoken_actions, worth
from pipelines.elicit.work import at_work
from pipelines.motion.series import NAMES, Series
from tests.pipelines.elicit.drawn import hands, movement, nothing, recording, said, step

WIPE, SEAT = said(5, 9), said(41, 45, "The gasket goes on dry.")
STEPS = (step("clean", 4, 30, WIPE), step("fit", 38, 55, SEAT))
# Work while both sentences are said, and at another place without a word.
WORK = ((4.5, 9.2, 0.0), (17.0, 24.0, 0.08), (40.0, 46.0, 0.0))


def scores(seen):
    return {one.span: one.score for one in unspoken_actions(seen)}


def best(seen):
    return max(unspoken_actions(seen), key=lambda one: one.score)


def test_work_between_two_sentences_is_found_where_it_lies():
    found = best(recording(utterances=(WIPE, SEAT), segments=STEPS, series=hands(*WORK)))
    assert found.span.overlap_s(Interval(start_s=17, end_s=24)) >= 6.0
    assert found.span.length_s <= 8.0
    assert found.step_id == "clean" and found.because == "no_words_at_work"
    assert [one.source for one in found.signs][:2] == ["words", "hands"]


def test_hands_that_rest_are_hardly_worth_asking_about():
    seen = recording(utterances=(WIPE, SEAT), segments=STEPS, series=hands(*WORK))
    rests = [worth(by, signs) for p, by, signs in candidates(seen) if p.start_s > 46]
    assert rests and max(rests) < best(seen).score / 2


def test_what_was_announced_is_worth_less_than_what_was_not():
    told = said(12.5, 16.4, "Now I take the rag and wipe all the way round.")
    plain = recording(utterances=(WIPE, SEAT), segments=STEPS, series=hands(*WORK))
    steps = (step("clean", 4, 30, WIPE, told), STEPS[1])
    announced = recording(utterances=(WIPE, told, SEAT), segments=steps, series=hands(*WORK))
    same = [worth(by, signs) for p, by, signs in candidates(announced) if p.contains(20.0)]
    assert same[0] < best(plain).score / 2


def test_what_goes_on_with_a_sentence_is_worth_less_than_something_else():
    alike = hands((4.5, 14.0, 0.0), (40.0, 46.0, 0.0))
    other = hands((4.5, 9.2, 0.0), (9.2, 14.0, 0.2), (40.0, 46.0, 0.0))
    told = dict(utterances=(WIPE, SEAT), segments=STEPS)
    goes_on, changes = (
        next(s for p, _, s in candidates(recording(series=one, **told)) if p.contains(11.0))
        for one in (alike, other)
    )
    assert goes_on["goes_on"] > 0.9 > 0.6 > changes["goes_on"]


def test_nothing_is_found_where_somebody_speaks():
    told = tuple(said(s, s + 4.5) for s in range(0, 60, 5))
    assert not list(unspoken_actions(recording(utterances=told, series=hands((0, 60, 0.0)))))


def test_without_hands_and_body_long_silence_in_a_step_is_asked_about_and_says_so():
    clang = Event(start_s=20, end_s=20, kind="sound_starts", source="sound")
    seen = recording(
        utterances=(WIPE, SEAT), segments=STEPS, series=nothing(),
        movement=movement(clang, missing=("hands", "body")),
    )  # fmt: skip
    found = list(unspoken_actions(seen))
    assert found and all(one.span.length_s <= LONGEST_UNSEEN_S for one in found)
    assert {one.because for one in found} == {"no_words_with_sound", "no_words_in_a_step"}
    assert seen.missing == ("hands", "body")
    assert not any(sign.source in ("hands", "body") for one in found for sign in one.signs)


def test_a_recording_without_any_measure_gives_the_same_as_one_in_which_nothing_was_seen():
    told = dict(utterances=(WIPE, SEAT), segments=STEPS)
    blind, unseen = recording(**told), recording(series=nothing(), **told)
    assert scores(blind) == scores(unseen)


def test_arms_alone_are_told_by_what_is_left_of_them():
    whole = hands(*WORK)
    values = whole.values.copy()
    keep = [n for n, one in enumerate(NAMES) if "wrist" in one or "elbow" in one]
    gone = [n for n in range(values.shape[1]) if n not in keep]
    values[:, gone] = np.nan
    seen = recording(utterances=(WIPE, SEAT), segments=STEPS, series=Series(values))
    by = {by for _, by, _ in candidates(seen)}
    assert by == {"arms"}
    assert {one.because for one in unspoken_actions(seen)} == {"no_words_by_arms"}


def test_work_is_told_from_rest():
    found = at_work(hands((20, 40, 0.0)))
    assert found[250:350].min() > 0.9 > 0.1 > found[20:150].max()


@settings(max_examples=60, deadline=None)
@given(
    times=st.lists(st.floats(0, 60), min_size=0, max_size=12),
    work=st.lists(st.tuples(st.floats(0, 55), st.floats(1, 20), st.floats(0, 0.3)), max_size=4),
)
def test_pieces_fill_the_gaps_and_never_meet_speech(times, work):
    told = tuple(said(at, at + 1.5) for at in times)
    seen = recording(utterances=told, series=hands(*((a, a + b, x) for a, b, x in work)))
    seconds = Seconds.of(seen)
    for gap in gaps(told, seen.duration_s):
        found = pieces(gap, seconds)
        assert found[0].start_s == pytest.approx(gap.start_s, abs=0.06)
        assert found[-1].end_s == pytest.approx(gap.end_s, abs=0.06)
        assert all(a.end_s == b.start_s for a, b in pairwise(found))
        assert all(one.overlap_s(other) < 0.06 for one in found for other in told)


def test_an_hour_of_silence_is_cut_quickly_into_pieces_that_can_be_asked_about():
    work = tuple((float(at), at + 8.0, (at % 7) / 20) for at in range(0, 3600, 20))
    seen = recording(duration_s=3600.0, series=hands(*work, seconds=3600.0))
    found = list(unspoken_actions(seen))
    assert len(found) == 180
    spans = [Interval(start_s=a, end_s=b) for a, b, _ in work]
    assert all(max(one.span.overlap_s(span) for span in spans) >= 4.0 for one in found)
