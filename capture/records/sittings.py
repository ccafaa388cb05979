"""Where sittings stand, and the screens that show them."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session as Db
from sqlmodel import col, delete, select, update

from data_schemas.clock import in_utc
from data_schemas.tables import ScreenRow, SittingRow


class Stands(NamedTuple):
    session: str
    boot: str
    target: str
    follows: int | None
    turn: int
    playing: bool
    at_s: float
    since: datetime
    changes: int
    used_at: datetime


class Screen(NamedTuple):
    name: str
    role: str
    answering: bool
    seen_at: datetime


def find(db: Db, session: str) -> Stands | None:
    row = db.get(SittingRow, session)
    if row is None:
        return None
    found = row.model_dump()
    return Stands(**{**found, **{name: in_utc(found[name]) for name in ("since", "used_at")}})


def add(db: Db, one: Stands) -> None:
    """The caller has locked the table."""
    db.add(SittingRow(**one._asdict()))


def change(db: Db, session: str, **columns: Any) -> None:
    db.exec(update(SittingRow).where(col(SittingRow.session) == session).values(**columns))


def count_change(db: Db, session: str) -> None:
    db.exec(
        update(SittingRow)
        .where(col(SittingRow.session) == session)
        .values(changes=col(SittingRow.changes) + 1)
    )


def screens(db: Db, session: str) -> tuple[Screen, ...]:
    """By name."""
    rows = db.exec(
        select(ScreenRow).where(ScreenRow.session == session).order_by(col(ScreenRow.name))
    )
    return tuple(Screen(one.name, one.role, one.answering, in_utc(one.seen_at)) for one in rows)


def put_screen(db: Db, session: str, one: Screen) -> None:
    db.merge(ScreenRow(session=session, **one._asdict()))


def forget_screens(db: Db, session: str, before: datetime) -> None:
    db.exec(
        delete(ScreenRow).where(col(ScreenRow.session) == session, col(ScreenRow.seen_at) <= before)
    )


def forget(db: Db, before: datetime) -> None:
    """Take away what nobody has looked at since."""
    old = select(SittingRow.session).where(col(SittingRow.used_at) <= before)
    for session in db.exec(old).all():
        drop(db, session)


def drop(db: Db, session: str) -> None:
    db.exec(delete(ScreenRow).where(col(ScreenRow.session) == session))
    db.exec(delete(SittingRow).where(col(SittingRow.session) == session))
