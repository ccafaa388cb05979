"""Doors to re-runs: what would be made anew, make it beside, look at it, accept it or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from capture import artifacts, journal, labelling
from capture.access import require
from capture.allowed import scope
from capture.procedures import get_procedure
from capture.records import artifacts as artifact_records
from capture.records import reruns
from capture.records import sessions as session_records
from capture.records import wishes as wish_records
from data_schemas.approval import approval_of
from data_schemas.artifact import Kind
from data_schemas.entry import WHOLE_SESSION, Act, Draft
from data_schemas.errors import InputError, SonmatError
from data_schemas.rerun import RerunState
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from data_schemas.timeline import Timeline
from data_schemas.value import Value
from pipelines import run
from pipelines.job import Job
from pipelines.rederive.compare import Difference, compare
from pipelines.rederive.making import desk as making
from pipelines.rederive.plan import Plan, plan_of
from pipelines.stages import BY_NAME

if TYPE_CHECKING:
    from capture.site import Site

# Both are made of what people wrote, which may be more than there was at the re-run.
FOLD, PASSAGES = "fold", "passages"
CHANGED = "Something of this work session changed since: its new results are made again first."
Tell = Callable[[float], None]


class Changed(InputError):
    """What was made is not what would be made now."""


@dataclass(frozen=True)
class Extent:
    """What a re-run is about: ``stage`` whose own change is followed ("" for all), ``procedure``
    whose sessions ("" for all), and how many sessions are worked on ``at_once``."""

    stage: str = ""
    procedure: str = ""
    at_once: int = 1


class Status(Value):
    """One session of a re-run. ``problem`` is the sentence that says why it failed."""

    session: str
    number: int
    state: RerunState
    stage: str = ""
    problem: str = ""


class Judged(Value):
    """What became of sessions: ``left`` says of each that was left as it is why."""

    done: tuple[str, ...] = ()
    left: dict[str, str] = Field(default_factory=dict)


def plan(site: Site, who: Actor, extent: Extent, tell: Tell = lambda share: None) -> Plan:
    """What the machine as it is now would make anew; nothing is run. ``tell``: the share looked at.

    Raises InputError for a stage that there is not, UnknownError for such a procedure.
    """
    require(site, who, Action.PROCESS)
    _check(site, who, extent)
    some = _some(site, who, extent)
    return plan_of(
        (session, making.pieces(site, session, extent.stage)) for session in _counted(some, tell)
    )


def start(site: Site, who: Actor, extent: Extent, tell: Tell = lambda share: None) -> Plan:
    """Want all of the plan made, beside what holds. Once more goes on with what was stopped.

    From now on these sessions change by accepting only: another model alone changes nothing in
    them any more. Raises InputError.
    """
    require(site, who, Action.PROCESS)
    if extent.at_once < 1:
        raise InputError("At least one session must be worked on at a time.")
    found = plan(site, who, extent, tell)
    for session in found.sessions:
        if not _goes_on(site, session, extent.stage):
            with site.db() as db:
                reruns.want(db, session, extent.stage, extent.at_once, site.now())
    return found


def _goes_on(site: Site, session: str, stage: str) -> bool:
    """Whether it is being made already, or is made and waits for somebody."""
    with site.db() as db:
        known = reruns.of(db, session)
    if known is None or known.stage != stage:
        return False
    return known.state == "wanted" or (known.state == "made" and not making.to_make(site, session))


def stop(site: Site, who: Actor) -> tuple[str, ...]:
    """Make nothing more; what is made already is kept beside. Returns the sessions."""
    require(site, who, Action.PROCESS)
    mine = frozenset(scope(site, who, Action.PROCESS))
    with site.db() as db:
        found = tuple(one.session for one in reruns.every(db, "wanted") if one.session in mine)
        for session in found:
            reruns.turn(db, session, "stopped", site.now())
    return found


def again(site: Site, who: Actor, session: str) -> None:
    """Try once more what failed. Raises InputError where nothing did."""
    require(site, who, Action.PROCESS, session)
    with site.db() as db:
        known = reruns.of(db, session)
    if known is None or known.state != "failed":
        raise InputError("Nothing went wrong with this work session: there is nothing to repeat.")
    making.again(site, session)


def waiting(site: Site, who: Actor) -> int:
    """How many sessions wait for somebody's word."""
    require(site, who, Action.REVIEW)
    with site.db() as db:
        return reruns.count(db, "made")


def status(site: Site, who: Actor) -> tuple[Status, ...]:
    """Every session that is or was re-run, in the order in which they were asked for."""
    require(site, who, Action.LIST)
    mine = frozenset(scope(site, who, Action.LIST))
    with site.db() as db:
        return tuple(
            Status(
                session=one.session,
                number=number,
                state=one.state,
                stage=one.stage,
                problem=one.problem,
            )
            for one, number in reruns.numbered(db)
            if one.session in mine
        )


def preview(site: Site, who: Actor, session: str) -> Difference:
    """What would be otherwise if the new results were accepted now, with all that people wrote.

    Raises InputError where nothing is made or something of it is still missing.
    """
    require(site, who, Action.READ, session)
    return _difference(site, session, _made(site, session))


