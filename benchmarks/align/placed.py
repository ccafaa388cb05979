"""Segments that the aligner places in the development pack by numbers that never saw their task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.align.pack import Pack
from benchmarks.align.tune import FOLDS, Bench, kept_folds
from pipelines.align.aligner import decode
from pipelines.align.baselines import Path
from pipelines.align.confidence import Judge
from pipelines.align.emissions import listen
from pipelines.align.model import read
from pipelines.align.task import Matrix, Options, Task, Weights

OWN = "own"
# Every so many sessions is also shown with another task's narration: what a confidence has to know.
SWAPPED, EVERY = "swapped", 10


class Placed(NamedTuple):
    """One session: its fold, its list (or ``SWAPPED``), what was placed, and which was right."""

    key: str
    fold: int
    list: str
    judge: Judge
    path: Path
    hits: list[float]
    done: set[int]


@dataclass
class Folds:
    """Weights by fold and the fold of each task, as ``folds.json`` keeps them."""

    weights: dict[int, Weights]
    of_task: dict[str, int]

    @classmethod
    def kept(cls) -> Folds:
        rows = {int(number): row for number, row in kept_folds().items()}
        if set(rows) != set(range(FOLDS)):
            raise SystemExit("folds.json lacks folds: run benchmarks.align.tune --fold 0 to 4.")
        weights = {n: _weights(row["weights"]) for n, row in rows.items()}
        return cls(weights, {task: n for n, row in rows.items() for task in row["held_out"]})


@dataclass
class Examples:
    """Rows of features with their targets, folds and lists."""

    rows: list[Matrix] = field(default_factory=list)
    hits: list[NDArray[np.float64]] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)

    def add(self, rows: Matrix, hits: list[float], fold: int, name: str) -> None:
        self.rows.append(rows)
        self.hits.append(np.array(hits, float))
        self.folds += [fold] * len(rows)
        self.lists += [name] * len(rows)

    def arrays(self) -> tuple[Matrix, NDArray[np.float64], NDArray[np.int64], NDArray[np.str_]]:
        return (
            np.concatenate(self.rows),
            np.concatenate(self.hits),
            np.array(self.folds),
            np.array(self.lists),
        )


def held_out(bench: Bench, options: Options, swapped: bool = False) -> Iterator[Placed]:
    """Every session of both lists, and with ``swapped`` some with words of another task."""
    folds = Folds.kept()
    for pack in bench.packs.values():
        keys = list(pack.inputs)
        for place, key in enumerate(keys):
            fold = folds.of_task[pack.inputs[key]["task"]]
            chosen = Options(method=options.method, weights=folds.weights[fold])
            task = pack.tasks[key].model_copy(update={"own_list": pack.name == OWN})
            yield _placed(bench, pack, (task, pack.name, fold), chosen)
            if swapped and place % EVERY == 0:
                strange = _strange(pack, keys, place)
                if strange:
                    update = {"utterances": pack.tasks[strange].utterances}
                    other = task.model_copy(update=update)
                    yield _placed(bench, pack, (other, SWAPPED, fold), chosen)


def _strange(pack: Pack, keys: list[str], place: int) -> str:
    """The next session half a pack further on that is of another task."""
    own, half = pack.inputs[keys[place]]["task"], len(keys) // 2
    after = (keys[(place + half + n) % len(keys)] for n in range(len(keys)))
    return next((key for key in after if pack.inputs[key]["task"] != own), "")


def _placed(bench: Bench, pack: Pack, of: tuple[Task, str, int], options: Options) -> Placed:
    task, name, fold = of
    known = bench.narrations[pack.name][task.id]
    narration = listen(task, bench.embed) if name == SWAPPED else known
    reading = read(task, narration, options.weights)
    path, reading = decode(task, narration, reading, options)
    index = {step.id: k for k, step in enumerate(task.steps)}
    truth = bench.score.segments(pack.truth[task.id], index, task.duration_s, "truth")
    spans = [(k, a, min(b, task.duration_s), 0.0) for k, a, b in path]
    _, pairs = bench.score.session(spans, truth, task.duration_s, 10.0)
    hits, done = [hit for _, hit in pairs], {one[0] for one in truth}
    return Placed(task.id, fold, name, Judge(task, narration, reading), path, hits, done)


def _weights(kept: dict[str, Any]) -> Weights:
    return Weights(**{k: tuple(v) if isinstance(v, list) else v for k, v in kept.items()})
