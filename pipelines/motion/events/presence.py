"""Pictures that are missing, hands that go out of sight, hands that work as one."""

from __future__ import annotations

import numpy as np

from data_schemas.motion import NO_FRAME, Event, HandTrack, MotionTrack, Status
from pipelines.motion.events.stillness import averaged, closed, moving, span
from pipelines.motion.features import Features, Row
from pipelines.motion.smooth import runs, slope

AWAY_S = 0.4
EDGE = 0.06  # of the picture: so near to its edge a hand was last seen
TOGETHER_S = 1.0
ALIKE = 0.8  # correlation of the hands' velocities, mirrored or not
WINDOW_S = 1.0


def leaves(track: MotionTrack) -> list[Event]:
    """Hands that are lost near an edge of the picture (``leaves_frame``), else ``hidden``."""
    t_s = track.t_us / 1e6
    out = []
    for side, hand in (("left", track.left), ("right", track.right)):
        for run in runs((hand.status == Status.MISSING) & (track.frame != NO_FRAME)):
            if run.start == 0:
                continue
            end = float(t_s[min(run.stop, len(t_s) - 1)])
            start = float(t_s[run.start])
            if end - start >= AWAY_S:
                out.append(_away(side, hand, run.start, (start, end)))
    return sorted(out, key=lambda event: (event.start_s, event.hand))


def holes(track: MotionTrack) -> list[Event]:
    """Stretches without a picture: damaged, dropped, or over before the sound."""
    t_s = track.t_us / 1e6
    return [_hole(span(run, t_s)) for run in runs(track.frame == NO_FRAME)]


def _hole(at: tuple[float, float]) -> Event:
    return Event(
        start_s=at[0],
        end_s=at[1],
        kind="no_picture",
        source="picture",
        measures={"length_s": round(at[1] - at[0], 3)},
        reason=f"The recording has no picture for {at[1] - at[0]:.1f} s.",
    )


def _away(side: str, hand: HandTrack, first: int, at: tuple[float, float]) -> Event:
    last = hand.xyz[first - 1, :, :2]
    edge = float(np.minimum(last, 1 - last).min())
    out_of_frame = edge < EDGE
    told = "leaves the picture" if out_of_frame else "is not found"
    return Event(
        start_s=max(0.0, at[0]),
        end_s=at[1],
        kind="leaves_frame" if out_of_frame else "hidden",
        hand="left" if side == "left" else "right",
        strength=min(1.0, (at[1] - at[0]) / 2),
        measures={"length_s": round(at[1] - at[0], 3)},
        reason=f"The {side} hand {told} for {at[1] - at[0]:.1f} s.",
    )


def together(found: Features) -> list[Event]:
    """Stretches in which both hands move alike or as in a mirror."""
    left, right = (slope(hand.at_m, found.t_s) for hand in (found.left, found.right))
    both = moving(found.left.speed_m_s, found.t_s) & moving(found.right.speed_m_s, found.t_s)
    same = _correlation(left, right, found.t_s)
    mirrored = _correlation(left * np.array([-1.0, 1.0]), right, found.t_s)
    alike = both & (np.fmax(same, mirrored) >= ALIKE)
    out = []
    for run in runs(closed(alike, found.t_s, 0.2)):
        start, end = span(run, found.t_s)
        if end - start >= TOGETHER_S:
            mean = float(np.nanmean(np.fmax(same, mirrored)[run]))
            out.append(_pair((start, end), mean))
    return out


def _pair(at: tuple[float, float], mean: float) -> Event:
    return Event(
        start_s=at[0],
        end_s=at[1],
        kind="two_hands",
        hand="both",
        points=("wrist",),
        strength=min(1.0, max(0.0, mean)),
        measures={"correlation": round(mean, 3), "length_s": round(at[1] - at[0], 3)},
        reason=f"Both hands move as one for {at[1] - at[0]:.1f} s.",
    )


def _correlation(a: Row, b: Row, t_s: Row) -> Row:
    """Running correlation [N] of two velocities [N, 2] about zero."""
    product, first, second = ((x * y).sum(axis=1) for x, y in ((a, b), (a, a), (b, b)))
    means = [averaged(np.asarray(values), t_s, WINDOW_S) for values in (product, first, second)]
    return np.asarray(means[0] / np.maximum(np.sqrt(means[1] * means[2]), 1e-12))
