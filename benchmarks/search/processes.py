"""The processes of ``benchmarks.search.scale``: each group of systems in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, say
from benchmarks.search.worker import Figures, Task

PEERS = ROOT / "build" / "peers"
PINNED = Path(__file__).with_name("peers.txt")
PATIENCE_S = 1500.0
INSTALL_S = 900.0


class DidNotRun(Exception):
    """A system could not be installed, failed, or took too long; the message says which."""


def peers() -> Path:
    """The interpreter of the others' environment, made where it is missing. Raises DidNotRun."""
    python = PEERS / "bin" / "python"
    done = PEERS / PINNED.name
    if not done.is_file() or done.read_text() != PINNED.read_text():
        say(f"installing what search is compared with in {PEERS.relative_to(ROOT)}")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([sys.executable, "-m", "venv", PEERS], INSTALL_S)
        # each is pinned with all it needs, but for what txtai borrows
        _run([*pip, "--no-deps", "-r", PINNED], INSTALL_S)
        done.write_text(PINNED.read_text())
    return python


def measured(task: Task, python: Path) -> dict[str, Figures]:
    """Figures of the systems of a task, by name, from a process of their own. Raises DidNotRun."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "task.json"
        path.write_text(json.dumps(asdict(task)))
        _run([python, "-m", "benchmarks.search.worker", path], PATIENCE_S)
        found: dict[str, Figures] = json.loads(path.with_suffix(".answer").read_text())
        return found


def _run(command: list[Any], patience_s: float) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PROJECT_PACKAGES": sysconfig.get_paths()["purelib"],
        "OMP_NUM_THREADS": "1",
    }
    try:
        done = subprocess.run(
            list(map(str, command)), cwd=ROOT, env=environment, timeout=patience_s,
            capture_output=True, text=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DidNotRun(f"took longer than {patience_s:.0f} s") from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise DidNotRun(lines[-1][:300] if lines else f"ended with {done.returncode}")
