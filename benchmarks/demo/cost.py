"""What a take costs to make: seconds a frame at both sizes, and the most memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from typing import Any

from benchmarks.common import ROOT, say

CHILD = """
import json, resource, sys
from pathlib import Path
from examples.demo.make import Options, make
from examples.demo.variation import single
out, width, height, seconds = Path(sys.argv[1]), *map(int, sys.argv[2:5])
truth = make(single(33, passer=True), out, Options(fps=10, size=(width, height), seconds=seconds))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"frames": round(truth["duration_s"] * 10), "peak_mb": round(peak)}))
"""
SIZES = ((640, 360), (1280, 720))


def measure(smoke: bool) -> dict[str, Any]:
    """Each size in a process of its own; the start of it is measured apart."""
    rows = []
    for width, height in SIZES[:1] if smoke else SIZES:
        start, _ = _run(width, height, 1)
        whole, found = _run(width, height, 2 if smoke else 31)
        each = (whole - start) / max(1, found["frames"] - 10)
        rows.append({"size": f"{width}x{height}", "s_a_frame": round(each, 3), **found})
        say(str(rows[-1]))
    return {"rows": rows}


def _run(width: int, height: int, seconds: int) -> tuple[float, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-c", CHILD, out, str(width), str(height), str(seconds)]
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return time.monotonic() - began, json.loads(done.stdout)
