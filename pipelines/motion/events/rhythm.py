"""Movement with a beat: the same again and again, towards and back, and a change of pace.

Repeats are found in the autocorrelation of a hand's velocity over windows of a few seconds; what
goes towards a place and back without taking hold is a hesitation when it is not a rhythm.
"""

from __future__ import annotations

import numpy as np

from data_schemas.motion import Event
from pipelines.motion.events.stillness import moving, span
from pipelines.motion.features import Features, Row
from pipelines.motion.smooth import runs, slope

WINDOW_S, HOP_S = 3.0, 0.5
SHORTEST_S, LONGEST_S = 0.25, 1.5  # a period
ALIKE = 0.6  # autocorrelation at the period
TIMES = 3  # periods that make a rhythm
PACE_S = 8.0  # what is compared before and after a change of pace
FASTER = 2.5  # as many times
POINTS = ("wrist",)


def repeats(found: Features) -> list[Event]:
    """Rhythmic movement of each hand, or of its arm where it is not found."""
    out = []
    for side, hand, arm in zip(
        ("left", "right"), (found.left, found.right), found.arms, strict=True
    ):
        out += _rhythms(hand.at_m, found.t_s, side)
        found_m = np.isfinite(hand.at_m).all(axis=1, keepdims=True)
        by_arm = np.where(found_m, np.nan, arm.at_m)
        out += [_of_arm(event) for event in _rhythms(by_arm, found.t_s, side)]
    return sorted(out, key=lambda event: (event.start_s, event.hand))


def _rhythms(at_m: Row, t_s: Row, side: str) -> list[Event]:
    periods, out = _periods(at_m, t_s), []
    for run in runs(np.isfinite(periods)):
        start, end = span(run, t_s)
        period = float(np.nanmedian(periods[run]))
        if (end - start) / period >= TIMES:
            out.append(_repeat(side, (start, end), period))
    return out


def _of_arm(event: Event) -> Event:
    reason = event.reason.replace("hand repeats", "arm, its hand not found, repeats")
    told = {"source": "body", "points": (f"{event.hand}_wrist",), "reason": reason}
    return event.model_copy(update=told)


def _repeat(side: str, at: tuple[float, float], period: float) -> Event:
    times = (at[1] - at[0]) / period
    return Event(
        start_s=at[0],
        end_s=at[1],
        kind="repeated",
        hand="left" if side == "left" else "right",
        points=POINTS,
        strength=min(1.0, times / 10),
        measures={"period_s": round(period, 3), "times": round(times, 1)},
        reason=f"The {side} hand repeats a movement about {times:.0f} times, every {period:.1f} s.",
    )


def _periods(at_m: Row, t_s: Row) -> Row:
    """Seconds of the period that each frame lies in [N]; NaN where there is none."""
    out = np.full(len(t_s), np.nan)
    if len(t_s) < 2:
        return out
    step_s = float(np.median(np.diff(t_s)))
    width, hop = round(WINDOW_S / step_s), max(1, round(HOP_S / step_s))
    velocity = slope(at_m, t_s)
    moves = moving(np.asarray(np.linalg.norm(velocity, axis=1)), t_s)
    for start in range(0, len(t_s) - width + 1, hop):
        part = slice(start, start + width)
        if np.isfinite(velocity[part]).all() and moves[part].mean() > 0.5:
            period = _period(velocity[part], step_s)
            if period:
                out[part] = period
    return out


def _period(velocity: Row, step_s: float) -> float:
    """Seconds of the clearest period of [n, 2]; 0 if there is none."""
    v = velocity - velocity.mean(axis=0)
    n = len(v)
    power = np.abs(np.fft.rfft(v, 2 * n, axis=0)) ** 2
    alike = np.fft.irfft(power.sum(axis=1))[:n] / np.arange(n, 0, -1)
    if alike[0] <= 0:
        return 0.0
    alike = alike / alike[0]
    first, last = round(SHORTEST_S / step_s), min(n - 2, round(LONGEST_S / step_s))
    inside = np.arange(max(first, 1), last + 1)
    peaks = inside[(alike[inside] >= alike[inside - 1]) & (alike[inside] > alike[inside + 1])]
    good = peaks[alike[peaks] >= ALIKE]
    return float(good[0] * step_s) if len(good) else 0.0


def tempo_changes(found: Features) -> list[Event]:
    """Where the hands' pace, while they move, differs much before and after."""
    pace = _pace(found)
    if len(found.t_s) < 2 or not np.isfinite(pace).any():
        return []
    out: list[Event] = []
    for middle in np.arange(PACE_S, found.t_s[-1] - PACE_S, 1.0):
        before, after = (_typical(pace, found.t_s, at) for at in (middle - PACE_S, middle))
        ratio = after / before if before > 0 else np.nan
        if np.isfinite(ratio) and max(ratio, 1 / ratio) >= FASTER:
            out = _clearest(out, _change(float(middle), float(ratio)))
    return out


def _pace(found: Features) -> Row:
    faster = np.fmax(found.left.speed_m_s, found.right.speed_m_s)
    return np.where(moving(faster, found.t_s), faster, np.nan)


def _typical(pace: Row, t_s: Row, start_s: float) -> float:
    part = pace[(t_s >= start_s) & (t_s < start_s + PACE_S)]
    there = part[np.isfinite(part)]
    return float(np.median(there)) if len(there) >= len(part) / 4 and len(there) else float("nan")


def _change(middle: float, ratio: float) -> Event:
    how = "faster" if ratio > 1 else "slower"
    much = max(ratio, 1 / ratio)
    return Event(
        start_s=middle - 0.5,
        end_s=middle + 0.5,
        kind="tempo_change",
        hand="both",
        points=POINTS,
        strength=min(1.0, (much - 1) / 2),
        measures={"ratio": round(ratio, 3)},
        reason=f"From here on the hands move {much:.1f} times {how} than just before.",
    )


def _clearest(so_far: list[Event], new: Event) -> list[Event]:
    """Of changes within one window only the clearest."""
    if so_far and new.start_s - so_far[-1].start_s < PACE_S:
        return [*so_far[:-1], max(so_far[-1], new, key=lambda event: event.strength)]
    return [*so_far, new]
