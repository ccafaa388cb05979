"""What was done about requests for releases. Rows are added and read; nothing changes one."""

from collections import defaultdict

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Db
from sqlmodel import col, select

from data_schemas.errors import StaleEntry
from data_schemas.library import LibraryAct, LibraryEntry
from data_schemas.tables import LibraryRow


def add(db: Db, entry: LibraryEntry, artifact: str, recipient_mac: str = "") -> None:
    """Raises StaleEntry when the number is taken."""
    db.add(
        LibraryRow(
            request=entry.request,
            number=entry.number,
            release=entry.release,
            act=entry.act,
            actor=entry.by,
            at=entry.at,
            artifact=artifact,
            recipient_mac=recipient_mac,
        )
    )
    try:
        db.flush()
    except IntegrityError as error:
        raise StaleEntry("Somebody else wrote here first: reload and try again.") from error


def acts(db: Db, request: str) -> tuple[LibraryAct, ...]:
    """What was done about one request, in order; nothing for one that is not known."""
    rows = db.exec(
        select(LibraryRow.act).where(LibraryRow.request == request).order_by(col(LibraryRow.number))
    )
    return tuple(rows)  # type: ignore[arg-type]


def asked_by(db: Db, release: str, recipient_mac: str) -> tuple[str, ...]:
    """Requests of one recipient for one release."""
    return tuple(
        db.exec(
            select(LibraryRow.request).where(
                LibraryRow.release == release, LibraryRow.recipient_mac == recipient_mac
            )
        )
    )


def artifacts(
    db: Db, *, request: str | None = None, release: str | None = None
) -> dict[str, tuple[str, ...]]:
    """The sealed entries by request, in order; requests as they came in."""
    query = select(LibraryRow).order_by(col(LibraryRow.at), LibraryRow.request)
    if request is not None:
        query = query.where(LibraryRow.request == request)
    if release is not None:
        query = query.where(LibraryRow.release == release)
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in db.exec(query):
        found[row.request].append((row.number, row.artifact))
    return {key: tuple(one for _, one in sorted(rows)) for key, rows in found.items()}
