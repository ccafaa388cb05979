"""Sessions, each told with its recordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import exists, or_
from sqlmodel import Session as Db
from sqlmodel import col, delete, func, select, update

from capture.records import passing
from capture.records.among import Wanted, split, where
from data_schemas.errors import UnknownError
from data_schemas.rights import Consent, Facts, ProtectionClass, Purpose
from data_schemas.session import Recording, Session
from data_schemas.tables import (
    ArtifactRow,
    EffortRow,
    EntryRow,
    ParentRow,
    RecordingRow,
    RerunRow,
    SessionRow,
    StreamMarkRow,
    StreamPartRow,
    StreamRow,
)

AT_ONCE = 1000


def add(db: Db, session: Session, source_mac: str) -> None:
    db.add(
        SessionRow(
            id=session.id,
            number=session.number,
            procedure=session.procedure,
            expert=session.expert,
            source_mac=source_mac,
            language=session.language,
            microphones=session.microphones,
            voice_from_s=session.voice_from_s,
            voice_to_s=session.voice_to_s,
            purposes=_join(session.purposes),
            protection_class=session.protection_class.value,
            created_at=session.created_at,
        )
    )
    db.flush()
    for position, recording in enumerate(session.recordings):
        db.add(RecordingRow(**recording.model_dump(), position=position))


def next_number(db: Db) -> int:
    return (db.exec(select(func.max(SessionRow.number))).one() or 0) + 1


def get(db: Db, session: str) -> Session:
    return _value(db, row_of(db, session))


def find_all(db: Db) -> tuple[Session, ...]:
    """Every session, newest first."""
    return find(db, Wanted())


def find(db: Db, wanted: Wanted, skip: int = 0, take: int | None = None) -> tuple[Session, ...]:
    """Newest first, ``take`` of them behind the first ``skip``."""
    query = select(SessionRow).where(*where(wanted)).order_by(col(SessionRow.number).desc())
    rows = db.exec(query.offset(skip).limit(take) if take is not None else query).all()
    return _values(db, rows)


def by_source(db: Db, source_mac: str) -> Session | None:
    """The session that holds exactly these bytes, unless it was withdrawn."""
    row = db.exec(
        select(SessionRow).where(
            SessionRow.source_mac == source_mac, col(SessionRow.withdrawn_at).is_(None)
        )
    ).first()
    return _value(db, row) if row else None


def by_original(db: Db, mac: str) -> tuple[str, ...]:
    """Sessions with a recording of exactly these bytes, but those withdrawn; oldest first."""
    rows = db.exec(
        select(SessionRow.id)
        .join(RecordingRow, col(RecordingRow.session) == col(SessionRow.id))
        .join(ArtifactRow, col(ArtifactRow.id) == col(RecordingRow.original))
        .where(ArtifactRow.sha256 == mac, col(SessionRow.withdrawn_at).is_(None))
        .order_by(col(SessionRow.number))
    )
    return tuple(dict.fromkeys(rows))


def of_expert(db: Db, expert: str) -> tuple[str, ...]:
    return tuple(db.exec(select(SessionRow.id).where(SessionRow.expert == expert)))


def facts(db: Db, session: str) -> Facts:
    """What permission depends on. Raises UnknownError."""
    return _facts(row_of(db, session))


def _facts(row: SessionRow) -> Facts:
    return Facts(
        session=row.id,
        expert=row.expert,
        purposes=split(row.purposes),
        protection_class=ProtectionClass(row.protection_class),
        withdrawn=row.withdrawn_at is not None,
        since=row.created_at.date(),
        retain_until=row.retain_until.date() if row.retain_until else None,
        open_people=row.open_people,
        to_mask=row.to_mask,
        deidentified=row.deidentified_at is not None,
    )


def set_consent(db: Db, session: str, consent: Consent) -> None:
    row = row_of(db, session)
    row.purposes = _join(consent.purposes)
    row.protection_class = consent.protection_class.value
    until = consent.retain_until
    row.retain_until = datetime(until.year, until.month, until.day, tzinfo=UTC) if until else None
    row.signed_at = consent.signed_at
    if consent.people("mask") > row.to_mask:
        row.deidentified_at = None
    row.open_people, row.to_mask = consent.people("open"), consent.people("mask")
    if not consent.voice_template:
        row.voice_from_s = row.voice_to_s = None
    db.add(row)


def decide_hidden(db: Db, session: str, at: datetime | None) -> None:
    """Somebody answers for what is hidden; None: nobody does any more.

    A session that is not there yet, since it is being taken in, has nothing to lose.
    """
    change = update(SessionRow).where(col(SessionRow.id) == session)
    db.exec(change.values(deidentified_at=at))


def know_voice(db: Db, session: str, start_s: float, end_s: float) -> None:
    row = row_of(db, session)
    row.voice_from_s, row.voice_to_s = start_s, end_s
    db.add(row)


def follow(db: Db, session: str, procedure: str) -> None:
    row = row_of(db, session)
    row.procedure = procedure
    db.add(row)
    db.flush()


def withdraw(db: Db, session: str, at: datetime) -> None:
    row = row_of(db, session)
    row.withdrawn_at = row.withdrawn_at or at
    row.purposes = ""
    row.source_mac = ""
    db.add(row)
    db.exec(delete(EffortRow).where(col(EffortRow.session) == session))
    passing.forget(db, session)


def remove(db: Db, session: str) -> None:
    """Forget a session that was never taken in whole, with its artifacts."""
    for artifact in db.exec(select(ArtifactRow.id).where(ArtifactRow.session == session)).all():
        db.exec(delete(ParentRow).where(col(ParentRow.child) == artifact))
        db.exec(delete(ArtifactRow).where(col(ArtifactRow.id) == artifact))
    db.exec(delete(RecordingRow).where(col(RecordingRow.session) == session))
    db.exec(delete(EffortRow).where(col(EffortRow.session) == session))
    passing.forget(db, session)
    db.exec(delete(SessionRow).where(col(SessionRow.id) == session))


def withdrawn(db: Db) -> tuple[str, ...]:
    return tuple(db.exec(select(SessionRow.id).where(col(SessionRow.withdrawn_at).is_not(None))))


def to_finish(db: Db, running: Iterable[str]) -> tuple[str, ...]:
    """Withdrawn sessions of which something is kept, or which are among those that are run."""
    kept = or_(
        exists().where(col(ArtifactRow.session) == col(SessionRow.id)),
        exists().where(col(EntryRow.session) == col(SessionRow.id)),
        col(SessionRow.id).in_(list(running)),
    )
    gone = col(SessionRow.withdrawn_at).is_not(None)
    return tuple(db.exec(select(SessionRow.id).where(gone, kept)))


def entry_count(db: Db, session: str) -> int:
    return db.exec(select(func.count()).where(EntryRow.session == session)).one()


def forget_content(db: Db, session: str) -> None:
    """Drop the rows of entries and recordings of a withdrawn session; its shell stays."""
    streams = select(StreamRow.id).where(StreamRow.session == session)
    db.exec(delete(StreamPartRow).where(col(StreamPartRow.stream).in_(streams)))
    db.exec(delete(StreamMarkRow).where(col(StreamMarkRow.stream).in_(streams)))
    db.exec(delete(StreamRow).where(col(StreamRow.session) == session))
    db.exec(delete(RerunRow).where(col(RerunRow.session) == session))
    db.exec(delete(EntryRow).where(col(EntryRow.session) == session))
    db.exec(delete(RecordingRow).where(col(RecordingRow.session) == session))


def row_of(db: Db, session: str) -> SessionRow:
    row = db.get(SessionRow, session)
    if row is None:
        raise UnknownError("There is no such session here: `sonmat serve` lists them.")
    return row


def _value(db: Db, row: SessionRow) -> Session:
    return _values(db, (row,))[0]


def _values(db: Db, rows: Sequence[SessionRow]) -> tuple[Session, ...]:
    """With their recordings, which are asked for many at once."""
    found: dict[str, list[RecordingRow]] = {row.id: [] for row in rows}
    names = list(found)
    for first in range(0, len(names), AT_ONCE):
        some = col(RecordingRow.session).in_(names[first : first + AT_ONCE])
        query = select(RecordingRow).where(some).order_by(col(RecordingRow.position))
        for recording in db.exec(query):
            found[recording.session].append(recording)
    return tuple(_session(row, found[row.id]) for row in rows)


def _session(row: SessionRow, recordings: Sequence[RecordingRow]) -> Session:
    return Session(
        id=row.id,
        number=row.number,
        procedure=row.procedure,
        expert=row.expert,
        created_at=row.created_at,
        language=row.language,
        microphones=row.microphones,
        voice_from_s=row.voice_from_s,
        voice_to_s=row.voice_to_s,
        purposes=split(row.purposes),
        protection_class=ProtectionClass(row.protection_class),
        signed_at=row.signed_at,
        open_people=row.open_people,
        to_mask=row.to_mask,
        deidentified_at=row.deidentified_at,
        faces_wanted_at=row.faces_wanted_at,
        withdrawn_at=row.withdrawn_at,
        recordings=tuple(
            Recording(**recording.model_dump(exclude={"position"})) for recording in recordings
        ),
    )


def _join(purposes: frozenset[Purpose]) -> str:
    return " ".join(sorted(purpose.value for purpose in purposes))
