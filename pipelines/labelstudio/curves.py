"""The energy of a movement for Label Studio's ``TimeSeries`` tag.

It belongs to a tag like ``<TimeSeries value="$motion" timeColumn="t" sync="session">`` with
``<Channel column="energy"/>``: with ``valueType="json"`` the series itself stands in the task, with
``valueType="url" sep=","`` its CSV lies where the task points to.
"""

from __future__ import annotations

import numpy as np

from data_schemas.clock import TimeMap
from data_schemas.motion import Movement
from pipelines.motion.curve import on_clock

TIME, ENERGY = "t", "energy"
Series = dict[str, list[float]]


def energy_series(
    movement: Movement | None, clock: TimeMap, duration_s: float, step_s: float = 0.2
) -> Series:
    """Columns ``t`` (seconds of the playable copy, increasing) and ``energy`` (0..1).

    A value is the mean of the ``step_s`` seconds from its time on; the last one stands at
    ``duration_s`` once more, so that the curve is as long as the video. Without a movement it is a
    flat line: a task that lacks the column is refused by the server.
    """
    end_s = max(duration_s, step_s)
    edges_s = np.append(np.arange(0.0, end_s - step_s / 2, step_s), end_s)
    steps = len(edges_s) - 1
    values = np.zeros(steps) if movement is None else on_clock(movement, clock, edges_s).round(3)
    return {
        TIME: edges_s.round(3).tolist(),
        ENERGY: [*values.tolist(), float(values[-1])],
    }


def to_csv(series: Series) -> str:
    """The same with one header line, its columns separated by commas."""
    rows = zip(series[TIME], series[ENERGY], strict=True)
    return "\n".join([f"{TIME},{ENERGY}", *(f"{t:.3f},{value:.3f}" for t, value in rows)]) + "\n"
