"""Hands and body as the player draws them over the picture: few bytes, a part at a time.

What was not seen is not in it: points that are hardly visible or lie outside of the picture, gaps
longer than a fifth of a second. What was bridged or corrected (``pipelines.motion.smooth``) is
marked as such, frame by frame and group by group.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval, TimeMap
from data_schemas.motion import HAND_POINTS, HandTrack, MotionTrack, Status

PART_S = 20.0
# On both sides of a part, so that smoothing and bridging do not know where it was cut.
MARGIN_S = 2.0
VISIBLE_FROM = 0.5
NOT_THERE = 0xFFFF
_FULL = NOT_THERE - 1

# MediaPipe's nose, shoulders, elbows, wrists, hips, knees, ankles; the hands have their own points.
_BODY = (0, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
_BODY_BONES = (
    (1, 2), (1, 3), (3, 5), (2, 4), (4, 6), (1, 7), (2, 8), (7, 8), (7, 9), (9, 11), (8, 10),
    (10, 12),
)  # fmt: skip
_HAND_BONES = (
    (0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (5, 6), (6, 7), (7, 8), (5, 9), (9, 10), (10, 11),
    (11, 12), (9, 13), (13, 14), (14, 15), (15, 16), (13, 17), (0, 17), (17, 18), (18, 19),
    (19, 20),
)  # fmt: skip
GROUPS = (len(_BODY), HAND_POINTS, HAND_POINTS)
POINTS = sum(GROUPS)
# One sign a point: m(iddle), l(eft), r(ight).
SIDES = "m" + "lr" * 6 + "l" * HAND_POINTS + "r" * HAND_POINTS
BONES = (
    *_BODY_BONES,
    *((a + first, b + first) for first in (GROUPS[0], GROUPS[0] + GROUPS[1])
      for a, b in _HAND_BONES),
)  # fmt: skip


def window(clock: TimeMap, part: int) -> Interval:
    """What has to be read of a track, on its recording's clock, to draw ``part``."""
    start_s, end_s = part * PART_S, (part + 1) * PART_S
    return Interval(
        start_s=max(0.0, clock.to_source(start_s) - MARGIN_S),
        end_s=max(0.0, clock.to_source(end_s) + MARGIN_S),
    )


def packed(track: MotionTrack, clock: TimeMap, part: int) -> bytes:
    """The frames of ``part``, little-endian: how many (n) as u32, then u32[n] milliseconds on the
    player's clock, u16[n, POINTS, 2] x and y (0 to 65534 across and down the picture, 65535: not
    there), and u8[n, 3] the ``Status`` of body, left and right hand.
    """
    from pipelines.motion.smooth import smooth

    even = smooth(track)
    t_ms = np.array([round(clock.to_proxy(t / 1e6) * 1000) for t in even.t_us], np.int64)
    inside = (t_ms >= part * PART_S * 1000) & (t_ms < (part + 1) * PART_S * 1000)
    # Where the copy leaves out a gap, several frames fall on one time: the last one is shown.
    inside[:-1] &= np.diff(t_ms) > 0
    body = np.where(_visible(track, even)[..., None], even.pose_xyz[..., :2], np.nan)
    points = np.concatenate([body[:, _BODY], _points(even.left), _points(even.right)], axis=1)
    status = np.stack([even.pose_status, even.left.status, even.right.status], axis=1)
    return b"".join(
        (
            np.array([inside.sum()], "<u4").tobytes(),
            t_ms[inside].astype("<u4").tobytes(),
            _quantised(points[inside]).tobytes(),
            status[inside].astype("u1").tobytes(),
        )
    )


def _points(hand: HandTrack) -> NDArray[np.float32]:
    seen = hand.status != Status.MISSING
    return np.where(seen[:, None, None], hand.xyz[..., :2], np.float32(np.nan))


def _visible(raw: MotionTrack, even: MotionTrack) -> NDArray[np.bool_]:
    """bool[N, 33]; on a bridged frame a point must be visible on both sides of the gap."""
    visible = np.asarray((raw.pose_vis >= VISIBLE_FROM) & (raw.pose_status[:, None] > 0))
    seen = np.flatnonzero(raw.pose_status == Status.OBSERVED)
    bridged = np.flatnonzero((even.pose_status > 0) & (raw.pose_status == Status.MISSING))
    after = np.searchsorted(seen, bridged)
    visible[bridged] = visible[seen[after - 1]] & visible[seen[after]]
    return visible


def _quantised(points: NDArray[np.float32]) -> NDArray[np.uint16]:
    there = ((points >= 0) & (points <= 1)).all(axis=-1, keepdims=True)
    whole = np.where(there, np.round(np.nan_to_num(points) * _FULL), NOT_THERE)
    return whole.astype("<u2")
