"""Pairs: the whole way, and the raw engines one after the other, on the same recording."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common import commit
from benchmarks.pipeline.lanes import Ran, hidden_share, lanes
from benchmarks.pipeline.run import FACES, RAW, desk, ours, raw

MOST, MOST_CPU = 0.8, 1.1
Pair = dict[str, Any]


def pair(recording: Path, first: int) -> Pair:
    """Both sides once; every other pair starts with the other one, so that drift falls on both.

    The session stays in the house, so that neither side looks for faces (``faces_pair``).
    """
    sides: dict[int, Any] = {}
    for side in (first, 1 - first):
        sides[side] = raw(recording, RAW) if side else ours(recording)
    whole, (raw_s, raw_cpu_s) = sides[0], sides[1]
    stages: list[Ran] = whole["stages"]
    return {
        "ours_s": round(whole["wall_s"], 1),
        "raw_s": round(raw_s, 1),
        "ratio": round(whole["wall_s"] / raw_s, 3),
        "ours_cpu_s": round(whole["cpu_s"], 1),
        "raw_cpu_s": round(raw_cpu_s, 1),
        "cpu_ratio": round(whole["cpu_s"] / raw_cpu_s, 3),
        "hidden_share": round(hidden_share(stages), 3),
        "first_stage_s": round(whole["first_stage_s"], 1),
        "commit": commit(),
        "lanes": lanes(stages),
    }


def faces_pair(recording: Path, first: int) -> Pair:
    """Faces in a session that is processed already, and plain CenterFace on its recording."""
    sides: dict[int, tuple[float, float]] = {}
    with desk(worker=True) as made:
        session = made.taken_in(recording, made.procedure("en"))
        made.sonmat("process", session, "--wait")
        for side in (first, 1 - first):
            sides[side] = raw(recording, FACES) if side else made.faces(session)
    (ours_s, ours_cpu_s), (raw_s, raw_cpu_s) = sides[0], sides[1]
    return {
        "ours_s": round(ours_s, 1),
        "raw_s": round(raw_s, 1),
        "ratio": round(ours_s / raw_s, 3),
        "ours_cpu_s": round(ours_cpu_s, 1),
        "raw_cpu_s": round(raw_cpu_s, 1),
        "cpu_ratio": round(ours_cpu_s / raw_cpu_s, 3),
        "commit": commit(),
    }


def summed_faces(pairs: list[Pair], recording: Path, seconds: float) -> dict[str, Any]:
    return {
        "command": "python -m benchmarks.pipeline --only faces",
        "peer": "plain CenterFace on the same pictures (benchmarks/pipeline/faces.py)",
        "recording": recording.name,
        "seconds": seconds,
        "n": len(pairs),
        **spread(pairs, "ratio"),
        **spread(pairs, "cpu_ratio"),
        "pairs": pairs,
    }


def summed(pairs: list[Pair], recording: Path, seconds: float) -> dict[str, Any]:
    """``n``, median and range of every ratio that all pairs have."""
    return {
        "command": "python -m benchmarks.pipeline --only speed",
        "peer": "plain openai-whisper, then plain mediapipe (app/demo/raw.py)",
        "recording": recording.name,
        "seconds": seconds,
        "n": len(pairs),
        "bound": MOST,
        "cpu_bound": MOST_CPU,
        **spread(pairs, "ratio"),
        **spread(pairs, "cpu_ratio"),
        **spread(pairs, "hidden_share"),
        "pairs": pairs,
    }


def spread(pairs: list[Pair], name: str) -> dict[str, float]:
    """Median and range, of the pairs that have it: those that were kept before lack some."""
    found = sorted(one[name] for one in pairs if name in one)
    if not found:
        return {}
    return {
        f"{name}_median": round(median(found), 3),
        f"{name}_min": found[0],
        f"{name}_max": found[-1],
    }
