"""Fit the confidence of segments and steps on the development pack: 5 folds by recording.

python -m benchmarks.align.fit            # report only
python -m benchmarks.align.fit --write    # and rewrite pipelines/align/calibration.py
"""

import argparse
import json
import sys
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.align.pack import LISTS, Pack, fold_of, keep_part, remembered
from benchmarks.common import ROOT, scorer
from pipelines.align.aligner import decode
from pipelines.align.confidence import SEGMENT_FEATURES, STEP_FEATURES, Judge, probability
from pipelines.align.model import read
from pipelines.align.task import Matrix, Options

FILE = ROOT / "pipelines" / "align" / "calibration.py"
RIDGE = 1.0
# In the own lists every step was done, which nobody knows beforehand: a confidence learnt there
# would be too high for a written procedure, of whose steps a quarter is left out.
TAUGHT_BY = "sop"
Fit = tuple[tuple[float, ...], float]


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


def logistic(x: Matrix, y: NDArray[np.float64]) -> Fit:
    """Ridge logistic regression on standardised features, given back for the raw ones."""
    from sklearn.linear_model import LogisticRegression

    middle, width = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    model = LogisticRegression(C=RIDGE, max_iter=2000).fit((x - middle) / width, y)
    weights = model.coef_[0] / width
    bias = float(model.intercept_[0] - weights @ middle)
    return tuple(float(w) for w in weights), bias


def crossed(found: Examples) -> NDArray[np.float64]:
    """Out-of-fold probabilities, by a model of the written lists (``TAUGHT_BY``) alone."""
    x, y, folds, lists = found.arrays()
    out = np.zeros(len(y))
    for fold in np.unique(folds):
        held, taught = folds == fold, (folds != fold) & (lists == TAUGHT_BY)
        out[held] = probability(x[held], *logistic(x[taught], y[taught]))
    return out


def taught(found: Examples) -> Fit:
    """The model that is shipped: all written lists."""
    x, y, _, lists = found.arrays()
    return logistic(x[lists == TAUGHT_BY], y[lists == TAUGHT_BY])


def gather(score: ModuleType) -> tuple[Examples, list[tuple[Judge, Any, set[int], str, str]]]:
    """Features of all placed segments, and what is needed for the steps afterwards."""
    packs = [Pack(name) for name in LISTS]
    embed = remembered(sorted({text for pack in packs for text in pack.texts()}))
    found, later = Examples(), []
    for pack in packs:
        for key, narration in pack.narrations(embed).items():
            task = pack.tasks[key]
            reading = read(task, narration, Options().weights)
            path = decode(task, narration, reading, Options())
            judge = Judge(task, narration, reading)
            index = {step.id: k for k, step in enumerate(task.steps)}
            truth = score.segments(pack.truth[key], index, task.duration_s, "truth")
            spans = [(k, a, min(b, task.duration_s), 0.0) for k, a, b in path]
            _, pairs = score.session(spans, truth, task.duration_s, 10.0)
            found.add(judge.segments(path), [hit for _, hit in pairs], fold_of(key), pack.name)
            later.append((judge, path, {t[0] for t in truth}, key, pack.name))
    return found, later


def steps_of(later: list[Any], sure: NDArray[np.float64]) -> Examples:
    """Features of all listed steps, once the segments have their confidence."""
    found, at = Examples(), 0
    for judge, path, done, key, name in later:
        rows = judge.steps(path, sure[at : at + len(path)])
        at += len(path)
        if name == TAUGHT_BY:
            found.add(rows, [float(k in done) for k in range(len(rows))], fold_of(key), name)
    return found


def report(found: Examples, guess: NDArray[np.float64], score: ModuleType) -> dict[str, Any]:
    _, y, _, lists = found.arrays()
    out: dict[str, Any] = {}
    for name in sorted(set(lists.tolist())):
        p, t = guess[lists == name], y[lists == name]
        out[name] = {
            "n": len(t),
            "base": round(float(t.mean()), 4),
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
    score = scorer("score_align")
    found, later = gather(score)
    sure = crossed(found)
    steps = steps_of(later, sure)
    done = crossed(steps)
    both = {"segments": report(found, sure, score), "steps": report(steps, done, score)}
    sys.stdout.write(json.dumps(both, indent=1) + "\n")
    if wanted.write:
        keep_part("calibration", both)
        FILE.write_text(source(taught(found), taught(steps)), encoding="utf-8")


if __name__ == "__main__":
    main()
