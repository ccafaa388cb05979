"""``python -m benchmarks [--smoke | --soak]``: every benchmark, then one page of all results."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.common import ROOT, say

BENCHMARKS = (
    "benchmarks.align",
    "benchmarks.deidentify",
    "benchmarks.search",
    "benchmarks.transcribe",
    "benchmarks.demo",
    "benchmarks.first",
    "benchmarks.moments",
    "benchmarks.growth",
    "benchmarks.motion",
    "benchmarks.pipeline",
    "benchmarks.readers",
    "benchmarks.recorder",
    "benchmarks.release",
    "benchmarks.timeline",
    "benchmarks.train",
    "benchmarks.upload",
    "benchmarks.workers",
)
SOAK = ("benchmarks.soak", "benchmarks.chaos")
# last: it lays all results together, also those of runs before
TOGETHER = ("benchmarks.report", "benchmarks.capacity")


def main() -> int:
    smoke = ["--smoke"] if "--smoke" in sys.argv[1:] else []
    chosen = SOAK if "--soak" in sys.argv[1:] else BENCHMARKS
    failed = []
    for name in chosen:
        say(f"== {name}")
        if not _ran(name, smoke):
            failed.append(name)
    if not smoke:
        failed += [name for name in TOGETHER if not _ran(name, [])]
    if failed:
        say(f"failed: {', '.join(failed)}")
    return len(failed)


def _ran(name: str, options: list[str]) -> bool:
    return subprocess.run([sys.executable, "-m", name, *options], cwd=ROOT).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
