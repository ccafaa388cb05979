"""Withdrawal codes, by their keyed digests."""

from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, delete, select

from data_schemas.tables import CodeRow


def add(db: Db, mac: str, expert: str, session: str | None, at: datetime) -> None:
    db.add(CodeRow(mac=mac, expert=expert, session=session, created_at=at))


def find(db: Db, mac: str) -> tuple[str, str | None] | None:
    """(expert, session or None for everything)"""
    row = db.get(CodeRow, mac)
    return (row.expert, row.session) if row else None


def has_whole(db: Db, expert: str) -> bool:
    """Whether the expert was given a code for everything."""
    whole = select(CodeRow.mac).where(CodeRow.expert == expert, col(CodeRow.session).is_(None))
    return db.exec(whole).first() is not None


def forget(db: Db, expert: str, session: str | None) -> None:
    """Void what was handed out for one session, or for everything."""
    which = col(CodeRow.session).is_(None) if session is None else col(CodeRow.session) == session
    db.exec(delete(CodeRow).where(col(CodeRow.expert) == expert, which))
