"""``python -m benchmarks [--smoke | --soak]``: every benchmark, one after the other."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.common import ROOT, say

BENCHMARKS = (
    "benchmarks.align",
    "benchmarks.search",
    "benchmarks.transcribe",
    "benchmarks.demo",
    "benchmarks.moments",
    "benchmarks.motion",
    "benchmarks.pipeline",
    "benchmarks.recorder",
    "benchmarks.timeline",
    "benchmarks.upload",
)
SOAK = ("benchmarks.soak",)


def main() -> int:
    smoke = ["--smoke"] if "--smoke" in sys.argv[1:] else []
    chosen = SOAK if "--soak" in sys.argv[1:] else BENCHMARKS
    failed = []
    for name in chosen:
        say(f"== {name}")
        if subprocess.run([sys.executable, "-m", name, *smoke], cwd=ROOT).returncode != 0:
            failed.append(name)
    if failed:
        say(f"failed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
