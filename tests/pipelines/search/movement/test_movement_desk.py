"""The doors of movement over real stored sessions; what may not be searched never comes back."""

from datetime import date

import pytest

from capture import artifacts
from capture.access import OWNER
from capture.records import sessions as session_records
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Span
from data_schemas.errors import Denied, InputError, StoreError, UnknownError
from data_schemas.rights import Actor, Consent, Role
from data_schemas.timeline import Segment, Timeline
from pipelines.job import Subject
from pipelines.motion.stage import WINDOWS
from pipelines.run import ensure
from pipelines.search.movement import desk
from pipelines.search.movement.desk import compare, similar
from pipelines.withdraw import withdraw
from tests.app import sample
from tests.pipelines.search.movement.gestures import work

LENGTH_S = 20.0


def seal(site, session, kind, value, parents):
    recipe = Recipe(kind=kind, stage="test", version="1", parents=parents)
    return artifacts.seal(site, recipe, artifacts.session_scope(session.id), value)


def recorded(site, gesture_s, seed, expert="Kim"):
    """A session whose movement went through the real stage, with one section of a step."""
    session = sample.take_in(site, expert=expert, seconds=LENGTH_S).session
    recording = session.recordings[0]
    track = work(LENGTH_S, (gesture_s,), seed)
    seal(site, session, Kind.MOTION, track, (recording.original,))
    ensure(site, WINDOWS, Subject(session, recording))
    section = Segment(
        id="s1", recording=recording.id, start_s=gesture_s - 1, end_s=gesture_s + 5,
        step_id="gasket", confidence=0.9,
    )  # fmt: skip
    timeline = Timeline(session=session.id, duration_s=LENGTH_S, segments=(section,))
    seal(site, session, Kind.TIMELINE, timeline, (recording.original,))
    return session


@pytest.fixture
def asked(site):
    return recorded(site, 5.0, 1)


@pytest.fixture
def other(site):
    return recorded(site, 11.0, 2, expert="Lee")


def ask(site, session, who=OWNER, start_s=5.0, end_s=9.0, k=20):
    span = Span(recording=session.recordings[0].id, start_s=start_s, end_s=end_s)
    return similar(site, who, session.id, span, k)


def loaded(site):
    return desk._shelves.of(site.settings).engine.recordings


def test_the_same_gesture_of_another_session_comes_first_with_its_second_and_its_step(
    site, asked, other
):
    best = ask(site, asked)[0]
    assert (best.session, best.recording) == (other.id, other.recordings[0].id)
    assert best.start_s == pytest.approx(11.0, abs=0.8)
    assert (best.step_id, best.step_title) == ("gasket", "Fit the gasket")
    assert best.procedure == other.procedure


def test_what_was_withdrawn_never_comes_back_and_is_not_kept_in_memory(site, asked, other):
    assert ask(site, asked)[0].session == other.id
    withdraw(site, OWNER, other.id)
    assert {hit.session for hit in ask(site, asked)} <= {asked.id}
    assert other.recordings[0].id not in loaded(site)
    with pytest.raises(Denied, match="withdrawn"):
        ask(site, other, start_s=11.0, end_s=15.0)


def test_what_may_be_kept_no_longer_never_comes_back(site, asked, other):
    over = Consent(retain_until=date(2020, 1, 1))
    with site.db() as db:
        session_records.set_consent(db, other.id, over)
    assert {hit.session for hit in ask(site, asked)} <= {asked.id}
    with pytest.raises(Denied, match="time of keeping"):
        ask(site, other)


def test_an_expert_finds_only_their_own(site, asked, other):
    mine = recorded(site, 8.0, 3)
    who = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=asked.expert)
    assert {hit.session for hit in ask(site, asked, who)} <= {asked.id, mine.id}
    with pytest.raises(Denied):
        ask(site, other, who)
    with pytest.raises(Denied):
        compare(site, who, asked.id, other.id, "gasket")
    assert compare(site, who, asked.id, mine.id, "gasket").same_expert


def test_a_withdrawn_session_is_not_compared(site, asked, other):
    withdraw(site, OWNER, other.id)
    for pair in ((asked.id, other.id), (other.id, asked.id)):
        with pytest.raises(Denied, match="withdrawn"):
            compare(site, OWNER, *pair, "gasket")


@pytest.mark.parametrize(
    ("start_s", "end_s", "says"),
    [(0.0, 0.5, "between 1 and 120"), (18.0, 25.0, "20.0 s long"), (-3.0, 2.0, "within it")],
)
def test_seconds_that_cannot_be_asked_about_are_one_sentence(site, asked, start_s, end_s, says):
    with pytest.raises(InputError, match=says):
        ask(site, asked, start_s=start_s, end_s=end_s)


def test_a_recording_that_is_not_there_or_not_described_is_one_sentence(site, asked):
    bare = sample.take_in(site, expert="Lee", seconds=LENGTH_S).session
    with pytest.raises(StoreError, match="process the session again"):
        ask(site, bare)
    with pytest.raises(UnknownError, match="no such recording"):
        similar(site, OWNER, asked.id, Span(recording="rec-x", start_s=1.0, end_s=4.0))
    with pytest.raises(InputError, match="at least 1"):
        ask(site, asked, k=0)


def test_one_step_of_two_sessions_is_laid_over_each_other(site, asked, other):
    found = compare(site, OWNER, asked.id, other.id, "gasket")
    assert (found.first.start_s, found.second.start_s) == (4.0, 10.0)
    assert not found.same_expert
    assert all(row.what != "pace" for row in found.differences), "nobody is called slower"
    winding = [m for m in found.moments if 5.5 < m.first_s < 8.5]
    assert all(abs(m.second_s - m.first_s - 6.0) < 1.0 for m in winding)
    with pytest.raises(UnknownError, match="no section of a step bolts"):
        compare(site, OWNER, asked.id, other.id, "bolts")


def test_a_step_of_another_procedure_is_not_compared_because_its_id_is_the_same(
    site, asked, monkeypatch
):
    renamed = [{**one, "title": f"Another {one['title']}"} for one in sample.STEPS]
    monkeypatch.setattr(sample, "STEPS", renamed)
    third = recorded(site, 5.0, 4)
    with pytest.raises(InputError, match="in which it is the same"):
        compare(site, OWNER, asked.id, third.id, "gasket")


def test_the_movement_is_sealed_like_everything_else(site, asked):
    found = artifacts.newest(site, asked.id, Kind.MOTION_WINDOWS)
    assert asked.recordings[0].original in found.parents
    for path in site.settings.folder.rglob("*"):
        if path.is_file():
            assert b"left_wrist_x" not in path.read_bytes(), path
