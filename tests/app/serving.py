"""The real server in a process of its own, over a data folder made by the test."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capture.settings import Settings

START = """
import sys, pathlib
from app.server import run
run(port=int(sys.argv[2]), ready=pathlib.Path(sys.argv[1]).write_text)
"""


def free_port() -> int:
    """One that nobody listens on now, for who must know it beforehand."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def serving(settings: Settings, log: Path, folder: Path, port: int = 0) -> Iterator[str]:
    """The address it answers at. It is started in ``folder``, which holds no settings of ours."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "SONMAT_DATA": str(settings.folder),
        "SONMAT_SITE_KEY_FILE": str(settings.key_file),
        **({"SONMAT_OIDC_FILE": str(settings.oidc_file)} if settings.oidc_file else {}),
        **_kept(),
    }
    told = log.with_suffix(".url")
    with log.open("w") as errors:
        server = subprocess.Popen(
            [sys.executable, "-c", START, str(told), str(port)],
            cwd=folder,
            env=environment,
            stdout=errors,
            stderr=errors,
        )
        try:
            while not (told.exists() and told.stat().st_size):
                assert server.poll() is None, f"it did not start: {log.read_text()[-2000:]}"
                time.sleep(0.05)
            yield told.read_text()
        finally:
            server.terminate()
            server.wait(timeout=30)


def _kept() -> dict[str, str]:
    """Where the weights are: the process has a home folder of its own."""
    from pipelines.models import models_folder

    return {"SONMAT_MODELS": str(models_folder())}
