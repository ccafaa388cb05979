"""A PostgreSQL server of one's own on a socket, for tests and benchmarks. No network, no password.

PostgreSQL refuses to run as root, so root lends the user ``postgres``, else ``nobody``.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

PATIENCE_S = 120


class NoServer(Exception):
    """What is missing, and how to get it."""


def debian() -> Path:
    """The programs of Debian's newest server; it has no pgvector."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoServer("no PostgreSQL server: sudo apt-get install postgresql")
    return found[-1].parent


def bundled() -> Path:
    """Those of the package ``pgserver``, which come with pgvector. Only its files are used."""
    spec = importlib.util.find_spec("pgserver")
    if spec is None or spec.origin is None:
        raise NoServer("no server with pgvector: pip install -c constraints.txt pgserver")
    return Path(spec.origin).parent / "pginstall" / "bin"


class Server:
    """A cluster under ``base``, a folder of its own, with one role: ``sonmat``, who may all.

    ``within`` is put before each of its commands, such as ``ip netns exec NAME``; ``address`` is
    where it listens there, for everybody who can reach it.
    """

    def __init__(
        self, programs: Path, base: Path, within: Sequence[str] = (), address: str = ""
    ) -> None:
        self.base = base
        self.data = base / "data"
        self._within, self._address = tuple(within), address
        self._user = _lent_user()
        self._open_up(base)
        self._programs = self._reachable(programs)
        self._as_server("initdb", "-D", self.data, "-A", "trust", "-U", "sonmat", "-E", "UTF8")
        if address:
            with (self.data / "pg_hba.conf").open("a") as rules:
                rules.write("host all sonmat 0.0.0.0/0 trust\n")

    @property
    def url(self) -> str:
        """A libpq URL."""
        return f"postgresql://sonmat@/postgres?host={self.base}"

    def start(self) -> None:
        options = f"-c listen_addresses='{self._address}' -c unix_socket_directories={self.base}"
        self._as_server(
            "pg_ctl", "-D", self.data, "-w", "-l", self.base / "log", "-o", options, "start"
        )

    def stop(self) -> None:
        """At once, as a machine that loses its power."""
        self._as_server("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """All its processes are gone from one moment to the next."""
        lock = self.data / "postmaster.pid"
        first = int(lock.read_text().split()[0])
        others = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for number in (first, *map(int, others)):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        until = time.monotonic() + PATIENCE_S
        # what holds the memory that they share keeps the next start from its own
        while any(_runs(number) for number in (str(first), *others)):
            if time.monotonic() > until:
                raise NoServer("the server does not end")
            time.sleep(0.02)
        # where nobody waits for it, the first process keeps its number, and would keep these
        for left in (lock, *self.base.glob(".s.PGSQL.*.lock")):
            left.unlink()

    def remove(self) -> None:
        shutil.rmtree(self.base, ignore_errors=True)

    def _as_server(self, program: str, *arguments: object) -> None:
        program_of_it = str(self._programs / program)
        line = [*self._within, *_as(self._user), program_of_it, *map(str, arguments)]
        done = subprocess.run(
            line, cwd=self.base, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S,
        )  # fmt: skip
        if done.returncode:
            raise NoServer(f"{program} says: {done.stderr.strip() or (self.base / 'log')}")

    def _open_up(self, base: Path) -> None:
        """The lent user has to write here and to come here."""
        if self._user is None:
            return
        shutil.chown(base, self._user)
        for parent in base.parents:
            if parent.stat().st_uid == os.getuid() and parent != Path("/tmp"):
                parent.chmod(parent.stat().st_mode | 0o011)

    def _reachable(self, programs: Path) -> Path:
        """The programs, or a copy where the lent user cannot come to them."""
        if self._user is None or _may_run(self._user, programs / "initdb"):
            return programs
        copy = self.base / "programs"
        home = programs.parents[2]  # where the package's folders lie side by side
        for one in home.glob("pgserver*"):
            shutil.copytree(one, copy / one.name, dirs_exist_ok=True)
        return copy / programs.relative_to(home)


def _lent_user() -> str | None:
    """Who runs the server where root asks; None: who asks."""
    if os.getuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def _runs(number: str) -> bool:
    """Also one that nobody waited for is over."""
    try:
        return ") Z " not in Path(f"/proc/{number}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _as(user: str | None) -> Sequence[str]:
    return () if user is None else ("runuser", "-u", user, "--")


def _may_run(user: str, program: Path) -> bool:
    line = [*_as(user), str(program), "--version"]
    return subprocess.run(line, cwd="/", capture_output=True, timeout=PATIENCE_S).returncode == 0
