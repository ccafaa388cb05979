"""Recordings of sessions: where they lie on the clock, and which bytes they are."""

from __future__ import annotations

from sqlmodel import Session as Db
from sqlmodel import col, delete, func, select, update

from capture.records import sessions
from data_schemas.errors import Denied
from data_schemas.session import OffsetBy, Recording
from data_schemas.tables import RecordingRow, StreamMarkRow, StreamPartRow, StreamRow


def add(db: Db, recording: Recording) -> None:
    """Put it behind the session's others; the first that shows the work is the zero.

    Raises Denied for a session that was withdrawn meanwhile: nothing of it may come back.
    """
    if sessions.row_of(db, recording.session).withdrawn_at is not None:
        raise Denied("Not allowed: the expert has withdrawn consent and the content was erased.")
    last = db.exec(
        select(func.max(RecordingRow.position)).where(RecordingRow.session == recording.session)
    ).one()
    row = RecordingRow(**recording.model_dump(), position=0 if last is None else last + 1)
    work = select(RecordingRow.id).where(
        RecordingRow.session == recording.session, RecordingRow.role == "work"
    )
    if recording.role == "work" and db.exec(work).first() is None:
        row.offset_s = 0.0
    db.add(row)
    sessions.decide_hidden(db, recording.session, None)


def original_of(db: Db, recording: str) -> str | None:
    """The artifact that holds a recording's bytes; None for one that is not there."""
    row = db.get(RecordingRow, recording)
    return row.original if row else None


def replace_original(db: Db, recording: str, before: str, after: str, container: str) -> None:
    """Let a recording's bytes be another artifact, if they are still ``before``."""
    db.exec(
        update(RecordingRow)
        .where(col(RecordingRow.id) == recording, col(RecordingRow.original) == before)
        .values(original=after, container=container)
    )


def remove(db: Db, recording: str) -> None:
    """Forget a recording and how it arrived; the first of those left is the clock's zero."""
    row = db.get(RecordingRow, recording)
    if row is None:
        return
    session = row.session
    for stream in db.exec(select(StreamRow).where(StreamRow.recording == recording)).all():
        db.exec(delete(StreamPartRow).where(col(StreamPartRow.stream) == stream.id))
        db.exec(delete(StreamMarkRow).where(col(StreamMarkRow.stream) == stream.id))
        db.delete(stream)
    db.delete(row)
    db.flush()
    left = db.exec(
        select(RecordingRow)
        .where(RecordingRow.session == session, RecordingRow.role == "work")
        .order_by(col(RecordingRow.position))
    ).all()
    zero_s = (left[0].offset_s or 0.0) if left else 0.0
    for one in left:
        if one.offset_s is not None:
            one.offset_s -= zero_s
            db.add(one)


def forget_marks(db: Db, recording: str, start_s: float, end_s: float) -> None:
    """Marks that were set within these seconds of a recording."""
    streams = select(StreamRow.id).where(StreamRow.recording == recording)
    db.exec(
        delete(StreamMarkRow).where(
            col(StreamMarkRow.stream).in_(streams),
            col(StreamMarkRow.at_s) >= start_s,
            col(StreamMarkRow.at_s) < end_s,
        )
    )


def place(
    db: Db, recording: str, offset_s: float, by: OffsetBy, confidence: float | None = None
) -> None:
    """Put a recording on the session's clock; a search leaves alone what others have placed."""
    change = update(RecordingRow).where(col(RecordingRow.id) == recording)
    if by == "sound":  # looked at in the same step: a hand may have been quicker
        change = change.where(col(RecordingRow.offset_by).not_in(("hand", "clock")))
    db.exec(change.values(offset_s=offset_s, offset_by=by, offset_confidence=confidence))
