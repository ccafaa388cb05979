"""A session of two takes goes through the real stages as one piece of work."""

import pytest

from capture import artifacts, sessions
from capture.access import OWNER
from capture.opening import Opening, add_recording, open_session
from capture.sources import Place
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Span
from data_schemas.rights import Consent, Purpose
from data_schemas.transcript import Transcript, Utterance
from pipelines.job import Subject, params_of
from pipelines.propose.desk import propose_steps
from pipelines.release.gathering.desk import part_of
from pipelines.release.takes import on_its_own, take_of
from pipelines.run import ensure
from pipelines.stages import BY_NAME
from tests.capture.clips import Recipe as Clip
from tests.capture.clips import clip
from tests.conftest import placed

pytestmark = pytest.mark.weights

SAID = {
    1: ((0.5, 5.0, "First I clean the face of the flange, no grease may stay on it."),),
    2: ((0.2, 4.0, "Now I set the gasket into its place."),),
}


@pytest.fixture
def session(site, procedure):
    opening = Opening(procedure.id, "Kim", Consent(purposes=frozenset({Purpose.TRAIN})))
    planned = open_session(site, OWNER, opening)
    for take, offset_s in ((1, 0.0), (2, 1000.0)):
        data = clip(Clip(times_s=tuple(range(20 + take)), fps=1))
        add_recording(site, OWNER, planned.id, placed(data, Place(take, offset_s, "clock")))
    found = sessions.get_session(site, OWNER, planned.id)
    for recording in found.work:
        words = tuple(Utterance(start_s=a, end_s=b, text=t) for a, b, t in SAID[recording.take])
        recipe = Recipe(
            kind=Kind.TRANSCRIPT, stage="test", version="1", parents=(recording.original,)
        )
        scope = artifacts.session_scope(found.id)
        said = Transcript(language="en", engine="import", utterances=words)
        artifacts.seal(site, recipe, scope, said)
    for name in ("align", "fold", "passages"):
        ensure(site, BY_NAME[name], Subject(found))
    return found


def test_its_length_is_that_of_the_work_without_the_break(session):
    assert session.duration_s == pytest.approx(sum(r.duration_s for r in session.work))
    assert session.duration_s < 60


def test_each_step_lies_in_the_take_in_which_it_was_named(site, session):
    timeline = sessions.timeline(site, OWNER, session.id)
    first, second = (recording.id for recording in session.work)
    steps = {s.recording: s.step_id for s in timeline.segments if s.step_id and s.cited}
    procedure_steps = [one.step_id for one in timeline.steps]
    assert steps == {first: procedure_steps[0], second: procedure_steps[1]}
    assert [u.recording for u in timeline.utterances] == [first, second]
    assert all(s.end_s <= 30 for s in timeline.segments), "the break is no time of work"
    kept = timeline.within({second})
    assert {s.recording for s in kept.segments} == {second} and len(kept.utterances) == 1


def test_what_is_found_is_played_from_its_own_recording(site, session):
    newest = artifacts.newest(site, session.id, Kind.PASSAGES)
    from pipelines.search.passage import Passages

    with artifacts.open_bytes(site, newest.id) as stored:
        found = Passages.from_bytes(stored.read()).passages
    spoken = {p.recording: p.text for p in found if p.kind == "narration"}
    first, second = (recording.id for recording in session.work)
    assert "clean" in spoken[first] and "gasket" in spoken[second]


def test_a_release_has_both_takes_on_the_sessions_clock(site, session):
    part = part_of(site, session, OWNER)
    first, second = part.spoken
    assert (first.start_s, second.start_s) == (0.5, 1000.2)
    assert {s.recording for s in part.segments} == {part.recording}
    assert any(s.start_s >= 1000 for s in part.segments)


def test_a_release_knows_in_which_take_each_section_lies(site, session):
    part = part_of(site, session, OWNER)
    timeline = sessions.timeline(site, OWNER, session.id)
    placed = {one.id: one for one in timeline.segments}
    homes = {one.id: one.take for one in session.work}
    assert {take_of(part, one) for one in part.segments} == {1, 2}
    for one in part.segments:
        span, was = on_its_own(part, one), placed[one.id]
        assert take_of(part, one) == homes[was.recording] and span.recording == was.recording
        assert (span.start_s, span.end_s) == pytest.approx((was.start_s, was.end_s))


def test_another_order_of_takes_is_another_result(site, session):
    swapped = session.model_copy(
        update={
            "recordings": tuple(r.model_copy(update={"take": 3 - r.take}) for r in session.work)
        }
    )
    stage = BY_NAME["align"]
    assert params_of(site, stage, Subject(session)) != params_of(site, stage, Subject(swapped))


def test_steps_are_proposed_from_both(site, session):
    recordings = {
        place.recording
        for step in propose_steps(site, OWNER, (session.id,)).steps
        for place in step.places
        if isinstance(place, Span)
    }
    assert recordings == {recording.id for recording in session.work}


def test_a_take_that_has_no_words_yet_does_not_shift_the_others(site, session):
    """It is put in front by its clock; whoever corrects meanwhile sees words where they were."""
    late = clip(Clip(times_s=tuple(range(9)), fps=1))
    add_recording(site, OWNER, session.id, placed(late, Place(3, 2000.0, "clock")))
    found = sessions.get_session(site, OWNER, session.id)
    found = found.model_copy(update={"recordings": (found.work[2], *found.work[:2])})
    ensure(site, BY_NAME["fold"], Subject(found))
    timeline = sessions.timeline(site, OWNER, session.id)
    assert [u.recording for u in timeline.utterances] == [r.id for r in session.work]
