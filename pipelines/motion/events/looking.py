"""Looks and second thoughts: still hands under a moving head, and hands that go and come back."""

from __future__ import annotations

import numpy as np
import scipy

from data_schemas.motion import Event, MotionTrack
from pipelines.motion.events.stillness import averaged, moving, position
from pipelines.motion.features import Features, HandFeatures, Row
from pipelines.motion.smooth import runs

HEAD_M = 0.1  # that the head travels while hands rest
HEAD_MEAN_S = 0.5  # over which its place is averaged: the head of a body at rest trembles
NEAR_M = 0.25  # from where a hand last worked
BEFORE_S = 3.0
AWAY_M = 0.05  # there and back, far enough to be meant
TWICE_S = 2.5  # between the two attempts at most
NOSE = 0


def inspections(track: MotionTrack, found: Features, pauses: list[Event]) -> list[Event]:
    """Pauses in which the head moves over what the hands last worked on.

    Where neither arm can be trusted (seen from above) the head cannot either.
    """
    if not any(np.isfinite(arm.at_m).any() for arm in found.arms):
        return []
    head = found.view.place(track.pose_xyz[:, NOSE, :2])
    out = []
    for pause in pauses:
        run = slice(*np.searchsorted(found.t_s, (pause.start_s, pause.end_s)))
        travel = _travel(head[run], found.t_s[run])
        if travel >= HEAD_M and _stayed(found, run, pause.start_s):
            out.append(_inspection(pause, travel))
    return out


def _travel(head: Row, t_s: Row) -> float:
    """Metres that a head [n, 2] goes, its trembling apart."""
    calm = np.stack([averaged(axis, t_s, HEAD_MEAN_S) for axis in head.T], axis=1)
    return float(np.nansum(np.linalg.norm(np.diff(calm, axis=0), axis=1)))


def _stayed(found: Features, run: slice, start_s: float) -> bool:
    before = slice(int(np.searchsorted(found.t_s, start_s - BEFORE_S)), run.start)
    apart = [
        float(np.linalg.norm(position(hand, run) - position(hand, before)))
        for hand in (found.left, found.right)
    ]
    return any(gap <= NEAR_M for gap in apart)


def _inspection(pause: Event, travel: float) -> Event:
    return Event(
        start_s=pause.start_s,
        end_s=pause.end_s,
        kind="inspection",
        source="body",
        hand=pause.hand,
        points=("nose", *pause.points),
        strength=min(1.0, travel / (3 * HEAD_M)),
        measures={"head_m": round(travel, 3), "length_s": round(pause.length_s, 3)},
        reason=f"The hands rest where they worked while the head moves {travel * 100:.0f} cm.",
    )


def hesitations(found: Features) -> list[Event]:
    """Towards something and back, twice, without a rhythm."""
    out = []
    for side, hand in (("left", found.left), ("right", found.right)):
        moves = moving(hand.stir_m_s, found.t_s)
        for run in runs(moves & np.isfinite(hand.at_m).all(axis=1)):
            out += [_hesitation(side, at) for at in _twice(hand, found.t_s, run)]
    return sorted(out, key=lambda event: (event.start_s, event.hand))


def _twice(hand: HandFeatures, t_s: Row, run: slice) -> list[tuple[float, float]]:
    """Seconds of two there-and-back movements of one run; three in a row are a rhythm."""
    at = hand.at_m[run] - hand.at_m[run].mean(axis=0)
    if len(at) < 5:
        return []
    axis = np.linalg.svd(at, full_matrices=False)[2][0]
    along, t = at @ axis, t_s[run]
    out = []
    for sign in (1.0, -1.0):
        peaks = scipy.signal.find_peaks(sign * along, prominence=AWAY_M)[0]
        near = np.diff(t[peaks]) <= TWICE_S
        for i in np.flatnonzero(near):
            alone = (i == 0 or not near[i - 1]) and (i + 1 >= len(near) or not near[i + 1])
            if alone and abs(along[peaks[i]] - along[peaks[i + 1]]) <= AWAY_M:
                out.append((float(t[peaks[i]]), float(t[peaks[i + 1]])))
    return out[:1]


def _hesitation(side: str, at: tuple[float, float]) -> Event:
    return Event(
        start_s=max(0.0, at[0] - 0.5),
        end_s=at[1] + 0.5,
        kind="hesitation",
        hand="left" if side == "left" else "right",
        points=("wrist",),
        strength=0.5,
        measures={"apart_s": round(at[1] - at[0], 3)},
        reason=f"The {side} hand goes towards a place and back, twice.",
    )
