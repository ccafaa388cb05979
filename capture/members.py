"""Processes that work on one site from several machines: who is there, and who of them leads.

Each has a name of its own, the same at every start, and says every other second that it is alive,
by the database's clock. Who is silent for too long is taken to be dead: its name is free, and the
worker that leads gives its work to the others. No doors: names of machines and times, no content.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from capture import log
from capture.database import clock, lock
from capture.records import members as records
from data_schemas.errors import SettingsError, StoreError
from data_schemas.member import Member, MemberRole

if TYPE_CHECKING:
    from datetime import datetime

    from capture.settings import Settings
    from capture.site import Site

BEAT_S = 2.0
# A leader that is cut off leads no more after this; it renews it at every beat.
LEAD_S = 10.0
LEADS = "sweep"
FORGOTTEN = timedelta(days=1)
MOST = 1000
PLACE = ".place"
# What decides results beside the recordings: it must be the same on every machine.
DECIDING = ("speech_engine", "speech_model", "motion_fps", "gpu_stages")


def members(site: Site) -> tuple[tuple[Member, ...], datetime]:
    """All that were there within a day, and what the database's clock says."""
    with site.db() as db:
        return records.every(db), clock(db)


def alive(site: Site, role: MemberRole | None = None) -> tuple[Member, ...]:
    """Those that were heard of lately."""
    found, now = members(site)
    most = site.settings.worker_silent_s
    return tuple(one for one in found if role in (None, one.role) and one.silent_s(now) <= most)


def leader(site: Site) -> str:
    """Who leads, as its ``holder``; "" for nobody."""
    with site.db() as db:
        return records.holder_of(db, LEADS, clock(db))


def chosen_of(settings: Settings) -> str:
    text = "\n".join(f"{name}={getattr(settings, name)}" for name in DECIDING)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@contextmanager
def present(site: Site) -> Iterator[None]:
    """Be a web server among the members, where there are several machines."""
    if not site.settings.is_shared:
        yield
        return
    with Seat(site, "web").taken():
        yield


class Seat:
    """The place of one process among the members, for as long as ``taken`` lasts.

    ``lacks`` is asked at every beat which weights its machine has not got.
    """

    def __init__(
        self,
        site: Site,
        role: MemberRole,
        queues: tuple[str, ...] = (),
        lacks: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        self.name = ""
        self.holder = secrets.token_hex(8)
        self.lost = False
        self._site, self._role, self._queues, self._lacks = site, role, queues, lacks
        # Whoever does no ordinary work has no time to look after that of others.
        self._may_lead = role == "worker" and "cpu" in queues
        self._leads_until = 0.0
        self._over = threading.Event()

    @property
    def leads(self) -> bool:
        return time.monotonic() < self._leads_until

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have a name and say that it is alive, until the end. Raises SettingsError.

        A name that is set is waited for: who had it may have died a moment ago.
        """
        with self._named():
            self.beat()
            heart = threading.Thread(target=self._live, daemon=True)
            heart.start()
            try:
                yield
            finally:
                self._over.set()
                heart.join(timeout=LEAD_S)
                self._leave()

    def beat(self) -> None:
        """Say that this process is alive, and lead if nobody else does. Raises StoreError."""
        lacks, began = self._lacks(), time.monotonic()
        with self._site.db() as db:
            if self._may_lead:
                lock(db, "lease")
            now = clock(db)
            if not records.beat(db, self.name, self.holder, now, self._site.now(), lacks):
                self.lost = True
                return
            until = now + timedelta(seconds=LEAD_S)
            leads = self._may_lead and records.hold(db, LEADS, self.holder, now, until)
        self._leads_until = began + LEAD_S if leads else 0.0

    def _live(self) -> None:
        while not self._over.wait(BEAT_S) and not self.lost:
            try:
                self.beat()
            except StoreError as error:
                log.say("member.unheard", error=error)

    @contextmanager
    def _named(self) -> Iterator[None]:
        wanted = self._site.settings.worker_name if self._role == "worker" else ""
        until = time.monotonic() + self._site.settings.worker_silent_s + LEAD_S
        names = [wanted] if wanted else _names(self._role)
        while True:
            for name in names:
                with _held(self._site.settings.folder, name) as is_ours:
                    if is_ours and self._claim(name):
                        yield
                        return
            if not wanted or time.monotonic() > until:
                raise SettingsError(
                    "Another worker of this name runs: give each its own SONMAT_WORKER_NAME."
                )
            time.sleep(1.0)

    def _claim(self, name: str) -> bool:
        """Who had the name on this machine is dead, since it let go of the file."""
        lacks, settings, now = self._lacks(), self._site.settings, self._site.now()
        place = _place(settings.folder)
        with self._site.db() as db:
            lock(db, "member")
            at = clock(db)
            before = records.find(db, name)
            elsewhere = before is not None and before.place != place
            if before and elsewhere and before.silent_s(at) <= settings.worker_silent_s:
                return False
            records.forget(db, at - FORGOTTEN)
            member = Member(
                name=name, role=self._role, holder=self.holder, host=_host(), place=place,
                queues=self._queues, version=version("sonmat"), chosen=chosen_of(settings),
                lacks=lacks, beat_at=at, clock_at=now,
            )  # fmt: skip
            records.put(db, member)
        self.name = name
        return True

    def _leave(self) -> None:
        with suppress(StoreError), self._site.db() as db:
            records.drop(db, LEADS, self.holder)
            records.leave(db, self.name, self.holder)


def _host() -> str:
    return re.sub(r"[^a-z0-9-]+", "-", socket.gethostname().lower()).strip("-")[:40] or "host"


def _names(role: MemberRole) -> list[str]:
    between = "" if role == "worker" else f"{role}-"
    return [f"{_host()}-{between}{number}" for number in range(1, MOST)]


def _place(folder: Path) -> str:
    """Names the data folder of this machine; the caller holds a lock in it."""
    file = folder / PLACE
    with suppress(FileNotFoundError):
        known = file.read_text()
        if known:
            return known
    made = secrets.token_hex(8)
    file.write_text(made)
    return made


@contextmanager
def _held(folder: Path, name: str) -> Iterator[bool]:
    """True while this process holds the name on this machine; the system drops it at death."""
    with (folder / f".{name}.lock").open("w") as file:
        yield _is_locked(file)


def _is_locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
