"""Codes that let somebody in once, by their keyed digests."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session as Db
from sqlmodel import col, delete, select

from data_schemas.clock import in_utc
from data_schemas.tables import PassCodeRow


class Given(NamedTuple):
    digest: str
    purpose: str
    value: str
    until: datetime


def add(db: Db, one: Given) -> None:
    db.add(PassCodeRow(**one._asdict()))


def living(db: Db, purpose: str, now: datetime) -> tuple[Given, ...]:
    """Those given out for it that are not too old."""
    rows = db.exec(
        select(PassCodeRow).where(PassCodeRow.purpose == purpose, col(PassCodeRow.until) > now)
    )
    return tuple(Given(one.digest, one.purpose, one.value, in_utc(one.until)) for one in rows)


def drop(db: Db, purpose: str, value: str) -> None:
    db.exec(
        delete(PassCodeRow).where(
            col(PassCodeRow.purpose) == purpose, col(PassCodeRow.value) == value
        )
    )


def use(db: Db, digest: str) -> bool:
    """Take it away; whether it was still there."""
    done = db.exec(delete(PassCodeRow).where(col(PassCodeRow.digest) == digest))
    return bool(done.rowcount)


def forget(db: Db, now: datetime) -> None:
    """Take away what is too old."""
    db.exec(delete(PassCodeRow).where(col(PassCodeRow.until) <= now))
