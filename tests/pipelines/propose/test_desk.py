"""From a recording of a job without steps to steps that hold for all recordings of it."""

from __future__ import annotations

import io

import pytest

from capture import artifacts, sessions
from capture.access import NOBODY, OWNER
from capture.formats.procedures import WRITERS
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure, start_procedure
from capture.sources import Source, TextFile
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied, InputError, UnknownError
from pipelines import run
from pipelines.job import Subject
from pipelines.propose.desk import propose_steps
from pipelines.review.desk import amend
from pipelines.stages import BY_NAME
from pipelines.withdraw import withdraw
from tests.capture.sounds import wav, workshop
from tests.pipelines.propose.saying import ENGLISH, KOREAN

pytestmark = pytest.mark.weights  # sentences are compared by the real encoder


def srt(lines) -> bytes:
    def at(second: float) -> str:
        return f"00:{int(second) // 60:02}:{int(second) % 60:02},000"

    rows = [f"{n}\n{at(s)} --> {at(s + 4)}\n{text}\n" for n, (s, text) in enumerate(lines, 1)]
    return "\n".join(rows).encode()


@pytest.fixture(scope="module")
def sound() -> bytes:
    return wav(workshop(100.0, 1))


@pytest.fixture
def take(site, sound):
    def made(job, lines, listen=True, expert="Kim"):
        given = TextFile("said.srt", srt(lines)) if lines else None
        source = Source("take.wav", lambda: io.BytesIO(sound))
        intake = Intake((source,), procedure=job.id, expert=expert, transcript=given)
        session = ingest(site, OWNER, intake).session
        if listen:
            subject = Subject(session, session.recordings[0])
            run.ensure(site, BY_NAME["transcribe"], subject)
            place(site, session)
        return session.id

    return made


def place(site, session):
    for name in ("align", "fold"):
        run.ensure(site, BY_NAME[name], Subject(run.read_session(site, session.id)))


@pytest.fixture
def job(site):
    return start_procedure(site, OWNER, "Fit a blind flange", "en")


def test_without_steps_there_are_words_and_nothing_is_placed(site, job, take):
    session = take(job, ENGLISH)
    timeline = sessions.timeline(site, OWNER, session)
    assert len(timeline.utterances) == len(ENGLISH)
    assert (timeline.segments, timeline.steps) == ((), ())


def test_the_proposed_list_is_saved_and_its_recordings_are_placed_on_it(site, job, take):
    first, second = take(job, ENGLISH), take(job, ENGLISH, expert="Lee")
    found = propose_steps(site, OWNER, (first, second))
    assert (len(found.steps), found.recordings) == (4, 2)
    written = WRITERS["xlsx"](found.procedure(job.title))
    saved = import_procedure(site, OWNER, written, "steps.xlsx", job.id)
    for session in (first, second):
        place(site, sessions.get_session(site, OWNER, session))
        placed = sessions.timeline(site, OWNER, session).segments
        done = [one.step_id for one in placed if one.step_id]
        assert done == [step.id for step in saved.steps]
    assert len(artifacts.find(site, first, Kind.TRANSCRIPT)) == 1


def test_a_recording_of_another_job_without_steps_can_be_made_to_follow(site, job, take):
    other = start_procedure(site, OWNER, "Something like it", "en")
    session = take(other, ENGLISH)
    assert sessions.follow(site, OWNER, session, job.id).procedure == job.id
    written = import_procedure(site, OWNER, b"step,title\n1,Wipe\n", "a.csv", job.id)
    with pytest.raises(InputError, match="follows written steps already"):
        sessions.follow(site, OWNER, session, other.id)
    assert sessions.follow(site, OWNER, session, written.id).procedure == written.id
    with pytest.raises(UnknownError):
        sessions.follow(site, OWNER, take(other, ENGLISH, expert="Lee"), "prc-none")


def test_words_that_were_struck_out_are_in_no_step(site, job, take):
    session = take(job, ENGLISH)
    recording = sessions.get_session(site, OWNER, session).recordings[0].id
    cut = Span(recording=recording, start_s=29.0, end_s=36.0)
    amend(site, OWNER, session, Draft(act=Act.STRIKE, target="", span=cut), 0)
    found = propose_steps(site, OWNER, (session,))
    assert "gasket" not in found.model_dump_json()


def test_what_cannot_be_proposed_from_is_told_in_one_sentence(site, job, take):
    with pytest.raises(InputError, match="has no words yet"):
        propose_steps(site, OWNER, (take(job, ENGLISH, listen=False),))
    with pytest.raises(InputError, match="two languages"):
        propose_steps(site, OWNER, (take(job, ENGLISH), take(job, KOREAN)))
    with pytest.raises(InputError, match="at least one session"):
        propose_steps(site, OWNER, ())
    with pytest.raises(UnknownError):
        propose_steps(site, OWNER, ("ses-none",))


def test_a_withdrawn_session_gives_nothing_any_more(site, job, take):
    session = take(job, ENGLISH)
    withdraw(site, OWNER, session)
    with pytest.raises(Denied, match="withdrawn"):
        propose_steps(site, OWNER, (session,))


def test_one_session_that_may_not_be_read_is_one_too_many(site, job, take):
    with pytest.raises(Denied):
        propose_steps(site, NOBODY, (take(job, ENGLISH),))
