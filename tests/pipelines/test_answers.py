"""An answer has words and nothing else of what is found in the work."""

import pytest

from capture import artifacts, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.opening import Opening, add_recording, give_transcript, open_session
from capture.sources import TextFile
from data_schemas.artifact import Kind
from data_schemas.clock import Interval
from data_schemas.rights import Consent
from pipelines.job import Subject, inputs_of, params_of
from pipelines.progress import status
from pipelines.release.desk import _provenance
from pipelines.run import ensure, read_session
from pipelines.stages import BY_NAME
from tests.capture.voices import answer
from tests.conftest import source
from tests.pipelines.test_run import SAID, stage

SRT = b"1\n00:00:00,000 --> 00:00:01,000\nThe work.\n"


@pytest.fixture
def microphones(site, procedure, take):
    """A session in which one voice is known and has a channel of its own."""
    known = {"microphones": "expert_left", "voice": Interval(start_s=0.0, end_s=4.0)}
    signed = Consent(voice_template=True)
    intake = Intake((source(take),), procedure.id, "Kim", signed, **known)
    return ingest(site, OWNER, intake).session.id


def test_what_is_known_of_the_first_recording_says_nothing_about_an_answer(site, microphones):
    made = answer(site, microphones)
    found = read_session(site, microphones)
    transcribe = BY_NAME["transcribe"]
    work, said = (params_of(site, transcribe, Subject(found, r)) for r in (found.work[0], made))
    assert (work["microphones"], work["voice_to_s"]) == ("expert_left", 4.0)
    assert (said["microphones"], said["voice_from_s"], said["voice_to_s"]) == ("shared", None, None)
    assert said["language"] == work["language"]


def test_words_that_were_brought_are_those_of_the_work(site, procedure, take):
    session = open_session(site, OWNER, Opening(procedure.id, "Kim")).id
    made = answer(site, session)
    work = add_recording(site, OWNER, session, source(take))
    give_transcript(site, OWNER, session, TextFile("take.srt", SRT))
    found = read_session(site, session)
    transcribe = BY_NAME["transcribe"]
    for recording, brought in ((made, False), (work, True)):
        inputs = inputs_of(site, transcribe, Subject(found, recording))
        assert (Kind.GIVEN_TRANSCRIPT in inputs) is brought


def test_what_is_made_of_the_whole_session_is_made_without_answers(site, ingested):
    answer(site, ingested.session.id)
    found = read_session(site, ingested.session.id)
    assert Subject(found).recordings == found.work
    for one in found.recordings:
        ensure(site, stage(lambda values, context: {Kind.TRANSCRIPT: SAID}), Subject(found, one))
    whole = stage(None, per="session", needs=(Kind.TRANSCRIPT,))
    (heard,) = inputs_of(site, whole, Subject(found))[Kind.TRANSCRIPT]
    assert artifacts.known(site, heard).parents == (found.work[0].original,)


def test_a_session_with_answers_only_has_no_work(site, procedure):
    session = open_session(site, OWNER, Opening(procedure.id, "Kim")).id
    answer(site, session)
    assert status(site, OWNER, session).state == "planned"
    assert sessions.get_session(site, OWNER, session).duration_s == 0.0


def test_a_release_names_no_model_that_heard_an_answer_only(site, ingested):
    made = answer(site, ingested.session.id)
    found = read_session(site, ingested.session.id)
    before = _provenance(site, (found,)).models

    def run(values, context):
        return {Kind.TRANSCRIPT: SAID}

    ensure(site, stage(run, models=("whisper-base",)), Subject(found, made))
    assert _provenance(site, (found,)).models == before == ()
    assert len(_provenance(site, (found,), answers=True).models) == 1, "where answers leave"
    ensure(site, stage(run, models=("whisper-base",)), Subject(found, found.work[0]))
    assert len(_provenance(site, (found,)).models) == 1
