"""A moment that is struck is gone from words, steps, search and releases, in every camera."""

import pytest

from capture import artifacts, journal, sessions
from capture.access import OWNER
from capture.opening import add_recording
from capture.sources import Place
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.errors import Denied, InputError, StaleEntry
from data_schemas.rights import Actor, Role
from data_schemas.session import Recording
from pipelines.release.gathering.desk import _withheld
from pipelines.review import desk
from pipelines.search.desk import search
from pipelines.search.movement.desk import similar
from tests.app import sample
from tests.conftest import placed


@pytest.fixture
def made(site):
    return sample.processed(site)


def words(site, session):
    timeline = sessions.timeline(site, OWNER, session)
    transcript = sessions.transcript(site, OWNER, session)
    assert timeline is not None and transcript is not None
    return " ".join(u.text for u in (*timeline.utterances, *transcript.utterances))


def test_its_words_are_gone_from_time_line_and_transcript(site, made):
    session = made.session.id
    assert "gasket" in words(site, session)
    desk.strike(site, OWNER, session, Span(recording=made.recording, start_s=5, end_s=7), 0)
    assert "gasket" not in words(site, session) and "wipe" in words(site, session)
    transcript = sessions.transcript(site, OWNER, session)
    assert transcript is not None and transcript.variants == ()
    assert [one.reason for one in transcript.dropped] == ["The recording has no sound."]
    whole = Span(recording=made.recording, start_s=10, end_s=12)
    desk.strike(site, OWNER, session, whole, 1)
    transcript = sessions.transcript(site, OWNER, session)
    assert transcript is not None and transcript.dropped == ()


def test_a_step_inside_it_is_gone(site, made):
    session = made.session.id
    desk.strike(site, OWNER, session, Span(recording=made.recording, start_s=4, end_s=8), 0)
    timeline = sessions.timeline(site, OWNER, session)
    assert timeline is not None
    assert [one.step_id for one in timeline.segments] == ["clean", "bolts"]


def test_it_comes_back_when_it_is_put_back(site, made):
    session = made.session.id
    (entry,) = desk.strike(
        site, OWNER, session, Span(recording=made.recording, start_s=5, end_s=7), 0
    )
    desk.put_back(site, OWNER, session, entry.target, 1)
    assert "gasket" in words(site, session) and journal.struck_of(site, session) == ()
    with pytest.raises(InputError):
        desk.put_back(site, OWNER, session, entry.target, 2)


def test_a_moment_is_struck_in_every_camera_on_its_own_clock(site, made, take):
    """The second camera began 4.5 s later and shows one second."""
    session = made.session.id
    second = add_recording(site, OWNER, session, placed(take, Place(1, 4.5, "hand")))
    desk.strike(site, OWNER, session, Span(recording=second.id, start_s=0.5, end_s=1.0), 0)
    cuts = {one.recording: one for one in journal.struck_of(site, session)}
    first = cuts[made.recording]
    assert (first.start_s, first.end_s) == pytest.approx((5.0, 5.5))
    assert set(cuts) == {made.recording, second.id}
    found = sessions.get_session(site, OWNER, session)
    assert {one.recording for one in _withheld(site, found)} == set(cuts)
    timeline = sessions.timeline(site, OWNER, session)
    assert timeline is not None
    assert "Now" not in " ".join(u.text for u in timeline.utterances)
    assert "dry" in " ".join(u.text for u in timeline.utterances)


def clocked(name, offset_s, duration_s):
    return Recording(
        id=name, session="s", offset_s=offset_s, original=name, container="mp4",
        duration_s=duration_s, has_video=True, has_audio=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("offset_s", "duration_s", "there"),
    [(0.0, 60.0, (10, 20)), (5.0, 60.0, (5, 15)), (15.0, 60.0, (0, 5)), (-5.0, 18.0, (15, 18)),
     (20.0, 60.0, None), (0.0, 10.0, None)],
)  # fmt: skip
def test_it_is_moved_to_the_clock_of_another_camera(offset_s, duration_s, there):
    span = Span(recording="a", start_s=10, end_s=20)
    cut = desk.moved(span, clocked("a", 0.0, 60.0), clocked("b", offset_s, duration_s))
    assert (cut and (cut.start_s, cut.end_s)) == there


def test_a_take_that_nobody_has_placed_is_left_alone(site, made, take):
    """Where it stands beside the first is not known: its seconds are not those that were meant."""
    session = made.session.id
    later = add_recording(site, OWNER, session, placed(take, Place(take=2)))
    assert later in sessions.get_session(site, OWNER, session).unplaced
    desk.strike(site, OWNER, session, Span(recording=made.recording, start_s=0.5, end_s=1.0), 0)
    desk.strike(site, OWNER, session, Span(recording=later.id, start_s=0.2, end_s=0.4), 1)
    cuts = [(one.recording, one.start_s) for one in journal.struck_of(site, session)]
    assert cuts == [(made.recording, 0.5), (later.id, 0.2)]


@pytest.mark.weights
def test_search_forgets_its_words_at_once(site, made):
    assert sample.make_searchable(site, made)
    session = made.session.id
    assert any(
        "gasket" in hit.passage.text for hit in search(site, OWNER, "where does the gasket go")
    )
    desk.strike(site, OWNER, session, Span(recording=made.recording, start_s=5, end_s=7), 0)
    assert artifacts.find(site, session, Kind.PASSAGES) == ()
    assert search(site, OWNER, "where does the gasket go") == ()
    wish = sessions.wish(site, OWNER, session)
    assert wish is not None, "the worker makes it searchable again, without them"


def test_its_movement_is_found_no_more(site, made):
    sample.seal_gestures(site, made, 2.0, 1)
    other = sample.take_in(site, expert="Lee")
    sample.seal_gestures(site, other, 6.0, 2)
    asked = Span(recording=made.recording, start_s=2, end_s=6)
    assert [hit.start_s for hit in similar(site, OWNER, made.session.id, asked, 1)] == [6.0]
    cut = Span(recording=other.recording, start_s=5, end_s=11)
    desk.strike(site, OWNER, other.session.id, cut, 0)
    hits = similar(site, OWNER, made.session.id, asked, 10)
    assert not [hit for hit in hits if hit.session == other.session.id and hit.overlap_s(cut) > 0]


@pytest.mark.parametrize(("start_s", "end_s"), [(12.0, 13.0), (500.0, 501.0)])
def test_seconds_that_are_not_there_are_refused(site, made, start_s, end_s):
    span = Span(recording=made.recording, start_s=start_s, end_s=end_s)
    with pytest.raises(InputError, match="within the recording"):
        desk.strike(site, OWNER, made.session.id, span, 0)
    with pytest.raises(InputError):
        desk.strike(site, OWNER, made.session.id, Span(recording="rec-none", start_s=0, end_s=1), 0)
    assert journal.last_number(site, made.session.id) == 0


def test_an_expert_strikes_their_own_and_nobody_elses(site, made):
    me = Actor(id="me", roles=frozenset({Role.EXPERT}), expert=made.session.expert)
    other = me.model_copy(update={"expert": "exp-other"})
    span = Span(recording=made.recording, start_s=5, end_s=7)
    with pytest.raises(Denied):
        desk.strike(site, other, made.session.id, span, 0)
    assert desk.strike(site, me, made.session.id, span, 0)[0].actor == "me"
    with pytest.raises(StaleEntry):
        desk.strike(site, me, made.session.id, span, 0)
