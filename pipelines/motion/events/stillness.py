"""Hands that rest: pauses, and looks at what was last worked on.

A hand moves once palm or fingertips are faster than one speed and rests once they are slower than
another (``Pace``): two thresholds, so that trembling between them is neither start nor stop. It
moves too while it gets somewhere, however slowly: a weld is no pause. Of a hand that is not found
the arm tells; where neither does, nobody knows that it rests, and there is no pause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import Event
from pipelines.motion.arms import Arm
from pipelines.motion.features import Features, HandFeatures, Row
from pipelines.motion.smooth import runs

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pace:
    """Speeds at which something starts and stops moving, averaged over ``mean_s`` seconds.

    ``gets_m_s`` is that between two places ``GETS_S`` apart, in which trembling cancels out.
    """

    go_m_s: float = 0.07
    stop_m_s: float = 0.036
    mean_s: float = 0.4
    gets_m_s: float = 0.02


HANDS = Pace()
# Under a camera that looks round, what is left of its own way gets somewhere too.
WORN = Pace(go_m_s=0.05, mean_s=0.25, gets_m_s=0.03)
ARMS = Pace(go_m_s=0.05, stop_m_s=0.03, mean_s=0.5)  # a body's wrists at rest tremble by 1-3 cm/s
GETS_S = 0.5
SHORTEST_S = 0.8
HICCUP_S = 0.2  # a shorter stir does not end a pause
LONG_S = 3.0  # a pause of this length is as clear as can be
ABSENT = 0.1  # of the frames: a hand that is known less often is not of this recording
BY_HAND = 0.2  # of a pause's frames: a hand seen less often is not what tells of it
POINTS = ("wrist", "index_finger_mcp", "middle_finger_mcp", "ring_finger_mcp", "pinky_mcp")
Which = Literal["both", "left", "right"]
_REST: dict[Which, str] = {
    "both": "Both hands rest",
    "left": "The left hand rests, the other is never seen,",
    "right": "The right hand rests, the other is never seen,",
}


@dataclass(frozen=True)
class _Known:
    """Of one hand [N]: whether it rests, whether that is known, whether the hand itself tells."""

    rests: Flags
    known: Flags
    seen: Flags


def pauses(found: Features) -> list[Event]:
    """Stretches in which both hands rest, or the only one of the recording."""
    pace = WORN if found.view.way.looks_round else HANDS
    sides = [
        _known(hand, arm, found.t_s, pace)
        for hand, arm in zip((found.left, found.right), found.arms, strict=True)
    ]
    there = [side.known.mean() >= ABSENT if len(found.t_s) else False for side in sides]
    if not any(there):
        return []
    still = np.all([side.rests for side, has in zip(sides, there, strict=True) if has], axis=0)
    which: Which = "both" if all(there) else "left" if there[0] else "right"
    out = []
    for run in runs(closed(still, found.t_s, HICCUP_S)):
        start, end = span(run, found.t_s)
        if end - start >= SHORTEST_S:
            by_hand = max(side.seen[run].mean() for side in sides) >= BY_HAND
            rest = (start, end), _REST[which]
            out.append(_of_hands(found, run, which, *rest) if by_hand else _of_arms(which, *rest))
    return out


def _known(hand: HandFeatures, arm: Arm, t_s: Row, pace: Pace) -> _Known:
    seen = np.isfinite(hand.stir_m_s)
    by_arm = ~seen & np.isfinite(arm.speed_m_s)
    works = moving(hand.stir_m_s, t_s, pace) | (_gets(hand.at_m, t_s) > pace.gets_m_s)
    moves = np.where(seen, works, moving(arm.speed_m_s, t_s, ARMS))
    known = seen | by_arm
    return _Known(rests=known & ~moves, known=known, seen=seen)


def _gets(at_m: Row, t_s: Row) -> Row:
    """Speed [N] from the place ``GETS_S`` before and to that after, the lower; 0 if unknown.

    The lower of both, so that a stop is one from its first moment to its last.
    """
    before = np.searchsorted(t_s, t_s - GETS_S - 1e-6)
    after = np.minimum(np.searchsorted(t_s, t_s + GETS_S - 1e-6), len(t_s) - 1)
    speeds = [
        np.linalg.norm(at_m - at_m[there], axis=1) / np.maximum(np.abs(t_s - t_s[there]), 1e-6)
        for there in (before, after)
    ]
    return np.asarray(np.nan_to_num(np.minimum(*speeds)))


def _of_hands(
    found: Features, run: slice, which: Which, at: tuple[float, float], told: str
) -> Event:
    speed = _mean(np.concatenate([h.stir_m_s[run] for h in (found.left, found.right)]))
    pause = _of_arms(which, at, told)
    return pause.model_copy(
        update={
            "source": "hands",
            "points": POINTS,
            "measures": pause.measures
            | ({} if np.isnan(speed) else {"speed_m_s": round(speed, 4)}),
            "reason": f"{told} for {pause.length_s:.1f} s.",
        }
    )


def _of_arms(which: Which, at: tuple[float, float], told: str) -> Event:
    length = at[1] - at[0]
    return Event(
        start_s=at[0],
        end_s=at[1],
        kind="pause",
        source="body",
        hand=which,
        points=("left_wrist", "right_wrist"),
        strength=min(1.0, length / LONG_S),
        measures={"length_s": round(length, 3)},
        reason=f"{told} for {length:.1f} s, by the arms: no hand is found.",
    )


def _mean(values: Row) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def moving(speed_m_s: Row, t_s: Row, pace: Pace = HANDS) -> Flags:
    """Whether a hand moves, with hysteresis [N]; False where it is not seen."""
    mean = averaged(speed_m_s, t_s, pace.mean_s)
    out, now = np.zeros(len(mean), bool), False
    for i, speed in enumerate(mean):
        now = bool(speed > (pace.stop_m_s if now else pace.go_m_s))
        out[i] = now
    return out


def averaged(values: Row, t_s: Row, seconds: float) -> Row:
    """Mean over a window of ``seconds`` round each frame, of what is not NaN; NaN stays."""
    if len(values) < 2:
        return values
    half = max(0, round(seconds / float(np.median(np.diff(t_s))) / 2))
    kernel = np.ones(2 * half + 1)
    there = np.isfinite(values)
    sums, counts = (
        np.convolve(row, kernel)[half : half + len(values)]
        for row in (np.where(there, values, 0.0), there.astype(float))
    )
    return np.where(there, sums / np.maximum(counts, 1.0), np.nan)


def closed(flags: Flags, t_s: Row, seconds: float) -> Flags:
    """The flags with gaps up to ``seconds`` between two stretches filled."""
    out = flags.copy()
    for run in runs(~flags):
        if run.start > 0 and run.stop < len(flags):
            out[run] = t_s[run.stop] - t_s[run.start - 1] <= seconds
    return out


def span(run: slice, t_s: Row) -> tuple[float, float]:
    """Seconds from the first frame of a run to the last; never before zero."""
    return max(0.0, float(t_s[run.start])), float(t_s[run.stop - 1])


def position(hand: HandFeatures, run: slice) -> Row:
    """Mean place of a hand in metres [2] over a run; NaN if it is never seen."""
    at = hand.at_m[run]
    there = np.isfinite(at).all(axis=1)
    return np.asarray(at[there].mean(axis=0)) if there.any() else np.full(2, np.nan)
