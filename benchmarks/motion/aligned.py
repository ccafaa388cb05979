"""Whether moments that belong together are laid together: one step in two generated takes.

For every skilled action that both takes of a step hold: how far from its middle in the second take
the alignment leads from its middle in the first. The peer stretches the one step evenly over the
other. Tracks as in ``similar``; all of it is generated.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from benchmarks.common import say
from benchmarks.motion.similar_takes import TAKES, SeenTake, halves
from data_schemas.clock import Interval
from pipelines.motion.compare import align_in_time
from pipelines.motion.series import Series, series

NEAR_S = 1.0
Off = tuple[float, float]


def measure(smoke: bool) -> dict[str, Any]:
    """Seconds off, warped and evenly stretched, by half and by whose takes are compared."""
    out: dict[str, Any] = {"takes": TAKES}
    for split, takes in halves(smoke).items():
        them = [(one, series(one.track)) for one in takes]
        rows: dict[str, list[Off]] = {"same_person": [], "other_person": []}
        for (one, first), (other, second) in combinations(them, 2):
            if one.job == other.job:
                whose = "same_person" if one.person == other.person else "other_person"
                rows[whose] += _pair(one, first, other, second)
        out[split] = {whose: _row(off) for whose, off in rows.items()}
        say(f"{split}: {out[split]}")
    return out


def _pair(one: SeenTake, first: Series, other: SeenTake, second: Series) -> Iterator[Off]:
    for step in {row["step_id"] for row in one.truth["segments"]}:
        spans = [_longest(take, step) for take in (one, other)]
        if spans[0] is None or spans[1] is None:
            continue
        yield from _step((one, spans[0], first), (other, spans[1], second))


def _step(
    a: tuple[SeenTake, Interval, Series], b: tuple[SeenTake, Interval, Series]
) -> Iterator[Off]:
    found = align_in_time(a[2].cut(a[1]), b[2].cut(b[1]))
    there = dict(_actions(b[0], b[1]))
    for name, middle_s in _actions(a[0], a[1]):
        if name in there:
            led_to = float(np.interp(middle_s, found.a_s, found.b_s))
            share = (middle_s - a[1].start_s) / a[1].length_s
            even = b[1].start_s + share * b[1].length_s
            yield abs(led_to - there[name]), abs(even - there[name])


def _longest(take: SeenTake, step: str) -> Interval | None:
    visits = [
        Interval(start_s=row["start_s"], end_s=row["end_s"])
        for row in take.truth["segments"]
        if row["step_id"] == step
    ]
    return max(visits, key=lambda one: one.length_s, default=None)


def _actions(take: SeenTake, within: Interval) -> Iterator[tuple[str, float]]:
    """Actions that lie in these seconds once, with their middles."""
    rows = [
        (row["id"], (row["start_s"] + row["end_s"]) / 2)
        for row in take.truth["actions"]
        if within.contains((row["start_s"] + row["end_s"]) / 2)
    ]
    names = [name for name, _ in rows]
    yield from (row for row in rows if names.count(row[0]) == 1)


def _row(off: list[Off]) -> dict[str, Any]:
    if not off:
        return {"n": 0}
    columns = np.array(off).T
    return {"n": len(off)} | {
        name: {
            "median_s": round(float(np.median(column)), 2),
            "quarters_s": np.quantile(column, (0.25, 0.75)).round(2).tolist(),
            f"within_{NEAR_S:.0f}_s": round(float((column <= NEAR_S).mean()), 3),
        }
        for name, column in zip(("warped", "evenly_stretched"), columns, strict=True)
    }
