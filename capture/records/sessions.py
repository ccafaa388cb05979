"""Sessions and their recordings."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session as Db
from sqlmodel import col, delete, func, select, update

from data_schemas.errors import Denied, UnknownError
from data_schemas.rights import Consent, Facts, ProtectionClass, Purpose
from data_schemas.session import OffsetBy, Recording, Session
from data_schemas.tables import (
    ArtifactRow,
    EntryRow,
    ParentRow,
    RecordingRow,
    SessionRow,
    StreamMarkRow,
    StreamPartRow,
    StreamRow,
)


@dataclass(frozen=True)
class Wish:
    """What a person wants of the worker: run number ``run``, or to stop."""

    session: str
    run: int
    wanted_at: datetime
    cancelled: bool


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


def add_recording(db: Db, recording: Recording) -> None:
    """Put it behind the session's others; of a session without any it is the zero.

    Raises Denied for a session that was withdrawn meanwhile: nothing of it may come back.
    """
    if _row(db, recording.session).withdrawn_at is not None:
        raise Denied("Not allowed: the expert has withdrawn consent and the content was erased.")
    last = db.exec(
        select(func.max(RecordingRow.position)).where(RecordingRow.session == recording.session)
    ).one()
    row = RecordingRow(**recording.model_dump(), position=0 if last is None else last + 1)
    if last is None:
        row.offset_s = 0.0
    db.add(row)


def next_number(db: Db) -> int:
    return (db.exec(select(func.max(SessionRow.number))).one() or 0) + 1


def get(db: Db, session: str) -> Session:
    return _value(db, _row(db, session))


def find_all(db: Db) -> tuple[Session, ...]:
    """Every session, newest first."""
    rows = db.exec(select(SessionRow).order_by(col(SessionRow.number).desc())).all()
    return tuple(_value(db, row) for row in rows)


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
    return _facts(_row(db, session))


def all_facts(db: Db) -> tuple[Facts, ...]:
    """The same of every session, newest first."""
    rows = db.exec(select(SessionRow).order_by(col(SessionRow.number).desc()))
    return tuple(_facts(row) for row in rows)


def _facts(row: SessionRow) -> Facts:
    return Facts(
        session=row.id,
        expert=row.expert,
        purposes=_split(row.purposes),
        protection_class=ProtectionClass(row.protection_class),
        withdrawn=row.withdrawn_at is not None,
        retain_until=row.retain_until.date() if row.retain_until else None,
        open_people=row.open_people,
        to_mask=row.to_mask,
    )


def set_consent(db: Db, session: str, consent: Consent) -> None:
    row = _row(db, session)
    row.purposes = _join(consent.purposes)
    row.protection_class = consent.protection_class.value
    until = consent.retain_until
    row.retain_until = datetime(until.year, until.month, until.day, tzinfo=UTC) if until else None
    row.signed_at = consent.signed_at
    row.open_people, row.to_mask = consent.people("open"), consent.people("mask")
    if not consent.voice_template:
        row.voice_from_s = row.voice_to_s = None
    db.add(row)


def know_voice(db: Db, session: str, start_s: float, end_s: float) -> None:
    row = _row(db, session)
    row.voice_from_s, row.voice_to_s = start_s, end_s
    db.add(row)


def place(
    db: Db, recording: str, offset_s: float, by: OffsetBy, confidence: float | None = None
) -> None:
    """Put a recording on the session's clock; a search leaves alone what others have placed."""
    change = update(RecordingRow).where(col(RecordingRow.id) == recording)
    if by == "sound":  # looked at in the same step: a hand may have been quicker
        change = change.where(col(RecordingRow.offset_by).not_in(("hand", "clock")))
    db.exec(change.values(offset_s=offset_s, offset_by=by, offset_confidence=confidence))


def want(db: Db, session: str, at: datetime) -> int:
    """Ask for a run of the pipeline; returns its number."""
    row = _row(db, session)
    row.wanted_at, row.cancelled_at, row.wanted_run = at, None, row.wanted_run + 1
    db.add(row)
    return row.wanted_run


def follow(db: Db, session: str, procedure: str) -> None:
    row = _row(db, session)
    row.procedure = procedure
    db.add(row)
    db.flush()


