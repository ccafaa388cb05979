"""Human time per job: sums of seconds, nobody in them, erased with the session."""

import math
import sqlite3

import pytest

from capture import effort
from capture.access import OWNER
from capture.consent import withdraw_session
from capture.opening import Opening, open_session
from capture.records import effort as records
from data_schemas.effort import JobEffort
from data_schemas.errors import Denied, InputError, UnknownError
from data_schemas.rights import Actor, Role


def test_seconds_of_all_sessions_of_a_job_add_up(site, procedure, ingested):
    again = open_session(site, OWNER, Opening(procedure.id, "Lee"))
    for session, activity, seconds in (
        (ingested.session.id, "correct", 30.0), (ingested.session.id, "correct", 12.0),
        (again.id, "ask", 60.0), (again.id, "record", 100.0), (again.id, "hand_out", 7.0),
    ):  # fmt: skip
        effort.touch(site, OWNER, session, activity, seconds)
    found = effort.of_job(site, OWNER, procedure.id)
    assert found.seconds == {"ask": 60.0, "correct": 42.0, "hand_out": 7.0, "record": 100.0}
    assert found.sessions == 2 and found.video_s == ingested.session.duration_s > 0
    assert found.working_s == 102.0 and found.ratio == 102.0 / found.video_s


def test_a_job_that_was_not_recorded_has_no_ratio(site, procedure):
    assert effort.of_job(site, OWNER, procedure.id).ratio is None
    with pytest.raises(UnknownError):
        effort.of_job(site, OWNER, "prc-none")


def test_nothing_about_a_person_and_no_time_of_day_is_stored(site, settings, ingested):
    who = Actor(id="dev-marker7f3a", roles=frozenset({Role.INTERVIEWER}))
    effort.touch(site, who, ingested.session.id, "correct", 5.0)
    site.close()
    with sqlite3.connect(settings.folder / "sonmat.db") as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(effort)")]
        rows = db.execute("SELECT * FROM effort").fetchall()
    assert columns == ["session", "activity", "seconds"]
    assert rows == [(ingested.session.id, "correct", 5.0)]
    assert not {"expert", "person", "actor", "who", "at"} & set(JobEffort.model_fields)


@pytest.mark.parametrize("seconds", [-1.0, math.nan, math.inf, 1e9])
def test_impossible_seconds_are_refused(site, ingested, seconds):
    with pytest.raises(InputError, match="at once"):
        effort.touch(site, OWNER, ingested.session.id, "correct", seconds)
    assert effort.of_job(site, OWNER, ingested.session.procedure).seconds == {}


def test_another_activity_is_refused(site, ingested):
    with pytest.raises(InputError, match="not known"):
        effort.touch(site, OWNER, ingested.session.id, "sleep", 1.0)


def test_it_is_erased_with_its_session_and_does_not_come_back(site, ingested):
    session = ingested.session.id
    effort.touch(site, OWNER, session, "correct", 5.0)
    withdraw_session(site, OWNER, session)
    with site.db() as db:
        assert records.sums(db, [session]) == {}
    with pytest.raises(Denied):
        effort.touch(site, OWNER, session, "correct", 5.0)
    with site.db() as db:
        records.add(db, session, "correct", 5.0)
    with site.db() as db:
        assert records.sums(db, [session]) == {}


def test_an_expert_is_shown_no_sum_of_sessions_that_are_not_theirs(site, ingested):
    effort.touch(site, OWNER, ingested.session.id, "correct", 5.0)
    other = Actor(id="e", roles=frozenset({Role.EXPERT}), expert="exp-other")
    found = effort.of_job(site, other, ingested.session.procedure)
    assert (found.sessions, found.seconds) == (0, {})
