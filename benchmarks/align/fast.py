"""The same best path by compiled loops: tuning decodes hundreds of thousands of times.

The product keeps to numpy, which is quick enough there and compiles nothing at a user's first call;
``tests/benchmarks/test_align_fast.py`` holds the two against each other.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.align import hsmm
from pipelines.align.hsmm import NEVER, Model, ToGo
from pipelines.align.task import Matrix


def best_path(model: Model) -> list[tuple[int, int, int]]:
    """As ``hsmm.best_path``."""
    return hsmm.path_of(model, to_go(model))


def to_go(model: Model) -> ToGo:
    """As ``hsmm.to_go`` with ``hsmm.best``."""
    rows = _to_go(
        model.sums, model.length, model.opening, np.ascontiguousarray(model.order.T),
        np.ascontiguousarray(model.direct.T), model.closing, model.background, model.leave,
    )  # fmt: skip
    return ToGo(*rows)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _to_go(
    sums: Matrix, length: Matrix, opening: Matrix, order: Matrix, direct: Matrix,
    closing: Matrix, background: float, leave: float,
) -> tuple[Matrix, Matrix, Matrix]:  # fmt: skip
    seconds, steps = len(sums) - 1, sums.shape[1]
    begin = np.full((seconds + 1, steps), NEVER)
    idle = np.full((seconds + 1, steps + 1), NEVER)
    done = np.full((seconds + 1, steps), NEVER)
    after = np.full((seconds + 1, steps), NEVER)
    idle[seconds] = closing
    done[seconds] = closing[:steps]
    after[seconds] = done[seconds] + sums[seconds]
    opened = np.empty(steps)
    for t in range(seconds - 1, -1, -1):
        reach = min(len(length), seconds - t)
        for k in range(steps):
            value = NEVER
            for d in range(reach):
                value = max(value, length[d, k] + after[t + 1 + d, k])
            begin[t, k] = value - sums[t, k]
            opened[k] = begin[t, k] + opening[t]
        for last in range(steps + 1):
            value = idle[t + 1, last] + background
            waiting = value - leave
            for k in range(steps):
                value = max(value, order[k, last] + opened[k])
                if last < steps:
                    waiting = max(waiting, direct[k, last] + opened[k])
            idle[t, last] = value
            if last < steps:
                done[t, last] = waiting
                after[t, last] = waiting + sums[t, last]
    return begin, idle, done
