"""What a human is asked first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.timeline import Segment, StepStatus, Timeline
from pipelines.align.ask import ask_first
from tests.pipelines.align.conftest import steps

STEPS = steps("Clean", "Insert", "Tighten", "Test")


def segment(name: str, step: str | None, start: float, end: float, sure: float = 0.9, **more):
    return Segment(
        id=name, recording="rec", step_id=step, start_s=start, end_s=end, confidence=sure, **more
    )


def status(step: str, name: str, p: float) -> StepStatus:
    return StepStatus.model_validate({"step_id": step, "status": name, "probability": p})


def asked(*segments: Segment, statuses=(), duration_s: float = 120.0):
    timeline = Timeline(session="ses", duration_s=duration_s, segments=segments, steps=statuses)
    return ask_first(STEPS, timeline)


def test_what_is_sure_said_in_order_and_of_usual_length_is_not_asked():
    assert asked(segment("a", "s1", 0, 30)) == ()


def test_the_longer_of_two_as_unsure_comes_first():
    found = asked(segment("a", "s1", 0, 20, 0.5), segment("b", "s2", 20, 50, 0.5))
    assert [one.segment for one in found] == ["b", "a"]
    assert all(one.reasons == ("unsure",) for one in found)


def test_of_two_as_long_the_one_nearest_to_half_comes_first():
    found = asked(segment("a", "s1", 0, 30, 0.1), segment("b", "s2", 30, 60, 0.5))
    assert [one.segment for one in found] == ["b", "a"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"basis": "order"}, "no_words"),
        ({"order": "out_of_order"}, "out_of_order"),
        ({"order": "repeated"}, "repeated"),
        ({"status": "needs_review"}, "unsure"),
        ({"end": 1.0}, "too_short"),
        ({"end": 1000.0, "duration_s": 1000.0}, "too_long"),
    ],
)
def test_every_other_sign_is_a_reason(more, reason):
    rest = {"end": 30.0, **more}
    duration_s = rest.pop("duration_s", 120.0)
    (one,) = asked(segment("a", "s1", 0, rest.pop("end"), **rest), duration_s=duration_s)
    assert one.reasons == (reason,) and one.worth_s > 0


def test_a_step_that_is_nowhere_is_asked_for_and_one_that_is_somewhere_is_not():
    found = asked(
        segment("a", "s1", 0, 30),
        statuses=(
            status("s1", "performed", 0.9),
            status("s2", "skipped", 0.1),
            status("s3", "uncertain", 0.5),
        ),
    )
    assert [(one.segment, one.step_id, one.reasons) for one in found] == [
        (None, "s3", ("missing",)),
        (None, "s2", ("skipped",)),
    ]


def test_what_people_settled_work_outside_and_steps_that_are_gone_are_not_asked():
    settled = [
        segment(name, "s1", 0, 30, 0.5, status=name)
        for name in ("confirmed", "corrected", "rejected")
    ]
    assert asked(*settled, segment("b", None, 30, 60, 0.2), segment("c", "gone", 0, 9, 0.2)) == ()


def test_nothing_is_asked_of_an_empty_recording_or_procedure():
    timeline = Timeline(session="ses", duration_s=0.0)
    assert ask_first(STEPS, timeline) == ()
    assert ask_first((), timeline.model_copy(update={"duration_s": 9.0})) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from("1234"), st.floats(0, 100), st.floats(0, 50), st.floats(0, 1)),
        max_size=8,
    )
)
def test_the_order_is_that_of_worth_and_every_answer_is_worth_something(rows):
    segments = [
        segment(f"{n}", f"s{step}", start, start + length, p)
        for n, (step, start, length, p) in enumerate(rows)
    ]
    found = asked(*segments)
    assert [one.worth_s for one in found] == sorted((one.worth_s for one in found), reverse=True)
    assert len({one.segment for one in found}) == len(found)
    assert all(one.reasons and one.worth_s >= 0 for one in found)
