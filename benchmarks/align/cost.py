"""What an hour with fifty steps costs to decode, once warm, against the bound and Drop-DTW.

python -m benchmarks.align.cost [--smoke]
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from benchmarks.align.scoring import command
from data_schemas.procedure import Step
from data_schemas.transcript import Utterance
from pipelines.align.baselines import drop_dtw
from pipelines.align.emissions import listen
from pipelines.align.hsmm import posterior
from pipelines.align.model import read
from pipelines.align.swaps import with_swaps
from pipelines.align.task import Matrix, Task, Weights

BOUND_S = 0.3
HOUR_S, STEPS, EVERY_S, TIMES = 3600.0, 50, 5, 7


def measure(smoke: bool) -> dict[str, Any]:
    """Median seconds of the best path, of all probabilities, and of Drop-DTW, taken in turn.

    ``best_path`` is as the aligner takes it, with other orders tried where words ask for it;
    ``swapped`` is the same of a job in which all neighbours were done the other way round.
    """
    size = (HOUR_S / 60 if smoke else HOUR_S, 5 if smoke else STEPS)
    task, other = _task(*size), _swapped(*size)
    narration, of_other = listen(task, _embed), listen(other, _embed)
    weights = Weights()
    reading, read_other = read(task, narration, weights), read(other, of_other, weights)
    ways: dict[str, Callable[[], object]] = {
        "best_path": lambda: with_swaps(task, narration, reading, weights),
        "swapped": lambda: with_swaps(other, of_other, read_other, weights),
        "probabilities": lambda: posterior(reading.model),
        "drop_dtw": lambda: drop_dtw(reading.odds, narration.utterances, task.seconds, 2.0),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(2 if smoke else TIMES):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            took[name].append(time.perf_counter() - started)
    seconds = {name: round(median(rows), 4) for name, rows in took.items()}
    spread = {name: [round(min(rows), 4), round(max(rows), 4)] for name, rows in took.items()}
    over = {f"{name}_of_bound": round(seconds[name] / BOUND_S, 3) for name in list(ways)[:2]}
    return {"steps": len(task.steps), "s": seconds, "spread_s": spread, **over}


def _task(duration_s: float, steps: int) -> Task:
    """Every five seconds a word, now and then a step's own."""
    rng = np.random.default_rng(0)
    named = tuple(Step(id=f"s{n}", title=f"part{n} turn{n}") for n in range(steps))
    said = tuple(
        Utterance(start_s=at, end_s=at + 3, text=f"now part{int(rng.integers(steps))}")
        for at in np.arange(0.0, duration_s, EVERY_S).tolist()
    )
    return Task(id="hour", duration_s=duration_s, steps=named, utterances=said)


def _swapped(duration_s: float, steps: int) -> Task:
    """Every step named twice as it begins, the second of each pair before the first."""
    named = tuple(Step(id=f"s{n}", title=f"part{n} turn{n}") for n in range(steps))
    order = [n ^ 1 if (n ^ 1) < steps else n for n in range(steps)]
    each = duration_s / steps
    said = tuple(
        Utterance(start_s=at, end_s=at + 3, text=f"now part{n} turn{n} here")
        for place, n in enumerate(order)
        for at in (place * each + 1, place * each + 5)
    )
    return Task(id="swapped", duration_s=duration_s, steps=named, utterances=said)


def _embed(texts: list[str]) -> Matrix:
    """Directions by chance: what a text costs to embed is no part of decoding."""
    rows = np.random.default_rng(len(texts)).normal(size=(len(texts), 16)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


if __name__ == "__main__":
    command(__doc__, "cost", measure)
