"""Pairs: the whole way, and the raw engines one after the other, on the same recording."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common import commit
from benchmarks.pipeline.lanes import Ran, busy_s, hidden_share, lanes
from benchmarks.pipeline.run import FACES, RAW, ours, raw

MOST, MOST_CPU = 0.8, 1.1
FACE_MASKS = frozenset({"masks"})
Pair = dict[str, Any]


def pair(recording: Path, first: int) -> Pair:
    """Both sides once; every other pair starts with the other one, so that drift falls on both.

    Faces are looked for by an engine of their own, which the two that were asked for do not do:
    it is measured beside them, for what the ratio is with it on both sides.
    """
    sides: dict[int, Any] = {}
    for side in (first, 1 - first):
        sides[side] = (raw(recording, RAW), raw(recording, FACES)) if side else ours(recording)
    whole, ((raw_s, raw_cpu_s), (faces_s, faces_cpu_s)) = sides[0], sides[1]
    stages: list[Ran] = whole["stages"]
    return {
        "ours_s": round(whole["wall_s"], 1),
        "raw_s": round(raw_s, 1),
        "ratio": round(whole["wall_s"] / raw_s, 3),
        "ours_cpu_s": round(whole["cpu_s"], 1),
        "raw_cpu_s": round(raw_cpu_s, 1),
        "cpu_ratio": round(whole["cpu_s"] / raw_cpu_s, 3),
        "faces_s": round(faces_s, 1),
        "faces_cpu_s": round(faces_cpu_s, 1),
        "ratio_to_three": round(whole["wall_s"] / (raw_s + faces_s), 3),
        "cpu_ratio_to_three": round(whole["cpu_s"] / (raw_cpu_s + faces_cpu_s), 3),
        "masks_alone_s": round(busy_s(stages) - busy_s(stages, but=FACE_MASKS), 1),
        "hidden_share": round(hidden_share(stages), 3),
        "first_stage_s": round(whole["first_stage_s"], 1),
        "commit": commit(),
        "lanes": lanes(stages),
    }


def summed(pairs: list[Pair], recording: Path, seconds: float) -> dict[str, Any]:
    """``n``, median and range of every ratio that all pairs have."""
    return {
        "command": "python -m benchmarks.pipeline --only speed",
        "peer": "plain openai-whisper, then plain mediapipe (app/demo/raw.py)",
        "third": "plain CenterFace after both (benchmarks/pipeline/faces.py)",
        "recording": recording.name,
        "seconds": seconds,
        "n": len(pairs),
        "bound": MOST,
        "cpu_bound": MOST_CPU,
        **_spread(pairs, "ratio"),
        **_spread(pairs, "cpu_ratio"),
        **_spread(pairs, "ratio_to_three"),
        **_spread(pairs, "cpu_ratio_to_three"),
        **_spread(pairs, "hidden_share"),
        "pairs": pairs,
    }


def _spread(pairs: list[Pair], name: str) -> dict[str, float]:
    """Of the pairs that have it: those that were kept before lack some."""
    found = sorted(one[name] for one in pairs if name in one)
    if not found:
        return {}
    return {
        f"{name}_median": round(median(found), 3),
        f"{name}_min": found[0],
        f"{name}_max": found[-1],
    }
