"""Withdrawal: a list of repeatable steps. Interrupted anywhere, the next sweep finishes it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from capture import artifacts, consent, people, sessions, withdrawal
from capture.access import require
from capture.records import artifacts as artifact_records
from capture.records import releases as release_records
from capture.records import sessions as session_records
from data_schemas.errors import UnknownError
from data_schemas.rights import Action, Actor
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site


class Receipt(Value):
    """What was erased, and which releases and handouts must be recalled by people.

    Both were made before: datasets by their ids, papers and clips by the numbers that stand on
    them.
    """

    sessions: tuple[str, ...]
    expert: str | None
    artifacts_erased: int
    releases_to_recall: tuple[str, ...]
    handouts_to_recall: tuple[str, ...] = ()


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
    with site.db() as db:
        recall = {r for one in ended for r in release_records.with_session(db, one)}
        papers = {p for one in ended for p in release_records.with_session(db, one, "handout")}
    return Receipt(
        sessions=ended,
        expert=expert,
        artifacts_erased=erased,
        releases_to_recall=tuple(sorted(recall)),
        handouts_to_recall=tuple(sorted(papers)),
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
    """Destroy the keys of a withdrawn session, then its bytes and rows; returns their number."""
    with site.db() as db:
        held = artifact_records.find(db, session)
        entries = session_records.entry_count(db, session)
    if not held and not entries:
        return 0
    site.vault.erase_scope(artifacts.session_scope(session))
    with site.db() as db:
        artifact_records.forget(db, [artifact.id for artifact in held])
        session_records.forget_content(db, session)
    return len(held)


def _is_session(site: Site, target: str) -> bool:
    with site.db() as db:
        try:
            session_records.facts(db, target)
        except UnknownError:
            return False
    return True
