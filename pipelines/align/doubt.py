"""How sure a placed segment's edges are, what else its seconds may show, and whether the talk is
about these steps at all.
"""

from __future__ import annotations

import numpy as np

from data_schemas.timeline import Alternative
from pipelines.align.emissions import NAMES_A_STEP
from pipelines.align.hsmm import Posterior
from pipelines.align.task import Matrix, Task

WIDEST_S = 60  # an edge is looked for so far from where it was placed
LEAST, MOST = 0.05, 3  # of alternatives that are told
BACKGROUND_S = 5  # shorter gaps between steps are no work of their own
MUCH_TALK, NAMING = 12, 0.15  # so many utterances, of which fewer than this share name a step


def astray(odds: Matrix) -> bool:
    """Whether the narration says nothing of these steps: there is none, or it is about others.

    ``odds`` f64[U,K] is what each utterance says for each step. A few words may well name no
    step; a long talk that hardly names any belongs to another job or is in words nobody matched
    (``benchmarks.align.noise`` counts how often that is told rightly and wrongly).
    """
    if len(odds) < MUCH_TALK:
        return len(odds) == 0
    return bool((odds.max(axis=1) > NAMES_A_STEP).mean() < NAMING)


def edges(belief: Posterior, k: int, start: int, end: int) -> tuple[float, float]:
    """Standard deviations in seconds of a segment's start and end, within half its length."""
    reach = min(WIDEST_S, max(1, (end - start) // 2))
    return _spread(belief.starts[:, k], start, reach), _spread(belief.ends[:, k], end, reach)


def _spread(chance: Matrix, at: int, reach: int) -> float:
    first, last = max(0, at - reach), min(len(chance), at + reach + 1)
    weight = chance[first:last]
    total = float(weight.sum())
    if total <= 0.0:
        return float(reach)
    away = np.arange(first, last) - at
    return round(float(np.sqrt((weight * away**2).sum() / total)), 2)


def alternatives(task: Task, belief: Posterior, k: int, at: slice) -> tuple[Alternative, ...]:
    """The likeliest other steps, and work outside of them, over the same seconds."""
    mean = belief.inside[at].mean(axis=0)
    chances: list[tuple[float, str | None]] = [
        (float(p), step.id) for step, p in zip(task.steps, mean, strict=True)
    ]
    rest = max(0.0, 1.0 - float(mean.sum()))
    others = [*chances[:k], *chances[k + 1 :], (rest, None)]
    likely = sorted((one for one in others if one[0] >= LEAST), key=lambda one: -one[0])[:MOST]
    return tuple(Alternative(step_id=step, probability=round(min(p, 1.0), 3)) for p, step in likely)


def gaps(path: list[tuple[int, int, int]], seconds: int) -> list[tuple[int, int]]:
    """Stretches of ``BACKGROUND_S`` or more that no step of the path covers."""
    ends = [0, *(end for _, _, end in path)]
    starts = [*(start for _, start, _ in path), seconds]
    return [(a, b) for a, b in zip(ends, starts, strict=True) if b - a >= BACKGROUND_S]
