"""What somebody is in the middle of: sealed, under keyed digests of names, for a while."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session as Db
from sqlmodel import col, delete, select

from data_schemas.tables import WaitingRow


class Row(NamedTuple):
    """``session``: whose it is, and under whose key it is sealed; "" for none."""

    id: str
    label: str
    session: str
    sealed: bytes
    put_at: datetime
    until: datetime


def find(db: Db, name: str, now: datetime) -> Row | None:
    row = db.exec(
        select(WaitingRow).where(WaitingRow.id == name, col(WaitingRow.until) > now)
    ).first()
    return Row(**row.model_dump()) if row else None


def put(db: Db, one: Row) -> None:
    """Over what is there under its id."""
    db.merge(WaitingRow(**one._asdict()))


def drop(db: Db, name: str) -> None:
    db.exec(delete(WaitingRow).where(col(WaitingRow.id) == name))


def make_room(db: Db, label: str, most: int, now: datetime) -> None:
    """Take away what is too old, and the oldest of a label past the newest ``most``."""
    db.exec(delete(WaitingRow).where(col(WaitingRow.until) <= now))
    spare = (
        select(WaitingRow.id)
        .where(WaitingRow.label == label)
        .order_by(col(WaitingRow.put_at).desc(), col(WaitingRow.id))
        .offset(most)
    )
    for name in db.exec(spare).all():
        drop(db, name)
