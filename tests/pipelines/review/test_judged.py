"""What corrections say about the machine, step by step, and that nothing else does."""

from data_schemas.timeline import Alignment, Segment, Timeline
from pipelines.review.judged import by_step


def segment(name, step, start=0.0, end=10.0, **more):
    return Segment(
        id=name, step_id=step, recording="rec", start_s=start, end_s=end, confidence=0.5, **more
    )


def told(machine, people):
    alignment = Alignment(method="x", segments=machine)
    return by_step(alignment, Timeline(session="s", duration_s=60.0, segments=people))


def test_what_nobody_looked_at_says_nothing():
    one = segment("a", "clean")
    assert told((one,), (one,)) == {}


def test_right_is_the_same_step_at_about_the_same_place():
    machine = (segment("a", "clean"), segment("b", "gasket", 10, 20), segment("c", "bolts", 20, 30))
    people = (
        segment("a", "clean", status="confirmed"),
        segment("b", "test", 10, 20, status="corrected"),
        segment("c", "bolts", 28, 60, status="corrected"),
    )
    assert told(machine, people) == {"clean": (1, 1), "gasket": (0, 1), "bolts": (0, 1)}


def test_what_was_taken_away_or_missed_was_wrong():
    machine = (segment("a", "clean"), segment("b", "clean", 20, 30))
    people = (
        segment("a", "clean", status="rejected"),
        segment("seg+4", "gasket", 40, 50, status="corrected", origin="person"),
    )
    # b is gone without a trace: merged into another one, say.
    assert told(machine, people) == {"clean": (0, 2), "gasket": (0, 1)}
