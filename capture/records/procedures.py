"""Procedures: their words are sealed, so here are only ids and versions."""

from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, select

from data_schemas.tables import ProcedureRow


def add(db: Db, procedure: str, version: int, artifact: str, at: datetime) -> None:
    db.add(ProcedureRow(id=procedure, version=version, artifact=artifact, created_at=at))


def artifact_of(db: Db, procedure: str) -> tuple[int, str] | None:
    """Newest version and its artifact, None if there is no such procedure."""
    row = db.exec(
        select(ProcedureRow)
        .where(ProcedureRow.id == procedure)
        .order_by(col(ProcedureRow.version).desc())
        .limit(1)
    ).first()
    return (row.version, row.artifact) if row else None


def find_all(db: Db) -> tuple[str, ...]:
    """Ids in the order in which they were first imported."""
    rows = db.exec(
        select(ProcedureRow.id).where(ProcedureRow.version == 1).order_by(ProcedureRow.created_at)  # type: ignore[arg-type]
    )
    return tuple(rows)
