"""Landmarks and events against exact truth, on rendered takes of both halves.

What detectors of events were chosen on is the tune half; the test half is for reporting.
Generated pictures: no figure of it is field accuracy.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import say
from benchmarks.motion.takes import HALVES, Take, halves
from data_schemas.motion import POSE_NAMES, Event, Status
from pipelines.motion.events import find_events
from pipelines.motion.smooth import runs

STILL_M_S, SHORTEST_S = 0.05, 0.8  # both hands' joints slower than this, for so long: a pause
NEAR_S = 0.5
PLANNED = ("regrip", "hesitation", "inspection")
Spans = Sequence[tuple[float, float]]
Array = NDArray[Any]


def events(smoke: bool) -> dict[str, Any]:
    """Precision and recall by kind; a told event is right within ``NEAR_S`` of a true one.

    Pairs are one to one. A pause is true where the joints of both hands rest, planned or not; the
    other kinds are what the take was planned with.
    """
    with halves(smoke) as takes:
        found = {half: _events(takes[half]) for half in HALVES}
    return {"within_s": NEAR_S, "still_below_m_s": STILL_M_S, **found}


def _events(takes: list[Take]) -> dict[str, Any]:
    counts: dict[str, dict[str, Array]] = defaultdict(lambda: defaultdict(lambda: np.zeros(3, int)))
    for take in takes:
        told = find_events(take.track)
        gloves = "gloves" if take.truth["variation"]["gloves"] else "bare hands"
        for kind in ("pause", *PLANNED):
            true = pauses(take) if kind == "pause" else take.moments(kind)
            row = _count(told, kind, true)
            for group in ("all", take.camera["name"], gloves):
                counts[kind][group] += row
        say(f"{take.name}: {len(told)} events")
    rows = {kind: {g: _row(n) for g, n in groups.items()} for kind, groups in counts.items()}
    return {"recordings": len(takes), "fps": sorted({t.truth["fps"] for t in takes}), **rows}


def _count(told: Sequence[Event], kind: str, true: Spans) -> Array:
    spans = [(event.start_s, event.end_s) for event in told if event.kind == kind]
    return np.array([len(spans), len(true), matched(spans, true)])


def matched(told: Spans, true: Spans) -> int:
    """Pairs of a told and a true span that overlap or lie within ``NEAR_S``, one to one."""
    left, hits = list(true), 0
    for start, end in sorted(told):
        near = [t for t in left if min(end, t[1]) - max(start, t[0]) >= -NEAR_S]
        if near:
            left.remove(near[0])
            hits += 1
    return hits


def _row(counts: Array) -> dict[str, Any]:
    told, true, hits = (int(n) for n in counts)
    return {
        "told": told,
        "true": true,
        "hits": hits,
        "precision": round(hits / told, 3) if told else None,
        "recall": round(hits / true, 3) if true else None,
    }


def pauses(take: Take) -> list[tuple[float, float]]:
    """Seconds in which the true joints of both hands rest."""
    t_s = take.t_s
    fast = np.zeros(len(t_s))
    for side in ("left", "right"):
        joints = take.points(f"{side}_hand_m", 21, 3)
        speed = np.linalg.norm(np.gradient(joints, t_s, axis=0), axis=2).mean(axis=1)
        fast = np.maximum(fast, speed)
    spans = [(float(t_s[r.start]), float(t_s[r.stop - 1])) for r in runs(fast < STILL_M_S)]
    return [(a, b) for a, b in spans if b - a >= SHORTEST_S]


def landmarks(smoke: bool) -> dict[str, Any]:
    """Median error of joints that the camera sees and of those it does not.

    Hands in true hand lengths, bodies in true shoulder widths, both in pixels too; raw tracks,
    each side against the truth of that side.
    """
    with halves(smoke) as takes:
        return {half: _landmarks(takes[half]) for half in HALVES}


def _landmarks(takes: list[Take]) -> dict[str, Any]:
    found: dict[str, dict[str, list[Array]]] = defaultdict(lambda: defaultdict(list))
    for take in takes:
        for part, errors in _errors(take).items():
            for group in ("all", take.camera["name"]):
                found[group][part].append(errors)
        say(f"{take.name}: {len(take.track)} frames")
    return {
        group: {part: _quantiles(np.concatenate(errors)) for part, errors in sorted(parts.items())}
        for group, parts in found.items()
    }


def _quantiles(errors: Array) -> dict[str, Any]:
    """Of [n, 2]: shares of the size, pixels."""
    if not len(errors):
        return {"joints": 0}
    middle, p90 = np.quantile(errors, 0.5, axis=0), np.quantile(errors, 0.9, axis=0)
    return {
        "joints": len(errors),
        "median": round(float(middle[0]), 4),
        "p90": round(float(p90[0]), 4),
        "median_px": round(float(middle[1]), 2),
    }


def _errors(take: Take) -> dict[str, Array]:
    """Errors [n, 2] of every observed joint, by hand or body, in sight or occluded."""
    size, track = np.array(take.truth["size"], float), take.track
    row = np.abs(take.t_s[None] - track.t_us[:, None] / 1e6).argmin(axis=1)
    groups = []
    for side in ("left", "right"):
        hand, joints = getattr(track, side), take.points(f"{side}_hand_px", 21, 2)[row] * size
        length = np.ptp(joints, axis=1).max(axis=1)
        seen = take.points(f"{side}_hand_seen", 21)[row]
        groups.append(("hand", hand.xyz[..., :2] * size, joints, length, seen, hand.status))
    names = _names(take)
    body = take.points("body_px", len(names), 2)[row] * size
    width = np.linalg.norm(
        body[:, names.index("left_shoulder")] - body[:, names.index("right_shoulder")], axis=1
    )
    pose = track.pose_xyz[:, [POSE_NAMES.index(name) for name in names], :2] * size
    seen = take.points("body_seen", len(names))[row]
    groups.append(("body", pose, body, width, seen, track.pose_status))
    out: dict[str, list[Array]] = defaultdict(list)
    for part, told, true, scale, sight, status in groups:
        there = status == Status.OBSERVED
        pixels = np.linalg.norm(told - true, axis=2)[there]
        both = np.stack([pixels / np.maximum(scale[there], 1.0)[:, None], pixels], axis=2)
        out[f"{part} in sight"].append(both[sight[there]])
        out[f"{part} occluded"].append(both[~sight[there]])
    return {part: np.concatenate(errors) for part, errors in out.items()}


def _names(take: Take) -> list[str]:
    names: list[str] = json.loads(take.joints.schema.metadata[b"body_points"])
    return names
