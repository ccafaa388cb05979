"""The same piece of work done twice, laid over each other in time, and where the two differ.

Differences are figures with units, never a judgement: another way is another way. Places count from
the middle of the shoulders and across the line of sight, so they compare only where both cameras
look from the same side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.errors import InputError
from data_schemas.value import Value
from pipelines.motion import warp
from pipelines.motion.descriptor import shape
from pipelines.motion.features import Row
from pipelines.motion.series import COLUMN, HZ, Series
from pipelines.motion.smooth import runs

BAND = 0.3  # of the longer one: experts pause in different places
MOST = 3000  # places of either: the way is looked for in a table of this squared (70 MB)
HELD_S = 0.6  # what differs for less is not worth looking at
SMOOTH_S = 0.5
PACE_S = 2.0  # over which a pace is taken
What = Literal[
    "left_hand_up", "right_hand_up", "left_hand_right", "right_hand_right", "hands_apart",
    "left_hand_open", "right_hand_open", "left_fingers_bent", "right_fingers_bent",
    "left_elbow_straight", "right_elbow_straight", "leaning", "pace",
]  # fmt: skip
Unit = Literal["m", "deg", "times"]


@dataclass(frozen=True)
class Measure:
    """A figure of a series: from ``least`` on, in its ``unit``, a difference is told."""

    what: What
    unit: Unit
    least: float
    take: Callable[[Row], Row]


def _column(name: str, sign: float = 1.0) -> Callable[[Row], Row]:
    return lambda values: np.asarray(sign * values[:, COLUMN[name]])


def _bent(side: str) -> Callable[[Row], Row]:
    columns = [COLUMN[f"{side}_index"], COLUMN[f"{side}_fingers"]]
    return lambda values: np.asarray(values[:, columns].mean(axis=1))


MEASURES: tuple[Measure, ...] = (
    Measure("left_hand_up", "m", 0.06, _column("left_wrist_y", -1.0)),
    Measure("right_hand_up", "m", 0.06, _column("right_wrist_y", -1.0)),
    Measure("left_hand_right", "m", 0.06, _column("left_wrist_x")),
    Measure("right_hand_right", "m", 0.06, _column("right_wrist_x")),
    Measure("hands_apart", "m", 0.06, _column("apart")),
    Measure("left_hand_open", "m", 0.03, _column("left_open")),
    Measure("right_hand_open", "m", 0.03, _column("right_open")),
    Measure("left_fingers_bent", "deg", 40.0, _bent("left")),
    Measure("right_fingers_bent", "deg", 40.0, _bent("right")),
    Measure("left_elbow_straight", "deg", 20.0, _column("left_elbow")),
    Measure("right_elbow_straight", "deg", 20.0, _column("right_elbow")),
    Measure("leaning", "deg", 10.0, _column("lean")),
)
FASTER = 1.5  # times; and as many times slower


@dataclass(frozen=True, eq=False)
class TimeAlignment:
    """K pairs of moments that belong together: ``a_s`` and ``b_s`` f64[K], never going back.

    ``apart`` f64[K] is how far the two are from each other there: a root mean square over the
    channels that both have, each in its own spread.
    """

    a_s: Row
    b_s: Row
    apart: Row


class Difference(Value):
    """A stretch, on both clocks, in which ``what`` is otherwise: ``by`` is the second minus the
    first in ``unit``. For ``pace``, ``by`` is how many times faster the second is."""

    what: What
    unit: Unit
    by: float
    first: Interval
    second: Interval


def align_in_time(a: Series, b: Series) -> TimeAlignment:
    """Which moment of ``b`` belongs to which of ``a``. Raises InputError if too little was seen."""
    shapes = [shape(one, points=min(len(one), MOST)) for one in (a, b)]
    if shapes[0] is None or shapes[1] is None or not (shapes[0].seen & shapes[1].seen).any():
        raise InputError(
            "Too little was seen of hands and body in one of the two, so they cannot be compared."
        )
    pairs, apart = warp.path(shapes[0], shapes[1], BAND)
    return TimeAlignment(_times(a, pairs[:, 0]), _times(b, pairs[:, 1]), apart)


def _times(one: Series, places: Row) -> Row:
    """Seconds of places in the shape of a series, which is coarser where that is very long."""
    return np.asarray(one.start_s + places * (len(one) - 1) / (min(len(one), MOST) - 1) / HZ)


def differences(a: Series, b: Series, found: TimeAlignment, *, pace: bool) -> list[Difference]:
    """Where two aligned series differ, in time order.

    ``pace`` is told only where somebody is compared with themselves: nobody is called slower.
    """
    rows = [row for measure in MEASURES for row in _differ(measure, a, b, found)]
    if pace:
        rows += _paces(found)
    return sorted(rows, key=lambda row: (row.first.start_s, row.what))


def _places(one: Series, times_s: Row) -> NDArray[np.int_]:
    return np.round((times_s - one.start_s) * HZ).astype(int)


def _differ(measure: Measure, a: Series, b: Series, found: TimeAlignment) -> Iterator[Difference]:
    at_a, at_b = _places(a, found.a_s), _places(b, found.b_s)
    by = measure.take(b.values)[at_b] - measure.take(a.values)[at_a]
    by = _steady(by)
    for sign in (1.0, -1.0):
        beyond = np.nan_to_num(sign * by) > measure.least
        for run in runs(np.asarray(beyond)):
            mean = round(float(np.nanmean(by[run])), 3)
            yield from _told(measure.what, measure.unit, mean, found, run)


def _steady(values: Row) -> Row:
    """Without what lasts for a moment only; NaN stays NaN."""
    known = np.isfinite(values)
    out = values.copy()
    size = 2 * round(SMOOTH_S * HZ / 2) + 1
    for run in runs(np.asarray(known)):
        out[run] = scipy.ndimage.median_filter(values[run], size=size, mode="nearest")
    return out


def _paces(found: TimeAlignment) -> Iterator[Difference]:
    """Where one goes through the same movement in much less time than the other."""
    half = round(PACE_S * HZ / 2)
    k = np.arange(len(found.a_s))
    first, last = np.clip(k - half, 0, None), np.clip(k + half, None, len(k) - 1)
    in_a = found.a_s[last] - found.a_s[first] + 0.5 / HZ
    in_b = found.b_s[last] - found.b_s[first] + 0.5 / HZ
    faster = np.log(in_a / in_b)
    for sign in (1.0, -1.0):
        for run in runs(np.asarray(sign * faster > np.log(FASTER))):
            spans = [s[run.stop - 1] - s[run.start] + 1 / HZ for s in (found.a_s, found.b_s)]
            yield from _told("pace", "times", round(float(spans[0] / spans[1]), 2), found, run)


def _told(
    what: What, unit: Unit, by: float, found: TimeAlignment, run: slice
) -> Iterator[Difference]:
    first, second = (
        Interval(start_s=round(float(s[run.start]), 2), end_s=round(float(s[run.stop - 1]), 2))
        for s in (found.a_s, found.b_s)
    )
    if max(first.length_s, second.length_s) >= HELD_S:
        yield Difference(what=what, unit=unit, by=by, first=first, second=second)
