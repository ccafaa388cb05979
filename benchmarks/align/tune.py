"""Local search over the numbers of the semi-Markov model, on the development pack.

    python -m benchmarks.align.tune --rounds 300 --seed 1 [--tasks even|odd]

Every round changes one to three numbers and keeps what scores better; the best set is printed as
JSON. ``--tasks even`` tunes on every second task and shows what the others reach: the honest
figure for a job that was never seen.
"""

import argparse
import json
import sys
from dataclasses import asdict, replace
from types import ModuleType

import numpy as np

from benchmarks.align.pack import LISTS, Pack, remembered
from benchmarks.common import scorer
from pipelines.align.emissions import Narration
from pipelines.align.hsmm import best_path
from pipelines.align.model import read
from pipelines.align.task import Weights

# what counts, per list: the written list is what people bring, the own list a control
LIST_WEIGHT = {"sop": 1.0, "own": 0.6}
METRIC_WEIGHT = {"R@1": 0.7, "mIoU": 1.5, "F1@50": 1.0, "F1@25": 0.4, "MoF": 0.4}
FIXED = ("longest_s", "temperature")
LEAST = {"skip": 0.02, "overview": 0.1}
Bench = dict[str, tuple[Pack, dict[str, Narration]]]


def figures(
    weights: Weights, name: str, bench: Bench, score: ModuleType, keys: set[str]
) -> dict[str, float]:
    pack, narrations = bench[name]
    total = np.zeros(1)
    for key in sorted(keys):
        task = pack.tasks[key]
        path = best_path(read(task, narrations[key], weights).model)
        index = {step.id: k for k, step in enumerate(task.steps)}
        truth = score.segments(pack.truth[key], index, task.duration_s, "truth")
        spans = [(k, a, min(b, task.duration_s), float("nan")) for k, a, b in path]
        total = total + score.session(spans, truth, task.duration_s, 1.0)[0]
    return dict(score.summary(total))


def worth(weights: Weights, bench: Bench, score: ModuleType, keys: set[str]) -> float:
    result = 0.0
    for name in LISTS:
        found = figures(weights, name, bench, score, keys)
        result += LIST_WEIGHT[name] * sum(w * found[m] for m, w in METRIC_WEIGHT.items())
    return result


def changed(weights: Weights, rng: np.random.Generator) -> Weights:
    """Scale one to three numbers (or one whole tuple) by a random factor."""
    names = [name for name in asdict(weights) if name not in FIXED]
    changes: dict[str, object] = {}
    for name in rng.choice(names, rng.integers(1, 4), replace=False):
        value, size = getattr(weights, name), float(rng.choice([0.1, 0.3, 0.6]))
        if isinstance(value, tuple):
            changes[name] = tuple(float(v * np.exp(rng.normal() * 0.2)) for v in value)
            continue
        fresh = float(value * np.exp(rng.normal() * size))
        fresh = max(fresh, LEAST.get(name, -np.inf))
        changes[name] = min(fresh, 1.0) if name in ("length_share", "overview") else fresh
    return replace(weights, **changes)  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(description="Tune the aligner.")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tasks", choices=("all", "even", "odd"), default="all")
    wanted = parser.parse_args()
    packs = [Pack(name) for name in LISTS]
    embed = remembered(sorted({text for pack in packs for text in pack.texts()}))
    bench = {pack.name: (pack, pack.narrations(embed)) for pack in packs}
    score, rng = scorer("score_align"), np.random.default_rng(wanted.seed)
    names = sorted({row["task"] for row in packs[0].inputs.values()})
    parity = {"all": (0, 1), "even": (0,), "odd": (1,)}[wanted.tasks]
    picked = {name for i, name in enumerate(names) if i % 2 in parity}
    inside = {key for key, row in packs[0].inputs.items() if row["task"] in picked}
    weights = Weights()
    top = worth(weights, bench, score, inside)
    for number in range(wanted.rounds):
        other = changed(weights, rng)
        value = worth(other, bench, score, inside)
        if value > top:
            top, weights = value, other
            sys.stderr.write(f"{number} {top:.2f}\n")
    sys.stdout.write(json.dumps(asdict(weights), indent=1) + "\n")
    for label, keys in (("tuned on", inside), ("held out", set(packs[0].tasks) - inside)):
        for name in LISTS:
            if keys:
                shown = figures(weights, name, bench, score, keys)
                sys.stdout.write(f"{label} {name} {json.dumps(shown)}\n")


if __name__ == "__main__":
    main()
