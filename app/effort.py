"""Human time in the app, counted from acts: what is only open counts nothing.

A stretch between two acts of the same seat counts if it is shorter than ``IDLE_S``. A seat is an
account (with ``sonmat serve --lan`` each device has one), so that two tabs of one person count
once; the cameras of one recording are one seat, too. Seats live in memory only, on a clock that
never goes back, and what is stored is a sum (``capture.effort``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from app import context
from capture import effort, takes
from capture.site import Site
from data_schemas.effort import Activity
from data_schemas.errors import SonmatError
from data_schemas.rights import Actor
from data_schemas.session import RecordingRole

# Whoever does nothing for longer has turned to something else.
IDLE_S = 60.0
# Sums are written down this often: an act that only counts costs microseconds.
WRITE_S = 15.0
# Pages that are about a session; any other one counts as "other".
PAGES: dict[str, Activity] = {
    "session": "correct", "record": "record", "sitting": "ask", "cards": "cards",
    "teach-back": "teach",
}  # fmt: skip
SENT: dict[RecordingRole, Activity] = {"work": "record", "answer": "ask", "attempt": "teach"}
_STREAMS_KNOWN = 256

Spent = dict[tuple[Actor, str, Activity], float]


@dataclass(frozen=True)
class _Last:
    at_s: float
    session: str
    activity: Activity


class Meter:
    """``clock`` tells seconds from anywhere on and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last: dict[str, _Last] = {}
        self._spent: Spent = {}
        self._written_s = clock()

    def use(self, who: Actor, session: str, activity: Activity | None) -> None:
        """Somebody did something; None: goes on with what they were doing in this session."""
        with self._lock:
            now = self._clock()
            seat = f"recording {session}" if activity == "record" else who.id
            last = self._last.get(seat)
            here = last is not None and last.session == session
            if activity is None and (last is None or not here):
                return
            doing = activity or (last.activity if last else "other")
            if last is not None and 0 < now - last.at_s < IDLE_S:
                # Within a session what ends a stretch says what it was for.
                where = (session, doing) if here else (last.session, last.activity)
                key = (who, *where)
                self._spent[key] = self._spent.get(key, 0.0) + now - last.at_s
            self._last[seat] = _Last(now, session, doing)

    def due(self, *, all_of_it: bool = False) -> Spent:
        """What is to be written down now, often nothing; it is handed out once."""
        with self._lock:
            now = self._clock()
            if not all_of_it and now - self._written_s < WRITE_S:
                return {}
            self._written_s = now
            self._last = {k: one for k, one in self._last.items() if now - one.at_s < IDLE_S}
            spent, self._spent = self._spent, {}
            return spent


_meters: WeakKeyDictionary[Site, Meter] = WeakKeyDictionary()
_streams: dict[str, Activity] = {}


def used(who: Actor, session: str, activity: Activity | None = None) -> None:
    """``who`` did something in a session; None: they went on, as a player does that plays.

    It never gets in the way: what cannot be counted is not counted.
    """
    site = context.site()
    meter = _meter(site)
    meter.use(who, session, activity)
    _write(site, meter.due())


def page_used(who: Actor, page: str, session: str) -> None:
    """A page was drawn; one that is about no session counts nothing."""
    if session:
        used(who, session, PAGES.get(page, "other"))


def sent(who: Actor, session: str, stream: str) -> None:
    """A part of a recording arrived: somebody records."""
    if stream not in _streams:
        try:
            role = takes.received(context.site(), who, session, stream).role
        except SonmatError:
            return
        if len(_streams) >= _STREAMS_KNOWN:
            _streams.clear()
        _streams[stream] = SENT[role]
    used(who, session, _streams[stream])


def settle(site: Site) -> None:
    """Write down all that was counted so far, before somebody looks."""
    _write(site, _meter(site).due(all_of_it=True))


def _meter(site: Site) -> Meter:
    return _meters.setdefault(site, Meter())


def _write(site: Site, spent: Spent) -> None:
    for (who, session, activity), seconds in spent.items():
        try:
            effort.touch(site, who, session, activity, seconds)
        except SonmatError:
            continue  # withdrawn meanwhile, or the disk is full: nobody waits for a count
