"""What web servers know of a session together for a while goes with the session."""

from sqlmodel import Session as Db
from sqlmodel import col, delete

from capture.records import sittings
from data_schemas.tables import WaitingRow


def forget(db: Db, session: str) -> None:
    sittings.drop(db, session)
    db.exec(delete(WaitingRow).where(col(WaitingRow.session) == session))
