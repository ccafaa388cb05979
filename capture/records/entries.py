"""Entries: who did what about a session when; the words are sealed."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Db
from sqlmodel import col, func, select

from data_schemas.entry import Entry
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
