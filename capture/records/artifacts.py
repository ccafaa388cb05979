"""Artifacts and their parents: what exists, and what it was made from."""

from collections.abc import Iterable

from sqlmodel import Session as Db
from sqlmodel import col, delete, select

from data_schemas.artifact import Artifact, Kind
from data_schemas.tables import ArtifactRow, ParentRow


def add(db: Db, artifact: Artifact, scope: str) -> Artifact:
    """Remember an artifact; one that is known already stays as it is."""
    known = get(db, artifact.id)
    if known is not None:
        return known
    db.add(ArtifactRow(**artifact.model_dump(exclude={"parents"}), scope=scope))
    db.flush()
    for position, parent in enumerate(artifact.parents):
        db.add(ParentRow(child=artifact.id, parent=parent, position=position))
    return artifact


def get(db: Db, artifact: str) -> Artifact | None:
    row = db.get(ArtifactRow, artifact)
    return _value(db, row) if row else None


def scope_of(db: Db, artifact: str) -> str | None:
    return db.exec(select(ArtifactRow.scope).where(ArtifactRow.id == artifact)).first()


def of_scope(db: Db, scope: str) -> tuple[str, ...]:
    """Ids of everything that one key seals."""
    return tuple(db.exec(select(ArtifactRow.id).where(ArtifactRow.scope == scope)))


def find(db: Db, session: str | None, kind: Kind | None = None) -> tuple[Artifact, ...]:
    """Artifacts of a session (of the site itself when None), oldest first."""
    query = select(ArtifactRow).where(ArtifactRow.session == session)
    if kind is not None:
        query = query.where(ArtifactRow.kind == kind.value)
    rows = db.exec(query.order_by(col(ArtifactRow.created_at), ArtifactRow.id))
    return tuple(_value(db, row) for row in rows)


def newest_of_each(db: Db, kind: Kind) -> dict[str, str]:
    """The newest artifact of a kind by session."""
    rows = db.exec(
        select(ArtifactRow.session, ArtifactRow.id)
        .where(ArtifactRow.kind == kind.value)
        .order_by(col(ArtifactRow.created_at))
    )
    return {session: artifact for session, artifact in rows if session is not None}


def newest_by_parent(db: Db, kind: Kind) -> dict[str, str]:
    """The newest artifact of a kind by each of its parents."""
    rows = db.exec(
        select(ParentRow.parent, ArtifactRow.id)
        .join(ArtifactRow, col(ArtifactRow.id) == col(ParentRow.child))
        .where(ArtifactRow.kind == kind.value)
        .order_by(col(ArtifactRow.created_at), ArtifactRow.id)
    )
    return {parent: artifact for parent, artifact in rows}


def dependants(db: Db, artifact: str) -> tuple[str, ...]:
    """Everything made from it, directly or not."""
    found: list[str] = []
    edge = [artifact]
    while edge:
        children = db.exec(select(ParentRow.child).where(col(ParentRow.parent).in_(edge))).all()
        edge = [child for child in dict.fromkeys(children) if child not in found]
        found.extend(edge)
    return tuple(found)


def forget(db: Db, artifacts: Iterable[str]) -> None:
    ids = list(artifacts)
    db.exec(delete(ParentRow).where(col(ParentRow.child).in_(ids)))
    db.exec(delete(ArtifactRow).where(col(ArtifactRow.id).in_(ids)))


def _value(db: Db, row: ArtifactRow) -> Artifact:
    parents = db.exec(
        select(ParentRow.parent).where(ParentRow.child == row.id).order_by(col(ParentRow.position))
    )
    return Artifact(**row.model_dump(exclude={"scope"}), parents=tuple(parents))
