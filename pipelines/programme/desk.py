"""The door to the programme."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from capture import journal, people, procedures, sessions
from capture.access import require
from capture.allowed import among
from capture.records import artifacts as artifact_records
from capture.records import entries as entry_records
from capture.records import sessions as session_records
from capture.records.among import Named, Wanted
from data_schemas.approval import ApprovalState, approval_of
from data_schemas.clock import in_utc
from data_schemas.entry import Act, standing
from data_schemas.errors import UnknownError
from data_schemas.programme import Job, Standing
from data_schemas.rights import Action, Actor, Expert
from data_schemas.session import Session
from data_schemas.value import Value
from pipelines.programme.judge import Seen, judge

if TYPE_CHECKING:
    from capture.site import Site


class Planned(Value):
    """An expert with all their jobs: planned ones first, then what was recorded beside them."""

    expert: Expert
    jobs: tuple[Standing, ...]


def programme(site: Site, who: Actor) -> tuple[Planned, ...]:
    """Everybody of the programme, who leaves first first; those without a last day come last."""
    require(site, who, Action.LIST)
    return planned(site, who, everybody(site, who))


def everybody(site: Site, who: Actor) -> tuple[Expert, ...]:
    """The experts of the programme in its order, without their jobs."""
    require(site, who, Action.LIST)
    found = people.list_experts(site, who)
    return tuple(sorted(found, key=lambda one: (one.last_day or date.max, one.pseudonym)))


def planned(site: Site, who: Actor, experts: tuple[Expert, ...]) -> tuple[Planned, ...]:
    """Some experts with their jobs, in the order in which they are named.

    What it takes grows with their sessions and not with those of the site.
    """
    require(site, who, Action.LIST)
    mine = among(site, who, Action.LIST)
    named = Named(experts=tuple(one.id for one in experts))
    with site.db() as db:
        found = session_records.find(db, Wanted(mine, named=named))
        acts = entry_records.acts_of_each(db, [one.id for one in found])
        arrived = artifact_records.made_at(
            db, [one.original for session in found for one in session.work]
        )
    theirs: dict[str, list[Seen]] = {}
    of = {one.id: one for one in found}
    for session in reversed(found):
        if session.withdrawn_at is None:
            seen = _seen(site, session, arrived, acts.get(session.id, frozenset()))
            theirs.setdefault(session.expert, []).append(seen)
    return tuple(_planned(site, who, one, theirs.get(one.id, []), of) for one in experts)


def session_standing(site: Site, who: Actor, session: str) -> Standing:
    """How far one session is by itself. Raises UnknownError, Denied."""
    require(site, who, Action.LIST, session)
    found = sessions.get_session(site, who, session)
    job = Job(id="", title="-", procedure=found.procedure)
    with site.db() as db:
        acts = entry_records.acts_of_each(db, [session]).get(session, frozenset())
        arrived = artifact_records.made_at(db, [one.original for one in found.work])
    return judge(found.expert, job, (_seen(site, found, arrived, acts),), site.now())


def _planned(
    site: Site, who: Actor, expert: Expert, theirs: list[Seen], of: dict[str, Session]
) -> Planned:
    """``theirs`` is what is known of the expert's sessions, oldest first; ``of`` these by id."""
    jobs = {one.procedure: one for one in expert.jobs if one.procedure is not None}
    found: dict[str, list[Seen]] = {}
    for seen in theirs:
        found.setdefault(of[seen.session].procedure, []).append(seen)
    now = site.now()

    def told(job: Job) -> Standing:
        return judge(expert.id, job, tuple(found.get(job.procedure or "", ())), now)

    beside = [
        told(Job(id="", title=_title(site, who, one)[:120], procedure=one))
        for one in found
        if one not in jobs
    ]
    return Planned(
        expert=expert,
        jobs=(
            *(told(one) for one in expert.jobs),
            *(one.model_copy(update={"planned": False}) for one in beside),
        ),
    )


def _title(site: Site, who: Actor, procedure: str) -> str:
    try:
        return procedures.get_procedure(site, who, procedure).title
    except UnknownError:
        return "?"


def _seen(site: Site, session: Session, arrived: dict[str, datetime], acts: frozenset[Act]) -> Seen:
    """``arrived``: when each original came; ``acts``: what was ever done about the session."""
    came = [arrived[one.original] for one in session.work if one.original in arrived]
    stand, state = _standing(site, session.id, acts)
    return Seen(
        session=session.id,
        signed=session.signed_at is not None or bool(session.purposes),
        recorded_at=in_utc(min(came)) if came else None,
        acts=stand,
        state=state,
    )


def _standing(
    site: Site, session: str, acts: frozenset[Act]
) -> tuple[frozenset[Act], ApprovalState]:
    """What was done and stands, and how far it was signed.

    The entries themselves are opened only where one was taken back or signed the whole.
    """
    if not acts & {Act.UNDO, Act.APPROVE}:
        return acts, "draft"
    entries = tuple(entry for _, entry in journal.read(site, session))
    return frozenset(one.act for one in standing(entries)), approval_of(entries).state
