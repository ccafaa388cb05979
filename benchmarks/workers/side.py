"""One side of a pair: a new site, its workers, and the sessions that they finish."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine

from benchmarks.common import ROOT
from capture import members, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.settings import Settings
from capture.site import Site
from capture.sources import Source
from pipelines.progress import status
from tests.capture.heads import head_of
from tools.postgres import Server

PROCEDURE = ROOT / "examples" / "demo" / "procedure.en.yaml"
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
POLL_S = 0.2


def recordings(demo: Path, count: int, seconds: float) -> list[bytes]:
    """Beginnings of the demo recording, each a frame longer, so that no two are the same."""
    return [head_of(demo, seconds + number / 15) for number in range(count)]


@dataclass
class Place:
    """A site with its workers, each of which has loaded what it needs. ``logs`` as JSON lines."""

    site: Site
    procedure: str
    running: list[subprocess.Popen[bytes]]
    logs: list[Path]

    def taken(self, sources: Iterable[bytes]) -> list[str]:
        """A session of each, not wanted yet."""
        return [take_in(self.site, self.procedure, one, "Kim", wanted=False) for one in sources]

    def through(self, taken: list[str]) -> float:
        """Seconds from the wish for all to the end of the last."""
        began = time.monotonic()
        for session in taken:
            sessions.want(self.site, OWNER, session)
        finish(self.site, taken)
        return time.monotonic() - began


@dataclass
class Side:
    """``workers`` of them, each on a core of its own. ``silent_s`` as in the settings."""

    folder: Path
    server: Server
    workers: int
    silent_s: float = 30.0

    def measured(self, sources: list[bytes]) -> float:
        """Seconds from the wish for all but the first to the end of the last of them."""
        with self.at_work(sources[0]) as place:
            return place.through(place.taken(sources[1:]))

    @contextmanager
    def at_work(self, first: bytes) -> Iterator[Place]:
        """Its workers, once they have gone through ``first``, which is not measured."""
        self.folder.mkdir(parents=True)
        site = Site.open(self._settings())
        procedure = import_procedure(site, OWNER, PROCEDURE.read_bytes(), PROCEDURE.name).id
        logs = [self.folder / f"log-{number}" for number in range(self.workers)]
        running = [self._start(site, number, log) for number, log in enumerate(logs)]
        try:
            finish(site, [take_in(site, procedure, first, f"W{n}") for n in range(2)])
            yield Place(site, procedure, running, logs)
        finally:
            for process in running:
                process.kill()
                process.wait()
            site.close()

    def _settings(self) -> Settings:
        base = self.server.url.replace("postgresql://", "postgresql+psycopg://")
        name = f"side_{os.urandom(4).hex()}"
        engine = create_engine(base, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return Settings(
            data=self.folder / "data", site_key_file=self.folder / "site.key",
            database_url=base.replace("/postgres?", f"/{name}?"),
            vault_url=str(self.folder / "vault"), worker_silent_s=self.silent_s,
        )  # fmt: skip

    def _start(self, site: Site, number: int, log: Path) -> subprocess.Popen[bytes]:
        settings, name = site.settings, f"worker-{number}"
        environment = {
            **os.environ, **dict.fromkeys(ONE_THREAD, "1"),
            "SONMAT_DATA": str(settings.folder), "SONMAT_SITE_KEY_FILE": str(settings.key_file),
            "SONMAT_DATABASE_URL": settings.database_url, "SONMAT_VAULT_URL": settings.vault_url,
            "SONMAT_WORKER_NAME": name, "SONMAT_WORKER_SILENT_S": str(self.silent_s),
            "SONMAT_LOG": "json",
        }  # fmt: skip
        core = number % (os.cpu_count() or 1)
        with log.open("w") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=environment,
                stderr=said, preexec_fn=lambda: os.sched_setaffinity(0, {core}),
            )  # fmt: skip
        while name not in {one.name for one in members.alive(site)}:
            if process.poll() is not None:
                raise SystemExit("a worker did not start")
            time.sleep(POLL_S)
        return process


def take_in(site: Site, procedure: str, data: bytes, expert: str, wanted: bool = True) -> str:
    source = Source("take.mp4", lambda: io.BytesIO(data))
    session = ingest(site, OWNER, Intake((source,), procedure, expert)).session.id
    if wanted:
        sessions.want(site, OWNER, session)
    return session


def finish(site: Site, wanted: list[str]) -> None:
    """Wait for all of them. Raises SystemExit for one that fails."""
    left = set(wanted)
    while left:
        for session in tuple(left):
            found = status(site, OWNER, session)
            if found.state == "failed":
                failed = [one.stage for one in found.stages if one.status == "failed"]
                raise SystemExit(f"a session failed in {failed}: {found.problem}")
            if found.state == "ready":
                left.discard(session)
        time.sleep(POLL_S)
