"""Experts: names are sealed, so here are only ids and keyed digests of pseudonyms."""

from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, select, update

from data_schemas.tables import ExpertRow


def by_name(db: Db, name_mac: str) -> str | None:
    return db.exec(select(ExpertRow.id).where(ExpertRow.name_mac == name_mac)).first()


def add(db: Db, expert: str, name_mac: str, artifact: str, at: datetime) -> None:
    db.add(ExpertRow(id=expert, name_mac=name_mac, artifact=artifact, created_at=at))


def artifact_of(db: Db, expert: str) -> str | None:
    """The sealed person, None when unknown or withdrawn."""
    row = db.get(ExpertRow, expert)
    return row.artifact if row and row.withdrawn_at is None else None


def swap(db: Db, expert: str, before: str, after: str) -> bool:
    """Let the person be the artifact ``after``, unless it is not ``before`` any more."""
    done = db.exec(
        update(ExpertRow)
        .where(
            col(ExpertRow.id) == expert,
            col(ExpertRow.artifact) == before,
            col(ExpertRow.withdrawn_at).is_(None),
        )
        .values(artifact=after)
    )
    return bool(done.rowcount)


def withdrawn(db: Db, expert: str) -> bool:
    row = db.get(ExpertRow, expert)
    return row is not None and row.withdrawn_at is not None


def find_all(db: Db) -> tuple[tuple[str, str], ...]:
    """(id, artifact) of every expert who has not withdrawn."""
    rows = db.exec(select(ExpertRow).order_by(ExpertRow.id))
    return tuple((row.id, row.artifact) for row in rows if row.withdrawn_at is None)


def withdraw(db: Db, expert: str, at: datetime) -> None:
    row = db.get(ExpertRow, expert)
    if row is not None:
        row.withdrawn_at = row.withdrawn_at or at
        row.name_mac = f"withdrawn-{row.id}"
        db.add(row)
