"""Artifacts and their parents: what exists, and what it was made from."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session as Db
from sqlmodel import col, delete, select, update

from capture.records import sessions
from data_schemas.artifact import Artifact, Kind
from data_schemas.tables import ArtifactRow, BesideRow, ParentRow

# What quotes a session's words, or lays them together.
QUOTING = frozenset(
    {Kind.TIMELINE, Kind.PASSAGES, Kind.TOLD, Kind.MOMENTS, Kind.SUGGESTIONS}
    | {Kind.MODEL_SUGGESTIONS, Kind.SHOWN_LABELS, Kind.GIVEN_LABELS}
)
# What is judged line by line when a part of a recording is erased, or only tells what went out.
KEPT_APART = frozenset({Kind.APPROVAL, Kind.HANDOUT, Kind.RELEASE, Kind.ENTRY})
SEEN_OR_SAID = frozenset({Kind.ORIGINAL, Kind.TRANSCRIPT, Kind.GIVEN_TRANSCRIPT, Kind.MASKS})

AT_ONCE = 1000


def add(db: Db, artifact: Artifact, scope: str, beside: bool = False) -> Artifact:
    """Remember an artifact; one that is known already stays as it is.

    What was decided about masks rests on the pictures, words and proposals there were. ``beside``:
    it does not hold until somebody accepts it, and nothing rests on it yet.
    """
    known = get(db, artifact.id)
    if known is not None:
        return known
    db.add(ArtifactRow(**artifact.model_dump(exclude={"parents"}), scope=scope))
    db.flush()
    for position, parent in enumerate(artifact.parents):
        db.add(ParentRow(child=artifact.id, parent=parent, position=position))
    if beside:
        db.add(BesideRow(artifact=artifact.id))
    else:
        _holds(db, artifact)
    return artifact


def _holds(db: Db, artifact: Artifact) -> None:
    if artifact.kind in SEEN_OR_SAID and artifact.session is not None:
        sessions.decide_hidden(db, artifact.session, None)


def beside(db: Db, session: str) -> tuple[Artifact, ...]:
    """What was made for a session beside what holds, oldest first."""
    rows = db.exec(
        select(ArtifactRow)
        .join(BesideRow, col(BesideRow.artifact) == col(ArtifactRow.id))
        .where(ArtifactRow.session == session)
        .order_by(col(ArtifactRow.created_at), ArtifactRow.id)
    )
    return tuple(_value(db, row) for row in rows)


def is_beside(db: Db, artifact: str) -> bool:
    return db.get(BesideRow, artifact) is not None


def hold(db: Db, artifact: str, at: datetime) -> None:
    """From ``at`` on this is the newest of its kind that holds, whenever it was made."""
    found = get(db, artifact)
    if found is not None:
        db.exec(delete(BesideRow).where(col(BesideRow.artifact) == artifact))
        change = update(ArtifactRow).where(col(ArtifactRow.id) == artifact)
        db.exec(change.values(created_at=at))
        _holds(db, found)


def get(db: Db, artifact: str) -> Artifact | None:
    row = db.get(ArtifactRow, artifact)
    return _value(db, row) if row else None


def made_at(db: Db, artifacts: Sequence[str]) -> dict[str, datetime]:
    """When each of some artifacts was made, but those that are not there."""
    found: dict[str, datetime] = {}
    for first in range(0, len(artifacts), AT_ONCE):
        some = col(ArtifactRow.id).in_(artifacts[first : first + AT_ONCE])
        found |= dict(db.exec(select(ArtifactRow.id, ArtifactRow.created_at).where(some)).all())
    return found


def scope_of(db: Db, artifact: str) -> str | None:
    return db.exec(select(ArtifactRow.scope).where(ArtifactRow.id == artifact)).first()


def of_scope(db: Db, scope: str) -> tuple[str, ...]:
    """Ids of everything that one key seals."""
    return tuple(db.exec(select(ArtifactRow.id).where(ArtifactRow.scope == scope)))


def _accepted() -> ColumnElement[bool]:
    return ~exists().where(col(BesideRow.artifact) == col(ArtifactRow.id))


def find(
    db: Db, session: str | None, kind: Kind | None = None, every: bool = False
) -> tuple[Artifact, ...]:
    """Artifacts of a session (of the site itself when None) that hold, oldest first.

    ``every``: also what was made beside, for who erases or tells all that is kept.
    """
    query = select(ArtifactRow).where(ArtifactRow.session == session)
    if not every:
        query = query.where(_accepted())
    if kind is not None:
        query = query.where(ArtifactRow.kind == kind.value)
    rows = db.exec(query.order_by(col(ArtifactRow.created_at), ArtifactRow.id))
    return tuple(_value(db, row) for row in rows)


def newest_of_each(db: Db, kind: Kind) -> dict[str, str]:
    """The newest artifact of a kind by session."""
    rows = db.exec(
        select(ArtifactRow.session, ArtifactRow.id)
        .where(ArtifactRow.kind == kind.value, _accepted())
        .order_by(col(ArtifactRow.created_at))
    )
    return {session: artifact for session, artifact in rows if session is not None}


def newest_by_parent(db: Db, kind: Kind) -> dict[str, str]:
    """The newest artifact of a kind by each of its parents."""
    rows = db.exec(
        select(ParentRow.parent, ArtifactRow.id)
        .join(ArtifactRow, col(ArtifactRow.id) == col(ParentRow.child))
        .where(ArtifactRow.kind == kind.value, _accepted())
        .order_by(col(ArtifactRow.created_at), ArtifactRow.id)
    )
    return {parent: artifact for parent, artifact in rows}


def kinds_of(db: Db, artifacts: Iterable[str]) -> dict[str, Kind]:
    """The kind of each that is still kept."""
    ids = list(artifacts)
    rows = db.exec(select(ArtifactRow.id, ArtifactRow.kind).where(col(ArtifactRow.id).in_(ids)))
    return {artifact: Kind(kind) for artifact, kind in rows}


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
    db.exec(delete(BesideRow).where(col(BesideRow.artifact).in_(ids)))
    db.exec(delete(ParentRow).where(col(ParentRow.child).in_(ids)))
    db.exec(delete(ArtifactRow).where(col(ArtifactRow.id).in_(ids)))


def _value(db: Db, row: ArtifactRow) -> Artifact:
    parents = db.exec(
        select(ParentRow.parent).where(ParentRow.child == row.id).order_by(col(ParentRow.position))
    )
    return Artifact(**row.model_dump(exclude={"scope"}), parents=tuple(parents))
