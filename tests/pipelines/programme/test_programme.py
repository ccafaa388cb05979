"""The programme: jobs told by what exists, and what is next for each."""

from datetime import UTC, date, datetime, timedelta

import pytest

from capture import consent, jobs, journal, people
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.jobs import Sketch
from capture.opening import Opening, open_session
from capture.site import Site
from data_schemas.approval import ApprovalState
from data_schemas.entry import Act, Draft
from data_schemas.programme import Chunk, Job, Standing, TaskDiagram
from data_schemas.rights import Actor, Role
from pipelines.programme.desk import programme, session_standing
from pipelines.programme.judge import SECOND_PASS, Seen, judge
from pipelines.review import desk
from pipelines.withdraw import withdraw
from tests.capture.test_consent import SIGNED
from tests.conftest import source

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DIAGRAM = TaskDiagram(chunks=tuple(Chunk(title=t) for t in ("a", "b", "c")))
PLAIN = Job(id="j", title="Root pass", procedure="p")
SKETCHED = PLAIN.model_copy(update={"diagram": DIAGRAM})
FRESH = NOW - timedelta(hours=1)
RECORDED = Seen("s", signed=True, recorded_at=FRESH)


def seen(*acts: Act, state: ApprovalState = "draft") -> Seen:
    return Seen("s", signed=True, recorded_at=FRESH, acts=frozenset(acts), state=state)


@pytest.mark.parametrize(
    ("job", "sessions", "following"),
    [
        (PLAIN, (), "diagram"),
        (SKETCHED, (), "consent"),
        (PLAIN, (Seen("s"),), "consent"),
        (SKETCHED, (Seen("s", recorded_at=FRESH),), "consent"),
        (SKETCHED, (Seen("s", signed=True),), "record"),
        (SKETCHED, (RECORDED,), "ask"),
        (SKETCHED, (seen(Act.CORRECT),), "ask"),
        (SKETCHED, (seen(Act.ANSWER),), "confirm"),
        (SKETCHED, (seen(Act.DECLINE),), "confirm"),
        (SKETCHED, (seen(Act.CONFIRM),), "ask"),
        (SKETCHED, (seen(Act.ANSWER, Act.CONFIRM),), "confirm"),
        (SKETCHED, (seen(Act.ANSWER, Act.APPROVE, state="confirmed"),), "approve"),
        (SKETCHED, (seen(Act.ANSWER, Act.APPROVE, state="reviewed"),), "approve"),
        (SKETCHED, (seen(Act.ANSWER, Act.APPROVE, state="approved"),), "nothing"),
    ],
)
def test_what_is_next_follows_from_what_is_there(job, sessions, following):
    assert judge("exp", job, sessions, NOW).next == following


@pytest.mark.parametrize(
    ("age", "acts", "overdue"),
    [
        (SECOND_PASS, (), False),
        (SECOND_PASS + timedelta(seconds=1), (), True),
        (SECOND_PASS * 9, (Act.CONFIRM, Act.CORRECT), True),
        (SECOND_PASS * 9, (Act.ANSWER,), False),
        (SECOND_PASS * 9, (Act.DECLINE,), False),
    ],
)
def test_overdue_is_two_days_without_a_question(age, acts, overdue):
    one = Seen("s", signed=True, recorded_at=NOW - age, acts=frozenset(acts))
    assert judge("exp", SKETCHED, (one,), NOW).overdue == (("s",) if overdue else ())


def test_one_take_that_was_asked_about_does_not_hide_another_that_was_not():
    old = Seen("old", signed=True, recorded_at=NOW - SECOND_PASS * 2)
    told = judge("exp", SKETCHED, (old, seen(Act.ANSWER, Act.APPROVE, state="approved")), NOW)
    assert (told.asked, told.overdue, told.next) == (True, ("old",), "ask")


def test_a_job_holds_no_measure_of_anybody():
    """Nobody is scored: no length, no speed and no count of mistakes is in what is told."""
    assert set(Standing.model_fields) == {
        "expert", "job", "planned", "sessions", "consent", "recorded", "asked", "confirmed",
        "approved", "overdue", "next",
    }  # fmt: skip


def test_who_leaves_first_comes_first(site):
    days = {"Kim": date(2027, 3, 1), "Lee": None, "Ahn": date(2026, 12, 31)}
    for name, day in days.items():
        people.set_leaving(site, OWNER, people.ensure_expert(site, OWNER, name).id, day)
    assert [one.expert.pseudonym for one in programme(site, OWNER)] == ["Ahn", "Kim", "Lee"]


def test_a_job_goes_its_way(site, procedure, take, monkeypatch):
    kim = people.ensure_expert(site, OWNER, "Kim")
    job = jobs.add_job(site, OWNER, kim.id, "Flange", procedure.id)

    def told() -> Standing:
        (one,) = programme(site, OWNER)[0].jobs
        return one

    assert told().next == "diagram"
    jobs.draw_diagram(site, OWNER, kim.id, job.id, (Sketch("a"), Sketch("b", True), Sketch("c")))
    assert told().next == "consent"
    planned = open_session(site, OWNER, Opening(procedure=procedure.id, expert="Kim"))
    assert told().next == "consent" and told().sessions == (planned.id,)
    consent.grant(site, OWNER, planned.id, SIGNED)
    assert told().next == "record" and told().consent
    from capture.opening import add_recording

    add_recording(site, OWNER, planned.id, source(take))
    assert told().next == "ask" and not told().overdue
    now = site.now()
    monkeypatch.setattr(Site, "now", lambda self: now + SECOND_PASS + timedelta(minutes=1))
    assert told().overdue == (planned.id,)
    assert session_standing(site, OWNER, planned.id).overdue == (planned.id,)
    journal.append(site, OWNER, planned.id, Draft(act=Act.ANSWER, target="m"), 0)
    assert told().next == "confirm" and not told().overdue
    desk.undo(site, OWNER, planned.id, 1, 1)
    assert told().overdue == (planned.id,)
    withdraw(site, OWNER, planned.id)
    assert told().sessions == () and told().next == "consent"


def test_what_was_recorded_without_a_plan_is_there_too(site, procedure, take):
    ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim"))
    (one,) = programme(site, OWNER)[0].jobs
    assert (one.job.title, one.planned, one.next) == (procedure.title, False, "consent")


def test_an_expert_sees_their_own_line_only(site, procedure):
    opened = open_session(site, OWNER, Opening(procedure=procedure.id, expert="Kim"))
    open_session(site, OWNER, Opening(procedure=procedure.id, expert="Lee"))
    me = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=opened.expert)
    (line,) = programme(site, me)
    assert line.expert.pseudonym == "Kim" and line.jobs[0].sessions == (opened.id,)
