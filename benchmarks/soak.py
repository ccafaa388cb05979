"""``python -m benchmarks.soak [--smoke]``: many sessions, one after the other, in one folder.

Watches what must stay flat while a site grows: the worker's memory, and the size of the data
folder per session.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, keep, say
from benchmarks.pipeline.run import Watch
from data_schemas.value import Value

DEMO = ROOT / "examples" / "demo"


class Round(Value):
    sessions: int
    wall_s: float
    worker_peak_mb: int
    folder_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="two sessions, nothing kept")
    parser.add_argument("--sessions", type=int, default=20)
    options = parser.parse_args()
    count = 2 if options.smoke else options.sessions
    with tempfile.TemporaryDirectory() as folder:
        rounds = [one.model_dump() for one in _grow(folder, count)]
    keep("soak", {"command": "python -m benchmarks.soak", "rounds": rounds}, options.smoke)


def _grow(folder: str, count: int) -> list[Round]:
    environment = {
        **os.environ,
        "SONMAT_DATA": f"{folder}/data",
        "SONMAT_SITE_KEY_FILE": f"{folder}/site.key",
    }
    procedure = _sonmat(environment, "procedure", "import", DEMO / "procedure.en.yaml")
    worker = subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], env=environment)
    rounds = []
    try:
        for number in range(1, count + 1):
            watch, started = Watch(folder), time.monotonic()
            taken = _sonmat(
                environment, "ingest", DEMO / "recording" / "recording.mp4",
                "--procedure", procedure["procedure"], "--expert", f"expert {number}",
            )  # fmt: skip
            _sonmat(environment, "process", taken["session"], "--wait")
            rounds.append(
                Round(
                    sessions=number,
                    wall_s=round(time.monotonic() - started, 1),
                    worker_peak_mb=round(watch.stop()),
                    folder_mb=round(_size(Path(folder) / "data") / 1e6, 1),
                )
            )
            say(f"{rounds[-1]}")
    finally:
        worker.terminate()
        worker.wait()
    return rounds


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _sonmat(environment: dict[str, str], *arguments: Any) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, arguments), "--json"],
        env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    main()
