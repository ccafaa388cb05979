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
from pipelines.align.hsmm import best_path, posterior
from pipelines.align.model import read
from pipelines.align.task import Matrix, Task, Weights

BOUND_S = 0.3
HOUR_S, STEPS, EVERY_S, TIMES = 3600.0, 50, 5, 7


def measure(smoke: bool) -> dict[str, Any]:
    """Median seconds of the best path, of all probabilities, and of Drop-DTW, taken in turn."""
    task = _task(HOUR_S / 60 if smoke else HOUR_S, 5 if smoke else STEPS)
    narration = listen(task, _embed)
    reading = read(task, narration, Weights())
    ways: dict[str, Callable[[], object]] = {
        "best_path": lambda: best_path(reading.model),
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
    over = round(seconds["best_path"] / BOUND_S, 3)
    return {"steps": len(task.steps), "s": seconds, "spread_s": spread, "best_path_of_bound": over}


def _task(duration_s: float, steps: int) -> Task:
    """Every five seconds a word, now and then a step's own."""
    rng = np.random.default_rng(0)
    named = tuple(Step(id=f"s{n}", title=f"part{n} turn{n}") for n in range(steps))
    said = tuple(
        Utterance(start_s=at, end_s=at + 3, text=f"now part{int(rng.integers(steps))}")
        for at in np.arange(0.0, duration_s, EVERY_S).tolist()
    )
    return Task(id="hour", duration_s=duration_s, steps=named, utterances=said)


def _embed(texts: list[str]) -> Matrix:
    """Directions by chance: what a text costs to embed is no part of decoding."""
    rows = np.random.default_rng(len(texts)).normal(size=(len(texts), 16)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


if __name__ == "__main__":
    command(__doc__, "cost", measure)
