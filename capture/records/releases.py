"""Releases and the sessions in them."""

from sqlmodel import Session as Db
from sqlmodel import col, select

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


def with_session(db: Db, session: str) -> tuple[str, ...]:
    """Releases that hold anything of a session: what a withdrawal must recall."""
    return tuple(
        db.exec(select(ReleaseSessionRow.release).where(ReleaseSessionRow.session == session))
    )
