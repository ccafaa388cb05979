"""Doors for a recording that arrives while it is made: begun, fed part by part, marked.

A *stream* is what one device records at one go: within one take of a session, or an answer on
replay, which is no take. Its parts are sealed under the session's key as they come, so that
withdrawing erases them too. ``capture.closing`` makes the recording of it; how large it is, is
known only then.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from sqlmodel import Session as Db

from capture import artifacts, room
from capture.access import require
from capture.database import lock
from capture.records import sessions as session_records
from capture.records import takes as records
from capture.upload import PART_LIMIT, Joined
from data_schemas.errors import Denied, Erased, InputError, MediaError, StaleEntry
from data_schemas.marks import Mark
from data_schemas.rights import Action, Actor
from data_schemas.session import Recording, RecordingRole
from data_schemas.stream import Stream

if TYPE_CHECKING:
    from capture.site import Site

# Within this time after the last part a recording counts as running.
ALIVE = timedelta(seconds=15)
# One that was not heard of for longer is taken to have stopped then: its line may be broken.
LINGERS = timedelta(seconds=60)
# A clock that was compared with ours is right within a round trip.
CLOCK_SLACK = timedelta(seconds=5)
# What has run for longer, as on a tablet without a line, is brought home whatever room there is.
JUST_BEGUN = timedelta(seconds=15)
OLDEST = timedelta(days=14)
MARKS_LIMIT = 10_000
LONGEST_S = 12 * 3600.0
_STREAM = re.compile(r"stm-[0-9a-f]{16}")
_DEVICE = re.compile(r"dev-[0-9a-f]{16}")
_LABEL = 80


@dataclass(frozen=True)
class Start:
    """What a device says when it begins: ids of its own making, so that it may ask twice.

    ``started_at``: its recording's zero on our clock; ``ended_at`` if it is over already, as after
    an hour without network. ``label``: what people call the device. ``role``: what the recording
    will be; the same stream named again keeps the one it has.
    """

    stream: str
    device: str
    started_at: datetime
    ended_at: datetime | None = None
    label: str = ""
    role: RecordingRole = "work"


def begin(site: Site, who: Actor, session: str, start: Start) -> Stream:
    """Announce a stream; the same one again asks about it, and may say that it has ended.

    Work belongs to the take that another device was recording at the time, else to a new one.
    Raises StaleEntry while the same device records already, InputError for impossible ids,
    StorageFull for a new one without room for half an hour.
    """
    require(site, who, Action.RECORD, session)
    if not _STREAM.fullmatch(start.stream) or not _DEVICE.fullmatch(start.device):
        raise InputError("This recording has an impossible name: reload the page.")
    now = site.now()
    started_at = _plausible(start.started_at, now)
    if start.ended_at is None and now - started_at < JUST_BEGUN:
        _room_for(site, start.stream)
    with site.db() as db:
        lock(db, "stream")
        session_records.facts(db, session)
        known = records.find(db, start.stream)
        if known is not None:
            return _again(db, own(db, who, session, start.stream), start)
        others = records.of_session(db, session)
        _alone(start, others, now)
        stream = Stream(
            id=start.stream,
            session=session,
            role=start.role,
            device=start.device,
            actor=who.id,
            started_at=started_at,
            ended_at=start.ended_at,
            arrived_at=now,
            size=0,
        )
        if start.role == records.WORK:
            overlap = _overlapping(replace(start, started_at=started_at), others, now)
            take = overlap or records.last_take(db, session) + 1
            stream = stream.model_copy(update={"take": take})
        records.add(db, stream)
        label = " ".join(start.label.split())[:_LABEL]
        site.vault.put(artifacts.session_scope(session), _label(stream.id), label.encode())
    return stream


def received(site: Site, who: Actor, session: str, stream: str) -> Stream:
    """What is here of it: where to go on. Raises UnknownError, Denied."""
    require(site, who, Action.RECORD, session, often=True)
    with site.db() as db:
        return own(db, who, session, stream)


def append(site: Site, who: Actor, session: str, stream: str, offset: int, block: bytes) -> int:
    """Seal one block that starts at ``offset``; returns the next offset.

    Raises StaleEntry when the block does not follow what is here or the stream is finished,
    MediaError past the most that a recording may take, StorageFull.
    """
    require(site, who, Action.RECORD, session, often=True)
    with site.db() as db:
        # Two tabs, or one that asked again too early, may send the same part at once, and to two
        # machines. The row is the lease: it ends with this unit of work, or its machine's.
        records.lock_one(db, stream)
        found = own(db, who, session, stream)
        _may_follow(site, found, offset, len(block))
        if block:
            position = len(records.parts(db, stream))
            records.add_part(db, stream, position, len(block), site.now())
            site.vault.put(artifacts.session_scope(session), part_name(stream, position), block)
    return found.size + len(block)


def mark(site: Site, who: Actor, session: str, stream: str, marks: Mapping[int, Mark]) -> None:
    """Keep marks by the device's own numbers; the same number again is the same mark."""
    require(site, who, Action.RECORD, session, often=True)
    for number, one in marks.items():
        if not 0 <= number < MARKS_LIMIT or not 0 <= one.at_s <= LONGEST_S or one.text:
            raise InputError(
                f"A mark has a number below {MARKS_LIMIT}, lies within the recording and carries"
                " no words."
            )
    with site.db() as db:
        found = own(db, who, session, stream)
    if found.recording is not None:
        raise StaleEntry("This recording is finished: its marks are kept.")
    with site.db() as db:
        for number, one in marks.items():
            records.add_mark(db, stream, number, one)
        records.touch(db, stream, site.now())


