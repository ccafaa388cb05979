"""Withdrawal: a list of repeatable steps. Interrupted anywhere, the next sweep finishes it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from capture import artifacts, consent, key_backup, people, retention, sessions, withdrawal
from capture.access import require
from capture.log import say
from capture.records import artifacts as artifact_records
from capture.records import labelling as labelling_records
from capture.records import releases as release_records
from capture.records import sessions as session_records
from capture.records import wishes as wish_records
from data_schemas.artifact import Artifact, Kind
from data_schemas.errors import InputError, UnknownError
from data_schemas.rights import Action, Actor
from data_schemas.value import Value
from pipelines.labelstudio.leaving import desk as leaving

if TYPE_CHECKING:
    from capture.site import Site


class Receipt(Value):
    """What was erased, and which releases and handouts must be recalled by people.

    Both were made before: datasets by their ids, papers and clips by the numbers that stand on
    them. ``still_out``: sessions whose labels lie on a Label Studio server that does not answer;
    they go as soon as it does.
    """

    sessions: tuple[str, ...]
    expert: str | None
    artifacts_erased: int
    releases_to_recall: tuple[str, ...]
    handouts_to_recall: tuple[str, ...] = ()
    still_out: tuple[str, ...] = ()


def withdraw(site: Site, who: Actor, target: str) -> Receipt:
    """Erase a session, or an expert with everything of theirs. Can be repeated safely.

    ``target`` is a session id, or an expert's id or pseudonym. Raises UnknownError.
    """
    require(site, who, Action.LIST)
    expert: str | None = None
    if _is_session(site, target):
        consent.withdraw_session(site, who, target)
        ended: tuple[str, ...] = (target,)
    else:
        expert = people.find_expert(site, who, target)
        if expert is None:
            raise UnknownError("There is no session or expert of that name here.")
        ended = consent.withdraw_expert(site, who, expert)
    erased = sum(finish(site, session) for session in ended)
    if expert is not None:
        site.vault.erase_scope(artifacts.person_scope(expert))
        with site.db() as db:
            artifact_records.forget(
                db, artifact_records.of_scope(db, artifacts.person_scope(expert))
            )
    key_backup.renew(site)
    waiting = leaving.clear(site)
    with site.db() as db:
        recall = {r for one in ended for r in release_records.with_session(db, one)}
        papers = {p for one in ended for p in release_records.papers_with(db, one)}
    return Receipt(
        sessions=ended,
        expert=expert,
        artifacts_erased=erased,
        releases_to_recall=tuple(sorted(recall)),
        handouts_to_recall=tuple(sorted(papers)),
        still_out=tuple(one for one in ended if one in waiting),
    )


def end_of_keeping(site: Site, who: Actor, sessions: tuple[str, ...]) -> Receipt:
    """Erase sessions whose time of keeping is over, as a person confirms. Safe to repeat.

    Raises InputError, before anything is erased, for one whose time is not over.
    """
    for session in sessions:
        require(site, who, Action.WITHDRAW, session)
    over = {one.session for one in retention.ending(site) if one.is_over}
    with site.db() as db:
        gone = frozenset(session_records.withdrawn(db))
    for session in sessions:
        if session not in over | gone:
            raise InputError(
                f"The time of keeping of session {session} is not over: end consent with `sonmat"
                " withdraw` instead."
            )
    receipts = [withdraw(site, who, session) for session in sessions if session not in gone]
    recall = {one for receipt in receipts for one in receipt.releases_to_recall}
    papers = {one for receipt in receipts for one in receipt.handouts_to_recall}
    return Receipt(
        sessions=tuple(one for receipt in receipts for one in receipt.sessions),
        expert=None,
        artifacts_erased=sum(receipt.artifacts_erased for receipt in receipts),
        releases_to_recall=tuple(sorted(recall)),
        handouts_to_recall=tuple(sorted(papers)),
        still_out=tuple(one for receipt in receipts for one in receipt.still_out),
    )


class Ending(Value):
    """What a code would erase: numbers and days of work sessions, and not a word of them.

    ``everything``: the person's own entry, name and jobs go with them.
    """

    sessions: tuple[int, ...]
    days: tuple[datetime, ...]
    everything: bool


def preview_code(site: Site, code: str) -> Ending:
    """What ``withdraw_by_code`` would erase. Raises Denied for a code that is not known."""
    holder = withdrawal.redeem(site, code)
    found = [
        one
        for one in sessions.list_sessions(site, holder.actor)
        if one.withdrawn_at is None and holder.session in (None, one.id)
    ]
    return Ending(
        sessions=tuple(one.number for one in found),
        days=tuple(one.created_at for one in found),
        everything=holder.session is None,
    )


def withdraw_by_code(site: Site, code: str) -> Receipt:
    """Withdraw what a code was given out for: one session, or all of a person's.

    Whoever holds the code stands for the expert: no account is needed. Once more does no harm.
    Raises Denied for a code that is not known.
    """
    holder = withdrawal.redeem(site, code)
    gone = people.find_expert(site, holder.actor, holder.expert) is None
    if gone and holder.session is None:
        return Receipt(sessions=(), expert=None, artifacts_erased=0, releases_to_recall=())
    return withdraw(site, holder.actor, holder.session or holder.expert)


def finish(site: Site, session: str) -> int:
    """Destroy the keys of a withdrawn session, then its bytes and rows; returns their number.

    Its copies for annotators go at once, its task when their server answers (``leaving.clear``).
    """
    leaving.end(site, session, "forbidden")
    with site.db() as db:
        held = artifact_records.find(db, session, every=True)
        entries = session_records.entry_count(db, session)
    if not held and not entries:
        return 0
    _forget_compared(site, session, held)
    artifacts.forget_caches(site)
    site.vault.erase_scope(artifacts.session_scope(session))
    with site.db() as db:
        artifact_records.forget(db, [artifact.id for artifact in held])
        session_records.forget_content(db, session)
        labelling_records.forget_troubles(db, session)
    key_backup.renew(site)
    say("session.erased", session=session, count=len(held))
    return len(held)


def _forget_compared(site: Site, session: str, held: tuple[Artifact, ...]) -> None:
    """Questions of other sessions that point at this one go; the worker makes them without it."""
    own = {one.id for one in held}
    with site.db() as db:
        made = {
            found
            for one in held
            if one.kind is Kind.TIMELINE
            for found in artifact_records.dependants(db, one.id)
            if found not in own
        }
    for one in filter(None, (artifacts.known(site, found) for found in made)):
        if one.kind is Kind.MOMENTS and one.session is not None:
            artifacts.erase(site, one.id)
            with site.db() as db:
                wish_records.want(db, one.session, site.now())


def _is_session(site: Site, target: str) -> bool:
    with site.db() as db:
        try:
            session_records.facts(db, target)
        except UnknownError:
            return False
    return True
