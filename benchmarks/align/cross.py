"""What a job that was never seen can expect: every task by numbers tuned without it.

    python -m benchmarks.align.cross            # tables, written to results/align.json
    python -m benchmarks.align.cross --smoke    # a few sessions, nothing written

Weights come from ``folds.json`` (``benchmarks.align.tune --fold``), the confidence of each fold is
fitted on the segments of the other folds' tasks, and the baselines get the same weights.
"""

import argparse
import json
import sys
from types import ModuleType
from typing import Any, get_args

import numpy as np

from benchmarks.align.fit import Examples, logistic
from benchmarks.align.pack import LISTS, Pack, keep_part, present
from benchmarks.align.tune import FOLDS, Bench, kept_folds
from benchmarks.common import say
from pipelines.align.aligner import decode
from pipelines.align.confidence import Judge, probability
from pipelines.align.model import read
from pipelines.align.task import Matrix, Method, Options, Weights

SHOWN = ("R@1", "mIoU", "F1@10", "F1@25", "F1@50", "MoF", "edit", "ECE", "AUC")
AGAINST_UNIFORM = -1.0  # points of mean IoU that a task may lie below it, whole interval
Rows = dict[str, dict[str, Any]]


def held_out(bench: Bench, method: Method) -> dict[str, Rows]:
    """Predictions of each list by a method, every session by weights of the other tasks."""
    kept = kept_folds()
    folds = {int(n): _weights(row["weights"]) for n, row in kept.items()}
    if set(folds) != set(range(FOLDS)):
        raise SystemExit("folds.json lacks folds: run benchmarks.align.tune --fold 0 to 4 first.")
    fold_of = {task: int(n) for n, row in kept.items() for task in row["held_out"]}
    found, placed = Examples(), []
    for name, pack in bench.packs.items():
        for key, row in pack.inputs.items():
            fold = fold_of[row["task"]]
            options = Options(method=method, weights=folds[fold])
            features, hits, spans = _placed(bench, pack, key, options)
            found.add(features, hits, fold, name)
            placed.append((name, key, spans))
    sure = _crossed(found) if method == "hsmm" else found.arrays()[1] * np.nan
    return _rows(placed, sure, bench)


def _weights(kept: dict[str, Any]) -> Weights:
    return Weights(**{k: tuple(v) if isinstance(v, list) else v for k, v in kept.items()})


def _placed(
    bench: Bench, pack: Pack, key: str, options: Options
) -> tuple[Matrix, list[float], list[tuple[int, float, float]]]:
    """Features and hits of the segments of one session, and where they lie."""
    task, narration = pack.tasks[key], bench.narrations[pack.name][key]
    reading = read(task, narration, options.weights)
    path = decode(task, narration, reading, options)
    index = {step.id: k for k, step in enumerate(task.steps)}
    truth = bench.score.segments(pack.truth[key], index, task.duration_s, "truth")
    spans = [(k, float(a), min(float(b), task.duration_s)) for k, a, b in path]
    _, pairs = bench.score.session([(*one, 0.0) for one in spans], truth, task.duration_s, 10.0)
    features = Judge(task, narration, reading).segments(path) if options.method == "hsmm" else None
    shape = np.zeros((len(path), 1)) if features is None else features
    return shape, [hit for _, hit in pairs], spans


def _crossed(found: Examples) -> Matrix:
    x, y, folds, _ = found.arrays()
    out = np.zeros(len(y))
    for fold in range(FOLDS):
        held = folds == fold
        out[held] = probability(x[held], *logistic(x[~held], y[~held]))
    return out


def _rows(placed: list[Any], sure: Matrix, bench: Bench) -> dict[str, Rows]:
    out: dict[str, Rows] = {name: {} for name in LISTS}
    at = 0
    for name, key, spans in placed:
        steps = bench.packs[name].tasks[key].steps
        chances = sure[at : at + len(spans)].tolist()
        at += len(spans)
        segments = [
            {"step_id": steps[k].id, "start_s": a, "end_s": b}
            | ({} if np.isnan(p) else {"confidence": p})
            for (k, a, b), p in zip(spans, chances, strict=True)
        ]
        out[name][key] = {"id": key, "segments": segments}
    return out


def by_task(pack: Pack, rows: Rows, score: ModuleType, draws: int) -> dict[str, Any]:
    """Gain of mean IoU over uniform by task, with a paired interval over its recordings."""
    out = {}
    for task in sorted({row["task"] for row in pack.inputs.values()}):
        inputs = {key: row for key, row in pack.inputs.items() if row["task"] == task}
        full = score.score(inputs, pack.truth, {key: rows[key] for key in inputs}, B=draws)
        gain, ends = full["gain"]["mIoU"], full["gain_ci95"]["mIoU"]
        out[task] = {"sessions": len(inputs), "gain": round(gain, 1)}
        out[task] |= {"ci95": [round(one, 1) for one in ends]}
    return out


def measure(bench: Bench, draws: int) -> dict[str, Any]:
    """Figures of every method by list; of the semi-Markov model also by task."""
    out: dict[str, Any] = {name: {} for name in LISTS}
    for method in get_args(Method):
        rows = held_out(bench, method)
        for name, pack in bench.packs.items():
            full = bench.score.nonan(
                bench.score.score(pack.inputs, pack.truth, rows[name], B=draws)
            )
            out[name][method] = {k: full[k] for k in ("method", "method_ci95", "gain_ci95")}
            if method == "hsmm":
                out[name]["tasks"] = by_task(pack, rows[name], bench.score, draws)
            shown = {k: full["method"][k] for k in SHOWN}
            say(f"{name} {method} {json.dumps({k: v and round(v, 3) for k, v in shown.items()})}")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description="Cross-validate the aligner over tasks.")
    parser.add_argument("--smoke", action="store_true", help="a few sessions, nothing written")
    parser.add_argument("--draws", type=int, default=1000, help="bootstrap draws")
    wanted = parser.parse_args()
    if not present():
        sys.stdout.write("skipped: no bench data\n")
        return
    found = measure(Bench.load(30 if wanted.smoke else None), 20 if wanted.smoke else wanted.draws)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    if not wanted.smoke:
        keep_part("cross_validated", found)


if __name__ == "__main__":
    main()