def accept(site: Site, who: Actor, session: str) -> Difference:
    """Let the new results hold. What changed goes back; signatures of an open version end.

    Raises InputError for a session that is approved or out with annotators, and where something
    changed since the re-run: then it is made again first.
    """
    require(site, who, Action.REVIEW, session)
    try:
        jobs = _made(site, session)
    except Changed:
        making.again(site, session)
        raise
    labelling.check_here(site, session)
    state = _approval(site, session)
    if state == "approved":
        raise InputError(
            "This work session is approved: reopen it before other results can be accepted."
        )
    found = _difference(site, session, jobs)
    if state != "draft" and not found.is_same:
        # A signature stands for what was there when it was given.
        draft = Draft(act=Act.APPROVE, target=WHOLE_SESSION, after={"state": "draft"})
        journal.add(site, who, session, draft)
    _let_hold(site, session)
    return found


def accept_all(site: Site, who: Actor) -> Judged:
    """Accept all that is made, but what cannot be: for those the reason is told."""
    require(site, who, Action.REVIEW)
    return _each(site, who, accept)


def keep(site: Site, who: Actor, session: str) -> None:
    """Keep the old results and destroy the new ones. Raises InputError where there are none."""
    require(site, who, Action.REVIEW, session)
    with site.db() as db:
        known = reruns.of(db, session)
        if known is not None and known.state == "wanted":
            raise InputError("The new results are still being made: stop that first.")
        if known is None or known.state in ("accepted", "kept"):
            raise InputError("No new results wait for this work session.")
        reruns.turn(db, session, "kept", site.now())
    making.forget_beside(site, session, set())


def keep_all(site: Site, who: Actor) -> Judged:
    """Keep the old results of all sessions that wait."""
    require(site, who, Action.REVIEW)
    return _each(site, who, keep)


def _each(site: Site, who: Actor, judge: Callable[[Site, Actor, str], object]) -> Judged:
    mine = frozenset(scope(site, who, Action.REVIEW))
    with site.db() as db:
        waiting = [one.session for one in reruns.every(db, "made") if one.session in mine]
    done: list[str] = []
    left: dict[str, str] = {}
    for session in waiting:
        try:
            judge(site, who, session)
            done.append(session)
        except SonmatError as error:
            left[session] = str(error)
    return Judged(done=tuple(done), left=left)


def _check(site: Site, who: Actor, extent: Extent) -> None:
    if extent.stage and extent.stage not in BY_NAME:
        raise InputError(f"There is no such stage: name one of {', '.join(BY_NAME)}.")
    if extent.procedure:
        get_procedure(site, who, extent.procedure)


def _some(site: Site, who: Actor, extent: Extent) -> tuple[Session, ...]:
    mine = frozenset(scope(site, who, Action.PROCESS))
    with site.db() as db:
        found = session_records.find_all(db)
    return tuple(
        one
        for one in reversed(found)
        if one.id in mine and one.withdrawn_at is None and extent.procedure in ("", one.procedure)
    )


def _counted(some: tuple[Session, ...], tell: Tell) -> Iterator[Session]:
    for number, one in enumerate(some):
        tell(number / len(some))
        yield one


def _made(site: Site, session: str) -> tuple[Job, ...]:
    """What the re-run of a session made, all of it but what hangs on people's latest word.

    Raises InputError where it is not there.
    """
    with site.db() as db:
        known = reruns.of(db, session)
    if known is None or known.state != "made":
        raise InputError("No new results wait for this work session.")
    jobs = making.jobs(site, run.read_session(site, session), known.stage)
    if any(job.stage.name not in (FOLD, PASSAGES) and not job.is_done(site) for job in jobs):
        raise Changed(CHANGED)
    return jobs


def _difference(site: Site, session: str, jobs: tuple[Job, ...]) -> Difference:
    made = tuple(dict.fromkeys(job.stage.name for job in jobs))
    held = artifacts.newest(site, session, Kind.TIMELINE)
    fold = next((job for job in jobs if job.stage.name == FOLD), None)
    if held is None or fold is None:
        return Difference(session=session, made=made)
    before: Timeline = artifacts.load(site, held.id)
    after: Timeline = run.tried(site, fold)[Kind.TIMELINE]
    return compare(before, after, made)


def _approval(site: Site, session: str) -> str:
    return approval_of(tuple(entry for _, entry in journal.read(site, session))).state


def _let_hold(site: Site, session: str) -> None:
    """All at once: what is read together was made together."""
    jobs = _made(site, session)
    for job in jobs:
        if job.stage.name == FOLD:
            run.complete(site, job)
    ids = [artifact for job in jobs if job.is_done(site) for artifact in job.ids.values()]
    with site.db() as db:
        for artifact in ids:
            artifact_records.hold(db, artifact, site.now())
        reruns.turn(db, session, "accepted", site.now())
        # What is found, asked and hidden is made of what holds.
        wish_records.want(db, session, site.now())
    making.forget_beside(site, session, set())
