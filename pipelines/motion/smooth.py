"""The smoothed track: outliers replaced, short gaps bridged, quick trembling taken out.

Raw tracks are kept as they are; this one is for derived values, and says so: ``cutoff_hz`` stands
in its info, and a frame that was bridged, or of which a quarter was replaced, is ``INTERPOLATED``.
Outliers are found by Hampel's
filter (a running median and its median deviation), what is left goes through a zero-phase
Butterworth low-pass; order and cut-off are the defaults of Sports2D and Pose2Sim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
import scipy
from numpy.typing import NDArray

from data_schemas.motion import HandTrack, MotionTrack, Status

Points = NDArray[np.float32]
Flags = NDArray[np.bool_]
_Smoothed = tuple[list[Points], NDArray[np.uint8]]

_NORMAL = 1.4826  # median deviation to standard deviation, for normally spread values
_LONGER = 3
_COLUMNS = 33  # smoothed at a time: what that takes beside a long track stays small
_UNEVEN = 0.1  # share of a step by which frames may come early or late and still count as even


@dataclass(frozen=True)
class Smoothing:
    """Hampel over ``window_s`` to either side at ``sigmas``; up to ``floor`` is no outlier.

    Gaps up to ``gap_s`` are bridged in a straight line. ``floor`` is in units of the points:
    heights of the picture and metres are alike enough. ``order`` counts both passes.
    """

    cutoff_hz: float = 6.0
    order: int = 4
    gap_s: float = 0.2
    window_s: float = 0.2
    sigmas: float = 4.0
    floor: float = 0.02


def smooth(track: MotionTrack, options: Smoothing = Smoothing()) -> MotionTrack:
    """The track with every group of points smoothed by itself; NaN stays where gaps are long."""
    if not len(track):
        return track
    step_s = _step_s(track.t_us)
    cutoff_hz = min(options.cutoff_hz, 0.45 / step_s)
    group = partial(
        _group, t_s=track.t_us / 1e6, step_s=step_s, options=replace(options, cutoff_hz=cutoff_hz)
    )
    (xyz, world), status = group((track.pose_xyz, track.pose_world), track.pose_status)
    return replace(
        track,
        info=track.info.model_copy(update={"cutoff_hz": round(cutoff_hz, 3)}),
        pose_xyz=xyz,
        pose_world=world,
        pose_status=status,
        left=_hand(track.left, group),
        right=_hand(track.right, group),
    )


def _hand(hand: HandTrack, group: Callable[..., _Smoothed]) -> HandTrack:
    (xyz, world), status = group((hand.xyz, hand.world), hand.status)
    return replace(hand, xyz=xyz, world=world, status=status)


def _step_s(t_us: NDArray[np.int64]) -> float:
    return float(np.median(np.diff(t_us))) / 1e6 if len(t_us) > 1 else 1.0


def _group(
    arrays: tuple[Points, ...],
    status: NDArray[np.uint8],
    t_s: NDArray[np.float64],
    step_s: float,
    options: Smoothing,
) -> _Smoothed:
    seen = status == Status.OBSERVED
    bridged = _short_gaps(seen, t_s, step_s, options.gap_s)
    status = np.where(bridged, np.uint8(Status.INTERPOLATED), status)
    out = []
    half = max(1, round(options.window_s / step_s))
    for points in arrays:
        low = np.array(points, np.float32).reshape(len(points), -1)
        odd = np.zeros(len(points), int)
        for first in range(0, low.shape[1], _COLUMNS):
            flat = low[:, first : first + _COLUMNS].astype(np.float64)
            odd += _hampel(flat, seen, half, options)
            _bridge(flat, seen, bridged, t_s)
            for run in runs(seen | bridged):
                flat[run] = _low_pass(flat[run], t_s[run], step_s, options)
            low[:, first : first + _COLUMNS] = flat
        replaced = seen & (odd >= 0.25 * low.shape[1])
        status = np.where(replaced, np.uint8(Status.INTERPOLATED), status)
        out.append(low.reshape(points.shape))
    return out, status


def runs(flags: Flags) -> Iterator[slice]:
    """Unbroken stretches of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    for start, end in edges.reshape(-1, 2):
        yield slice(int(start), int(end))


