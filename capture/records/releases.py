"""What left the vault readable, and the sessions in it: datasets, papers and clips, ELAN files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session as Db
from sqlmodel import col, delete, func, select

from data_schemas.tables import ReleaseRow, ReleaseSessionRow

Out = Literal["release", "handout", "elan"]


@dataclass(frozen=True)
class Given:
    """``artifact`` is the sealed value that tells what it was, ``name_mac`` hides its name."""

    id: str
    kind: Out
    name_mac: str
    artifact: str
    created_at: datetime


def add(db: Db, given: Given, sessions: Iterable[str]) -> None:
    db.add(
        ReleaseRow(
            id=given.id,
            kind=given.kind,
            name_mac=given.name_mac,
            artifact=given.artifact,
            created_at=given.created_at,
        )
    )
    db.flush()
    for session in sessions:
        db.add(ReleaseSessionRow(release=given.id, session=session))


def remove(db: Db, id: str) -> None:
    """Of what was never written after all."""
    db.exec(delete(ReleaseSessionRow).where(col(ReleaseSessionRow.release) == id))
    db.exec(delete(ReleaseRow).where(col(ReleaseRow.id) == id))


def find_all(db: Db, kind: Out = "release") -> tuple[tuple[str, str], ...]:
    """(id, artifact) newest first."""
    rows = db.exec(
        select(ReleaseRow)
        .where(ReleaseRow.kind == kind)
        .order_by(col(ReleaseRow.created_at).desc())
    )
    return tuple((row.id, row.artifact) for row in rows)


def named(db: Db, name_mac: str) -> tuple[str, ...]:
    """The sealed values of all releases of a name, oldest first."""
    rows = db.exec(
        select(ReleaseRow.artifact)
        .where(ReleaseRow.kind == "release", ReleaseRow.name_mac == name_mac)
        .order_by(col(ReleaseRow.created_at), ReleaseRow.id)
    )
    return tuple(rows)


def artifact_of(db: Db, id: str, kind: Out) -> str | None:
    """The sealed value of one; None if there is none."""
    row = db.get(ReleaseRow, id)
    return row.artifact if row is not None and row.kind == kind else None


def newest_with(db: Db, session: str) -> datetime | None:
    """When something of a session was last released."""
    return db.exec(
        select(func.max(ReleaseRow.created_at))
        .join(ReleaseSessionRow, col(ReleaseSessionRow.release) == col(ReleaseRow.id))
        .where(ReleaseSessionRow.session == session, ReleaseRow.kind == "release")
    ).one()


def with_session(db: Db, session: str, kind: Out = "release") -> tuple[str, ...]:
    """Those that hold anything of a session: what a withdrawal must recall."""
    return tuple(
        db.exec(
            select(ReleaseSessionRow.release)
            .join(ReleaseRow, col(ReleaseRow.id) == col(ReleaseSessionRow.release))
            .where(ReleaseSessionRow.session == session, ReleaseRow.kind == kind)
        )
    )


def papers_with(db: Db, session: str) -> tuple[str, ...]:
    """Papers, clips and ELAN files that hold anything of a session, to be recalled by hand."""
    return (*with_session(db, session, "handout"), *with_session(db, session, "elan"))
