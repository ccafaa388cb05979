"""Files on their way in."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Db
from sqlmodel import col, delete, select

from data_schemas.errors import StaleEntry, UnknownError
from data_schemas.tables import PartRow, UploadRow


def add(db: Db, upload: str, actor: str, declared: int, at: datetime) -> None:
    db.add(UploadRow(id=upload, actor=actor, declared=declared, created_at=at))


def get(db: Db, upload: str) -> tuple[str, int]:
    """(actor, declared size). Raises UnknownError."""
    row = db.get(UploadRow, upload)
    if row is None:
        raise UnknownError("This upload is not known here: start it again.")
    return row.actor, row.declared


def parts(db: Db, upload: str) -> tuple[int, ...]:
    """Sizes of the parts in order."""
    rows = db.exec(
        select(PartRow.size).where(PartRow.upload == upload).order_by(col(PartRow.position))
    )
    return tuple(rows)


def add_part(db: Db, upload: str, position: int, size: int) -> None:
    """Raises StaleEntry when the position is taken."""
    db.add(PartRow(upload=upload, position=position, size=size))
    try:
        db.flush()
    except IntegrityError as error:
        raise StaleEntry("Another tab is sending this file: close one of them.") from error


def older_than(db: Db, at: datetime) -> tuple[str, ...]:
    return tuple(db.exec(select(UploadRow.id).where(UploadRow.created_at < at)))


def forget(db: Db, upload: str) -> None:
    db.exec(delete(PartRow).where(col(PartRow.upload) == upload))
    db.exec(delete(UploadRow).where(col(UploadRow.id) == upload))


def every_part(db: Db) -> tuple[tuple[str, int], ...]:
    """(upload, position) of everything that is on its way."""
    rows = db.exec(select(PartRow.upload, PartRow.position))
    return tuple((upload, position) for upload, position in rows)


def forget_all(db: Db) -> None:
    """What was on its way when a backup was made is sent again."""
    db.exec(delete(PartRow))
    db.exec(delete(UploadRow))
