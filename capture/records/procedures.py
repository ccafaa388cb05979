"""Procedures: their words are sealed, so here are only ids and versions."""

from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, select

from data_schemas.tables import ProcedureRow


def add(db: Db, procedure: str, version: int, artifact: str, at: datetime) -> None:
    db.add(ProcedureRow(id=procedure, version=version, artifact=artifact, created_at=at))


def versions(db: Db, procedure: str) -> tuple[str, ...]:
    """Artifacts of all versions, oldest first: version n is at n - 1."""
    rows = db.exec(
        select(ProcedureRow.artifact)
        .where(ProcedureRow.id == procedure)
        .order_by(col(ProcedureRow.version))
    )
    return tuple(rows)


def find_all(db: Db) -> tuple[str, ...]:
    """Ids in the order in which they were first imported."""
    rows = db.exec(
        select(ProcedureRow.id).where(ProcedureRow.version == 1).order_by(ProcedureRow.created_at)  # type: ignore[arg-type]
    )
    return tuple(rows)
