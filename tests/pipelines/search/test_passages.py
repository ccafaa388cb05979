"""Passages: what can be found, and at which seconds."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.errors import StoreError
from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import Cited, Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.search.passage import Passage, Passages, encode
from pipelines.search.passages import home_of, homes_of, passages


def narrated(found: tuple[Passage, ...]) -> list[tuple[str | None, str]]:
    return [(p.step_id, p.text) for p in found if p.kind == "narration"]


def test_windows_end_where_the_segment_changes_and_carry_the_step_title(timeline, procedure):
    assert narrated(passages(timeline, procedure, "r1")) == [
        ("s1", "Clean the flange. wipe off every trace of oil use the blue cloth"),
        ("s2", "Tighten the bolts. now the torque matters cross pattern"),
        (None, "and that is all"),
    ]


def test_speech_before_an_action_belongs_to_the_action_that_cites_it(timeline, procedure):
    bolts = next(p for p in passages(timeline, procedure, "r1") if p.step_id == "s2")
    assert (bolts.start_s, bolts.end_s) == (12, 23)
    assert bolts.speaker == "expert"


def test_an_action_that_nobody_spoke_about_can_still_be_found(timeline, procedure):
    silent = [p for p in passages(timeline, procedure, "r1") if p.kind == "action"]
    assert [(p.step_id, p.text, p.start_s, p.end_s) for p in silent] == [
        ("s3", "Check the gasket", 30, 38)
    ]


SPANS = st.tuples(st.integers(0, 20), st.integers(0, 5)).map(
    lambda one: {"start_s": one[0], "end_s": one[0] + one[1]}
)


@given(
    st.lists(st.tuples(SPANS, st.sampled_from(["", "rec-0", "rec-1"])), max_size=8),
    st.lists(st.tuples(SPANS, st.lists(SPANS, max_size=2)), max_size=8),
)
def test_looking_near_an_utterance_only_finds_the_same_home(said, placed):
    utterances = [Utterance(**span, text="x", recording=on) for span, on in said]
    segments = [
        Segment(
            id=f"seg-{n}", recording="rec-0", step_id="s1", confidence=0.5, **span,
            cited=tuple(Cited(**one, text="x", score=0.5 + n / 20) for one in cited),
        )
        for n, (span, cited) in enumerate(placed)
    ]  # fmt: skip
    assert homes_of(utterances, segments) == [home_of(one, segments) for one in utterances]


def test_a_long_pause_and_a_fourth_utterance_end_a_window(procedure):
    spoken = [(0, 1), (2, 3), (4, 5), (6, 7), (15.5, 16), (24, 25)]
    timeline = Timeline(
        session="s",
        duration_s=30,
        utterances=tuple(
            Utterance(start_s=a, end_s=b, text=str(n)) for n, (a, b) in enumerate(spoken)
        ),
    )
    found = passages(timeline, procedure, "r1")
    assert [p.text for p in found] == ["0 1 2", "3", "4 5"]  # 8.5 s is a pause, 8.0 s is not


def test_rejected_segments_and_other_recordings_count_for_nothing(timeline, procedure):
    rejected = tuple(s.model_copy(update={"status": "rejected"}) for s in timeline.segments)
    found = passages(timeline.model_copy(update={"segments": rejected}), procedure, "r1")
    assert {p.step_id for p in found} == {None}
    assert {p.kind for p in passages(timeline, procedure, "r2")} == {"narration"}


def test_work_outside_the_steps_is_no_action_passage(procedure):
    other = Segment(id="x", recording="r1", start_s=0, end_s=5, step_id=None, confidence=0.5)
    timeline = Timeline(session="s", duration_s=5, segments=(other,))
    assert passages(timeline, procedure, "r1") == ()


def test_ids_are_unique_and_the_language_is_that_of_the_speech(timeline, procedure):
    found = passages(timeline, procedure, "r1", language="ko")
    assert len({p.id for p in found}) == len(found)
    assert {p.language for p in found} == {"ko"}
    assert {p.language for p in passages(timeline, procedure, "r1")} == {"en"}


times = st.floats(0, 500, allow_nan=False)


@given(st.lists(st.tuples(times, st.floats(0, 20), st.text(max_size=8)), max_size=30))
def test_no_word_is_lost_and_none_is_told_twice(rows):
    procedure = Procedure(id="p", title="P", steps=(Step(id="a", title="Step a"),))
    spoken = tuple(Utterance(start_s=s, end_s=s + d, text=t) for s, d, t in rows)
    segment = Segment(
        id="g", recording="r", start_s=50, end_s=100, step_id="a", confidence=1,
        cited=(Cited(start_s=20, end_s=30, text="", score=1),),
    )  # fmt: skip
    timeline = Timeline(session="s", duration_s=600, utterances=spoken, segments=(segment,))
    found = passages(timeline, procedure, "r")
    told = sum(len(p.text.split()) for p in found if p.kind == "narration")
    titles = sum(2 for p in found if p.kind == "narration" and p.step_id)
    assert told - titles == sum(len(u.text.split()) for u in spoken)
    assert [p.start_s for p in found] == sorted(p.start_s for p in found)


def test_passages_come_back_from_their_bytes(timeline, procedure, encoder):
    made = encode(passages(timeline, procedure, "r1", "ko"), encoder)
    back = Passages.from_bytes(made.to_bytes())
    assert back.passages == made.passages
    assert back.model_digest == "words-1"
    assert back.vectors.dtype == np.float32
    assert np.array_equal(back.vectors, made.vectors)
    assert made.to_bytes() == made.to_bytes()


def test_a_session_without_anything_to_find_round_trips_too(encoder, procedure):
    made = encode(passages(Timeline(session="s", duration_s=1), procedure, "r"), encoder)
    assert made.vectors.shape == (0, 16)
    assert Passages.from_bytes(made.to_bytes()).passages == ()


def test_damaged_bytes_are_one_clear_error_that_quotes_nothing(timeline, procedure, encoder):
    data = encode(passages(timeline, procedure, "r1"), encoder).to_bytes()
    pickled = io.BytesIO()
    np.save(pickled, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    for bad in (b"", b"PK\x03\x04", data[: len(data) // 2], pickled.getvalue(), b"\0" * 200):
        with pytest.raises(StoreError, match="process the session again") as caught:
            Passages.from_bytes(bad)
        assert caught.value.__cause__ is None


def test_vectors_that_do_not_fit_the_passages_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        Passages((), np.zeros((1, 4), np.float32), "d")
