"""Where a sitting stands, for all screens that show it: kept in memory, never on disk.

One pointer a session says which question is up, what the replay does and on which screen somebody
answers. It is lost with the server, and nothing hangs on it: whoever looks next is shown the first
question that is open.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from data_schemas.value import Value

# A screen that has not asked for so long is gone.
GONE_S = 5.0
# One that answers may stand in a gust of bad line for longer.
SILENT_S = 30.0
KEPT = 200
Role = Literal["interviewer", "expert"]
# Another server knows nothing of what an earlier one had told.
BOOT = secrets.token_hex(4)


class Pointer(Value):
    """``target``: the question that is up, ``END`` behind the last, "" before anybody looked.

    ``follows``: the answer that it goes on from. ``turn`` counts what was done to the replay,
    which stood at second ``at_s`` of the played copy at ``since`` of our own clock.
    """

    target: str = ""
    follows: int | None = None
    turn: int = 0
    playing: bool = False
    at_s: float = 0.0
    since: float = 0.0


END = "end"


class Look(Value):
    """A screen that asks: its own name, whose it is, and whether somebody answers there."""

    screen: str
    role: Role = "interviewer"
    answering: bool = False


@dataclass
class _Table:
    pointer: Pointer = field(default_factory=Pointer)
    screens: dict[str, tuple[Look, float]] = field(default_factory=dict)
    used: float = 0.0


class Told(Value):
    """What a screen is told. ``for_s``: how long ago the replay was set going or stopped.

    ``answering`` is the other screen on which somebody answers, "" for none. ``heard_elsewhere``:
    the expert has a screen of their own, which gives the sound.
    """

    pointer: Pointer
    for_s: float
    answering: str
    heard_elsewhere: bool
    boot: str = BOOT


_lock = threading.Lock()
_tables: dict[str, _Table] = {}


def look(session: str, by: Look, first: Callable[[], str] = lambda: "") -> Told:
    """What this screen is to show. ``first`` names the question that is up where none is."""
    with _lock:
        table = _table(session)
        table.screens[by.screen] = (by, time.monotonic())
        if table.pointer.target == "":
            table.pointer = table.pointer.model_copy(update={"target": first()})
        return _told(table, by)


def go(session: str, target: str, follows: int | None = None) -> None:
    """Put another question up; the replay stands until somebody sets it going."""
    with _lock:
        table = _table(session)
        table.pointer = Pointer(
            target=target, follows=follows, turn=table.pointer.turn + 1, since=time.monotonic()
        )


def replay(session: str, playing: bool, at_s: float) -> None:
    """The replay was set going, or stopped, at this second of the played copy."""
    with _lock:
        table = _table(session)
        known = table.pointer
        table.pointer = known.model_copy(
            update={
                "turn": known.turn + 1,
                "playing": playing,
                "at_s": max(0.0, at_s),
                "since": time.monotonic(),
            }
        )


def forget(session: str) -> None:
    """As after a start of the server."""
    with _lock:
        _tables.pop(session, None)


def _told(table: _Table, by: Look) -> Told:
    now = time.monotonic()
    others = {
        name: (one, now - at) for name, (one, at) in table.screens.items() if name != by.screen
    }
    table.screens = {n: kept for n, kept in table.screens.items() if now - kept[1] < SILENT_S}
    answering = (name for name, (one, ago) in others.items() if one.answering and ago < SILENT_S)
    return Told(
        pointer=table.pointer,
        for_s=round(now - table.pointer.since, 3),
        answering=next(answering, ""),
        heard_elsewhere=by.role == "interviewer"
        and any(one.role == "expert" and ago < GONE_S for one, ago in others.values()),
    )


def _table(session: str) -> _Table:
    table = _tables.setdefault(session, _Table())
    table.used = time.monotonic()
    if len(_tables) > KEPT:
        del _tables[min(_tables, key=lambda name: _tables[name].used)]
    return table
