"""Recordings that arrive while they are made."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, delete, func, select, update

from capture.database import lock_row
from data_schemas.clock import in_utc
from data_schemas.errors import StaleEntry, UnknownError
from data_schemas.marks import Mark
from data_schemas.session import RecordingRole
from data_schemas.stream import Stream
from data_schemas.tables import RecordingRow, StreamMarkRow, StreamPartRow, StreamRow

WORK: RecordingRole = "work"


def add(db: Db, stream: Stream) -> None:
    db.add(StreamRow(**stream.model_dump(exclude={"size", "label"})))


def find(db: Db, stream: str) -> Stream | None:
    row = db.get(StreamRow, stream)
    return _value(db, row) if row else None


def get(db: Db, session: str, stream: str) -> Stream:
    """Raises UnknownError, also for a stream of another session."""
    found = find(db, stream)
    if found is None or found.session != session:
        raise UnknownError("This session has no such recording on its way: start a new one.")
    return found


def lock_one(db: Db, stream: str) -> None:
    """Nobody else may add to it until this unit of work ends."""
    lock_row(db, StreamRow, stream)


def of_session(db: Db, session: str) -> tuple[Stream, ...]:
    """In the order in which they were begun to be recorded."""
    rows = db.exec(
        select(StreamRow).where(StreamRow.session == session).order_by(col(StreamRow.started_at))
    )
    return tuple(_value(db, row) for row in rows)


def silent_since(db: Db, at: datetime) -> tuple[Stream, ...]:
    """Those that nothing became of and of which nothing was heard since."""
    rows = db.exec(
        select(StreamRow).where(col(StreamRow.recording).is_(None), StreamRow.arrived_at < at)
    )
    return tuple(_value(db, row) for row in rows)


def finished_with_parts(db: Db) -> tuple[Stream, ...]:
    """Those that became a recording and whose parts were not taken away yet."""
    rows = db.exec(
        select(StreamRow)
        .where(col(StreamRow.recording).is_not(None))
        .where(col(StreamRow.id).in_(select(StreamPartRow.stream)))
    )
    return tuple(_value(db, row) for row in rows)


def last_take(db: Db, session: str) -> int:
    """The highest number of a take of the work, also of one on its way; 0 without any."""
    made = select(func.max(RecordingRow.take)).where(
        RecordingRow.session == session, RecordingRow.role == WORK
    )
    coming = select(func.max(StreamRow.take)).where(
        StreamRow.session == session, StreamRow.role == WORK
    )
    return max(db.exec(made).one() or 0, db.exec(coming).one() or 0)


def parts(db: Db, stream: str) -> tuple[int, ...]:
    """Sizes of the parts in order."""
    rows = db.exec(
        select(StreamPartRow.size)
        .where(StreamPartRow.stream == stream)
        .order_by(col(StreamPartRow.position))
    )
    return tuple(rows)


def add_part(db: Db, stream: str, position: int, size: int, at: datetime) -> None:
    """The next part; the caller has locked the stream."""
    db.add(StreamPartRow(stream=stream, position=position, size=size))
    touch(db, stream, at)


def touch(db: Db, stream: str, at: datetime) -> None:
    db.exec(update(StreamRow).where(col(StreamRow.id) == stream).values(arrived_at=at))


def forget_parts(db: Db, stream: str) -> None:
    db.exec(delete(StreamPartRow).where(col(StreamPartRow.stream) == stream))


def add_mark(db: Db, stream: str, number: int, mark: Mark) -> None:
    """One mark; the same number again is the same mark."""
    if db.get(StreamMarkRow, (stream, number)) is None:
        db.add(StreamMarkRow(stream=stream, number=number, at_s=mark.at_s, kind=mark.kind))


def marks(db: Db, stream: str) -> tuple[Mark, ...]:
    rows = db.exec(
        select(StreamMarkRow)
        .where(StreamMarkRow.stream == stream)
        .order_by(col(StreamMarkRow.at_s), col(StreamMarkRow.number))
    )
    return tuple(Mark(at_s=row.at_s, kind=row.kind) for row in rows)


def end(db: Db, stream: str, at: datetime) -> None:
    row = db.get_one(StreamRow, stream)
    row.ended_at = at
    db.add(row)


def become(db: Db, stream: str, recording: str) -> None:
    """Raises StaleEntry where something became of it already."""
    row = db.get(StreamRow, stream)
    if row is None or row.recording is not None:
        raise StaleEntry("This recording was taken in meanwhile.")
    row.recording = recording
    db.add(row)


def forget(db: Db, stream: str) -> None:
    forget_parts(db, stream)
    db.exec(delete(StreamMarkRow).where(col(StreamMarkRow.stream) == stream))
    db.exec(delete(StreamRow).where(col(StreamRow.id) == stream))


def _value(db: Db, row: StreamRow) -> Stream:
    size = select(func.sum(StreamPartRow.size)).where(StreamPartRow.stream == row.id)
    return Stream(
        id=row.id,
        session=row.session,
        role=row.role,
        take=row.take,
        device=row.device,
        actor=row.actor,
        started_at=in_utc(row.started_at),
        ended_at=in_utc(row.ended_at) if row.ended_at else None,
        arrived_at=in_utc(row.arrived_at),
        size=db.exec(size).one() or 0,
        recording=row.recording,
    )
