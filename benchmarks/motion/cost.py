"""Processor time a sampled frame against the raw bound, and memory against length."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common import ROOT, say
from benchmarks.motion.clips import FPS, bare, clips, looped
from capture.media import media_from_path
from pipelines.motion import Options
from pipelines.motion.detection import detect_measured

PAIRS, SECONDS = 5, 60.0
ON = ("intel_asl_book", "google_gesture_test_video", "sports2d_demo", "demo")
LENGTHS_S = (10, 60, 600, 1800)
CHILD = """
import json, resource, sys
from capture.media import media_from_path
from data_schemas.artifact import Kind
from pipelines.motion import Options, detect
from pipelines.motion.energy import energy
from pipelines.motion.events import find_events
def peak():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
track = detect(media_from_path(sys.argv[1]), Options())
found = {"frames": len(track), "detect_mb": peak()}
events = find_events(track), energy(track)
print(json.dumps({**found, "with_events_mb": peak()}))
"""


def ratio(smoke: bool) -> dict[str, Any]:
    """Ours and the bare loop in turn, in one process, each opening its own models.

    Processor seconds of the whole process from the first decode to the last result; start-up of
    the engine is left out on both sides.
    """
    found, pairs, seconds = clips(), 1 if smoke else PAIRS, 2.0 if smoke else SECONDS
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in [one for one in ON if one in found][-1 if smoke else 0 :]:
            path = looped(found[name], seconds, Path(folder) / f"{name}.mp4")
            rows[name] = _pairs(path, pairs)
            say(f"{name}: {rows[name]}")
    return {"fps": FPS, "looped_to_s": seconds, "clips": rows}


def _pairs(path: Path, pairs: int) -> dict[str, Any]:
    ratios, ours_ms, raw_ms, frames = [], [], [], 0
    for number in range(pairs):
        first = bare(path) if number % 2 else None
        ours = detect_measured(media_from_path(path), Options(fps=FPS))
        raw = first or bare(path)
        frames = len(ours.track)
        assert frames == len(raw.seen), f"{frames} frames against {len(raw.seen)}"
        ratios.append(ours.cpu_s / raw.cpu_s)
        ours_ms.append(1000 * ours.cpu_s / frames)
        raw_ms.append(1000 * raw.cpu_s / frames)
    return {
        "frames": frames,
        "ratios": [round(one, 3) for one in ratios],
        "ratio_median": round(median(ratios), 3),
        "cpu_ms_a_frame": round(median(ours_ms), 2),
        "raw_cpu_ms_a_frame": round(median(raw_ms), 2),
    }


def memory(smoke: bool) -> dict[str, Any]:
    """Peak memory of a process of its own for each length of one looped clip."""
    found = clips()
    source = found.get("intel_asl_book", found["demo"])
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for seconds in (2, 4) if smoke else LENGTHS_S:
            path = looped(source, seconds, Path(folder) / f"{seconds}.mp4")
            done = subprocess.run(
                [sys.executable, "-c", CHILD, str(path)],
                cwd=ROOT, capture_output=True, text=True, check=True,
            )  # fmt: skip
            rows.append({"seconds": seconds, **json.loads(done.stdout)})
            path.unlink()
            say(str(rows[-1]))
    return {"clip": source.stem, "rows": rows}
