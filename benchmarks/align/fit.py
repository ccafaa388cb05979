"""Fit the confidence of segments and steps on the development pack, held out by task.

    python -m benchmarks.align.fit            # report only
    python -m benchmarks.align.fit --write    # and rewrite pipelines/align/calibration.py

It learns from segments that were placed by numbers tuned without their task (``folds.json``), since
those are as good as what a job that was never seen gets, and from some sessions with the narration
of another task, which must not look sure. The report is by tasks that the fit did not see either.
"""

import argparse
import json
import sys
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.align.pack import keep_part
from benchmarks.align.placed import Examples, Placed, held_out
from benchmarks.align.tune import FOLDS, Bench
from benchmarks.common import ROOT
from pipelines.align.confidence import SEGMENT_FEATURES, STEP_FEATURES, probability
from pipelines.align.task import Matrix, Options

FILE = ROOT / "pipelines" / "align" / "calibration.py"
RIDGE = 0.1
# In the own lists every step was done: there is nothing to learn for steps.
TEACHES_STEPS = ("sop",)
Fit = tuple[tuple[float, ...], float]


def logistic(x: Matrix, y: NDArray[np.float64]) -> Fit:
    """Ridge logistic regression on standardised features, given back for the raw ones."""
    from sklearn.linear_model import LogisticRegression

    middle, width = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    model = LogisticRegression(C=RIDGE, max_iter=2000).fit((x - middle) / width, y)
    weights = model.coef_[0] / width
    bias = float(model.intercept_[0] - weights @ middle)
    return tuple(float(w) for w in weights), bias


def crossed(found: Examples) -> NDArray[np.float64]:
    """Probabilities by what the other folds' tasks teach."""
    x, y, folds, _ = found.arrays()
    out = np.zeros(len(y))
    for fold in range(FOLDS):
        held = folds == fold
        if held.any():
            out[held] = probability(x[held], *logistic(x[~held], y[~held]))
    return out


def segments_of(placed: list[Placed]) -> Examples:
    found = Examples()
    for one in placed:
        found.add(one.judge.segments(one.path), one.hits, one.fold, one.list)
    return found


def steps_of(placed: list[Placed], sure: NDArray[np.float64]) -> Examples:
    """Features of all listed steps, once the segments have their confidence."""
    found, at = Examples(), 0
    for one in placed:
        rows = one.judge.steps(one.path, sure[at : at + len(one.path)])
        at += len(one.path)
        if one.list in TEACHES_STEPS:
            found.add(rows, [float(k in one.done) for k in range(len(rows))], one.fold, one.list)
    return found


def report(found: Examples, guess: NDArray[np.float64], score: ModuleType) -> dict[str, Any]:
    _, y, _, lists = found.arrays()
    out: dict[str, Any] = {}
    for name in sorted(set(lists.tolist())):
        p, t = guess[lists == name], y[lists == name]
        out[name] = {
            "n": len(t),
            "base": round(float(t.mean()), 4),
            "mean": round(float(p.mean()), 4),
            "from_0.6": round(float((p >= 0.6).mean()), 4),
            "ece": round(float(score.ece(p, t)), 4),
            "auc": round(float(score.auc(p, t)), 4),
        }
    return out


def source(segment: Fit, step: Fit) -> str:
    def table(names: tuple[str, ...], values: tuple[float, ...]) -> str:
        rows = zip(names, values, strict=True)
        return "".join(f"    {value:.5f},  # {name}\n" for name, value in rows)

    return (
        '"""Coefficients of the confidence, written by ``benchmarks/align/fit.py``."""\n\n'
        f"SEGMENT = (\n{table(SEGMENT_FEATURES, segment[0])})\nSEGMENT_BIAS = {segment[1]:.5f}\n"
        f"STEP = (\n{table(STEP_FEATURES, step[0])})\nSTEP_BIAS = {step[1]:.5f}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the aligner's confidence.")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    bench = Bench.load()
    placed = list(held_out(bench, Options(), swapped=True))
    found = segments_of(placed)
    sure = crossed(found)
    steps = steps_of(placed, sure)
    both = {
        "segments": report(found, sure, bench.score),
        "steps": report(steps, crossed(steps), bench.score),
    }
    sys.stdout.write(json.dumps(both, indent=1) + "\n")
    if wanted.write:
        keep_part("calibration", both)
        shipped = [logistic(x, y) for x, y, *_ in (found.arrays(), steps.arrays())]
        FILE.write_text(source(*shipped), encoding="utf-8")


if __name__ == "__main__":
    main()
