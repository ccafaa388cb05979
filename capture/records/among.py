"""Which sessions somebody may do something with, chosen in SQL.

Permission is decided by ``capture.permission`` and looks at few facts of a session, most of them
yes or no. So sessions are sorted by these facts, one decision is made for each sort that there is,
and the database picks the sessions. What that costs does not grow with the decisions, and ten
thousand sessions are never made into values only to show twelve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, false, or_, tuple_
from sqlalchemy import select as choose
from sqlmodel import Session as Db
from sqlmodel import col, func, select

from data_schemas.rights import ProtectionClass, Purpose
from data_schemas.session import Head
from data_schemas.tables import AssignmentRow, SessionRow


@dataclass(frozen=True)
class Viewer:
    """Whose sorts they are, on which day. ``keep_days``: how long the site keeps, 0 for ever.

    ``annotator`` and ``expert`` are ids, "" for who is none.
    """

    annotator: str
    expert: str
    today: date
    keep_days: int


@dataclass(frozen=True)
class Sort:
    """All that permission depends on of a session, as one viewer sees it.

    ``own``: of the viewer as an expert; ``given``: to the viewer to annotate; ``over``: the time
    of keeping is.
    """

    own: bool
    given: bool
    purposes: str
    protection_class: str
    withdrawn: bool
    over: bool
    open_people: bool
    to_mask: bool
    deidentified: bool


@dataclass(frozen=True)
class Among:
    """Sessions of some sorts, as ``viewer`` sees them."""

    viewer: Viewer
    sorts: tuple[Sort, ...]


@dataclass(frozen=True)
class Wanted:
    """Which sessions, of those ``among`` which somebody may do something; None for all.

    ``procedure`` and ``expert`` are of whom all are; ``named`` looks for any of several.
    """

    among: Among | None = None
    procedure: str | None = None
    expert: str | None = None
    named: Named | None = None


@dataclass(frozen=True)
class Named:
    """One of these procedures, or one of these experts, or a number with these digits in it."""

    procedures: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    digits: str = ""


@dataclass(frozen=True)
class Ending:
    """A session that is not kept much longer. ``signed``: the last day its consent names."""

    session: str
    number: int
    since: date
    signed: date | None


def sorts(db: Db, viewer: Viewer) -> tuple[Sort, ...]:
    """Those that there are."""
    rows = db.execute(select(*_facts(viewer)).distinct())
    return tuple(Sort(*row) for row in rows)


def _condition(among: Among) -> ColumnElement[bool]:
    """What a session is to fulfil to be among them."""
    chosen = [tuple(vars(one).values()) for one in among.sorts]
    return tuple_(*_facts(among.viewer)).in_(chosen) if chosen else false()


def heads(db: Db, wanted: Wanted) -> tuple[Head, ...]:
    """What is looked at of many sessions at once, newest first."""
    row = SessionRow
    columns = (row.id, row.procedure, row.expert, row.purposes, row.protection_class)
    query = choose(*columns).where(*where(wanted))  # type: ignore[call-overload]
    found = db.execute(query.order_by(col(row.number).desc()))
    # there are few kinds of consent, and many sessions
    purposes, classes = cache(split), cache(ProtectionClass)
    return tuple(
        Head(one, procedure, expert, purposes(text), classes(name))
        for one, procedure, expert, text, name in found
    )


def count(db: Db, wanted: Wanted) -> int:
    return db.exec(select(func.count()).select_from(SessionRow).where(*where(wanted))).one()


def ids(db: Db, wanted: Wanted) -> tuple[str, ...]:
    """Newest first."""
    query = select(SessionRow.id).where(*where(wanted)).order_by(col(SessionRow.number).desc())
    return tuple(db.exec(query))


def where(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.among is not None:
        yield _condition(wanted.among)
    if wanted.procedure is not None:
        yield col(SessionRow.procedure) == wanted.procedure
    if wanted.expert is not None:
        yield col(SessionRow.expert) == wanted.expert
    if (named := wanted.named) is not None:
        number = cast(col(SessionRow.number), String)
        yield or_(
            col(SessionRow.procedure).in_(named.procedures),
            col(SessionRow.expert).in_(named.experts),
            number.contains(named.digits) if named.digits else false(),
        )


def ending(db: Db, viewer: Viewer, within: timedelta) -> tuple[Ending, ...]:
    """Sessions whose time of keeping is over some days from today, but those withdrawn."""
    rows = db.exec(
        select(SessionRow).where(col(SessionRow.withdrawn_at).is_(None), _ends(viewer, within))
    )
    return tuple(
        Ending(one.id, one.number, one.created_at.date(), _day(one.retain_until)) for one in rows
    )


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _ends(viewer: Viewer, within: timedelta) -> ColumnElement[bool]:
    """Whether the time of keeping is over at the end of some days from today."""
    last = viewer.today + within
    signed = col(SessionRow.retain_until) <= _begins(last)
    if not viewer.keep_days:
        return signed
    # the day it came and the days of the site make a last day where the consent names none
    counted = col(SessionRow.created_at) < _begins(last - timedelta(days=viewer.keep_days - 1))
    return or_(signed, and_(col(SessionRow.retain_until).is_(None), counted))


def split(text: str) -> frozenset[Purpose]:
    """Purposes as they stand in a row."""
    return frozenset(Purpose(word) for word in text.split())


def _facts(viewer: Viewer) -> Iterable[Any]:
    """In the order of the fields of ``Sort``; each is never null."""
    given = exists().where(
        col(AssignmentRow.session) == col(SessionRow.id),
        col(AssignmentRow.account) == viewer.annotator,
    )
    return (
        col(SessionRow.expert) == viewer.expert if viewer.expert else false(),
        given if viewer.annotator else false(),
        col(SessionRow.purposes),
        col(SessionRow.protection_class),
        col(SessionRow.withdrawn_at).is_not(None),
        _over(viewer),
        col(SessionRow.open_people) > 0,
        col(SessionRow.to_mask) > 0,
        col(SessionRow.deidentified_at).is_not(None),
    )


def _over(viewer: Viewer) -> ColumnElement[bool]:
    known = col(SessionRow.retain_until).is_not(None)
    signed = and_(known, col(SessionRow.retain_until) < _begins(viewer.today))
    if not viewer.keep_days:
        return signed
    counted = col(SessionRow.created_at) < _begins(viewer.today - timedelta(days=viewer.keep_days))
    return or_(signed, and_(~known, counted))


def _begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
