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


def find_all(db: Db) -> tuple[tuple[str, str], ...]:
    """(id, artifact of the newest version), in the order in which they were first imported."""
    first = select(ProcedureRow.id).where(ProcedureRow.version == 1)
    order = list(db.exec(first.order_by(col(ProcedureRow.created_at))))
    rows = db.exec(
        select(ProcedureRow.id, ProcedureRow.artifact).order_by(col(ProcedureRow.version))
    )
    newest = {procedure: artifact for procedure, artifact in rows}
    return tuple((one, newest[one]) for one in order)
