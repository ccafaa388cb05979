"""A site whose parts can be made to die: app, worker, database, the line to it, and the disk."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.common import ROOT, say
from capture.settings import Settings
from tools.postgres import NoServer, Server, debian

DISK_MB = 1500
PATIENCE_S = 120


class Link:
    """A network of its own for the database, and one line to it (root only)."""

    OURS, THEIRS = "10.213.77.1", "10.213.77.2"

    def __init__(self, name: str) -> None:
        self.name = name
        self._end = f"v{name}"[:14]
        _ip("netns", "add", name)
        _ip("link", "add", self._end, "type", "veth", "peer", "name", "there", "netns", name)
        _ip("addr", "add", f"{self.OURS}/30", "dev", self._end)
        _ip("link", "set", self._end, "up")
        for line in (("addr", "add", f"{self.THEIRS}/30", "dev", "there"),
                     ("link", "set", "there", "up"), ("link", "set", "lo", "up")):  # fmt: skip
            _ip("-n", name, *line)

    @property
    def within(self) -> Sequence[str]:
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        _ip("link", "set", self._end, "down")

    def mend(self) -> None:
        _ip("link", "set", self._end, "up")

    def remove(self) -> None:
        _ip("netns", "del", self.name)


class Place:
    """``database`` and ``link`` are None where the site keeps its state in SQLite files."""

    def __init__(self, folder: Path, database: Server | None, link: Link | None) -> None:
        self.folder, self.database, self.link = folder, database, link
        self.has_own_disk = False
        self.port = _free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.commands: list[subprocess.Popen[bytes]] = []

    @property
    def settings(self) -> Settings:
        urls = {}
        if self.database is not None:
            where = f"sonmat@{Link.THEIRS}/postgres" if self.link else self.database.url[13:]
            urls = {"database_url": f"postgresql+psycopg://{where}",
                    "workflow_url": f"postgresql://{where}"}  # fmt: skip
        return Settings(
            data=self.folder / "data", site_key_file=self.folder / "site.key", motion_fps=5.0,
            **urls,
        )  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        made = self.settings
        return {
            **os.environ,
            "SONMAT_DATA": str(made.folder),
            "SONMAT_SITE_KEY_FILE": str(made.key_file),
            "SONMAT_DATABASE_URL": made.database_url,
            "SONMAT_WORKFLOW_URL": made.workflow_url,
            "SONMAT_MOTION_FPS": "5",
            "SONMAT_DEBUG": "1",  # what is no sentence tells where it was
        }

    def start(self, name: str) -> None:
        """``app`` or ``worker``, unless it runs."""
        if name in self.running and self.running[name].poll() is None:
            return
        arguments = {
            "app": ["serve", "--no-worker", "--port", str(self.port)],
            "worker": ["worker"],
        }[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = self.begin(arguments, log)

    def begin(self, arguments: Sequence[str], errors: int | object) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", *arguments], cwd=ROOT, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,  # type: ignore[arg-type]
        )  # fmt: skip

    def odd_lines(self) -> Counter[str]:
        """What app and worker wrote down that is no sentence of ours."""
        found: Counter[str] = Counter()
        for log in self.folder.glob("*.log"):
            lines = log.read_text(errors="replace").splitlines()
            odd = ("route.failed", "Traceback", "Error: ", "Exception: ")
            found.update(f"{log.stem}: {one[-200:]}" for one in lines if any(k in one for k in odd))
        return found

    def kill(self, name: str) -> None:
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()

    def heal(self) -> None:
        """Everything runs, the line stands, the disk has room."""
        (self.settings.folder / "filler").unlink(missing_ok=True)
        if self.link is not None:
            self.link.mend()
        for name in ("app", "worker"):
            self.start(name)

    def stop(self) -> None:
        for one in self.running.values():
            one.terminate()
        for one in self.running.values():
            try:
                one.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


@contextmanager
def place(*, small: bool) -> Iterator[Place]:
    """``small``: state in SQLite files and no network of its own."""
    with ExitStack() as undo:
        folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        link = None if small else _link(undo)
        database = None if small else _database(undo, folder, link)
        made = Place(folder, database, link if database else None)
        made.settings.folder.mkdir()
        made.has_own_disk = not small and _disk(undo, made.settings.folder)
        undo.callback(made.stop)
        yield made


def _link(undo: ExitStack) -> Link | None:
    try:
        made = Link(f"chaos{os.getpid()}")
    except (OSError, subprocess.CalledProcessError):
        say("skipped: cuts of the network (they need root and iproute2)")
        return None
    undo.callback(made.remove)
    return made


def _database(undo: ExitStack, folder: Path, link: Link | None) -> Server | None:
    (folder / "pg").mkdir()
    try:
        made = Server(
            debian(), folder / "pg", link.within if link else (), Link.THEIRS if link else ""
        )
        made.start()
    except NoServer as error:
        say(f"skipped: kills of the database ({error})")
        return None
    undo.callback(made.stop)
    return made


def _disk(undo: ExitStack, folder: Path) -> bool:
    """The data folder as a disk of its own."""
    options = f"size={DISK_MB}m,mode=0700"
    command = ["mount", "-t", "tmpfs", "-o", options, "sonmat-chaos", str(folder)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        say("skipped: full disks (only root can mount a small one)")
        return False
    undo.callback(subprocess.run, ["umount", "-l", str(folder)], check=False)
    return True


def waits_for(check: object, seconds: float = PATIENCE_S) -> bool:
    """Whether ``check()`` became true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if check():  # type: ignore[operator]
            return True
        time.sleep(0.2)
    return False


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
