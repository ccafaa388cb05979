"""Where the hands that work are, so that no mask covers them.

A mask gives way for the hand and a rim of about a finger's width round it: the palm and a band
along each bone. Between spread fingers it stays. A hand before a face hides of the face what it
leaves free, so little is lost; a hand that the model only imagines would bare the face, so one
counts only where its wrist lies at a wrist of the body that is followed, or, where no body is seen,
where the model is very sure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.motion import HandTrack, MotionTrack, Status
from pipelines.motion.smooth import smooth

NEAR_S = 0.2  # a frame of the track speaks for a picture so near
FRAMES = 2  # on either side of a picture: what one places a little off, its neighbours do not
VISIBLE_FROM = 0.5
SURE_ALONE = 0.9
HAND_LENGTHS = 0.75  # between the wrists of hand and body, at most
# Of a finger's band, in widths of the palm. A finger has a third of it; the points of the model
# are off by as much, and no joint of the demo's hands may lie under a mask (benchmarks).
WIDTH = 0.6
_WRISTS = (15, 16)
_PALM = (0, 1, 2, 5, 9, 13, 17)
_BONES = (
    (0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (5, 6), (6, 7), (7, 8), (9, 10), (10, 11), (11, 12),
    (13, 14), (14, 15), (15, 16), (0, 17), (17, 18), (18, 19), (19, 20),
)  # fmt: skip

Points = NDArray[np.float64]
Picture = NDArray[np.uint8]


class WorkingHands:
    """The hands of a track by the second, in shares of the picture."""

    def __init__(self, track: MotionTrack | None) -> None:
        self._rows: list[list[Points]] = []
        self._times: list[float] = []
        if track is not None and len(track):
            self._times = (track.t_us / 1e6).tolist()
            self._rows = _believed(track)

    def near(self, second: float) -> Iterator[Points]:
        """Points [21, 2] of every hand in the frames about a second."""
        place = bisect_left(self._times, second)
        for n in range(place - FRAMES, place + FRAMES):
            if 0 <= n < len(self._times) and abs(self._times[n] - second) <= NEAR_S:
                yield from self._rows[n]

    def within(self, span: Interval) -> Iterator[tuple[float, Points]]:
        """(second, points) of every hand in an interval."""
        for n in range(*(bisect_left(self._times, at) for at in (span.start_s, span.end_s))):
            yield from ((self._times[n], one) for one in self._rows[n])


def area(hands: Sequence[Points], height: int, width: int) -> Picture | None:
    """Where hands are in a picture of this size, uint8 [height, width], 255 on a hand; None
    without any."""
    import cv2

    if not hands:
        return None
    out = np.zeros((height, width), np.uint8)
    for shares in hands:
        points = np.clip(shares, -1, 2) * [width, height]
        thick = max(2, round(WIDTH * palm_width(points)))
        whole = np.round(points).astype(np.int32)
        palm = cv2.convexHull(whole[list(_PALM)])
        cv2.fillConvexPoly(out, palm, 255)
        cv2.polylines(out, [palm], True, 255, thick)
        for a, b in _BONES:
            cv2.line(out, whole[a].tolist(), whole[b].tolist(), 255, thick)
    return out


def palm_width(points: Points) -> float:
    """In the units of ``points``; seen from the edge a palm is half as wide as it is long."""
    across = float(np.linalg.norm(points[5] - points[17]))
    return max(across, 0.5 * float(np.linalg.norm(points[0] - points[9])))


def _believed(raw: MotionTrack) -> list[list[Points]]:
    """Hands of each frame, short gaps bridged, without those that are no hands of this body."""
    even = smooth(raw)
    rows: list[list[Points]] = [[] for _ in range(len(raw))]
    for hand, seen in ((even.left, raw.left), (even.right, raw.right)):
        for n in np.flatnonzero(hand.status != Status.MISSING):
            points = np.asarray(hand.xyz[n, :, :2], np.float64)
            if np.isfinite(points).all() and _is_a_hand(raw, seen, int(n), points):
                rows[n].append(points)
    return rows


def _is_a_hand(track: MotionTrack, seen: HandTrack, n: int, points: Points) -> bool:
    shape = np.array([track.info.width, track.info.height], np.float64)
    wrists = [one for one in _WRISTS if track.pose_vis[n, one] >= VISIBLE_FROM]
    if track.pose_status[n] != Status.OBSERVED or not wrists:
        score = float(seen.score[n])
        return not np.isfinite(score) or score >= SURE_ALONE
    length = 2 * float(np.linalg.norm((points[0] - points[9]) * shape))
    away = [np.linalg.norm((track.pose_xyz[n, one, :2] - points[0]) * shape) for one in wrists]
    return float(min(away)) <= max(HAND_LENGTHS * length, 8.0)