def slope(values: NDArray[np.float64], t_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Derivative by time of [N, K], run by run; NaN beside gaps of a single frame."""
    out = np.full(values.shape, np.nan)
    for run in runs(np.asarray(np.isfinite(values).all(axis=1))):
        if run.stop - run.start > 1:
            out[run] = np.gradient(values[run], t_s[run], axis=0)
    return out


def _short_gaps(seen: Flags, t_s: NDArray[np.float64], step_s: float, gap_s: float) -> Flags:
    """Missing frames between two observed ones that are no further apart than a gap may be."""
    out = np.zeros_like(seen)
    for run in runs(~seen):
        if run.start == 0 or run.stop == len(seen):
            continue
        length_s = t_s[run.stop] - t_s[run.start - 1] - step_s
        out[run] = length_s <= gap_s + 1e-3
    return out


def _hampel(
    flat: NDArray[np.float64], seen: Flags, half: int, options: Smoothing
) -> NDArray[np.int_]:
    """Replace outliers of ``flat`` [N, K] in place; how many of a frame's were [N]."""
    counts = np.zeros(len(flat), int)
    for run in runs(seen):
        part = flat[run]
        middle = scipy.ndimage.median_filter(part, size=(2 * half + 1, 1), mode="nearest")
        away = np.abs(part - middle)
        # Over a longer stretch than the median: at the turn of a swing all of a short one is odd.
        spread = scipy.ndimage.median_filter(away, size=(2 * _LONGER * half + 1, 1), mode="nearest")
        odd = np.minimum(away, _spike(part)) > options.floor
        odd &= away > options.sigmas * _NORMAL * spread
        part[odd] = middle[odd]
        counts[run] = odd.sum(axis=1)
    return counts


def _spike(part: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each value is from the middle of its neighbours: a swing turns, it does not jump."""
    around = np.pad(part, ((1, 1), (0, 0)), mode="edge")
    return np.asarray(np.abs(part - (around[:-2] + around[2:]) / 2))


def _bridge(
    flat: NDArray[np.float64], seen: Flags, bridged: Flags, t_s: NDArray[np.float64]
) -> None:
    if bridged.any():
        for column in flat.T:
            column[bridged] = np.interp(t_s[bridged], t_s[seen], column[seen])


@lru_cache
def _sections(order: int, cutoff_hz: float, rate_hz: float) -> NDArray[np.float64]:
    """The same filter for every run of every point of a track."""
    return np.asarray(scipy.signal.butter(order, cutoff_hz, fs=rate_hz, output="sos"))


def _low_pass(
    values: NDArray[np.float64], t_s: NDArray[np.float64], step_s: float, options: Smoothing
) -> NDArray[np.float64]:
    """One unbroken run [n, K]; frames that come unevenly are put on an even grid and back."""
    n = len(values)
    if n < 3:
        return values
    sos = _sections(max(1, options.order // 2), options.cutoff_hz, 1 / step_s)
    if np.abs(np.diff(t_s) - step_s).max() <= _UNEVEN * step_s:
        return np.asarray(scipy.signal.sosfiltfilt(sos, values, axis=0, padlen=min(n - 1, 12)))
    grid = np.linspace(t_s[0], t_s[-1], max(3, round((t_s[-1] - t_s[0]) / step_s) + 1))
    even = np.stack([np.interp(grid, t_s, column) for column in values.T], axis=1)
    low = scipy.signal.sosfiltfilt(sos, even, axis=0, padlen=min(len(grid) - 1, 12))
    return np.stack([np.interp(t_s, grid, column) for column in low.T], axis=1)
