"""A track as a few named figures at an even pace: what movements are compared by.

Ten times a second, in metres and degrees, NaN where nothing was seen. Small enough to be kept for
a whole recording (an hour: 3.5 MB), so that nobody needs the track again to compare two of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.motion import HandTrack, MotionTrack
from pipelines.motion.features import Features, HandFeatures, Row, features

HZ = 10.0
GAP_S = 0.2  # the same that a smoothed track bridges
Seen = NDArray[np.bool_]


@dataclass(frozen=True)
class Channel:
    """``typical`` is by how much it changes in a movement of the hands; judged, not learnt.

    ``_x`` and ``_y`` of a hand are right and down from the picture's corner, which means nothing:
    only their changes may be compared. Those of a wrist count from the middle of the shoulders.
    """

    name: str
    unit: Literal["m", "m/s", "deg", "share"]
    typical: float


def _hand_channels(side: Literal["left", "right"]) -> tuple[Channel, ...]:
    return (
        Channel(f"{side}_x", "m", 0.08),
        Channel(f"{side}_y", "m", 0.08),
        Channel(f"{side}_speed", "m/s", 0.1),
        Channel(f"{side}_open", "m", 0.03),
        Channel(f"{side}_thumb", "deg", 30.0),
        Channel(f"{side}_index", "deg", 45.0),
        Channel(f"{side}_fingers", "deg", 45.0),
        Channel(f"{side}_points_x", "share", 0.5),
        Channel(f"{side}_points_y", "share", 0.5),
    )


CHANNELS: tuple[Channel, ...] = (
    *_hand_channels("left"),
    *_hand_channels("right"),
    Channel("apart", "m", 0.1),
    Channel("left_wrist_x", "m", 0.1),
    Channel("left_wrist_y", "m", 0.1),
    Channel("right_wrist_x", "m", 0.1),
    Channel("right_wrist_y", "m", 0.1),
    Channel("left_elbow", "deg", 20.0),
    Channel("right_elbow", "deg", 20.0),
    Channel("lean", "deg", 8.0),
)
NAMES = tuple(channel.name for channel in CHANNELS)
TYPICAL = np.array([channel.typical for channel in CHANNELS])
COLUMN = {name: n for n, name in enumerate(NAMES)}
_WRIST, _MIDDLE = 0, 9
_SHOULDERS, _WRISTS = (11, 12), (15, 16)


@dataclass(frozen=True, eq=False)
class Series:
    """``values`` f64[N, C] in the order of ``CHANNELS``, at ``start_s + n / HZ`` seconds."""

    values: Row
    start_s: float = 0.0

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(CHANNELS):
            raise ValueError(f"a series has shape {self.values.shape}, not [N, {len(CHANNELS)}]")

    def __len__(self) -> int:
        return len(self.values)

    @property
    def t_s(self) -> Row:
        """Seconds of the recording [N]."""
        return self.start_s + np.arange(len(self)) / HZ

    @property
    def end_s(self) -> float:
        return self.start_s + len(self) / HZ

    def cut(self, span: Interval) -> Series:
        """The part within ``span``, empty where they do not meet."""
        first, last = (round((s - self.start_s) * HZ) for s in (span.start_s, span.end_s))
        first, last = max(0, first), max(0, last)
        return Series(self.values[first:last], self.start_s + min(first, len(self)) / HZ)


def series(track: MotionTrack) -> Series:
    """The series of a smoothed track; ``ValueError`` for a raw one."""
    if not len(track):
        return Series(np.empty((0, len(CHANNELS))))
    found = features(track)
    columns = np.stack(
        [
            *_hand(found.left, track.left, track),
            *_hand(found.right, track.right, track),
            found.apart_m,
            *_wrists(track, found),
            *found.elbow_deg.T,
            found.lean_deg,
        ],
        axis=1,
    )
    grid = np.arange(found.t_s[0], found.t_s[-1] + 1e-6, 1 / HZ)
    values = np.stack([_evenly(grid, found.t_s, column) for column in columns.T], axis=1)
    return Series(values, float(found.t_s[0]))


def _hand(hand: HandFeatures, points: HandTrack, track: MotionTrack) -> list[Row]:
    aspect = track.info.width / max(1, track.info.height)
    along = (points.xyz[:, _MIDDLE, :2] - points.xyz[:, _WRIST, :2]) * np.array([aspect, 1.0])
    pointing = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    thumb, index, others = hand.curl_deg[:, 0], hand.curl_deg[:, 1], hand.curl_deg[:, 2:]
    curls = (thumb, index, others.mean(axis=1))
    return [*hand.at_m.T, hand.speed_m_s, hand.aperture_m, *curls, *pointing.T]


def _wrists(track: MotionTrack, found: Features) -> list[Row]:
    """Left and right wrist from the middle of the shoulders, metres right and down."""
    aspect = track.info.width / max(1, track.info.height)
    flat = track.pose_xyz[..., :2].astype(float) * np.array([aspect, 1.0]) * found.metres
    away = flat[:, _WRISTS] - flat[:, _SHOULDERS].mean(axis=1, keepdims=True)
    return list(away.reshape(len(away), 4).T)


def _evenly(grid: Row, t_s: Row, column: Row) -> Row:
    """The column at the times of ``grid``; NaN further than a bridged gap from what was seen."""
    there = np.isfinite(column)
    if not there.any():
        return np.full(len(grid), np.nan)
    seen = t_s[there]
    after = np.clip(np.searchsorted(seen, grid), 0, len(seen) - 1)
    before = np.clip(after - 1, 0, None)
    near = np.minimum(np.abs(seen[after] - grid), np.abs(grid - seen[before])) <= GAP_S / 2 + 1e-6
    return np.where(near, np.interp(grid, seen, column[there]), np.nan)
