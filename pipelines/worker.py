"""The worker as a process: one a data folder, or several that share databases on a server."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

from capture import log
from pipelines import executors

M_ARENA_MAX = -8  # malloc.h

if TYPE_CHECKING:
    from capture.site import Site


def run_worker(
    site: Site, queues: tuple[str, ...], stop: threading.Event, idle_after_s: float | None
) -> None:
    """Work until ``stop`` is set, or nothing was to do for ``idle_after_s``.

    Raises InputError for a queue that there is not, SettingsError where it may not be one of the
    site's workers, or is none any more.
    """
    executors.served_by(queues)
    _bound_memory()
    _wait_asleep()
    from pipelines.needs import lacking
    from pipelines.workflow import Worker

    with executors.taken(site, queues, partial(lacking, site, queues)) as executor:
        worker = Worker(site, executor, queues)
        worker.start()
        log.say("worker.started")
        try:
            worker.serve(stop, idle_after_s)
        finally:
            worker.stop()
            log.say("worker.stopped")


def _bound_memory() -> None:
    """Two heaps instead of one a thread: else freed pictures and sound pile up in dozens.

    glibc only; elsewhere there is no such call and nothing is done.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(M_ARENA_MAX, 2)


def _wait_asleep() -> None:
    """Threads of PyTorch sleep while they wait for each other, which costs hearing alone 5 % by the
    clock. Spinning, they take the time of movement, which goes on beside: a fifth of both together.

    Read by OpenMP when PyTorch is loaded; whoever runs the worker may say otherwise.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def ensure_worker(site: Site, idle_after_s: float | None = None) -> subprocess.Popen[bytes] | None:
    """Start a worker process unless one runs; returns it if it was started here."""
    if executors.is_running(site):
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
        "SONMAT_SITE_KEY": settings.site_key.get_secret_value(),
        "SONMAT_SITE_KEY_FROM": settings.key_from,
        "SONMAT_SITE_KEY_NAME": settings.site_key_name,
        "SONMAT_LEDGER_FILE": str(settings.ledger),
        "SONMAT_WORKER_NAME": settings.worker_name,
        "SONMAT_WORKER_SILENT_S": str(settings.worker_silent_s),
        "SONMAT_GPU_STAGES": settings.gpu_stages,
        "SONMAT_LOG": settings.log,
    }
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # Its log is in the form that machines read where the server's is, which it then joins.
        stderr=None if settings.log == "json" else subprocess.DEVNULL,
        start_new_session=True,
    )
