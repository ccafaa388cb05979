"""Which worker this is: the only one of a data folder, or one of several that share the databases.

What DBOS calls an executor is a worker's name: it must be the same at every start, since DBOS gives
what a dead worker had begun to its namesake. The worker that leads gives it to the others.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

from capture import members
from data_schemas.errors import InputError, SettingsError
from pipelines import progress

if TYPE_CHECKING:
    from capture.site import Site

LOCK = ".worker.lock"
# The small stages and the sessions themselves, which only wait, go with the ordinary work.
SESSIONS, LIGHT = "sessions", "light"
HEAVY = ("cpu", "gpu")


class Executor(Protocol):
    """``name`` is what DBOS knows it by. ``leads``: whether it looks after what is wanted.

    ``lost``: another process has its name by now, so it must end.
    """

    name: str

    @property
    def leads(self) -> bool: ...

    @property
    def lost(self) -> bool: ...

    def beat(self) -> None:
        """It looked at what is to be done."""

    def dead(self, names: Iterable[str]) -> list[str]:
        """Those of ``names`` that do nothing any more."""


class Alone:
    """The only worker of a data folder: it leads, and nobody else can have begun anything."""

    name, leads, lost = "worker", True, False

    def __init__(self, site: Site) -> None:
        self._site = site

    def beat(self) -> None:
        progress.beat(self._site)

    def dead(self, names: Iterable[str]) -> list[str]:
        return []


class OneOfSeveral:
    """A worker beside others, which says by itself that it is alive (``capture.members``)."""

    def __init__(self, site: Site, seat: members.Seat) -> None:
        self._site, self._seat = site, seat
        self.name = seat.name

    @property
    def leads(self) -> bool:
        return self._seat.leads

    @property
    def lost(self) -> bool:
        return self._seat.lost

    def beat(self) -> None:
        """Nothing to say: the seat's own heart beats also while this process looks at much."""

    def dead(self, names: Iterable[str]) -> list[str]:
        # Whoever asks is alive, also where it was too busy to say so.
        living = {self.name, *(one.name for one in members.alive(self._site))}
        return sorted(set(names) - living)


@contextmanager
def taken(
    site: Site, queues: tuple[str, ...], lacks: Callable[[], tuple[str, ...]] = tuple
) -> Iterator[Executor]:
    """Be a worker of the site; ``lacks`` tells which weights are missing here.

    Raises SettingsError where there may be no more of them.
    """
    if site.settings.is_shared:
        seat = members.Seat(site, "worker", queues, lacks)
        with seat.taken():
            yield OneOfSeveral(site, seat)
        return
    if "cpu" not in queues:
        raise SettingsError(
            "This worker is the only one of its data folder: leave out --queues, or use a"
            " PostgreSQL server for several."
        )
    with _lock(site, patience_s=3.0) as mine:
        if not mine:
            raise SettingsError(
                "A worker already runs for this data folder: several need a PostgreSQL server"
                " (docs/several-machines.md)."
            )
        yield Alone(site)


def is_running(site: Site) -> bool:
    """Whether there is a worker, on this machine or another one."""
    if site.settings.is_shared:
        return bool(members.alive(site, "worker"))
    with _lock(site) as free:
        return not free


def served_by(queues: tuple[str, ...]) -> tuple[str, ...]:
    """The queues of DBOS that a worker of these takes work from. Raises InputError."""
    unknown = [one for one in queues if one not in HEAVY]
    if unknown or not queues:
        raise InputError(f"There are the queues {' and '.join(HEAVY)}: name one or both.")
    return (*((SESSIONS, LIGHT) if "cpu" in queues else ()), *queues)


@contextmanager
def _lock(site: Site, patience_s: float = 0.0) -> Iterator[bool]:
    """True while this process holds the folder's worker lock; the system drops it at death.

    ``patience_s``: somebody who only looks whether a worker runs holds it for a blink.
    """
    with (site.settings.folder / LOCK).open("w") as file:
        until = time.monotonic() + patience_s
        while not _is_taken(file):
            if time.monotonic() >= until:
                yield False
                return
            time.sleep(0.1)
        yield True


def _is_taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
