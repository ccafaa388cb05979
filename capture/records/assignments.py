"""Which annotator works on which session: ids only."""

from sqlmodel import Session as Db
from sqlmodel import col, delete, select

from data_schemas.tables import AssignmentRow


def add(db: Db, session: str, account: str) -> None:
    if db.get(AssignmentRow, (session, account)) is None:
        db.add(AssignmentRow(session=session, account=account))


def remove(db: Db, session: str, account: str) -> None:
    db.exec(
        delete(AssignmentRow).where(
            col(AssignmentRow.session) == session, col(AssignmentRow.account) == account
        )
    )


def of_session(db: Db, session: str) -> frozenset[str]:
    found = select(AssignmentRow.account).where(AssignmentRow.session == session)
    return frozenset(db.exec(found).all())
