"""Rows of the audit log."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session as Db
from sqlmodel import col, func, select

from capture.database import lock
from data_schemas.tables import AuditRow


class Row(NamedTuple):
    number: int
    at: datetime
    actor: str
    action: str
    target: str
    allowed: bool


def lock_head(db: Db) -> tuple[int, str]:
    """Number and mac of the last row (0 and "" if none), with the log locked until commit."""
    lock(db, "audit")
    return head(db)


def head(db: Db) -> tuple[int, str]:
    """Number and mac of the last row, 0 and "" if there is none."""
    last = db.exec(select(AuditRow).order_by(col(AuditRow.number).desc()).limit(1)).first()
    return (last.number, last.mac) if last else (0, "")


def about(db: Db, target: str, limit: int) -> tuple[Row, ...]:
    """The newest rows about one thing, newest first."""
    rows = db.exec(
        select(AuditRow)
        .where(AuditRow.target == target)
        .order_by(col(AuditRow.number).desc())
        .limit(limit)
    )
    return tuple(Row(r.number, r.at, r.actor, r.action, r.target, r.allowed) for r in rows)


def add(db: Db, row: Row, mac: str) -> None:
    db.add(AuditRow(**row._asdict(), mac=mac))


def walk(db: Db) -> Iterator[tuple[Row, str]]:
    """Every row in order with its mac."""
    for r in db.exec(select(AuditRow).order_by(col(AuditRow.number)).execution_options(
        yield_per=1000
    )):  # fmt: skip
        yield Row(r.number, r.at, r.actor, r.action, r.target, r.allowed), r.mac


def refused_since(db: Db, actor: str, since: datetime) -> int:
    """How often ``actor`` was refused since then."""
    return db.exec(
        select(func.count()).where(
            AuditRow.actor == actor, col(AuditRow.allowed).is_(False), AuditRow.at >= since
        )
    ).one()
