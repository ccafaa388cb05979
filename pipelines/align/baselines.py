"""Simple aligners, kept because a clever one has to beat them. All give whole seconds."""

from collections.abc import Sequence

import numpy as np

from data_schemas.transcript import Utterance
from pipelines.align.task import Matrix

Path = list[tuple[int, int, int]]
KEPT_PERCENT = 15.0
DROP_STEP = 0.5
LONGEST_HOLD_S = 60


def uniform(seconds: int, steps: int) -> Path:
    """Every step an equal share of the recording, in written order."""
    cuts = np.round(np.linspace(0, seconds, steps + 1)).astype(int)
    return [(k, int(cuts[k]), int(cuts[k + 1])) for k in range(steps) if cuts[k + 1] > cuts[k]]


def argmax(emission: Matrix, length_s: float) -> Path:
    """Each step where the narration speaks most for it; the surer step keeps what both want."""
    seconds = len(emission)
    half = max(int(length_s / 2), 1)
    owner = np.full(seconds, -1)
    peak = emission.max(axis=0)
    for k in np.argsort(-peak, kind="stable"):
        if peak[k] <= 0:
            continue
        at = int(emission[:, k].argmax())
        free = owner[max(at - half, 0) : at + half + 1]
        free[free < 0] = k
    return _runs(owner)


def drop_dtw(likeness: Matrix, utterances: Sequence[Utterance], seconds: int, lag_s: float) -> Path:
    """Drop-DTW between the ordered steps and the utterances, each of which may be left out.

    After Dvornik et al., "Drop-DTW: Aligning Common Signal Between Sequences While Dropping
    Outliers" (NeurIPS 2021), from the paper's recursion. An utterance matched to a step holds
    until the next matched one, for a minute at most. ``likeness`` f64[U,K], higher is nearer.
    """
    if not likeness.size:
        return []
    owner = np.full(seconds, -1)
    for said, k in zip(utterances, _drop_path(-likeness), strict=True):
        if k >= 0:
            start = int(min(max(said.start_s + lag_s, 0.0), seconds - 1))
            owner[start : start + LONGEST_HOLD_S] = k
    return _runs(owner)


def _drop_path(cost: Matrix) -> list[int]:
    """Step of every utterance, -1 where it is dropped.

    ``value[u, k]`` is the least cost of having dealt with u utterances and k steps. Dropping an
    utterance costs as much as a match that only ``KEPT_PERCENT`` of all pairs undercut.
    """
    count, steps = cost.shape
    drop = float(np.percentile(cost, KEPT_PERCENT))
    value = np.full((count + 1, steps + 1), np.inf)
    value[0] = DROP_STEP * np.arange(steps + 1)
    came = np.zeros((count + 1, steps + 1, 2), dtype=int)
    came[0, 1:, 1] = np.arange(steps)
    took = np.zeros((count + 1, steps + 1), dtype=bool)
    for u in range(1, count + 1):
        for k in range(steps + 1):
            ways = [(value[u - 1, k] + drop, u - 1, k, False)]
            if k:
                here = cost[u - 1, k - 1]
                ways.append((value[u - 1, k] + here, u - 1, k, True))
                ways.append((value[u - 1, k - 1] + here, u - 1, k - 1, True))
                ways.append((value[u, k - 1] + DROP_STEP, u, k - 1, False))
            value[u, k], came[u, k, 0], came[u, k, 1], took[u, k] = min(ways)
    path, u, k = [-1] * count, count, steps
    while u or k:
        if took[u, k]:
            path[u - 1] = k - 1
        u, k = int(came[u, k, 0]), int(came[u, k, 1])
    return path


def _runs(owner: Matrix) -> Path:
    edges = np.flatnonzero(np.diff(owner)) + 1
    starts = [0, *edges.tolist()]
    ends = [*edges.tolist(), len(owner)]
    return [
        (int(owner[a]), a, b) for a, b in zip(starts, ends, strict=True) if b > a and owner[a] >= 0
    ]
