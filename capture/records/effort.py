"""Seconds of use, summed by session and activity."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session as Db
from sqlmodel import col, func, select, update

from capture.database import lock
from capture.records import sessions as session_records
from data_schemas.effort import Activity
from data_schemas.tables import EffortRow


def add(db: Db, session: str, activity: Activity, seconds: float) -> None:
    """The first thing in its unit of work. Nothing of a session that was withdrawn comes back."""
    lock(db, "effort")
    if session_records.facts(db, session).withdrawn:
        return
    done = db.exec(
        update(EffortRow)
        .where(col(EffortRow.session) == session, col(EffortRow.activity) == activity)
        .values(seconds=col(EffortRow.seconds) + seconds)
    )
    if not done.rowcount:
        db.add(EffortRow(session=session, activity=activity, seconds=seconds))


def sums(db: Db, sessions: Sequence[str]) -> dict[Activity, float]:
    """Seconds by activity over all of these sessions."""
    rows = db.exec(
        select(EffortRow.activity, func.sum(EffortRow.seconds))
        .where(col(EffortRow.session).in_(sessions))
        .group_by(col(EffortRow.activity))
        .order_by(col(EffortRow.activity))
    )
    return {activity: float(total) for activity, total in rows}  # type: ignore[misc]
