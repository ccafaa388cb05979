"""Wrong tries, by keyed digests of what they count for, and what is good once and was used."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, delete, func, select

from data_schemas.tables import TakenRow, WrongTryRow


def count(db: Db, keys: Iterable[str], since: datetime) -> dict[str, int]:
    """How many there were after that, by key; none for a key without any."""
    rows = db.exec(
        select(WrongTryRow.key, func.count())
        .where(col(WrongTryRow.key).in_(list(keys)), col(WrongTryRow.at) > since)
        .group_by(col(WrongTryRow.key))
    )
    return {key: int(number) for key, number in rows}


def add(db: Db, name: str, keys: Iterable[str], at: datetime) -> None:
    """One try, which counts for each of these."""
    for key in keys:
        db.add(WrongTryRow(id=name, key=key, at=at))


def drop(db: Db, name: str) -> None:
    db.exec(delete(WrongTryRow).where(col(WrongTryRow.id) == name))


def drop_key(db: Db, key: str) -> None:
    db.exec(delete(WrongTryRow).where(col(WrongTryRow.key) == key))


def forget(db: Db, before: datetime) -> None:
    db.exec(delete(WrongTryRow).where(col(WrongTryRow.at) <= before))


def take(db: Db, digest: str, until: datetime, now: datetime) -> bool:
    """Whether nobody had taken it before. The caller has locked the table."""
    db.exec(delete(TakenRow).where(col(TakenRow.until) <= now))
    if db.get(TakenRow, digest) is not None:
        return False
    db.add(TakenRow(digest=digest, until=until))
    return True


def forget_key(db: Db, key: str, before: datetime) -> None:
    """Those of one key only: others may count for longer."""
    db.exec(delete(WrongTryRow).where(col(WrongTryRow.key) == key, col(WrongTryRow.at) <= before))
