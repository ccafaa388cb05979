"""How many bytes are kept, in sums: of what kind, on their way, and for how long a recording."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case
from sqlmodel import Session as Db
from sqlmodel import col, func, select

from data_schemas.artifact import Kind
from data_schemas.tables import (
    ArtifactRow,
    PartRow,
    RecordingRow,
    StreamPartRow,
    StreamRow,
    UploadRow,
)


def by_kind(db: Db, kinds: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Bytes of all artifacts, and of those of some kinds: one walk over the table for all."""
    size, kind = col(ArtifactRow.size), col(ArtifactRow.kind)
    sums = (func.sum(case((kind == one, size), else_=0)) for one in kinds)
    total, *some = db.execute(select(func.sum(size), *sums)).one()
    return int(total or 0), {one: int(x or 0) for one, x in zip(kinds, some, strict=True)}


def total(db: Db) -> int:
    """Bytes of recordings and of all that was made of them: of every artifact but weights."""
    every, kinds = by_kind(db, (Kind.WEIGHTS.value,))
    return every - kinds[Kind.WEIGHTS.value]


def has_any(db: Db, kind: Kind) -> bool:
    of_it = select(ArtifactRow.id).where(ArtifactRow.kind == kind.value).limit(1)
    return db.exec(of_it).first() is not None


def arriving(db: Db) -> int:
    """Bytes of uploads and recordings that are not taken in yet, as far as they have come."""
    parts = db.exec(select(func.sum(PartRow.size))).one()
    return int(parts or 0) + int(db.exec(select(func.sum(StreamPartRow.size))).one() or 0)


def announced(db: Db) -> int:
    """Bytes that uploads have announced and not sent yet."""
    declared = int(db.exec(select(func.sum(UploadRow.declared))).one() or 0)
    return declared - int(db.exec(select(func.sum(PartRow.size))).one() or 0)


def being_recorded(db: Db, heard_since: datetime) -> int:
    """How many devices are recording: not ended, and heard of since then."""
    running = (
        select(func.count())
        .select_from(StreamRow)
        .where(
            col(StreamRow.recording).is_(None),
            col(StreamRow.ended_at).is_(None),
            StreamRow.arrived_at >= heard_since,
        )
    )
    return db.exec(running).one()


def recorded_s(db: Db) -> float:
    """Seconds of all recordings, each camera counted."""
    return float(db.exec(select(func.sum(RecordingRow.duration_s))).one() or 0.0)
