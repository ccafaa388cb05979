"""Pauses, looks, re-grips and second thoughts: what was seen becomes a question, once."""

from data_schemas.motion import Event
from pipelines.elicit.events import event_moments, measured
from tests.pipelines.elicit.drawn import movement, recording, said, step

PAUSE = Event(start_s=20, end_s=23, kind="pause", strength=1.0)
STEP = step("clean", 5, 50)


def scores(*events, **known):
    return {
        one.kind: one.score
        for one in event_moments(recording(movement=movement(*events), segments=(STEP,), **known))
    }


def test_an_event_is_asked_about_where_it_happened():
    seen = recording(movement=movement(PAUSE), segments=(STEP,))
    (found,) = event_moments(seen)
    assert found.kind == found.because == "pause" and found.step_id == "clean"
    assert found.span.start_s < 20 < 23 < found.span.end_s
    assert found.signs[0].start_s == 20


def test_a_look_is_no_pause_besides():
    look = PAUSE.model_copy(update={"kind": "inspection", "source": "body"})
    assert set(scores(PAUSE, look)) == {"inspection"}


def test_while_somebody_speaks_it_is_worth_less():
    assert scores(PAUSE, utterances=(said(19, 24),))["pause"] < scores(PAUSE)["pause"]


def test_other_events_are_no_moments():
    others = [PAUSE.model_copy(update={"kind": k}) for k in ("knock", "leaves_frame", "glare")]
    assert not scores(*others)
    assert not list(event_moments(recording()))


def test_all_figures_lie_between_nothing_and_all():
    seen = recording(movement=movement(PAUSE), segments=(STEP,), utterances=(said(10, 40),))
    assert all(0.0 <= value <= 1.0 for value in measured(seen, PAUSE).values())
