"""What it costs a processor that sound and picture are worked on at once: the plain engines, as two
processes side by side and one after the other. Nothing of ours runs."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, commit
from benchmarks.pipeline.run import commands_cpu_s
from benchmarks.pipeline.speed import Pair, spread

ENGINES = ("speech", "motion")  # functions of app/demo/raw.py
START = "import sys, pathlib; from app.demo import raw; raw.{}(pathlib.Path(sys.argv[1]))"


def beside_pair(recording: Path, first: int) -> Pair:
    """Both ways once; every other pair starts with the other one."""
    sides: dict[int, tuple[float, float]] = {}
    for side in (first, 1 - first):
        sides[side] = _timed(recording, at_once=not side)
    (beside_s, beside_cpu_s), (after_s, after_cpu_s) = sides[0], sides[1]
    return {
        "beside_s": round(beside_s, 1),
        "after_s": round(after_s, 1),
        "ratio": round(beside_s / after_s, 3),
        "beside_cpu_s": round(beside_cpu_s, 1),
        "after_cpu_s": round(after_cpu_s, 1),
        "cpu_ratio": round(beside_cpu_s / after_cpu_s, 3),
        "commit": commit(),
    }


def summed_beside(pairs: list[Pair], recording: Path, seconds: float) -> dict[str, Any]:
    return {
        "command": "python -m benchmarks.pipeline --only beside",
        "peer": "plain openai-whisper, then plain mediapipe (app/demo/raw.py)",
        "recording": recording.name,
        "seconds": seconds,
        "n": len(pairs),
        **spread(pairs, "ratio"),
        **spread(pairs, "cpu_ratio"),
        "pairs": pairs,
    }


def _timed(recording: Path, at_once: bool) -> tuple[float, float]:
    """Wall and processor seconds, start-up included."""
    started, cpu = time.monotonic(), commands_cpu_s()
    running = []
    for name in ENGINES:
        running.append(_begun(name, recording))
        if not at_once:
            _ended(running.pop())
    for process in running:
        _ended(process)
    return time.monotonic() - started, commands_cpu_s() - cpu


def _begun(name: str, recording: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", START.format(name), str(recording)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _ended(process: subprocess.Popen[bytes]) -> None:
    if process.wait():
        raise RuntimeError("a plain engine failed: see `python -m app.demo.raw`")
