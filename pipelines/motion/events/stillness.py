"""Hands that rest: pauses, and looks at what was last worked on.

A hand moves once palm or fingertips are faster than one speed and rests once they are slower than
another (``Pace``): two thresholds, so that trembling between them is neither start nor stop.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import Event
from pipelines.motion.features import Features, HandFeatures, Row
from pipelines.motion.smooth import runs

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pace:
    """Speeds at which something starts and stops moving, averaged over ``mean_s`` seconds."""

    go_m_s: float = 0.035
    stop_m_s: float = 0.022
    mean_s: float = 0.25


HANDS = Pace()
SHORTEST_S = 0.8
HICCUP_S = 0.2  # a shorter stir does not end a pause
LONG_S = 3.0  # a pause of this length is as clear as can be
POINTS = ("wrist", "index_finger_mcp", "middle_finger_mcp", "ring_finger_mcp", "pinky_mcp")


def pauses(found: Features, pace: Pace = HANDS) -> list[Event]:
    """Stretches in which no hand that is seen moves; at least one is."""
    speeds = [hand.stir_m_s for hand in (found.left, found.right)]
    resting = [moving(speed, found.t_s, pace) == 0 for speed in speeds]
    seen = [np.isfinite(speed) for speed in speeds]
    still = (resting[0] | ~seen[0]) & (resting[1] | ~seen[1]) & (seen[0] | seen[1])
    out = []
    for run in runs(closed(still, found.t_s, HICCUP_S)):
        start, end = span(run, found.t_s)
        if end - start >= SHORTEST_S:
            out.append(_pause(found, run, (start, end), [s[run].any() for s in seen]))
    return out


def _pause(found: Features, run: slice, at: tuple[float, float], seen: list[np.bool_]) -> Event:
    length = at[1] - at[0]
    speed = float(np.nanmean([_mean(h.stir_m_s[run]) for h in (found.left, found.right)]))
    which = "both" if all(seen) else "left" if seen[0] else "right"
    told = "Both hands rest" if which == "both" else f"The {which} hand, the only one seen, rests"
    return Event(
        start_s=at[0],
        end_s=at[1],
        kind="pause",
        hand=which,
        points=POINTS,
        strength=min(1.0, length / LONG_S),
        measures={"length_s": round(length, 3), "speed_m_s": round(speed, 4)},
        reason=f"{told} for {length:.1f} s.",
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
