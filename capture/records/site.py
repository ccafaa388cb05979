"""The one row that says which site a database is of."""

from sqlmodel import Session as Db
from sqlmodel import col, update

from data_schemas.tables import SiteRow


def key_check(db: Db) -> str:
    """What tells sites apart, "" in a database without the row."""
    row = db.get(SiteRow, 1)
    return row.key_check if row else ""


def set_key_check(db: Db, check: str) -> None:
    db.exec(update(SiteRow).where(col(SiteRow.id) == 1).values(key_check=check))
