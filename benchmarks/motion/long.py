"""One rendered take again and again for twenty minutes: whether anything drifts with time."""

from __future__ import annotations

import tempfile
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import say
from benchmarks.motion.clips import looped
from benchmarks.motion.events import Counts, count
from benchmarks.motion.landmarks import compared, row
from benchmarks.motion.takes import Span, Take, halves
from benchmarks.motion.truth import TRUTH
from capture.media import media_from_path
from data_schemas.motion import HandTrack, MotionTrack
from pipelines.motion import Options, detect
from pipelines.motion.events import find_events

LOOPS = 20
KINDS = ("pause", "regrip")


def measure(smoke: bool) -> dict[str, Any]:
    """Hands and events of each time round, against the truth of the take.

    ``alone`` are the same figures of the take on its own. Where one time round meets the next the
    hands jump, which no recording does.
    """
    takes = halves(smoke)["tune"]
    take = next((one for one in takes if one.rows("moments", "regrip")), takes[0])
    loops, alone = 2 if smoke else LOOPS, len(take.t_s) / take.truth["fps"]
    with tempfile.TemporaryDirectory() as folder:
        path = looped(take.video, alone * loops, Path(folder) / "long.mp4")
        say(f"{take.name}: {loops} times {alone:.0f} s")
        track = detect(media_from_path(path), Options())
    return {
        "take": take.name,
        "minutes": round(alone * loops / 60, 1),
        "loops": loops,
        **_rounds(take, track, loops, alone),
        "alone": _rounds(take, take.track, 1, alone),
    }


def _rounds(take: Take, track: MotionTrack, loops: int, seconds: float) -> dict[str, Any]:
    events, counts = find_events(track), {kind: Counts() for kind in KINDS}
    hands = []
    for number in range(loops):
        start = number * seconds
        seen = compared(take, _part(track, start, start + seconds))
        hands.append(row([one for one in seen if one.part == "hand"])["in_sight"])
        for kind, counted in counts.items():
            told = [Span(e.start_s - start, e.end_s - start, e.hand) for e in events
                    if e.kind == kind and start <= e.start_s < start + seconds]  # fmt: skip
            counted.rows.append(count(told, TRUTH[kind](take)))
    return {
        "hands_in_sight": {
            name: {"first": hands[0][name], "last": hands[-1][name]}
            | {"least": min(h[name] for h in hands), "most": max(h[name] for h in hands)}
            for name in ("found", "median", "p90")
        },
        "events": {kind: counted.row() for kind, counted in counts.items()},
    }


def _part(track: MotionTrack, start_s: float, end_s: float) -> MotionTrack:
    start_us, end_us = round(start_s * 1e6), round(end_s * 1e6)
    rows = slice(*np.searchsorted(track.t_us, (start_us, end_us)))
    hands = {side: HandTrack(**_arrays(getattr(track, side), rows)) for side in ("left", "right")}
    moved = {"t_us": track.t_us[rows] - start_us}
    return replace(track, **{**_arrays(track, rows), **hands, **moved})  # type: ignore[arg-type]


def _arrays(of: MotionTrack | HandTrack, rows: slice) -> dict[str, Any]:
    arrays = {field.name: getattr(of, field.name) for field in fields(of)}
    return {name: a[rows] for name, a in arrays.items() if isinstance(a, np.ndarray)}
