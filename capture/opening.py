"""Doors for a session that is planned before anything is recorded, and fills take by take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlmodel import Session as Db

from capture import artifacts, consent, procedures
from capture.access import require
from capture.database import lock
from capture.formats.transcripts import read_transcript
from capture.ingest import drafted, enter, keep, keep_transcript, may_know_voice, undo
from capture.people import ensure_expert
from capture.records import recordings as recording_records
from capture.records import sessions as records
from capture.sources import Place, Source, TextFile, check, fits
from data_schemas.clock import Interval
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor, Consent
from data_schemas.session import Microphones, Recording, Session

if TYPE_CHECKING:
    from capture.site import Site


@dataclass(frozen=True)
class Opening:
    """What is known before the first take: the job, whose it is, and what was agreed to."""

    procedure: str
    expert: str
    consent: Consent = field(default_factory=Consent)
    microphones: Microphones = "shared"


def open_session(site: Site, who: Actor, opening: Opening) -> Session:
    """A numbered session without recordings, with its consent. Raises UnknownError, TextError."""
    require(site, who, Action.RECORD)
    procedure = procedures.get_procedure(site, who, opening.procedure)
    expert = ensure_expert(site, who, opening.expert)
    draft = drafted(site, procedure, expert, opening.microphones)
    # No bytes identify it yet: it is never taken for another one.
    mac = site.keys.mac("source", draft.id.encode())
    try:
        consent.seal(site, draft.id, opening.consent)
        return enter(site, draft, mac, opening.consent)
    except BaseException:
        undo(site, draft.id)
        raise


def following(session: Session, place: Place) -> Place:
    """Where what lies at ``place`` among files of a next take belongs: behind all that is here."""
    last = max((one.take for one in session.work), default=0)
    end_s = max(((one.offset_s or 0.0) + one.duration_s for one in session.work), default=0.0)
    return Place(last + place.take, end_s + place.offset_s, "clock")


def add_recording(site: Site, who: Actor, session: str, source: Source) -> Recording:
    """Take one more recording of the work into a session. What is refused leaves nothing behind.

    Without a place it is another camera of the first take, to be placed by its sound. Raises
    MediaError, UnknownError, StorageFull or ReadOnly.
    """
    require(site, who, Action.RECORD, session)
    fits(site, (source,))
    return take_in(site, session, source)


def take_in(
    site: Site,
    session: str,
    source: Source,
    beside: Callable[[Db, Recording], None] = lambda db, recording: None,
) -> Recording:
    """What ``add_recording`` does, and ``beside`` in the same step (no door: doors call it).

    What ``beside`` raises takes all of it back.
    """
    info = check(source)
    recording = keep(site, session, source, info, source.sha256)
    try:
        with site.db() as db:
            lock(db, "session")
            recording_records.add(db, recording)
            beside(db, recording)
    except BaseException:
        artifacts.erase(site, recording.original)
        raise
    return recording


def give_transcript(site: Site, who: Actor, session: str, given: TextFile) -> None:
    """Use these words for the session's first recording instead of transcribing it.

    Raises TextError, InputError where nothing was recorded yet.
    """
    require(site, who, Action.RECORD, session)
    with site.db() as db:
        found = records.get(db, session)
    if not found.work:
        raise InputError("Nothing was recorded in this session yet: record or add a file.")
    keep_transcript(
        site, session, found.work[0], read_transcript(given.data, given.name, found.language)
    )


def know_voice(site: Site, who: Actor, session: str, voice: Interval) -> None:
    """Name seconds of the first recording in which only the expert speaks.

    Raises TextError where they did not agree to that, or for too short a stretch.
    """
    require(site, who, Action.RECORD, session)
    may_know_voice(voice, consent.read(site, who, session))
    with site.db() as db:
        records.know_voice(db, session, voice.start_s, voice.end_s)
