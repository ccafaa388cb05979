"""Local search over the numbers of the semi-Markov model, on the development pack.

    python -m benchmarks.align.tune --rounds 300             # on all tasks, prints the numbers
    python -m benchmarks.align.tune --rounds 300 --fold 0    # without the tasks of a fold, kept

Every round changes one to three numbers and keeps what scores better. The numbers that are shipped
(``Weights``) are tuned on all tasks. What a job that was never seen can expect is another matter:
``--fold`` starts from plain round numbers and tunes without every fifth task; what it finds is kept
in ``folds.json`` for ``benchmarks.align.cross``.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.align.fast import best_path
from benchmarks.align.pack import LISTS, Pack, remembered
from benchmarks.common import scorer
from pipelines.align.emissions import Narration
from pipelines.align.model import read
from pipelines.align.task import Embed, Weights

# what counts, per list: the written list is what people bring, the own list a control
LIST_WEIGHT = {"sop": 1.0, "own": 0.6}
METRIC_WEIGHT = {"R@1": 0.7, "mIoU": 1.5, "F1@50": 1.0, "F1@25": 0.4, "MoF": 0.4}
FIXED = ("longest_s", "temperature")
LEAST = {"skip": 0.02, "overview": 0.1}
FOLDS = 5
KEPT = Path(__file__).with_name("folds.json")
# where a search begins that is to know nothing of the tasks held out: by the meaning of each number
PLAIN = Weights(
    pair=(1.0, 2.0, 2.0, 0.5), naming=(-2.0, 1.0), evidence=1.0, overview=0.2,
    lag_s=3.0, tail_s=4.0, length_s=25.0, length_share=0.5, length_spread=0.8,
    forward=2.0, skip=0.1, skip_first=0.3, back=6.0, repeat=0.5, skip_last=0.1,
    enter_background=5.0, background_per_s=-0.1,
    marks=(0.5, 0.5, 0.5, 0.5, -0.5, -0.5, 0.0), mark_naming=0.5, mark_lag_s=2.0,
    at_utterance=0.5, at_mark=0.5, progress_per_s=0.1, progress_told=0.3,
)  # fmt: skip


@dataclass(frozen=True)
class Bench:
    """Both lists with their narrations, and the official scorer."""

    packs: Mapping[str, Pack]
    narrations: Mapping[str, Mapping[str, Narration]]
    embed: Embed
    score: ModuleType

    @classmethod
    def load(cls, only: int | None = None) -> "Bench":
        packs = {name: Pack(name, only) for name in LISTS}
        embed = remembered(sorted({text for pack in packs.values() for text in pack.texts()}))
        narrations = {name: pack.narrations(embed) for name, pack in packs.items()}
        return cls(packs, narrations, embed, scorer("score_align"))

    def sessions(self, tasks: set[str]) -> list[str]:
        rows = self.packs[LISTS[0]].inputs
        return sorted(key for key, row in rows.items() if row["task"] in tasks)

    @property
    def tasks(self) -> list[str]:
        return sorted({row["task"] for row in self.packs[LISTS[0]].inputs.values()})


def fold_of_task(tasks: list[str], name: str) -> int:
    return tasks.index(name) % FOLDS


def figures(weights: Weights, name: str, bench: Bench, keys: list[str]) -> dict[str, float]:
    pack, score = bench.packs[name], bench.score
    total = np.zeros(1)
    for key in keys:
        task = pack.tasks[key]
        path = best_path(read(task, bench.narrations[name][key], weights).model)
        index = {step.id: k for k, step in enumerate(task.steps)}
        truth = score.segments(pack.truth[key], index, task.duration_s, "truth")
        spans = [(k, a, min(b, task.duration_s), float("nan")) for k, a, b in path]
        total = total + score.session(spans, truth, task.duration_s, 1.0)[0]
    return dict(score.summary(total))


def worth(weights: Weights, bench: Bench, keys: list[str]) -> float:
    result = 0.0
    for name in LISTS:
        found = figures(weights, name, bench, keys)
        result += LIST_WEIGHT[name] * sum(w * found[m] for m, w in METRIC_WEIGHT.items())
    return result


def changed(weights: Weights, rng: np.random.Generator) -> Weights:
    """Scale one to three numbers (or all of a tuple) by random factors."""
    names = [name for name in asdict(weights) if name not in FIXED]
    changes: dict[str, object] = {}
    for name in rng.choice(names, rng.integers(1, 4), replace=False):
        value, size = getattr(weights, name), float(rng.choice([0.1, 0.3, 0.6]))
        if isinstance(value, tuple):
            changes[name] = tuple(float(v * np.exp(rng.normal() * 0.3)) for v in value)
            continue
        fresh = float(value * np.exp(rng.normal() * size))
        fresh = max(fresh, LEAST.get(name, -np.inf))
        changes[name] = min(fresh, 1.0) if name in ("length_share", "overview") else fresh
    return replace(weights, **changes)  # type: ignore[arg-type]


def search(weights: Weights, bench: Bench, keys: list[str], rounds: int, seed: int) -> Weights:
    rng = np.random.default_rng(seed)
    top = worth(weights, bench, keys)
    for number in range(rounds):
        other = changed(weights, rng)
        value = worth(other, bench, keys)
        if value > top:
            top, weights = value, other
            sys.stderr.write(f"{number} {top:.2f}\n")
    return weights


def kept_folds() -> dict[str, Any]:
    """What was tuned without the tasks of each fold, by its number."""
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Tune the aligner.")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", type=int, default=1, help="use every n-th session only")
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="hold its tasks out")
    wanted = parser.parse_args()
    bench = Bench.load()
    held = {n for n in bench.tasks if fold_of_task(bench.tasks, n) == wanted.fold}
    keys = bench.sessions(set(bench.tasks) - held)[:: wanted.every]
    start = Weights() if wanted.fold is None else PLAIN
    weights = search(start, bench, keys, wanted.rounds, wanted.seed)
    sys.stdout.write(json.dumps(asdict(weights), indent=1) + "\n")
    if wanted.fold is not None:
        about = {"held_out": sorted(held), "rounds": wanted.rounds, "every": wanted.every}
        whole = kept_folds() | {str(wanted.fold): about | {"weights": asdict(weights)}}
        KEPT.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for label, some in (("tuned on", keys), ("held out", bench.sessions(held))):
        for name in LISTS if some else ():
            shown = figures(weights, name, bench, some)
            sys.stdout.write(f"{label} {name} {json.dumps(shown)}\n")


if __name__ == "__main__":
    main()
