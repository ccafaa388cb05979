"""Doors that make a recording of what a device sent: all of it, or what arrived of it.

A stream is closed once. Nothing that arrived is thrown away because a device said something that
does not fit: it stays until somebody, or the time, takes it in as it is.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session as Db

from capture import artifacts, takes
from capture.access import require
from capture.opening import take_in
from capture.records import recordings as recording_records
from capture.records import sessions as session_records
from capture.records import takes as records
from capture.records import wishes as wish_records
from capture.sources import BLOCK, Place, Source
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import InputError, MediaError, SonmatError, StaleEntry, UnknownError
from data_schemas.marks import Marks
from data_schemas.rights import Action, Actor
from data_schemas.session import OffsetBy, Recording
from data_schemas.stream import Stream

if TYPE_CHECKING:
    from capture.site import Site

NAME = "This recording"
# What cannot be played is kept this long, in case somebody still sends the rest.
UNREADABLE_FOR = timedelta(days=7)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Whole:
    """What the device says it recorded, in all."""

    size: int
    sha256: str
    length_s: float


def finish(site: Site, who: Actor, session: str, stream: str, whole: Whole) -> Recording:
    """Check that all of it is here, byte for byte, and take it into the session.

    Asked again it returns the same recording. Raises StaleEntry while bytes are missing,
    InputError for too many or other bytes, MediaError for what is no recording.
    """
    require(site, who, Action.RECORD, session)
    with site.db() as db:
        found = takes.own(db, who, session, stream)
    if found.recording is not None:
        return _recording(site, found)
    if found.size < whole.size:
        raise StaleEntry(
            f"{whole.size - found.size} bytes are missing: send the rest from byte {found.size} on."
        )
    _check_bytes(site, found, whole)
    length = timedelta(seconds=min(max(whole.length_s, 0.0), takes.LONGEST_S))
    with site.db() as db:
        records.end(db, stream, found.started_at + length)
    return _close(site, found)


def settle(site: Site, who: Actor, session: str, stream: str) -> Recording:
    """Take in what arrived of a recording whose device does not come back.

    Raises StaleEntry while the device still sends, MediaError if nothing of it can be played.
    """
    require(site, who, Action.RECORD, session)
    with site.db() as db:
        found = records.get(db, session, stream)
    if takes.is_running(site, found):
        raise StaleEntry("This device is still recording: stop it there first.")
    return _settle(site, found)


def abandon(site: Site, who: Actor, session: str, stream: str) -> None:
    """Throw away what arrived. Raises StaleEntry while the device still sends."""
    require(site, who, Action.RECORD, session)
    with site.db() as db:
        found = records.get(db, session, stream)
    if takes.is_running(site, found):
        raise StaleEntry("This device is still recording: stop it there first.")
    if found.recording is None:
        _throw_away(site, found)


def sweep(site: Site) -> None:
    """Take in what was broken off long ago, and clear up behind it (no door: the worker's chore).

    What cannot be played is thrown away a week later, as an upload that nobody finished is.
    """
    now = site.now()
    with site.db() as db:
        silent = records.silent_since(db, now - timedelta(hours=site.settings.record_wait_h))
    for stream in silent:
        try:
            _settle(site, stream)
        except InputError:
            if now - stream.arrived_at > UNREADABLE_FOR:
                _throw_away(site, stream)
        except SonmatError:
            continue
        else:
            with site.db() as db:
                wish_records.want(db, stream.session, now)
    tidy(site)


def tidy(site: Site) -> None:
    """Destroy the parts of what became a recording (no door: nobody can read them any more)."""
    with site.db() as db:
        finished = records.finished_with_parts(db)
    for stream in finished:
        with suppress(UnknownError):  # the recording may be gone by now
            _seal_marks(site, stream)
        takes.erase_parts(site, stream)
        with site.db() as db:
            records.forget_parts(db, stream.id)


def _check_bytes(site: Site, stream: Stream, whole: Whole) -> None:
    if not _SHA256.fullmatch(whole.sha256):
        raise InputError("A recording is finished with the SHA-256 of its bytes, in hex.")
    if stream.size > whole.size:
        raise InputError(
            f"{stream.size} bytes arrived, but the device says it recorded {whole.size}: nothing"
            " was thrown away, take in what arrived on the page of the session."
        )
    digest = hashlib.sha256()
    with takes.reader(site, stream)() as source:
        while block := source.read(BLOCK):
            digest.update(block)
    if digest.hexdigest() != whole.sha256:
        raise InputError(
            "What arrived is not what the device recorded (the checksums differ): nothing was"
            " thrown away, take in what arrived on the page of the session."
        )


def _settle(site: Site, stream: Stream) -> Recording:
    if stream.recording is not None:
        return _recording(site, stream)
    if not stream.size:
        raise MediaError("Nothing of this recording has arrived.")
    return _close(site, stream)


def _close(site: Site, stream: Stream) -> Recording:
    opened, place = takes.reader(site, stream), Place(take=stream.take)
    source = Source(NAME, opened, place, may_be_cut=True, role=stream.role)

    def beside(db: Db, recording: Recording) -> None:
        if recording.role == "work":
            _place(db, stream, recording)
        records.become(db, stream.id, recording.id)

    with suppress(StaleEntry):  # somebody closed it while we did
        take_in(site, stream.session, source, beside)
    with site.db() as db:
        closed = records.get(db, stream.session, stream.id)
    _seal_marks(site, closed)
    made = _recording(site, closed)
    if made.role != "work":
        _want_words(site, made)
    return made


def _want_words(site: Site, recording: Recording) -> None:
    """Nobody says "I am done" after an answer, and the next question may hang on its words."""
    with site.db() as db:
        if session_records.get(db, recording.session).work:
            wish_records.want(db, recording.session, site.now())


def _place(db: Db, stream: Stream, recording: Recording) -> None:
    """Where the clocks say it lies. The first of a take stays there, others sound may move."""
    earlier = [r for r in session_records.get(db, stream.session).work if r.id != recording.id]
    zeros = {one.recording: one.started_at for one in records.of_session(db, stream.session)}
    offset_s = next(
        (
            (stream.started_at - zeros[r.id]).total_seconds() + (r.offset_s or 0.0)
            for r in earlier
            if r.id in zeros
        ),
        None,
    )
    is_first = stream.take not in [r.take for r in earlier]
    known = offset_s is not None or not earlier
    by: OffsetBy = "clock" if is_first and known else "nobody"
    recording_records.place(db, recording.id, offset_s or 0.0, by)


def _seal_marks(site: Site, stream: Stream) -> None:
    """Once more does no harm: the same recording has the same marks."""
    with site.db() as db:
        marks = Marks(marks=records.marks(db, stream.id))
    if not marks.marks:
        return
    recording = _recording(site, stream)
    recipe = Recipe(
        kind=Kind.MARKS,
        stage=artifacts.RECORDER,
        version="1",
        params={"recording": recording.id},
        parents=(recording.original,),
    )
    artifacts.seal(site, recipe, artifacts.session_scope(recording.session), marks)


def _recording(site: Site, stream: Stream) -> Recording:
    with site.db() as db:
        found = session_records.get(db, stream.session)
    for recording in found.recordings:
        if recording.id == stream.recording:
            return recording
    raise UnknownError("This recording was taken out of its session again.")


def _throw_away(site: Site, stream: Stream) -> None:
    takes.erase_parts(site, stream)
    with site.db() as db:
        records.forget(db, stream.id)
