"""What people want of the worker: a run over a session, or to stop. What they wrote counts, too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session as Db
from sqlmodel import col, func, select

from capture.records.sessions import row_of
from data_schemas.tables import EntryRow, SessionRow

_WANTED = (col(SessionRow.wanted_at).is_not(None), col(SessionRow.withdrawn_at).is_(None))


@dataclass(frozen=True)
class Wish:
    """What a person wants of the worker: run number ``run``, or to stop."""

    session: str
    run: int
    wanted_at: datetime
    cancelled: bool


def want(db: Db, session: str, at: datetime) -> int:
    """Ask for a run of the pipeline; returns its number."""
    row = row_of(db, session)
    row.wanted_at, row.cancelled_at, row.wanted_run = at, None, row.wanted_run + 1
    db.add(row)
    return row.wanted_run


def want_faces(db: Db, session: str, at: datetime) -> None:
    """From now on every run looks for faces, too, whatever the session is meant for."""
    row_of(db, session).faces_wanted_at = at


def cancel(db: Db, session: str, at: datetime) -> None:
    row = row_of(db, session)
    row.cancelled_at = at
    db.add(row)


def wishes(db: Db) -> tuple[Wish, ...]:
    """What the worker should be doing, oldest wish first."""
    return _wishes(db)


def wishes_of(db: Db, sessions: Iterable[str]) -> tuple[Wish, ...]:
    """The same of some sessions."""
    return _wishes(db, col(SessionRow.id).in_(list(sessions)))


def wishes_after(db: Db, session: str, most: int) -> tuple[Wish, ...]:
    """At most so many, of the sessions whose ids come next after this one."""
    following = (
        select(SessionRow.id)
        .where(SessionRow.id > session, *_WANTED)
        .order_by(col(SessionRow.id))
        .limit(most)
    )
    return _wishes(db, col(SessionRow.id).in_(following))


def wishes_since(db: Db, at: datetime) -> tuple[Wish, ...]:
    """Those that were made at ``at`` or later."""
    return _wishes(db, col(SessionRow.wanted_at) >= at)


def news(db: Db, since: datetime) -> tuple[Wish, ...]:
    """Those that were made or taken back at ``since`` or later."""
    return _wishes(
        db, or_(col(SessionRow.wanted_at) >= since, col(SessionRow.cancelled_at) >= since)
    )


def _wishes(db: Db, *which: ColumnElement[bool]) -> tuple[Wish, ...]:
    # Columns and not rows: the worker asks for hundreds of them now and then.
    found = db.exec(
        select(SessionRow.id, SessionRow.wanted_run, SessionRow.wanted_at, SessionRow.cancelled_at)
        .where(*_WANTED, *which)
        .order_by(col(SessionRow.wanted_at))
    )
    return tuple(
        Wish(session, run, at, cancelled is not None)
        for session, run, at, cancelled in found
        if at is not None
    )


def corrected(db: Db, before: datetime) -> tuple[str, ...]:
    """Sessions that people wrote about since they were last processed, and not since ``before``."""
    last = func.max(EntryRow.at)
    return tuple(
        db.exec(
            select(SessionRow.id)
            .join(EntryRow, col(EntryRow.session) == col(SessionRow.id))
            .where(col(SessionRow.withdrawn_at).is_(None), col(SessionRow.cancelled_at).is_(None))
            .group_by(col(SessionRow.id))
            .having(last > col(SessionRow.wanted_at), last < before)
        )
    )


def wish(db: Db, session: str) -> Wish | None:
    row = row_of(db, session)
    if row.wanted_at is None:
        return None
    return Wish(row.id, row.wanted_run, row.wanted_at, row.cancelled_at is not None)
