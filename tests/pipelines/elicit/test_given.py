"""Markers, and steps that were left out or done in another place."""

from data_schemas.marks import Mark, Marks
from data_schemas.procedure import Step
from data_schemas.timeline import Finding
from pipelines.elicit.given import markers, skipped_steps, swapped_steps
from tests.pipelines.elicit.drawn import recording, step

STEPS = tuple(Step(id=one, title=one.title()) for one in ("clean", "fit", "close"))
CLEAN, CLOSE = step("clean", 5, 20), step("close", 30, 50)


def test_every_marker_is_asked_whatever_else_is_known():
    marks = Marks(
        marks=(Mark(at_s=0.5, kind="pedal"), Mark(at_s=40, kind="key", text="look at the edge"))
    )
    first, second = markers(recording(marks=marks))
    assert first.score == second.score == 1.0
    assert first.span.start_s == 0.0 and first.span.contains(0.5)
    assert second.span.contains(40) and second.filled["words"] == "look at the edge"


def test_a_word_that_set_a_marker_is_no_note():
    marks = Marks(marks=(Mark(at_s=30, kind="word", text="marker"),))
    (found,) = markers(recording(marks=marks))
    assert "words" not in found.filled and found.signs[0].text == "marker"


def test_a_skipped_step_is_asked_about_where_it_would_have_been():
    seen = recording(
        steps=STEPS, segments=(CLEAN, CLOSE), findings=(Finding(kind="skipped", step_id="fit"),)
    )
    (found,) = skipped_steps(seen)
    assert found.step_id == "fit" and found.filled["step"] == "Fit"
    assert found.span.contains(CLEAN.end_s)


def test_a_step_skipped_at_the_start_is_asked_about_before_the_first_one():
    seen = recording(
        steps=STEPS, segments=(CLOSE,), findings=(Finding(kind="skipped", step_id="clean"),)
    )
    (found,) = skipped_steps(seen)
    assert found.span.start_s == 0.0 and found.span.end_s >= CLOSE.start_s


def test_without_any_step_nothing_is_said_to_be_skipped():
    seen = recording(steps=STEPS, findings=(Finding(kind="skipped", step_id="fit"),))
    assert not list(skipped_steps(seen))


def test_a_step_in_another_place_is_asked_about_once_with_the_other_step():
    fit = step("fit", 52, 58)
    moved = Finding(kind="out_of_order", step_id="fit", other="close", segments=(fit.id,))
    rule = Finding(kind="rule_broken", step_id="fit", other="close", segments=(fit.id,))
    seen = recording(steps=STEPS, segments=(CLEAN, CLOSE, fit), findings=(moved, rule))
    (found,) = swapped_steps(seen)
    assert found.filled == {"step": "Fit", "other": "Close"} and found.span.contains(fit.start_s)
