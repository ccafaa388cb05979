"""Processes that work on one site beside each other, and leases that they hold for a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, delete, select, update

from data_schemas.clock import in_utc
from data_schemas.member import Member
from data_schemas.tables import LeaseRow, MemberRow


def find(db: Db, name: str) -> Member | None:
    row = db.get(MemberRow, name)
    return _value(row) if row else None


def every(db: Db) -> tuple[Member, ...]:
    """By name."""
    return tuple(_value(row) for row in db.exec(select(MemberRow).order_by(MemberRow.name)))


def put(db: Db, member: Member) -> None:
    """Over whoever had the name before; the caller has locked the table."""
    lists = {"queues": " ".join(member.queues), "lacks": " ".join(member.lacks)}
    db.merge(MemberRow(**{**member.model_dump(), **lists}))


def beat(
    db: Db, name: str, holder: str, at: datetime, clock_at: datetime, lacks: Sequence[str]
) -> bool:
    """Whether ``holder`` still has the name."""
    done = db.exec(
        update(MemberRow)
        .where(col(MemberRow.name) == name, col(MemberRow.holder) == holder)
        .values(beat_at=at, clock_at=clock_at, lacks=" ".join(lacks))
    )
    return bool(done.rowcount)


def leave(db: Db, name: str, holder: str) -> None:
    db.exec(delete(MemberRow).where(col(MemberRow.name) == name, col(MemberRow.holder) == holder))


def forget(db: Db, before: datetime) -> None:
    """Take away those of which nothing was heard since."""
    db.exec(delete(MemberRow).where(col(MemberRow.beat_at) < before))


def hold(db: Db, lease: str, holder: str, now: datetime, until: datetime) -> bool:
    """Take a lease that nobody has any more, or have it longer; False while another has it.

    The caller has locked the table.
    """
    done = db.exec(
        update(LeaseRow)
        .where(col(LeaseRow.name) == lease)
        .where((col(LeaseRow.holder) == holder) | (col(LeaseRow.until) < now))
        .values(holder=holder, until=until)
    )
    if done.rowcount:
        return True
    if db.get(LeaseRow, lease) is not None:
        return False
    db.add(LeaseRow(name=lease, holder=holder, until=until))
    return True


def drop(db: Db, lease: str, holder: str) -> None:
    db.exec(delete(LeaseRow).where(col(LeaseRow.name) == lease, col(LeaseRow.holder) == holder))


def holder_of(db: Db, lease: str, now: datetime) -> str:
    """ "" where nobody has it."""
    row = db.get(LeaseRow, lease)
    return row.holder if row is not None and in_utc(row.until) >= now else ""


def _value(row: MemberRow) -> Member:
    found = row.model_dump()
    times = {name: in_utc(found[name]) for name in ("beat_at", "clock_at")}
    lists = {"queues": tuple(row.queues.split()), "lacks": tuple(row.lacks.split())}
    return Member(**{**found, **times, **lists})
