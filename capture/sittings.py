"""Where a sitting stands, for all screens that show it, at whichever web server they are.

One pointer a session says which question is up, what the replay does and on which screen somebody
answers. It is forgotten when nobody has looked for half a day, and nothing hangs on it: whoever
looks next is shown the first question that is open.

What is asked about may be named after a step, in words of a procedure: so that name lies sealed.

No doors: the route asks whether somebody may read and answer before it asks here.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import Field

from capture.database import clock, lock
from capture.records import sittings as records
from capture.records.sittings import Screen, Stands
from data_schemas.value import Value

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from capture.site import Site

# A screen that has not asked for so long is gone.
GONE = timedelta(seconds=5)
# One that answers may stand in a gust of bad line for longer.
SILENT = timedelta(seconds=30)
# Screens ask once a second: that they are still there is written down no oftener than this.
TOUCH = timedelta(seconds=2)
FORGOTTEN = timedelta(hours=12)
_NONCE = 12
Role = Literal["interviewer", "expert"]


class Pointer(Value):
    """``target``: the question that is up, ``END`` behind the last, "" before anybody looked.

    ``follows``: the answer that it goes on from. ``turn`` counts what was done to the replay,
    which stood at second ``at_s`` of the played copy then.
    """

    target: str = ""
    follows: int | None = None
    turn: int = 0
    playing: bool = False
    at_s: float = 0.0


END = "end"


class Look(Value):
    """A screen that asks: its own name, whose it is, and whether somebody answers there."""

    screen: str = Field(max_length=40, pattern=r"^[A-Za-z0-9-]*$")
    role: Role = "interviewer"
    answering: bool = False


class Told(Value):
    """What a screen is told. ``for_s``: how long ago the replay was set going or stopped.

    ``answering`` is the other screen on which somebody answers, "" for none. ``heard_elsewhere``:
    the expert has a screen of their own, which gives the sound. ``boot`` is another one where all
    that was told before is forgotten.
    """

    pointer: Pointer
    for_s: float
    answering: str
    heard_elsewhere: bool
    boot: str


def look(site: Site, session: str, by: Look, first: Callable[[], str] = lambda: "") -> Told:
    """What this screen is to show. ``first`` names the question that is up where none is."""
    with site.db() as db:
        now = clock(db)
        stands = records.find(db, session)
        if stands is not None and not _is_old(stands, now) and _opened(site, stands):
            _seen(db, stands, by, now)
            return _told(db, _as_read(site, stands), by, now)
    with site.db() as db:
        stands = _standing(db, session)
        now = clock(db)
        target = "" if _opened(site, stands) else first()
        if target:
            stands = stands._replace(target=_sealed(site, session, target))
            records.change(db, session, target=stands.target)
        _seen(db, stands, by, now)
        return _told(db, _as_read(site, stands), by, now)


def go(site: Site, session: str, target: str, follows: int | None = None) -> None:
    """Put another question up; the replay stands until somebody sets it going."""
    up = _sealed(site, session, target)
    _turn(site, session, target=up, follows=follows, playing=False, at_s=0.0)


def replay(site: Site, session: str, playing: bool, at_s: float) -> None:
    """The replay was set going, or stopped, at this second of the played copy."""
    _turn(site, session, playing=playing, at_s=max(0.0, at_s))


def changed(site: Site, session: str) -> None:
    """Somebody did something to what is shown: every server looks anew."""
    with site.db() as db:
        _standing(db, session)
        records.count_change(db, session)


def changes(site: Site, session: str) -> str:
    """Another word whenever what is shown was changed, wherever that was."""
    with site.db() as db:
        stands = records.find(db, session)
    return f"{stands.boot}.{stands.changes}" if stands else ""


def forget(site: Site, session: str) -> None:
    """As if nobody had looked yet."""
    with site.db() as db:
        records.drop(db, session)


def _turn(site: Site, session: str, **columns: Any) -> None:
    with site.db() as db:
        stands = _standing(db, session)
        records.change(db, session, turn=stands.turn + 1, since=clock(db), **columns)


def _standing(db: Db, session: str) -> Stands:
    """Where it stands, from the beginning where nothing is known. The first thing in its unit."""
    lock(db, "sitting")
    found, now = records.find(db, session), clock(db)
    if found is not None and not _is_old(found, now):
        return found
    records.forget(db, now - FORGOTTEN)
    made = Stands(session, secrets.token_hex(4), "", None, 0, False, 0.0, now, 0, now)
    records.add(db, made)
    db.flush()
    return made


def _sealed(site: Site, session: str, target: str) -> str:
    if not target:
        return ""
    nonce = os.urandom(_NONCE)
    made = AESGCM(site.keys.subkey("sitting")).encrypt(nonce, target.encode(), session.encode())
    return (nonce + made).hex()


def _opened(site: Site, stands: Stands) -> str:
    """What is up; "" where nothing is, or what we have not written."""
    try:
        data = bytes.fromhex(stands.target)
        cipher = AESGCM(site.keys.subkey("sitting"))
        return cipher.decrypt(data[:_NONCE], data[_NONCE:], stands.session.encode()).decode()
    except (InvalidTag, ValueError):
        return ""


def _as_read(site: Site, stands: Stands) -> Stands:
    return stands._replace(target=_opened(site, stands))


def _is_old(stands: Stands, now: datetime) -> bool:
    return now - stands.used_at >= FORGOTTEN


def _seen(db: Db, stands: Stands, by: Look, now: datetime) -> None:
    """This screen is there."""
    there = records.screens(db, stands.session)
    known = next((one for one in there if one.name == by.screen), None)
    as_before = known is not None and (known.role, known.answering) == (by.role, by.answering)
    if known is not None and as_before and now - known.seen_at < TOUCH:
        return
    records.put_screen(db, stands.session, Screen(by.screen, by.role, by.answering, now))
    db.flush()
    records.forget_screens(db, stands.session, now - SILENT)
    if now - stands.used_at > FORGOTTEN / 12:
        records.change(db, stands.session, used_at=now)


def _told(db: Db, stands: Stands, by: Look, now: datetime) -> Told:
    others = [one for one in records.screens(db, stands.session) if one.name != by.screen]
    answering = (one.name for one in others if one.answering and now - one.seen_at < SILENT)
    known = stands._asdict()
    return Told(
        pointer=Pointer(**{name: known[name] for name in Pointer.model_fields}),
        for_s=round((now - stands.since).total_seconds(), 3),
        answering=next(answering, ""),
        heard_elsewhere=by.role == "interviewer"
        and any(one.role == "expert" and now - one.seen_at < GONE for one in others),
        boot=stands.boot,
    )