def unfinished(
    site: Site, who: Actor, session: str, role: RecordingRole = "work"
) -> tuple[Stream, ...]:
    """Streams that no recording was made of yet, with what their devices are called."""
    require(site, who, Action.LIST, session)
    with site.db() as db:
        found = records.of_session(db, session)
    return tuple(
        one.model_copy(update={"label": _label_of(site, one)})
        for one in found
        if one.recording is None and one.role == role
    )


def answers_of(site: Site, who: Actor, session: str) -> dict[str, Recording]:
    """Answers that have arrived, by the stream that each came in."""
    require(site, who, Action.READ, session)
    with site.db() as db:
        made = {one.id: one for one in session_records.get(db, session).recordings}
        came = records.of_session(db, session)
    return {
        one.id: made[one.recording]
        for one in came
        if one.role == "answer" and one.recording in made
    }


def is_running(site: Site, stream: Stream) -> bool:
    """Whether it was heard of just now and has not been ended (no door: the stream is known)."""
    return stream.ended_at is None and site.now() - stream.arrived_at < ALIVE


def own(db: Db, who: Actor, session: str, stream: str) -> Stream:
    """A stream of this session that ``who`` began (no door: doors call it)."""
    found = records.get(db, session, stream)
    if found.actor != who.id:
        raise Denied("Not allowed: this recording belongs to somebody else.")
    return found


def limit(site: Site) -> int:
    """The most bytes that one recording may take."""
    return int(site.settings.record_limit_gib * 2**30)


def reader(site: Site, stream: Stream) -> Callable[[], BinaryIO]:
    """Opens the parts as one file (no door: closing calls it)."""
    with site.db() as db:
        sizes = records.parts(db, stream.id)

    def open_part(position: int) -> BinaryIO:
        name = part_name(stream.id, position)
        return site.vault.open(artifacts.session_scope(stream.session), name)  # type: ignore[return-value]

    return lambda: io.BufferedReader(Joined(sizes, open_part), 1 << 20)


def part_name(stream: str, position: int) -> str:
    return f"{stream}.{position}"


def erase_parts(site: Site, stream: Stream) -> None:
    """Destroy what was sealed of it, the name of its device too (no door: doors call it)."""
    scope = artifacts.session_scope(stream.session)
    with site.db() as db:
        count = len(records.parts(db, stream.id))
    try:
        for position in range(count):
            site.vault.erase(scope, part_name(stream.id, position))
        site.vault.erase(scope, _label(stream.id))
    except Erased:
        return  # the whole session was erased meanwhile


def _may_follow(site: Site, stream: Stream, offset: int, size: int) -> None:
    if stream.recording is not None:
        raise StaleEntry("This recording is finished: start a new one.")
    if offset != stream.size:
        raise StaleEntry(
            f"This part starts at byte {offset}, but {stream.size} bytes have arrived."
        )
    if size > PART_LIMIT or stream.size + size > limit(site):
        raise MediaError(
            f"A recording may take {site.settings.record_limit_gib:g} GiB at most: stop it and"
            " start a new take."
        )


def _room_for(site: Site, stream: str) -> None:
    """Raises StorageFull for one that is not known yet and would not fit."""
    with site.db() as db:
        is_known = records.find(db, stream) is not None
    if not is_known:
        room.require_recording(site)


def _again(db: Db, known: Stream, start: Start) -> Stream:
    if start.ended_at is None or known.ended_at is not None:
        return known
    records.end(db, known.id, start.ended_at)
    return known.model_copy(update={"ended_at": start.ended_at})


def _plausible(started_at: datetime, now: datetime) -> datetime:
    """A device's clock that cannot be right gives way to the time at which we heard of it."""
    aware = started_at.tzinfo is not None
    return started_at if aware and now - OLDEST < started_at < now + CLOCK_SLACK else now


def _alone(start: Start, others: Iterable[Stream], now: datetime) -> None:
    if start.ended_at is not None:
        return
    for other in others:
        running = other.recording is None and other.ended_at is None
        if other.device == start.device and running and now - other.arrived_at < ALIVE:
            raise StaleEntry(
                "This device is recording already, perhaps in another tab: stop it there first."
            )


def _overlapping(start: Start, others: Iterable[Stream], now: datetime) -> int | None:
    """The take of other devices that was under way for most of this time."""
    shared: dict[int, timedelta] = {}
    for other in others:
        silent = now - other.arrived_at > LINGERS
        until = other.ended_at or (other.arrived_at if silent else now)
        both = min(start.ended_at or now, until) - max(start.started_at, other.started_at)
        beside = other.role == records.WORK and other.device != start.device
        if beside and both > timedelta(0):
            shared[other.take] = shared.get(other.take, timedelta(0)) + both
    return max(shared, key=lambda take: shared[take]) if shared else None


def _label(stream: str) -> str:
    return f"{stream}.label"


def _label_of(site: Site, stream: Stream) -> str:
    try:
        scope = artifacts.session_scope(stream.session)
        with site.vault.open(scope, _label(stream.id)) as source:
            return source.read().decode()
    except Erased:
        return ""
