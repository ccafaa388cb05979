"""Which utterances open a step, all of them decided at once."""

from dataclasses import dataclass

import numpy as np

from pipelines.propose.openings import Matrix


@dataclass(frozen=True)
class Pace:
    """How long steps take and how readily a new one is begun.

    Tuned by ``benchmarks/align/propose.py``. ``length_s`` is the middle of a log-normal of
    ``spread``; ``weight`` is what that prior counts against the signs; ``per_step`` is paid for
    every step, so it decides how many there are.
    """

    length_s: float = 24.0
    spread: float = 0.8
    weight: float = 1.0
    per_step: float = 0.0


def cut(starts: Matrix, odds: Matrix, end_s: float, pace: Pace) -> list[int]:
    """Positions of the utterances that open a step, in order; empty only without utterances.

    ``starts`` f64[U] seconds, rising, ``odds`` f64[U] log odds that a step opens there. The best of
    all choices by dynamic programming: the sum of the odds and of the log densities of the lengths.
    """
    count = len(starts)
    if not count:
        return []
    best = np.array(odds, float) - pace.per_step
    gain = best.copy()
    came = np.full(count, -1)
    for j in range(1, count):
        total = best[:j] + _fit(starts[j] - starts[:j], pace)
        i = int(total.argmax())
        best[j] = gain[j] + total[i]
        came[j] = i
        # to be the first of all is a way, too: what was said before belongs to no step
        if gain[j] > best[j]:
            best[j], came[j] = gain[j], -1
    at = int((best + _fit(end_s - starts, pace)).argmax())
    found = [at]
    while came[found[-1]] >= 0:
        found.append(int(came[found[-1]]))
    return found[::-1]


def _fit(length_s: Matrix, pace: Pace) -> Matrix:
    z = (np.log(np.maximum(length_s, 0.5)) - np.log(pace.length_s)) / pace.spread
    return np.asarray(-0.5 * pace.weight * z * z)
