"""Parts of recordings that are to be erased, and how far the list of erasures holds here."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, select, update

from data_schemas.clock import in_utc
from data_schemas.erasure import Part
from data_schemas.tables import ErasureRow, RecordingRow, SessionRow, SiteRow


@dataclass(frozen=True)
class Wanted:
    """One part that is to be erased; ``before``: the original that held it, "" before it begins."""

    id: str
    session: str
    part: Part
    before: str


def add(db: Db, id: str, session: str, part: Part, at: datetime) -> None:
    """Want a part erased; once more does nothing. Nothing for a recording that is not there."""
    if db.get(ErasureRow, (id, part.recording)) or not db.get(RecordingRow, part.recording):
        return
    db.add(
        ErasureRow(
            id=id, session=session, recording=part.recording, start_s=part.start_s,
            end_s=part.end_s, asked_at=at,
        )
    )  # fmt: skip


def wanted(db: Db, session: str | None = None) -> tuple[Wanted, ...]:
    """What is still to be erased, oldest first; of withdrawn sessions all goes anyway."""
    query = (
        select(ErasureRow)
        .join(SessionRow, col(SessionRow.id) == col(ErasureRow.session))
        .where(col(ErasureRow.done_at).is_(None), col(SessionRow.withdrawn_at).is_(None))
    )
    if session is not None:
        query = query.where(ErasureRow.session == session)
    rows = db.exec(query.order_by(col(ErasureRow.asked_at), ErasureRow.id, ErasureRow.recording))
    return tuple(
        Wanted(row.id, row.session, Part(
            recording=row.recording, start_s=row.start_s, end_s=row.end_s,
        ), row.before)
        for row in rows
    )  # fmt: skip


def begin(db: Db, id: str, recording: str) -> str | None:
    """The original that is to be replaced, told once; None where the recording is not there."""
    row = db.get(ErasureRow, (id, recording))
    kept = db.get(RecordingRow, recording)
    if row is None:
        return None
    if not row.before and kept is not None:
        row.before = kept.original
        db.add(row)
    return row.before or None


def asked_at(db: Db, id: str, recording: str) -> datetime:
    """When it was asked for, in UTC."""
    at = db.get_one(ErasureRow, (id, recording)).asked_at
    return in_utc(at)


def is_under_way(db: Db, original: str) -> bool:
    """Whether something of this recording is still to be erased."""
    found = db.exec(
        select(ErasureRow.id)
        .join(RecordingRow, col(RecordingRow.id) == col(ErasureRow.recording))
        .where(RecordingRow.original == original, col(ErasureRow.done_at).is_(None))
    )
    return found.first() is not None


def done(db: Db, id: str, recording: str, at: datetime, kept: str) -> None:
    db.exec(
        update(ErasureRow)
        .where(col(ErasureRow.id) == id, col(ErasureRow.recording) == recording)
        .values(done_at=at, kept=kept)
    )


def found(db: Db, session: str) -> tuple[tuple[str, Part, datetime | None, str], ...]:
    """(id, part, when it was done, what became of the rest) of a session, oldest first."""
    rows = db.exec(
        select(ErasureRow)
        .where(ErasureRow.session == session)
        .order_by(col(ErasureRow.asked_at), ErasureRow.id, ErasureRow.recording)
    )
    return tuple(
        (row.id, Part(recording=row.recording, start_s=row.start_s, end_s=row.end_s),
         row.done_at, row.kept)
        for row in rows
    )  # fmt: skip


def holding(db: Db) -> int:
    """How many entries of the ledger hold in this database."""
    row = db.get(SiteRow, 1)
    return row.erased if row else 0


def hold(db: Db, count: int) -> None:
    db.exec(update(SiteRow).where(col(SiteRow.id) == 1).values(erased=count))
