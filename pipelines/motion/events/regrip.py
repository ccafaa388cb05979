"""Re-grips: a hand lets go and takes hold again, in nearly the same place.

The hand opens and closes again within a second or so, while the palm hardly travels: in reaching
for the next thing it does travel, and in resting the fingers stay open. Thumb and index parting,
fingertips going out and fingers straightening must all say so: in the noise of a hand that is half
hidden one of them says it often, all together seldom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from data_schemas.motion import Event
from pipelines.motion.features import PALM_M, Features, HandFeatures, Row
from pipelines.motion.smooth import runs

OPENING = 0.7  # palm lengths that the hand opens, all three signs together
MOST = 0.58  # of an opening that one sign may make up
PARTS, REACHES, STRAIGHTENS = 0.12, 0.4, -0.01  # palm lengths of each sign at least
SLACK = 0.1  # so near to the closest counts as closed
SHORTEST_S, LONGEST_S = 0.4, 1.6  # from hold to hold
NEAR_M = 0.03  # between the two holds
STRAY_M = 0.05  # away from them in between
ONE_S = 1.2  # re-grips this close to each other are one, done more than once
CLEAR = 1.5  # palm lengths of an opening that is as clear as can be
POINTS = ("thumb_tip", "index_finger_tip", "wrist")


@dataclass(frozen=True)
class _Opening:
    start: int
    peak: int
    end: int
    size: float


def regrips(found: Features) -> list[Event]:
    """Re-grips of both hands, in time order."""
    out = []
    for side, hand in (("left", found.left), ("right", found.right)):
        openings = [one for run in runs(np.isfinite(hand.openness))
                    for one in _openings(hand, found.t_s, run)]  # fmt: skip
        out += [_event(side, group, found.t_s) for group in _grouped(openings, found.t_s)]
    return sorted(out, key=lambda event: (event.start_s, event.hand))


def _openings(hand: HandFeatures, t_s: Row, run: slice) -> list[_Opening]:
    wide, t = hand.openness[run], t_s[run]
    peaks, about = scipy.signal.find_peaks(wide, prominence=OPENING)
    out = []
    for peak, size in zip(peaks, about["prominences"], strict=True):
        start, end = _holds(wide, t, int(peak))
        one = _Opening(run.start + start, run.start + int(peak), run.start + end, float(size))
        if (
            _stays(hand, one)
            and _agrees(hand, one)
            and SHORTEST_S <= t[end] - t[start] <= LONGEST_S
        ):
            out.append(one)
    return out


def _holds(wide: Row, t: Row, peak: int) -> tuple[int, int]:
    """Where the fingers were and are closest, within what a re-grip may last."""
    first = int(np.searchsorted(t, t[peak] - LONGEST_S / 2))
    last = int(np.searchsorted(t, t[peak] + LONGEST_S / 2, "right"))
    before, after = wide[first : peak + 1], wide[peak:last]
    near = wide[peak] - OPENING
    low = max(before.min(), after.min(), near - OPENING)
    start = first + int(np.flatnonzero(before <= max(low, before.min()) + SLACK)[-1])
    end = peak + int(np.flatnonzero(after <= max(low, after.min()) + SLACK)[0])
    return start, end


def _stays(hand: HandFeatures, one: _Opening) -> bool:
    at = hand.at_m[one.start : one.end + 1]
    apart = float(np.linalg.norm(at[-1] - at[0]))
    stray = float(np.linalg.norm(at - (at[0] + at[-1]) / 2, axis=1).max())
    wide = hand.openness
    parted = wide[one.peak] - max(wide[one.start], wide[one.end]) >= OPENING
    return bool(parted and apart <= NEAR_M and stray <= STRAY_M)


def _agrees(hand: HandFeatures, one: _Opening) -> bool:
    """Whether each sign by itself opens from the holds to the peak, and none makes up the most."""
    signs = (
        (hand.aperture_m / PALM_M, PARTS),
        (hand.reach_m / PALM_M, REACHES),
        (hand.straight, STRAIGHTENS),
    )
    rises = [row[one.peak] - (row[one.start] + row[one.end]) / 2 for row, _ in signs]
    enough = all(rise >= least for rise, (_, least) in zip(rises, signs, strict=True))
    return enough and max(rises) <= MOST * sum(rises)


def _grouped(openings: list[_Opening], t_s: Row) -> list[list[_Opening]]:
    out: list[list[_Opening]] = []
    for one in openings:
        if out and t_s[one.start] - t_s[out[-1][-1].end] <= ONE_S:
            out[-1].append(one)
        else:
            out.append([one])
    return out


def _event(side: str, group: list[_Opening], t_s: Row) -> Event:
    size, times = max(one.size for one in group), len(group)
    often = "" if times == 1 else f", {times} times"
    return Event(
        start_s=max(0.0, float(t_s[group[0].start])),
        end_s=float(t_s[group[-1].end]),
        kind="regrip",
        hand="left" if side == "left" else "right",
        points=POINTS,
        strength=min(1.0, size / CLEAR),
        measures={"times": times, "opening_palms": round(size, 3)},
        reason=f"The {side} hand lets go and takes hold again in the same place{often}.",
    )
