"""Like movement is found at its second; what may not come back does not."""

import numpy as np
import pytest

from data_schemas.clock import Interval, Span
from data_schemas.errors import InputError, StoreError
from pipelines.motion.windows import MotionWindows, windows
from pipelines.search.movement.engine import MovementEngine, Within
from tests.pipelines.search.movement.gestures import GESTURE_S, work

GESTURES = {"a1": (5.0,), "a2": (6.0,), "b": (12.0, 30.0), "c": ()}
SESSIONS = {"a1": "A", "a2": "A", "b": "B", "c": "C"}
ASKED = Span(recording="a1", start_s=5.0, end_s=9.0)
EVERYWHERE = dict.fromkeys(SESSIONS, 0.0)


@pytest.fixture(scope="module")
def made():
    return {
        name: windows(work(40.0, at, seed), name)
        for seed, (name, at) in enumerate(GESTURES.items())
    }


@pytest.fixture
def engine(made):
    engine = MovementEngine()
    for name, found in made.items():
        engine.add(SESSIONS[name], found)
    return engine


def ask(engine, k=3, offsets=EVERYWHERE, span=ASKED):
    # the second camera of session A started a second earlier
    offsets = {name: -1.0 if name == "a2" else offset for name, offset in offsets.items()}
    own = span.interval.shifted(offsets.get(span.recording, 0.0))
    return engine.query(engine.stretch(span), k, Within(offsets, SESSIONS[span.recording], own))


def test_the_gesture_is_found_at_its_seconds_wherever_it_is_made(engine):
    best = ask(engine, k=2)
    assert [hit.recording for hit in best] == ["b", "b"]
    assert sorted(hit.start_s for hit in best) == pytest.approx([12.0, 30.0], abs=0.8)
    assert all(hit.length_s == pytest.approx(GESTURE_S) for hit in best)
    assert best[0].score >= best[1].score


def test_the_seconds_that_were_asked_about_never_come_back_from_any_camera(engine):
    for hit in ask(engine, k=100):
        if hit.session == "A":
            clock = hit.interval.shifted(-1.0 if hit.recording == "a2" else 0.0)
            assert not clock.overlap_s(ASKED), hit


@pytest.mark.parametrize("left", ["b", "c", "a1"])
def test_only_recordings_that_may_be_searched_come_back(engine, left):
    offsets = {name: 0.0 for name in SESSIONS if name == left or name == "a1"}
    hits = ask(engine, k=100, offsets=offsets)
    assert hits and {hit.recording for hit in hits} <= set(offsets)


def test_no_hit_lies_over_another_of_its_session(engine):
    hits = ask(engine, k=100)
    assert len(hits) > 10
    for n, one in enumerate(hits):
        for other in hits[:n]:
            if one.recording == other.recording:
                assert one.overlap_s(other) <= 0.31 * GESTURE_S


def test_a_removed_recording_is_gone_and_an_added_one_replaces_itself(engine, made):
    engine.remove("b")
    assert all(hit.recording != "b" for hit in ask(engine, k=100))
    with pytest.raises(StoreError, match="not described yet"):
        engine.stretch(Span(recording="b", start_s=0.0, end_s=4.0))
    engine.add("B", made["b"])
    engine.add("B", made["b"])
    assert ask(engine, k=1)[0].recording == "b"
    engine.remove("nobody")


def test_a_short_question_and_a_long_one_give_stretches_of_their_length(engine):
    for start, end in ((5.5, 6.5), (2.0, 30.0)):
        hits = ask(engine, k=2, span=Span(recording="a1", start_s=start, end_s=end))
        assert hits and all(hit.length_s == pytest.approx(end - start, abs=0.15) for hit in hits)


def test_a_question_longer_than_a_recording_gives_all_of_it(engine):
    engine.add("D", windows(work(6.0, (1.0,), 7), "d"))
    hits = ask(engine, 50, {"a1": 0.0, "d": 0.0}, Span(recording="a1", start_s=1.0, end_s=21.0))
    (short,) = [hit for hit in hits if hit.recording == "d"]
    assert (short.start_s, short.end_s) == (0.0, pytest.approx(6.0, abs=0.15))


def test_seconds_in_which_nothing_was_seen_are_refused_in_one_sentence(engine):
    nobody = work(20.0, (), 3)
    for points in (nobody.right.xyz, nobody.right.world):
        points[:] = np.nan
    nobody.right.status[:] = 0
    found = windows(nobody, "nobody")
    assert len(found.starts_s) == 0
    engine.add("N", found)
    blank = engine.stretch(Span(recording="nobody", start_s=2.0, end_s=6.0))
    own = Interval(start_s=2.0, end_s=6.0)
    with pytest.raises(InputError, match="Too little was seen"):
        engine.query(blank, 3, Within({"nobody": 0.0, "b": 0.0}, "N", own))


def test_windows_survive_storage_and_nothing_else_is_read(made):
    found = made["b"]
    again = MotionWindows.from_bytes(found.to_bytes())
    assert again.recording == "b" and again.descriptor == found.descriptor
    assert np.array_equal(again.vectors, found.vectors)
    assert np.array_equal(again.starts_s, found.starts_s)
    assert np.allclose(again.series.values, found.series.values, atol=1e-3, equal_nan=True)
    assert again.to_bytes() == found.to_bytes()
    for damaged in (b"", b"PK", found.to_bytes()[:200]):
        with pytest.raises(StoreError, match="process the session again"):
            MotionWindows.from_bytes(damaged)


def test_an_older_description_is_refused(engine, made):
    found = made["b"]
    old = MotionWindows("b", found.series, found.starts_s, found.vectors, descriptor="0")
    with pytest.raises(StoreError, match="process the session again"):
        engine.add("B", old)
