"""Memory of the whole door of releases: from the gate to the last file, of many small sessions.

Real sites of 10, 100 and 1,000 made-up sessions (``made``), each released in a process of its own
that has released five of them before, so that no library is counted. The peak is the kernel's own
(``VmHWM``). ``SONMAT_BENCH_SITES`` names a folder to make the sites in and to find them again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, say
from benchmarks.release import made
from benchmarks.upload.memory import Peak
from capture import sessions
from capture.access import OWNER
from capture.site import Site
from data_schemas.release import Selection
from pipelines.release import desk
from pipelines.release.bag import verify
from tests.conftest import default_settings

FORMATS = ("hf", "vtt")
BEFORE = 5
SIZES, FEW = (10, 100, 1_000), (6, 12)
# A peak this many times that of the fewest sessions still counts as flat.
BOUND = 1.2


def measure(smoke: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.environ.get("SONMAT_BENCH_SITES", name))
        found = [
            _run(_filled(folder / str(size), size), size) for size in (FEW if smoke else SIZES)
        ]
    few, some, many = found[0], found[-2], found[-1]
    more = many["peak_more_mb"] - some["peak_more_mb"]
    ratio = round(many["peak_mb"] / few["peak_mb"], 3)
    return {
        "formats": FORMATS, "rows_a_session": made.STEPS, "sizes": found,
        "kb_a_session": round(1e3 * more / (many["sessions"] - some["sessions"]), 1),
        "ratio": ratio, "bound": BOUND, "within_bound": ratio <= BOUND,
    }  # fmt: skip


def _filled(folder: Path, size: int) -> Path:
    """A site of so many sessions, as far as they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Site.open(default_settings(folder))) as site:
        there = sessions.list_sessions(site, OWNER)
        made.add(site, made.procedure_of(site, there), range(len(there), size))
    return folder


def _run(folder: Path, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.release.memory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = {"sessions": size, **json.loads(done.stdout)}
    say(str(found))
    return found


def _measured(folder: Path) -> dict[str, Any]:
    with (
        closing(Site.open(default_settings(folder))) as site,
        tempfile.TemporaryDirectory() as name,
    ):
        first = tuple(one.id for one in sessions.list_sessions(site, OWNER)[:BEFORE])
        out = Path(name)
        desk.create(site, OWNER, _of("few", first), out / "few")
        peak = Peak(os.getpid())
        rows = desk.create(site, OWNER, _of("all"), out / "all").rows
        told = peak.stop()
        assert verify(out / "all") == []
        size = sum(one.stat().st_size for one in (out / "all").rglob("*.*"))
    whole = round(told["before_mb"] + told["peak_more_mb"], 1)
    return {"rows": rows, "size_mb": round(size / 1e6, 1), "peak_mb": whole, **told}


def _of(name: str, chosen: tuple[str, ...] = ()) -> Selection:
    return Selection(name=name, sessions=chosen, formats=FORMATS)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measured(Path(sys.argv[1]))))
