"""Withdrawal: a list of repeatable steps. Interrupted anywhere, the next sweep finishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts, consent, people
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
    """What was erased, and which releases were made before and must be recalled by people."""

    sessions: tuple[str, ...]
    expert: str | None
    artifacts_erased: int
    releases_to_recall: tuple[str, ...]


def withdraw(site: Site, who: Actor, target: str) -> Receipt:
    """Erase a session, or an expert with everything of theirs. Can be repeated safely.

    ``target`` is a session id, or an expert's id or pseudonym. Raises UnknownError.
    """
    require(site, who, Action.WITHDRAW)
    expert: str | None = None
    if _is_session(site, target):
        consent.withdraw_session(site, who, target)
        sessions: tuple[str, ...] = (target,)
    else:
        expert = people.find_expert(site, who, target)
        if expert is None:
            raise UnknownError("There is no session or expert of that name here.")
        sessions = consent.withdraw_expert(site, who, expert)
    erased = sum(finish(site, session) for session in sessions)
    if expert is not None:
        site.vault.erase_scope(artifacts.person_scope(expert))
        with site.db() as db:
            artifact_records.forget(
                db, artifact_records.of_scope(db, artifacts.person_scope(expert))
            )
    with site.db() as db:
        recall = {r for session in sessions for r in release_records.with_session(db, session)}
    return Receipt(
        sessions=sessions,
        expert=expert,
        artifacts_erased=erased,
        releases_to_recall=tuple(sorted(recall)),
    )


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
