"""The door to the programme."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from capture import artifacts, journal, people, procedures, sessions
from capture.access import require
from capture.records import entries as entry_records
from data_schemas.approval import ApprovalState, approval_of
from data_schemas.artifact import Kind
from data_schemas.entry import Act, standing
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
    titles = {one.id: one.title for one in procedures.list_procedures(site, who)}
    theirs: dict[str, list[Session]] = {}
    for session in reversed(sessions.list_sessions(site, who)):
        if session.withdrawn_at is None:
            theirs.setdefault(session.expert, []).append(session)
    everybody = sorted(
        people.list_experts(site, who), key=lambda one: (one.last_day or date.max, one.pseudonym)
    )
    return tuple(_planned(site, one, theirs.get(one.id, []), titles) for one in everybody)


def session_standing(site: Site, who: Actor, session: str) -> Standing:
    """How far one session is by itself. Raises UnknownError, Denied."""
    require(site, who, Action.LIST, session)
    found = sessions.get_session(site, who, session)
    job = Job(id="", title="-", procedure=found.procedure)
    return judge(found.expert, job, (_seen(site, found),), site.now())


def _planned(site: Site, expert: Expert, theirs: list[Session], titles: dict[str, str]) -> Planned:
    jobs = {one.procedure: one for one in expert.jobs if one.procedure is not None}
    found: dict[str, list[Session]] = {}
    for session in theirs:
        found.setdefault(session.procedure, []).append(session)
    now = site.now()

    def told(job: Job) -> Standing:
        seen = (_seen(site, one) for one in found.get(job.procedure or "", ()))
        return judge(expert.id, job, tuple(seen), now)

    beside = [
        told(Job(id="", title=titles.get(one, "?")[:120], procedure=one))
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


def _seen(site: Site, session: Session) -> Seen:
    originals = {one.original for one in session.work}
    arrived = [
        one.created_at
        for one in artifacts.find(site, session.id, Kind.ORIGINAL)
        if one.id in originals
    ]
    acts, state = _acts(site, session.id)
    return Seen(
        session=session.id,
        signed=session.signed_at is not None or bool(session.purposes),
        recorded_at=_aware(min(arrived)) if arrived else None,
        acts=acts,
        state=state,
    )


def _acts(site: Site, session: str) -> tuple[frozenset[Act], ApprovalState]:
    """What was done and stands, and how far it was signed.

    The entries themselves are opened only where one was taken back or signed the whole.
    """
    with site.db() as db:
        acts = frozenset(act for act, _ in entry_records.acts(db, session))
    if not acts & {Act.UNDO, Act.APPROVE}:
        return acts, "draft"
    entries = tuple(entry for _, entry in journal.read(site, session))
    return frozenset(one.act for one in standing(entries)), approval_of(entries).state


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
