"""Sessions that are re-derived: which, how far, and what keeps to its old results."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlmodel import Session as Db
from sqlmodel import col, func, select

from data_schemas.rerun import RerunState
from data_schemas.tables import RerunRow, SessionRow


@dataclass(frozen=True)
class Rerun:
    """One session of a re-run; ``stage`` whose change is followed, "" for all.

    ``problem``: why it failed.
    """

    session: str
    number: int
    stage: str
    at_once: int
    state: RerunState
    problem: str


def want(db: Db, session: str, stage: str, at_once: int, at: datetime) -> None:
    """Ask for a session once more, under a new number."""
    row = db.get(RerunRow, session)
    if row is None:
        row = RerunRow(session=session, number=0, state="wanted", asked_at=at, at=at)
    row.number += 1
    row.problem = ""
    row.stage, row.at_once, row.state, row.asked_at, row.at = stage, at_once, "wanted", at, at
    db.add(row)


def turn(db: Db, session: str, state: RerunState, at: datetime) -> None:
    row = db.get(RerunRow, session)
    if row is not None:
        row.state, row.at, row.problem = state, at, ""
        db.add(row)


def fail(db: Db, session: str, number: int, at: datetime, problem: str) -> None:
    """Only if this run is still the one that is wanted; one that ended is late."""
    row = db.get(RerunRow, session)
    if row is not None and (row.number, row.state) == (number, "wanted"):
        row.state, row.at, row.problem = "failed", at, problem
        db.add(row)


def of(db: Db, session: str) -> Rerun | None:
    row = db.get(RerunRow, session)
    return _value(row) if row else None


def every(db: Db, state: RerunState, most: int | None = None) -> tuple[Rerun, ...]:
    """Those of sessions that are not withdrawn, in the order in which they were asked for.

    ``most``: the first so many.
    """
    return tuple(one for one, _ in numbered(db, state, most))


def numbered(
    db: Db, state: RerunState | None = None, most: int | None = None
) -> tuple[tuple[Rerun, int], ...]:
    """The same, of all states where none is named, each with the session's number."""
    query = (
        select(RerunRow, SessionRow.number)
        .join(SessionRow, col(SessionRow.id) == col(RerunRow.session))
        .where(col(SessionRow.withdrawn_at).is_(None))
        .order_by(col(RerunRow.asked_at), col(SessionRow.number))
        .limit(most)
    )
    if state is not None:
        query = query.where(RerunRow.state == state)
    return tuple((_value(row), number) for row, number in db.exec(query))


def count(db: Db, state: RerunState) -> int:
    query = (
        select(func.count())
        .select_from(RerunRow)
        .join(SessionRow, col(SessionRow.id) == col(RerunRow.session))
        .where(RerunRow.state == state, col(SessionRow.withdrawn_at).is_(None))
    )
    return db.exec(query).one()


def keeps(db: Db, session: str) -> bool:
    """Whether a session's results change by an accepted re-run only."""
    return db.get(RerunRow, session) is not None


def _value(row: RerunRow) -> Rerun:
    return Rerun(
        session=row.session,
        number=row.number,
        stage=row.stage,
        at_once=row.at_once,
        state=cast(RerunState, row.state),
        problem=row.problem,
    )
