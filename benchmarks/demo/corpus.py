"""How long a whole corpus takes with the program's own two workers, and whether it is sound."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, say

DEMO = [sys.executable, "-m", "examples.demo"]


def measure(smoke: bool) -> dict[str, Any]:
    """Takes of a minute, made from nothing and read again by the checker.

    ``peak_mb`` is the largest process: takes run in processes of their own, two at a time.
    """
    n, seconds = (2, 2) if smoke else (24, 60)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        asked = ["corpus", "--n", str(n), "--split", "tune", "--seconds", str(seconds)]
        began = time.monotonic()
        subprocess.run([*DEMO, *asked, "--out", name], cwd=ROOT, check=True)
        wall = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        told = subprocess.run([*DEMO, "check", name], cwd=ROOT, capture_output=True, text=True)
        made = json.loads((out / "corpus.json").read_text("utf-8"))
        videos = list(out.glob("*/recording*.mp4"))
        row = {
            "name": made["name"],
            "takes": n,
            "recordings": len(videos),
            "recorded_minutes": round(seconds * len(videos) / 60, 1),
            "wall_minutes": round(wall / 60, 1),
            "peak_mb": round(peak),
            "consistent": told.stdout.count(": consistent\n"),
            "faults": [
                line.replace(name + os.sep, "")
                for line in told.stdout.splitlines()
                if not line.endswith(": consistent")
            ],
            "megabytes": round(sum(path.stat().st_size for path in videos) / 1e6, 1),
        }
    say(str(row))
    return row
