"""Releases and the sessions in them."""

from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, func, select

from data_schemas.release import Release
from data_schemas.tables import ReleaseRow, ReleaseSessionRow


def add(db: Db, release: Release, name_mac: str, artifact: str) -> None:
    db.add(
        ReleaseRow(
            id=release.id, name_mac=name_mac, artifact=artifact, created_at=release.created_at
        )
    )
    db.flush()
    for session in release.sessions:
        db.add(ReleaseSessionRow(release=release.id, session=session))


def find_all(db: Db) -> tuple[tuple[str, str], ...]:
    """(id, artifact) newest first."""
    rows = db.exec(select(ReleaseRow).order_by(col(ReleaseRow.created_at).desc()))
    return tuple((row.id, row.artifact) for row in rows)


def newest_with(db: Db, session: str) -> datetime | None:
    """When something of a session was last released."""
    return db.exec(
        select(func.max(ReleaseRow.created_at))
        .join(ReleaseSessionRow, col(ReleaseSessionRow.release) == col(ReleaseRow.id))
        .where(ReleaseSessionRow.session == session)
    ).one()


def with_session(db: Db, session: str) -> tuple[str, ...]:
    """Releases that hold anything of a session: what a withdrawal must recall."""
    return tuple(
        db.exec(select(ReleaseSessionRow.release).where(ReleaseSessionRow.session == session))
    )
