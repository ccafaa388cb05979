"""The gate of releases: session by session, what may leave, and every reason against the rest (no
doors: ``pipelines.release.desk`` asks).

Permission is ``capture.permission.decide``; here its facts are gathered, and what can only be said
of the material itself is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, consent, journal, procedures, sessions
from capture.access import facts_of
from capture.permission import objections
from data_schemas.approval import SignedList, approval_of
from data_schemas.artifact import Kind
from data_schemas.errors import InputError, StoreError, UnknownError
from data_schemas.procedure import Procedure
from data_schemas.release import Refusal, Selection
from data_schemas.rights import Action, Actor, Consent, Facts, Material
from data_schemas.session import Session
from data_schemas.timeline import Timeline
from pipelines.deidentify.fold import decision_of
from pipelines.deidentify.words.cover import Cover
from pipelines.deidentify.words.finding import desk as words
from pipelines.release.gathering import desk as gathering
from pipelines.review.approval import items_of

if TYPE_CHECKING:
    from capture.site import Site


@dataclass(frozen=True)
class Passed:
    """Sessions that may leave and what is said against the others, both as they were asked for."""

    sessions: tuple[Session, ...]
    refused: tuple[Refusal, ...]


def ask(site: Site, selection: Selection, who: Actor) -> Passed:
    """Raises InputError for a session that is not there."""
    everything = sessions.list_sessions(site, who)
    known = {session.id: session for session in everything}
    unknown = [name for name in selection.sessions if name not in known]
    if unknown:
        raise InputError(f"There is no session {unknown[0]} here.")
    chosen = [known[name] for name in selection.sessions] or list(reversed(everything))
    passed, refused = [], []
    for session in chosen:
        reasons = tuple(_reasons(site, who, session))
        if reasons:
            refused.append(Refusal(session=session.id, reason=reasons[0], reasons=reasons))
        else:
            passed.append(session)
    return Passed(tuple(passed), tuple(refused))


def release_facts(site: Site, session: Session, who: Actor) -> Facts:
    """What permission to release a session depends on, with what it is made of."""
    facts = facts_of(site, session.id)
    if session.withdrawn_at is not None:
        return facts
    signed = consent.read(site, who, session.id)
    material = Material(
        rights=_has_rights(signed),
        approved=_is_approved(site, session),
        synthetic=signed.synthetic and _is_declared(site, session),
        timed=_is_timed(site, session),
    )
    return facts.model_copy(update={"material": material})


def _reasons(site: Site, who: Actor, session: Session) -> Iterator[str]:
    """All of them. What was erased, or is over, is not opened to find more."""
    bare = [*objections(who, Action.READ, facts_of(site, session.id))]
    if bare:
        yield from bare
        return
    yield from objections(who, Action.RELEASE, release_facts(site, session, who))
    yield from _unready(site, session)


def _has_rights(signed: Consent) -> bool:
    return bool(signed.rights_holder.strip() and (signed.licence or signed.contract).strip())


def _is_approved(site: Site, session: Session) -> bool:
    """Whether what was signed last is what there is now, whoever or whatever changed it."""
    found = approval_of(entry for _, entry in journal.read(site, session.id))
    signed = artifacts.newest(site, session.id, Kind.APPROVAL)
    line = artifacts.newest(site, session.id, Kind.TIMELINE)
    if found.state != "approved" or signed is None or line is None:
        return False
    kept: SignedList = artifacts.load(site, signed.id)
    written: Procedure = artifacts.load(site, procedures.artifact_of(site, session.procedure))
    return kept.list.items == items_of(artifacts.load(site, line.id), written)


def _is_declared(site: Site, session: Session) -> bool:
    """Whether somebody said of a generated session that nobody real is in it, and looked no
    further. Who looked at it as at any other is asked to approve it like any other."""
    decision = decision_of(tuple(entry for _, entry in journal.read(site, session.id)))
    return decision is not None and decision.synthetic


def _is_timed(site: Site, session: Session) -> bool:
    read = artifacts.by_recording(site, session, Kind.TIME_MAP)
    placed = all(one.offset_s is not None for one in session.work)
    return placed and not session.unplaced and all(one.id in read for one in session.work)


def _unready(site: Site, session: Session) -> Iterator[str]:
    newest = artifacts.newest(site, session.id, Kind.TIMELINE)
    if newest is None or artifacts.newest(site, session.id, Kind.TRANSCRIPT) is None:
        yield "it has not been processed yet"
        return
    timeline: Timeline = artifacts.load(site, newest.id)
    if not timeline.segments:
        yield "no step was found in it"
    if not _is_there(site, session):
        yield "a recording of it is no longer here: bring the backup back"
    hidden = words.objection(site, session.id)
    told = _telling(site, words.cover(site, session.id), session, timeline)
    yield from (one for one in (hidden, told) if one)


def _is_there(site: Site, session: Session) -> bool:
    """Whether the bytes of every recording can still be opened."""
    for one in session.work:
        try:
            artifacts.open_bytes(site, one.original).close()
        except (StoreError, UnknownError):
            return False
    return True


def _telling(site: Site, cover: Cover, session: Session, timeline: Timeline) -> str:
    """Ids are labels of a dataset and are not replaced; those that came in a file may tell.

    Also of steps that nobody did here: they are classes of a dataset, and know-how may be of them.
    """
    written: Procedure = artifacts.load(site, procedures.artifact_of(site, session.procedure))
    units = gathering.cards(site, session, cover)
    names = {session.procedure, *(one.id for one in written.steps)}
    named = (*(one.step_id for one in timeline.segments), *(one.step_id for one in units))
    names |= {one for one in named if one}
    if any(cover.is_told_by(name) for name in names):
        return "the id of a step or its procedure tells what is to be hidden"
    return ""


def nothing(refused: tuple[Refusal, ...]) -> str:
    """Why a release would be empty, as a sentence."""
    if not refused:
        return "There is no session to release yet: take one in first."
    first = refused[0]
    return f"Nothing may be released: session {first.session} stays, because {first.reason}."
