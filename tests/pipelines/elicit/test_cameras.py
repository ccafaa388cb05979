"""A take is seen by the camera that saw the hands best, and everything lies on its clock."""

from data_schemas.marks import Mark, Marks
from data_schemas.motion import MotionReport, Movement
from data_schemas.session import Recording
from data_schemas.timeline import Timeline
from pipelines.elicit.cameras import Camera, best_of, observed_of, other_of
from tests.pipelines.elicit.drawn import STEPS, said, step


def camera(name: str, offset_s: float, hands: float, **more: object) -> Camera:
    recording = Recording(
        id=name, session="ses", offset_s=offset_s, original=f"art-{name}", container="mp4",
        duration_s=60.0, has_video=True, has_audio=True,
    )  # fmt: skip
    movement = Movement(report=MotionReport(frames=600, left=hands, right=hands))
    return Camera(recording, movement, **more)


FRONT = camera("front", 0.0, 0.2, marks=Marks(marks=(Mark(at_s=30.0, kind="key"),)))
TOP = camera("top", 2.5, 0.9)


def whole() -> Timeline:
    words = [{"start_s": at, "end_s": at + 1.0, "text": "I"} for at in (10.0, 11.0)]
    told = said(10.0, 12.0, recording="front", words=words)
    return Timeline(
        session="ses",
        duration_s=60.0,
        utterances=(told, said(1.0, 2.0, recording="front"), said(5.0, 6.0, recording="else")),
        segments=(step("clean", 9.0, 20.0, recording="front"),
                  step("fit", 21.0, 30.0, recording="else")),
    )  # fmt: skip


def test_the_camera_that_saw_more_of_the_hands_is_the_best():
    assert best_of((FRONT, TOP)) is TOP
    unseen = Camera(FRONT.recording)
    assert best_of((unseen, Camera(TOP.recording))) is unseen


def test_words_steps_and_marks_are_moved_to_its_clock():
    seen = observed_of((FRONT, TOP), whole(), STEPS)
    assert seen.recording == "top"
    # the top camera began two and a half seconds later, so that it shows the same earlier
    assert [(one.start_s, one.end_s) for one in seen.utterances] == [(7.5, 9.5)]
    assert [word.start_s for word in seen.utterances[0].words] == [7.5, 8.5]
    assert [(one.step_id, one.start_s, one.recording) for one in seen.segments] == [
        ("clean", 6.5, "top")
    ]
    assert [one.at_s for one in seen.marks.marks] == [27.5]


def test_what_was_over_before_it_began_is_not_seen():
    seen = observed_of((FRONT, TOP), whole(), STEPS)
    assert all(one.start_s >= 0 for one in seen.utterances) and len(seen.utterances) == 1


def test_another_take_is_compared_on_its_best_camera():
    other = other_of((FRONT, TOP), whole(), own=False)
    assert (other.recording, other.own) == ("top", False)
    assert [one.start_s for one in other.segments] == [6.5]
