"""Entries: who did what about a session when; the words are sealed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Db
from sqlmodel import col, func, select, update

from capture.records import sessions
from data_schemas.entry import Act, Entry
from data_schemas.errors import StaleEntry
from data_schemas.mask import reopens
from data_schemas.tables import EntryRow

AT_ONCE = 1000


def last_number(db: Db, session: str) -> int:
    return db.exec(select(func.max(EntryRow.number)).where(EntryRow.session == session)).one() or 0


def add(db: Db, entry: Entry, artifact: str) -> None:
    """Raises StaleEntry when the number is taken.

    What was decided about masks is open again where the act may bring something to be hidden.
    """
    db.add(
        EntryRow(
            session=entry.session,
            number=entry.number,
            actor=entry.actor,
            act=entry.act.value,
            at=entry.at,
            artifact=artifact,
        )
    )
    try:
        db.flush()
    except IntegrityError as error:
        raise StaleEntry("Somebody else wrote here first: reload and try again.") from error
    if reopens(entry):
        sessions.decide_hidden(db, entry.session, None)


def replace(db: Db, entry: Entry, artifact: str) -> None:
    """Let the row tell of another act, when what it told of was erased."""
    db.exec(
        update(EntryRow)
        .where(col(EntryRow.session) == entry.session, col(EntryRow.number) == entry.number)
        .values(act=entry.act.value, artifact=artifact)
    )


def artifacts_of(db: Db, session: str) -> tuple[str, ...]:
    rows = db.exec(
        select(EntryRow.artifact).where(EntryRow.session == session).order_by(col(EntryRow.number))
    )
    return tuple(rows)


def acts_of_each(db: Db, sessions: Sequence[str]) -> dict[str, frozenset[Act]]:
    """What was ever done about each of some sessions."""
    found: dict[str, set[Act]] = {}
    for first in range(0, len(sessions), AT_ONCE):
        some = col(EntryRow.session).in_(sessions[first : first + AT_ONCE])
        for session, act in db.exec(select(EntryRow.session, EntryRow.act).where(some).distinct()):
            found.setdefault(session, set()).add(Act(act))
    return {session: frozenset(one) for session, one in found.items()}


def acts(db: Db, session: str) -> tuple[tuple[Act, datetime], ...]:
    """What was done when, in order: enough to tell how far a session is, and no word of it."""
    rows = db.exec(
        select(EntryRow.act, EntryRow.at)
        .where(EntryRow.session == session)
        .order_by(col(EntryRow.number))
    )
    return tuple((Act(act), at) for act, at in rows)
