"""Rows as a check of everything needs them, to be held against sealed values."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, select

from data_schemas.tables import (
    ArtifactRow,
    EntryRow,
    ExpertRow,
    RecordingRow,
    SessionRow,
    StreamPartRow,
    StreamRow,
)


@dataclass(frozen=True)
class Kept:
    """One artifact: where it lies, and what its bytes must be."""

    id: str
    scope: str
    mac: str
    size: int


@dataclass(frozen=True)
class Written:
    """One entry's row."""

    session: str
    number: int
    actor: str
    act: str
    at: datetime
    artifact: str


def artifacts(db: Db) -> tuple[Kept, ...]:
    rows = db.exec(
        select(ArtifactRow.id, ArtifactRow.scope, ArtifactRow.sha256, ArtifactRow.size)
        .order_by(ArtifactRow.id)
    )  # fmt: skip
    return tuple(Kept(*row) for row in rows)


def stream_parts(db: Db) -> tuple[tuple[str, str, int, int], ...]:
    """(session, stream, position, size) of what was recorded and is not joined yet."""
    rows = db.exec(
        select(StreamRow.session, StreamRow.id, StreamPartRow.position, StreamPartRow.size)
        .join(StreamRow, col(StreamRow.id) == col(StreamPartRow.stream))
        .where(col(StreamRow.recording).is_(None))
    )
    return tuple((a, b, c, d) for a, b, c, d in rows)


def beside(db: Db) -> tuple[tuple[str, str], ...]:
    """(session, name) of what is sealed and has no row of its own: parts and labels of streams."""
    labels = db.exec(select(StreamRow.session, StreamRow.id))
    parts = db.exec(
        select(StreamRow.session, StreamRow.id, StreamPartRow.position).join(
            StreamRow, col(StreamRow.id) == col(StreamPartRow.stream)
        )
    )
    return (
        *((session, f"{stream}.label") for session, stream in labels),
        *((session, f"{stream}.{position}") for session, stream, position in parts),
    )


def entries(db: Db) -> tuple[Written, ...]:
    rows = db.exec(select(EntryRow).order_by(EntryRow.session, col(EntryRow.number)))
    return tuple(Written(**row.model_dump()) for row in rows)


def living_sessions(db: Db) -> tuple[str, ...]:
    return tuple(db.exec(select(SessionRow.id).where(col(SessionRow.withdrawn_at).is_(None))))


def experts(db: Db) -> tuple[tuple[str, str, str], ...]:
    """(id, keyed digest of the pseudonym, sealed value) of those who have not withdrawn."""
    rows = db.exec(select(ExpertRow).where(col(ExpertRow.withdrawn_at).is_(None)))
    return tuple((row.id, row.name_mac, row.artifact) for row in rows)


def originals(db: Db) -> tuple[tuple[str, str], ...]:
    """(recording, its original) of all."""
    return tuple((row.id, row.original) for row in db.exec(select(RecordingRow)))
