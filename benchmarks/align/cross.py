"""What a job that was never seen can expect: every task by numbers tuned without it.

    python -m benchmarks.align.cross            # tables, written to results/align.json
    python -m benchmarks.align.cross --smoke    # a few sessions, nothing written

Weights come from ``folds.json`` (``benchmarks.align.tune --fold``), the confidence of each fold is
fitted on the segments of the other folds' tasks, and the baselines get the same weights.
"""

import json
from types import ModuleType
from typing import Any, get_args

import numpy as np

from benchmarks.align.fit import crossed, segments_of
from benchmarks.align.pack import LISTS, Pack
from benchmarks.align.placed import SWAPPED, held_out
from benchmarks.align.scoring import command
from benchmarks.align.tune import Bench
from benchmarks.common import say
from pipelines.align.task import Method, Options

SHOWN = ("R@1", "mIoU", "F1@10", "F1@25", "F1@50", "MoF", "edit", "ECE", "AUC")
SMALL, DRAWS = 30, 1000  # sessions of a small run; bootstrap draws
Rows = dict[str, dict[str, Any]]


def predicted(bench: Bench, method: Method) -> dict[str, Rows]:
    """Predictions of each list by a method; only the semi-Markov model has a confidence."""
    judged = method == "hsmm"
    placed = list(held_out(bench, Options(method=method), swapped=judged))
    count = sum(len(one.path) for one in placed)
    sure = crossed(segments_of(placed)) if judged else np.full(count, np.nan)
    out: dict[str, Rows] = {name: {} for name in LISTS}
    at = 0
    for one in placed:
        chances = sure[at : at + len(one.path)].tolist()
        at += len(one.path)
        if one.list != SWAPPED:
            task = bench.packs[one.list].tasks[one.key]
            segments = [
                {"step_id": task.steps[k].id, "start_s": a, "end_s": min(b, task.duration_s)}
                | ({} if np.isnan(p) else {"confidence": p})
                for (k, a, b), p in zip(one.path, chances, strict=True)
            ]
            out[one.list][one.key] = {"id": one.key, "segments": segments}
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


def measure(smoke: bool) -> dict[str, Any]:
    """Figures of every method by list; of the semi-Markov model also by task."""
    bench, draws = Bench.load(SMALL if smoke else None), 20 if smoke else DRAWS
    out: dict[str, Any] = {name: {} for name in LISTS}
    for method in get_args(Method):
        rows = predicted(bench, method)
        for name, pack in bench.packs.items():
            full = bench.score.score(pack.inputs, pack.truth, rows[name], B=draws)
            full = bench.score.nonan(full)
            out[name][method] = {k: full[k] for k in ("method", "method_ci95", "gain_ci95")}
            if method == "hsmm":
                out[name]["tasks"] = by_task(pack, rows[name], bench.score, draws)
            shown = {k: full["method"][k] for k in SHOWN}
            say(f"{name} {method} {json.dumps({k: v and round(v, 3) for k, v in shown.items()})}")
    return out


if __name__ == "__main__":
    command(__doc__, "cross_validated", measure)
