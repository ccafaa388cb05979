"""A job without steps: begun on one page, its steps proposed, saved and followed on another."""

from __future__ import annotations

import pytest

from capture import procedures, sessions
from capture.access import OWNER
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.transcript import Transcript
from tests.app import sample
from tests.app.test_pages import page, texts
from tests.pipelines.propose.saying import ENGLISH, heard

PART = "Propose steps from this recording"


def headers(test):
    return [one.value for one in test.header]


def press(test, label):
    return next(one for one in test.button if one.label == label).click().run()


@pytest.fixture
def unwritten(used: Site) -> sample.Sample:
    job = procedures.start_procedure(used, OWNER, "Fit a blind flange", "en")
    made = sample.take_in(used, procedure=job)
    sample.seal_proxy(used, made)
    return made


def said(site: Site, made: sample.Sample, *texts: tuple[float, str]) -> None:
    value = Transcript(language="en", utterances=heard(texts).utterances, engine="import")
    sample._seal(site, made, Kind.TRANSCRIPT, value)


def test_a_job_is_begun_without_steps(used):
    new = page("new")
    new.text_input(key="job-title-0").set_value("Fit a flange")
    assert not new.exception
    begun = press(new, "Begin without steps")
    assert "not written yet: they can be proposed" in texts(begun)
    (job,) = procedures.list_procedures(used, OWNER)
    assert (job.title, job.language, job.steps) == ("Fit a flange", "en", ())


def test_a_job_without_a_name_is_told_so(used):
    assert "needs a name" in texts(press(page("new"), "Begin without steps"))
    assert procedures.list_procedures(used, OWNER) == ()


def test_a_session_with_steps_is_offered_none(used):
    made = sample.processed(used)
    assert PART not in headers(page("session", session=made.session.id))


def test_before_there_are_words_nothing_can_be_proposed(used, unwritten):
    drawn = page("session", session=unwritten.session.id)
    assert PART in headers(drawn)
    assert "The words come first." in texts(drawn)


def test_steps_that_are_not_written_cannot_be_laid_side_by_side(used, unwritten):
    assert "not written yet" in texts(page("step", session=unwritten.session.id))


def test_silence_gives_one_sentence(used, unwritten):
    said(used, unwritten)
    drawn = press(page("session", session=unwritten.session.id), "Propose steps")
    assert [one.value for one in drawn.error] == [
        "Nothing was said in this recording, so no steps can be read out of it: write them by hand."
    ]


@pytest.mark.weights
def test_the_proposed_list_is_saved_as_the_steps_of_the_job(used, unwritten, monkeypatch):
    said(used, unwritten, *ENGLISH)
    # who does the work is another process, which this test has no use for
    monkeypatch.setattr("app.work.attend", lambda site: None)
    drawn = press(page("session", session=unwritten.session.id), "Propose steps")
    assert "2 stretches of talk were taken for no step" in texts(drawn)
    press(drawn, "Save as procedure")
    job = procedures.get_procedure(used, OWNER, unwritten.procedure.id)
    assert job.version == 2
    assert [step.title for step in job.steps] == [
        "Wipe the metal with the rag",
        "Put the new gasket on top",
        "Put the lid on and line up the holes",
        "Tighten the bolts with the wrench",
    ]
    assert job.was_listed_from((unwritten.recording,))
    assert sessions.wish(used, OWNER, unwritten.session.id) is not None
