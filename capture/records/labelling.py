"""Sessions out with annotators, their projects, and what was not taken over from there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, delete, func, select, update

from data_schemas.labelling import PSEUDONYM, Back, LabellingProject, LabellingTask, Trouble, Waits
from data_schemas.tables import (
    AnnotatorRow,
    LabellingProjectRow,
    LabellingTaskRow,
    LabellingTroubleRow,
)


def add_project(db: Db, project: LabellingProject) -> None:
    values = {**project.model_dump(), "protection_class": project.protection_class.value}
    db.add(LabellingProjectRow(**values))


def projects(db: Db, server: str | None = None, *, closed: bool = False) -> tuple[
    LabellingProject, ...
]:  # fmt: skip
    """Of one server or of all, oldest first; those that ended only where asked for."""
    query = select(LabellingProjectRow)
    if server is not None:
        query = query.where(LabellingProjectRow.server == server)
    if not closed:
        query = query.where(col(LabellingProjectRow.closed_at).is_(None))
    rows = db.exec(query.order_by(col(LabellingProjectRow.created_at), LabellingProjectRow.id))
    return tuple(_project(row) for row in rows)


def project(db: Db, id: str) -> LabellingProject | None:
    row = db.get(LabellingProjectRow, id)
    return _project(row) if row else None


def made_as(db: Db, id: str, number: int) -> None:
    """The number that the server gave a project."""
    row = db.get_one(LabellingProjectRow, id)
    row.number = number
    db.add(row)


def read_until(db: Db, id: str, changed_until: str) -> None:
    """Everything that changed on the server up to then was read."""
    row = db.get_one(LabellingProjectRow, id)
    row.changed_until = changed_until
    db.add(row)


def close_project(db: Db, id: str, at: datetime) -> None:
    row = db.get_one(LabellingProjectRow, id)
    row.closed_at = at
    db.add(row)


def put_task(db: Db, task: LabellingTask) -> None:
    """Remember where a session stands; what stood there before is forgotten."""
    db.merge(LabellingTaskRow(**task.model_dump()))


def task(db: Db, session: str) -> LabellingTask | None:
    row = db.get(LabellingTaskRow, session)
    return _task(row) if row else None


def tasks(db: Db, project: str | None = None, *, out: bool | None = None) -> tuple[
    LabellingTask, ...
]:  # fmt: skip
    """Of one project or of all, in the order in which they went out."""
    query = select(LabellingTaskRow)
    if project is not None:
        query = query.where(LabellingTaskRow.project == project)
    if out is not None:
        back = col(LabellingTaskRow.back_at)
        query = query.where(back.is_(None) if out else back.is_not(None))
    rows = db.exec(query.order_by(col(LabellingTaskRow.out_at), LabellingTaskRow.session))
    return tuple(_task(row) for row in rows)


def is_out(db: Db, session: str) -> bool:
    found = select(LabellingTaskRow.session).where(
        LabellingTaskRow.session == session, col(LabellingTaskRow.back_at).is_(None)
    )
    return db.exec(found).first() is not None


def come_back(db: Db, session: str, how: Back, at: datetime, *, remove: bool) -> None:
    """The session is here again; ``remove``: its task is to go from the server. Repeatable."""
    row = db.get(LabellingTaskRow, session)
    if row is None:
        return
    if row.back_at is None:
        row.back_at, row.back = at, how
    if remove and row.removed_at is None:
        row.remove_at = row.remove_at or at
    db.add(row)


def wait_for(db: Db, session: str, waits: Waits) -> None:
    _set(db, session, waits=waits)


def seen(db: Db, session: str, changed_at: str) -> None:
    """The task was read as it stood at that moment of the server."""
    _set(db, session, seen=changed_at)


def known_as(db: Db, session: str, number: int) -> None:
    """The number that the server gave."""
    _set(db, session, number=number)


def removed(db: Db, session: str, at: datetime) -> None:
    _set(db, session, removed_at=at)


def to_remove(db: Db) -> tuple[LabellingTask, ...]:
    """Tasks that are to go from their server and have not yet."""
    rows = db.exec(
        select(LabellingTaskRow)
        .where(
            col(LabellingTaskRow.remove_at).is_not(None),
            col(LabellingTaskRow.removed_at).is_(None),
        )
        .order_by(col(LabellingTaskRow.remove_at), LabellingTaskRow.session)
    )
    return tuple(_task(row) for row in rows)


def add_trouble(db: Db, trouble: Trouble) -> bool:
    """Keep it unless the same is known; whether it was new."""
    same = select(LabellingTroubleRow.id).where(
        LabellingTroubleRow.project == trouble.project,
        LabellingTroubleRow.session == trouble.session,
        LabellingTroubleRow.task == trouble.task,
        LabellingTroubleRow.annotation == trouble.annotation,
        LabellingTroubleRow.code == trouble.code,
        LabellingTroubleRow.mark == trouble.mark,
    )
    if db.exec(same).first() is not None:
        return False
    db.add(LabellingTroubleRow(**trouble.model_dump()))
    return True


def troubles(db: Db, *, settled: bool = False) -> tuple[Trouble, ...]:
    """What nobody has seen to yet, oldest first; all of it where asked for."""
    query = select(LabellingTroubleRow)
    if not settled:
        query = query.where(col(LabellingTroubleRow.settled_at).is_(None))
    rows = db.exec(query.order_by(col(LabellingTroubleRow.found_at), LabellingTroubleRow.id))
    return tuple(Trouble(**row.model_dump()) for row in rows)


def settle(db: Db, ids: Iterable[str], at: datetime) -> None:
    db.exec(
        update(LabellingTroubleRow)
        .where(col(LabellingTroubleRow.id).in_(list(ids)))
        .values(settled_at=at)
    )


def forget_troubles(db: Db, session: str) -> None:
    """What was odd about a session that was withdrawn goes with it."""
    db.exec(delete(LabellingTroubleRow).where(col(LabellingTroubleRow.session) == session))


def pseudonym(db: Db, mac: str) -> str:
    """What somebody who annotates is called here; the next number for who is new."""
    row = db.get(AnnotatorRow, mac)
    if row is None:
        last = db.exec(select(func.max(AnnotatorRow.number))).one() or 0
        row = AnnotatorRow(mac=mac, number=last + 1)
        db.add(row)
        db.flush()
    return f"{PSEUDONYM}{row.number}"


def _set(db: Db, session: str, **values: object) -> None:
    db.exec(
        update(LabellingTaskRow).where(col(LabellingTaskRow.session) == session).values(**values)
    )


def _project(row: LabellingProjectRow) -> LabellingProject:
    return LabellingProject(**row.model_dump())


def _task(row: LabellingTaskRow) -> LabellingTask:
    return LabellingTask(**row.model_dump())
