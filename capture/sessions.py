"""Doors to sessions: list, look, play, and what a person wants done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from capture import artifacts, journal
from capture.access import require
from capture.allowed import among
from capture.formats.track import read_hands_seen, read_track_within
from capture.procedures import get_procedure
from capture.records import sessions as records
from capture.records import wishes as wish_records
from capture.records.among import Named as Named
from capture.records.among import Wanted, count
from data_schemas.artifact import Artifact, Kind
from data_schemas.clock import Interval, TimeMap
from data_schemas.errors import InputError, UnknownError
from data_schemas.marks import FOUND_BY, Marks, merged
from data_schemas.motion import HandsSeen, MotionTrack, Movement
from data_schemas.rights import Action, Actor
from data_schemas.session import Recording, Session
from data_schemas.timeline import IN_ONE_SITTING, Alignment, FoundMoments, Moment, Timeline
from data_schemas.transcript import Transcript, without
from data_schemas.waveform import Waveform

if TYPE_CHECKING:
    from capture.records.wishes import Wish
    from capture.site import Site


_RATES: dict[str, float] = {}


def list_sessions(site: Site, who: Actor) -> tuple[Session, ...]:
    """Every session that ``who`` may see, newest first; withdrawn ones are empty shells.

    What shows some of them asks for those (``page_of_sessions``): there may be ten thousand.
    """
    require(site, who, Action.LIST)
    mine = among(site, who, Action.LIST)
    with site.db() as db:
        return records.find(db, Wanted(mine))


def page_of_sessions(
    site: Site, who: Actor, skip: int, take: int, named: Named | None = None
) -> tuple[Session, ...]:
    """``take`` of them behind the ``skip`` newest; with ``named`` only of what that names."""
    require(site, who, Action.LIST)
    mine = among(site, who, Action.LIST)
    with site.db() as db:
        return records.find(db, Wanted(mine, named=named), skip, take)


def count_sessions(site: Site, who: Actor, named: Named | None = None) -> int:
    """How many there are to be listed, so that none has to be made to know it."""
    require(site, who, Action.LIST)
    mine = among(site, who, Action.LIST)
    with site.db() as db:
        return count(db, Wanted(mine, named=named))


def sessions_of(site: Site, who: Actor, procedure: str) -> tuple[Session, ...]:
    """The sessions of one procedure whose content ``who`` may read, oldest first."""
    require(site, who, Action.LIST)
    mine = among(site, who, Action.READ)
    with site.db() as db:
        return tuple(reversed(records.find(db, Wanted(mine, procedure=procedure))))


def get_session(site: Site, who: Actor, session: str) -> Session:
    require(site, who, Action.LIST, session)
    with site.db() as db:
        return records.get(db, session)


def artifacts_of(site: Site, who: Actor, session: str) -> tuple[Artifact, ...]:
    require(site, who, Action.LIST, session)
    return artifacts.find(site, session)


def transcript(
    site: Site, who: Actor, session: str, recording: str | None = None
) -> Transcript | None:
    """Of one recording, else the newest of the work; without what somebody took out."""
    require(site, who, Action.READ, session)
    found = _of(site, session, Kind.TRANSCRIPT, recording)
    if not found:
        return None
    with site.db() as db:
        own = {r.id for r in records.get(db, session).recordings if r.original in found[-1].parents}
    cuts = (one for one in journal.struck_of(site, session) if one.recording in own)
    return without(artifacts.load(site, found[-1].id), cuts)


def alignment(site: Site, who: Actor, session: str) -> Alignment | None:
    require(site, who, Action.READ, session)
    return _newest(site, session, Kind.ALIGNMENT)  # type: ignore[return-value]


def timeline(site: Site, who: Actor, session: str) -> Timeline | None:
    """What holds now, with the moments of one sitting; none of what somebody took out."""
    require(site, who, Action.READ, session)
    found: Timeline | None = _newest(site, session, Kind.TIMELINE)  # type: ignore[assignment]
    if found is None:
        return None
    return found.model_copy(update={"moments": moments(site, who, session)[:IN_ONE_SITTING]})


def moments(site: Site, who: Actor, session: str) -> tuple[Moment, ...]:
    """All that is worth asking about, the most worth first; nothing that somebody took out."""
    require(site, who, Action.READ, session)
    found: FoundMoments | None = _newest(site, session, Kind.MOMENTS)  # type: ignore[assignment]
    if found is None:
        return ()
    cuts = journal.struck_of(site, session)
    return tuple(
        one
        for one in found.moments
        if not any(cut.recording == one.recording and cut.overlap_s(one) > 0 for cut in cuts)
    )


def playing_rate(site: Site, who: Actor, session: str, recording: str) -> float:
    """Pictures a second of the copy that is played, 0 without a picture or before it is made."""
    require(site, who, Action.READ, session)
    found = _of(site, session, Kind.PROXY, recording)
    if not found:
        return 0.0
    # A copy never changes, and opening an hour of it takes a third of a second.
    if found[-1].id not in _RATES:
        _RATES[found[-1].id] = artifacts.open_media(site, found[-1].id).info.fps
    return _RATES[found[-1].id]


def version_of_timeline(site: Site, who: Actor, session: str) -> str:
    """Which time line is the newest, "" without one: another answer means that it changed."""
    require(site, who, Action.READ, session)
    found = (artifacts.newest(site, session, kind) for kind in (Kind.TIMELINE, Kind.MOMENTS))
    return ".".join(one.id for one in found if one)


def motion(
    site: Site, who: Actor, session: str, recording: str | None = None
) -> MotionTrack | None:
    """Of one recording, else the newest of the work."""
    require(site, who, Action.READ, session)
    return _newest(site, session, Kind.MOTION, recording)  # type: ignore[return-value]


def hands_seen(site: Site, who: Actor, session: str, recording: str) -> HandsSeen | None:
    """When hands were seen in one recording, without all the points of its track."""
    require(site, who, Action.READ, session)
    found = _of(site, session, Kind.MOTION, recording)
    if not found:
        return None
    with artifacts.open_bytes(site, found[-1].id) as source:
        return read_hands_seen(source)


def motion_within(
    site: Site, who: Actor, session: str, recording: str, within: Interval
) -> MotionTrack | None:
    """The frames of one recording at ``within``, for whoever may see them on its picture."""
    require(site, who, Action.PLAY, session)
    found = _of(site, session, Kind.MOTION, recording)
    if not found:
        return None
    with artifacts.open_bytes(site, found[-1].id) as source:
        return read_track_within(source, within)


def movement(site: Site, who: Actor, session: str, recording: str | None = None) -> Movement | None:
    """What happened: events, what could be seen, and how much was going on."""
    require(site, who, Action.READ, session)
    return _newest(site, session, Kind.MOVEMENT, recording)  # type: ignore[return-value]


def marks(site: Site, who: Actor, session: str, recording: str) -> Marks:
    """Marks of a recording in order of time: set while it was made, and found in its sound."""
    require(site, who, Action.READ, session)
    kept = _of(site, session, Kind.MARKS, recording)
    found = [one for one in kept if one.stage == FOUND_BY][-1:]
    by_hand = [one for one in kept if one.stage != FOUND_BY]
    return merged(*(artifacts.load(site, one.id) for one in (*by_hand, *found)))


def waveform(site: Site, who: Actor, session: str, recording: str) -> Waveform | None:
    """How loud a recording is, for whoever may hear it; silent where somebody took seconds out."""
    require(site, who, Action.PLAY, session)
    found = _of(site, session, Kind.WAVEFORM, recording)
    if not found:
        return None
    cuts = (one for one in journal.struck_of(site, session) if one.recording == recording)
    made: Waveform = artifacts.load(site, found[-1].id)
    return made.without(cuts)


def time_map(site: Site, who: Actor, session: str, recording: str | None = None) -> TimeMap:
    """From the player's clock to the recording's."""
    require(site, who, Action.READ, session)
    found = _newest(site, session, Kind.TIME_MAP, recording)
    return found or TimeMap.identity()  # type: ignore[return-value]


def open_proxy(site: Site, who: Actor, session: str, recording: str) -> tuple[BinaryIO, int]:
    """The recording as browsers play it, with random access, and its size in bytes."""
    require(site, who, Action.PLAY, session)
    with site.db() as db:
        found = _recording(records.get(db, session), recording)
    for artifact in reversed(artifacts.find(site, session, Kind.PROXY)):
        if found.original in artifact.parents:
            return artifacts.open_bytes(site, artifact.id), artifact.size
    raise UnknownError("The playable copy is still being made: try again in a moment.")


def open_masked(site: Site, who: Actor, session: str, recording: str) -> tuple[BinaryIO, int]:
    """The copy in which all that is to be hidden is, and its size in bytes.

    Raises UnknownError before it is made, and once anything changed since somebody confirmed it.
    """
    facts = require(site, who, Action.PLAY_MASKED, session)
    found = _of(site, session, Kind.MASKED, recording) if facts.deidentified else ()
    if not found:
        raise UnknownError(
            "The masked copy is not made yet: confirm what is hidden, then wait a little."
        )
    return artifacts.open_bytes(site, found[-1].id), found[-1].size


def want(site: Site, who: Actor, session: str) -> int:
    """Ask the worker to process the session; returns the number of the run.

    Raises InputError where nothing of the work was recorded yet.
    """
    require(site, who, Action.PROCESS, session)
    with site.db() as db:
        if not records.get(db, session).work:
            raise InputError("Nothing was recorded in this session yet: record or add a file.")
        return wish_records.want(db, session, site.now())


def follow(site: Site, who: Actor, session: str, procedure: str) -> Session:
    """Let a session whose job has no steps yet follow ``procedure``; processing it places them.

    Raises UnknownError, or InputError where the session follows written steps already: what
    people said about those hangs on them.
    """
    require(site, who, Action.EDIT_PROCEDURE, session)
    found = get_session(site, who, session)
    if found.procedure != procedure and get_procedure(site, who, found.procedure).steps:
        raise InputError(
            "This session follows written steps already: bring new ones as a new version of its"
            " procedure."
        )
    new = get_procedure(site, who, procedure)
    with site.db() as db:
        records.follow(db, session, new.id)
        return records.get(db, session)


def cancel(site: Site, who: Actor, session: str) -> None:
    """Ask the worker to stop; what is finished is kept."""
    require(site, who, Action.PROCESS, session)
    with site.db() as db:
        wish_records.cancel(db, session, site.now())


def wish(site: Site, who: Actor, session: str) -> Wish | None:
    """What was last asked of the worker."""
    require(site, who, Action.LIST, session)
    with site.db() as db:
        return wish_records.wish(db, session)


def _recording(session: Session, recording: str) -> Recording:
    found = next((r for r in session.recordings if r.id == recording), None)
    if found is None:
        raise UnknownError("This session has no such recording.")
    return found


def _newest(site: Site, session: str, kind: Kind, recording: str | None = None) -> object:
    found = _of(site, session, kind, recording)
    return artifacts.load(site, found[-1].id) if found else None


def _of(site: Site, session: str, kind: Kind, recording: str | None = None) -> tuple[Artifact, ...]:
    """Results of a kind in the order they were made, of one recording or of the work.

    What was made of an answer is never taken for what was seen and said at work.
    """
    with site.db() as db:
        known = records.get(db, session)
    found = artifacts.find(site, session, kind)
    if recording is not None:
        original = _recording(known, recording).original
        return tuple(artifact for artifact in found if original in artifact.parents)
    beside = {one.original for one in known.recordings if one.role != "work"}
    return tuple(artifact for artifact in found if not beside.intersection(artifact.parents))