def cancel(db: Db, session: str, at: datetime) -> None:
    row = _row(db, session)
    row.cancelled_at = at
    db.add(row)


def withdraw(db: Db, session: str, at: datetime) -> None:
    row = _row(db, session)
    row.withdrawn_at = row.withdrawn_at or at
    row.purposes = ""
    row.source_mac = ""
    db.add(row)


def remove(db: Db, session: str) -> None:
    """Forget a session that was never taken in whole, with its artifacts."""
    for artifact in db.exec(select(ArtifactRow.id).where(ArtifactRow.session == session)).all():
        db.exec(delete(ParentRow).where(col(ParentRow.child) == artifact))
        db.exec(delete(ArtifactRow).where(col(ArtifactRow.id) == artifact))
    db.exec(delete(RecordingRow).where(col(RecordingRow.session) == session))
    db.exec(delete(SessionRow).where(col(SessionRow.id) == session))


def withdrawn(db: Db) -> tuple[str, ...]:
    return tuple(db.exec(select(SessionRow.id).where(col(SessionRow.withdrawn_at).is_not(None))))


def entry_count(db: Db, session: str) -> int:
    return db.exec(select(func.count()).where(EntryRow.session == session)).one()


def forget_content(db: Db, session: str) -> None:
    """Drop the rows of entries and recordings of a withdrawn session; its shell stays."""
    streams = select(StreamRow.id).where(StreamRow.session == session)
    db.exec(delete(StreamPartRow).where(col(StreamPartRow.stream).in_(streams)))
    db.exec(delete(StreamMarkRow).where(col(StreamMarkRow.stream).in_(streams)))
    db.exec(delete(StreamRow).where(col(StreamRow.session) == session))
    db.exec(delete(EntryRow).where(col(EntryRow.session) == session))
    db.exec(delete(RecordingRow).where(col(RecordingRow.session) == session))


def wishes(db: Db) -> tuple[Wish, ...]:
    """What the worker should be doing, oldest wish first."""
    rows = db.exec(
        select(SessionRow)
        .where(col(SessionRow.wanted_at).is_not(None), col(SessionRow.withdrawn_at).is_(None))
        .order_by(col(SessionRow.wanted_at))
    )
    return tuple(
        Wish(row.id, row.wanted_run, row.wanted_at, row.cancelled_at is not None)
        for row in rows
        if row.wanted_at is not None
    )


def corrected(db: Db, before: datetime) -> tuple[str, ...]:
    """Sessions that people wrote about since they were last processed, and not since ``before``."""
    last = func.max(EntryRow.at)
    return tuple(
        db.exec(
            select(SessionRow.id)
            .join(EntryRow, col(EntryRow.session) == col(SessionRow.id))
            .where(col(SessionRow.withdrawn_at).is_(None), col(SessionRow.cancelled_at).is_(None))
            .group_by(col(SessionRow.id))
            .having(last > col(SessionRow.wanted_at), last < before)
        )
    )


def wish(db: Db, session: str) -> Wish | None:
    row = _row(db, session)
    if row.wanted_at is None:
        return None
    return Wish(row.id, row.wanted_run, row.wanted_at, row.cancelled_at is not None)


def _row(db: Db, session: str) -> SessionRow:
    row = db.get(SessionRow, session)
    if row is None:
        raise UnknownError("There is no such session here: `sonmat serve` lists them.")
    return row


def _value(db: Db, row: SessionRow) -> Session:
    recordings = db.exec(
        select(RecordingRow)
        .where(RecordingRow.session == row.id)
        .order_by(col(RecordingRow.position))
    )
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
        purposes=_split(row.purposes),
        protection_class=ProtectionClass(row.protection_class),
        signed_at=row.signed_at,
        open_people=row.open_people,
        to_mask=row.to_mask,
        withdrawn_at=row.withdrawn_at,
        recordings=tuple(
            Recording(**recording.model_dump(exclude={"position"})) for recording in recordings
        ),
    )


def _join(purposes: frozenset[Purpose]) -> str:
    return " ".join(sorted(purpose.value for purpose in purposes))


def _split(text: str) -> frozenset[Purpose]:
    return frozenset(Purpose(word) for word in text.split())
