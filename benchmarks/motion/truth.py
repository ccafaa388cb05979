"""What truly happened in a generated take, as spans that events are held against."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.motion.takes import Span, Take
from pipelines.motion.smooth import runs

STILL_M_S, STILL_S = 0.05, 0.8  # both hands' joints slower than this, for so long: a pause
AWAY_S = 0.4  # a hand that is gone for less has not left
HIDDEN = 0.25  # of its joints in sight: a hand with fewer is hidden


def pauses(take: Take) -> list[Span]:
    """Where the joints of both hands rest, planned or not."""
    fast = np.zeros(len(take.t_s))
    for side in ("left", "right"):
        joints = take.points(f"{side}_hand_m", 21, 3)
        speed = np.linalg.norm(np.gradient(joints, take.t_s, axis=0), axis=2).mean(axis=1)
        fast = np.maximum(fast, speed)
    return _spans(take, fast < STILL_M_S, STILL_S)


def leaves(take: Take) -> list[Span]:
    """Where a whole hand is out of the picture that was in it before."""
    rows = [Span(row["start_s"], row["end_s"], row["hand"]) for row in take.camera["outside"]]
    return [one for one in rows if one.start_s > 0 and one.end_s - one.start_s >= AWAY_S]


def hidden(take: Take) -> list[Span]:
    """Where a hand is in the picture and something nearer hides nearly all of it."""
    out = []
    for side in ("left", "right"):
        at = take.points(f"{side}_hand_px", 21, 2)
        inside = ((at >= 0) & (at < 1)).all(axis=2).any(axis=1)
        covered = take.points(f"{side}_hand_seen", 21).mean(axis=1) <= HIDDEN
        out += _spans(take, inside & covered, AWAY_S, side)
    return [one for one in out if one.start_s > 0]


def _spans(take: Take, flags: NDArray[np.bool_], least_s: float, hand: str = "") -> list[Span]:
    t_s = take.t_s
    spans = [Span(float(t_s[r.start]), float(t_s[r.stop - 1]), hand) for r in runs(flags)]
    return [one for one in spans if one.end_s - one.start_s >= least_s]


def _moments(kind: str) -> Callable[[Take], list[Span]]:
    return lambda take: take.rows("moments", kind)


TRUTH: dict[str, Callable[[Take], list[Span]]] = {
    "pause": pauses,
    "regrip": _moments("regrip"),
    "hesitation": _moments("hesitation"),
    "inspection": _moments("inspection"),
    "leaves_frame": leaves,
    "hidden": hidden,
    "glare": lambda take: take.rows("sounds", "arc"),
}


def goes_on(take: Take, at: Span) -> str:
    """What the take was doing at that time, in its own words."""
    off = take.camera["offset_s"]
    named = []
    for key in ("moments", "decoys", "actions", "events", "speech"):
        for row in take.truth[key]:
            if min(at.end_s + off, row["end_s"]) > max(at.start_s + off, row["start_s"]):
                named.append(f"{key.removesuffix('s')} {row.get('kind') or row['id']}")
    return ", ".join(dict.fromkeys(named)) or "nothing planned"
