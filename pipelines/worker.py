"""The worker as a process: one a data folder, started when somebody needs it."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from data_schemas.errors import SettingsError

M_ARENA_MAX = -8  # malloc.h

if TYPE_CHECKING:
    from capture.site import Site


def run_worker(
    site: Site, queues: tuple[str, ...], stop: threading.Event, idle_after_s: float | None
) -> None:
    """Work until ``stop`` is set, or nothing was to do for ``idle_after_s``.

    Raises SettingsError when another worker has this data folder.
    """
    _bound_memory()
    from pipelines.workflow import Worker

    with _lock(site, patience_s=3.0) as mine:
        if not mine:
            raise SettingsError("A worker already runs for this data folder.")
        worker = Worker(site, queues)
        worker.start()
        try:
            worker.serve(stop, idle_after_s)
        finally:
            worker.stop()


def _bound_memory() -> None:
    """Two heaps instead of one a thread: else freed pictures and sound pile up in dozens.

    glibc only; elsewhere there is no such call and nothing is done.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(M_ARENA_MAX, 2)


def is_running(site: Site) -> bool:
    with _lock(site) as free:
        return not free


def ensure_worker(site: Site, idle_after_s: float | None = None) -> subprocess.Popen[bytes] | None:
    """Start a worker process unless one runs; returns it if it was started here."""
    if is_running(site):
        return None
    command = [sys.executable, "-m", "app.cli", "worker"]
    if idle_after_s is not None:
        command += ["--idle-after", str(idle_after_s)]
    settings = site.settings
    environment = {
        **os.environ,
        "SONMAT_DATA": str(settings.folder),
        "SONMAT_SITE_KEY_FILE": str(settings.key_file),
        "SONMAT_DATABASE_URL": settings.database_url,
        "SONMAT_WORKFLOW_URL": settings.workflow_url,
        "SONMAT_VAULT_URL": settings.vault_url,
    }
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextmanager
def _lock(site: Site, patience_s: float = 0.0) -> Iterator[bool]:
    """True while this process holds the folder's worker lock; the system drops it at death.

    ``patience_s``: somebody who only looks whether a worker runs holds it for a blink.
    """
    with (site.settings.folder / ".worker.lock").open("w") as file:
        until = time.monotonic() + patience_s
        while not _taken(file):
            if time.monotonic() >= until:
                yield False
                return
            time.sleep(0.1)
        yield True


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
