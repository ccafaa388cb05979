"""Entries: who did what about a session when; the words are sealed."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Db
from sqlmodel import col, func, select

from data_schemas.entry import Act, Entry
from data_schemas.errors import StaleEntry
from data_schemas.tables import EntryRow


def last_number(db: Db, session: str) -> int:
    return db.exec(select(func.max(EntryRow.number)).where(EntryRow.session == session)).one() or 0


def add(db: Db, entry: Entry, artifact: str) -> None:
    """Raises StaleEntry when the number is taken."""
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


def artifacts_of(db: Db, session: str) -> tuple[str, ...]:
    rows = db.exec(
        select(EntryRow.artifact).where(EntryRow.session == session).order_by(col(EntryRow.number))
    )
    return tuple(rows)


def acts(db: Db, session: str) -> tuple[tuple[Act, datetime], ...]:
    """What was done when, in order: enough to tell how far a session is, and no word of it."""
    rows = db.exec(
        select(EntryRow.act, EntryRow.at)
        .where(EntryRow.session == session)
        .order_by(col(EntryRow.number))
    )
    return tuple((Act(act), at) for act, at in rows)
