"""Fitting what cuts a recording into steps, and scoring the cuts.

Two stages: a logistic regression says how likely an utterance opens a step (the nearest utterance
to each true start is one that does); then the pace is searched for the best mean of three figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np

import pipelines.propose.weights as kept_weights
from data_schemas.transcript import Utterance
from pipelines.align.task import Embed
from pipelines.propose.cuts import Pace, cut
from pipelines.propose.openings import FEATURES, Matrix, Signs, signs
from pipelines.propose.proposal import Heard, LeftOut
from pipelines.propose.sections import Cutting, about_work, openings, sections

Span = tuple[float, float]
NEAR_S = 10.0
FOLDS = 5
IOU = 0.3
GENERATED_WEIGHT = 4.0
# all paces that are tried
LENGTHS, SPREADS, WEIGHTS = (20.0, 30.0, 45.0), (0.9, 1.3, 1.8), (0.25, 0.5, 1.0, 2.0)
COSTS = (-3.0, -2.25, -1.5, -0.75, 0.0)


@dataclass(frozen=True, eq=False)
class Case:
    """One recording with truth: ``true`` are (start, end, step id)."""

    source: str
    key: str
    task: str
    duration_s: float
    kept: tuple[Utterance, ...]
    out: tuple[LeftOut, ...]
    vectors: Matrix
    seen: Signs
    true: tuple[tuple[float, float, str], ...]

    @classmethod
    def of(cls, source: str, key: str, row: Any, embed: Embed) -> Case:
        task, duration_s, said, true = row
        heard = Heard(recording=key, duration_s=duration_s, utterances=tuple(said))
        kept, out = about_work(heard)
        texts = [one.text for one in kept]
        vectors = np.asarray(embed(texts), float) if texts else np.zeros((0, 1))
        seen = signs(kept, vectors)
        true = tuple(sorted(one for one in true if one[2] is not None))
        return cls(source, key, task, duration_s, kept, out, vectors, seen, true)

    @property
    def fold(self) -> int:
        name = self.key.rsplit("-", 1)[0]
        return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS

    def opens(self) -> Matrix:
        """1 for the utterance nearest to each true start, within ten seconds."""
        label = np.zeros(len(self.kept))
        starts = np.array([one.start_s for one in self.kept])
        for start, _, _ in self.true:
            away = np.abs(starts - start)
            if len(away) and away.min() <= NEAR_S:
                label[int(away.argmin())] = 1.0
        return label


def spans(case: Case, how: Cutting) -> list[Span]:
    heard = Heard(recording=case.key, duration_s=case.duration_s)
    found = sections(case.kept, case.vectors, heard, how)
    return [(one.start_s, one.end_s) for one in found]


def figures(cases: Sequence[Case], method: Callable[[Case], list[Span]]) -> dict[str, Any]:
    """Over all cases together: F1 of starts within 5 s and 10 s, true steps found (IoU >= 0.3)."""
    total = np.zeros(5)
    for case in cases:
        total += counts(case, method(case))
    told, true, near5, near10, found = total
    return {
        "recordings": len(cases),
        "true": int(true),
        "proposed": int(told),
        "F1@5s": _percent(2 * near5, told + true),
        "F1@10s": _percent(2 * near10, told + true),
        "found": _percent(found, true),
    }


def counts(case: Case, told: list[Span]) -> Matrix:
    """(proposed, true, starts within 5 s, within 10 s, true steps found)."""
    starts = [start for start, _, _ in case.true]
    found = sum(any(_iou((a, b), other) >= IOU for other in told) for a, b, _ in case.true)
    near = [pairs([a for a, _ in told], starts, within) for within in (5.0, 10.0)]
    return np.array([len(told), len(starts), *near, found], float)


def pairs(told: list[float], true: list[float], within_s: float) -> int:
    """Most pairs of one proposed and one true start at most ``within_s`` apart (both rise)."""
    told, true = sorted(told), sorted(true)
    i = j = hits = 0
    while i < len(told) and j < len(true):
        if abs(told[i] - true[j]) <= within_s:
            hits, i, j = hits + 1, i + 1, j + 1
        elif told[i] < true[j]:
            i += 1
        else:
            j += 1
    return hits


def _iou(one: Span, other: Span) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    whole = max(one[1], other[1]) - min(one[0], other[0])
    return shared / whole if whole > 0 else 0.0


def fitted(cases: Sequence[Case]) -> Cutting:
    """Weights and pace for these cases; a generated take counts as four sessions of the pack."""
    from sklearn.linear_model import LogisticRegression

    usable = [case for case in cases if case.kept and case.true]
    table = np.vstack([case.seen.table for case in usable])
    label = np.concatenate([case.opens() for case in usable])
    weight = np.concatenate([np.full(len(c.kept), _weight(c)) for c in usable])
    scale = np.maximum(table.std(axis=0), 1e-6)
    model = LogisticRegression(C=0.3, max_iter=2000).fit(table / scale, label, sample_weight=weight)
    how = Cutting(tuple((model.coef_[0] / scale).tolist()), float(model.intercept_[0]))
    return replace(how, pace=_pace(usable, how))


def _pace(cases: Sequence[Case], how: Cutting) -> Pace:
    """Every third session of the pack is enough to tell the paces apart."""
    some = [case for n, case in enumerate(cases) if case.source == "generated" or n % 3 == 0]
    odds = {case.key: openings(case.seen, how) for case in some}
    tried = [Pace(*one) for one in product(LENGTHS, SPREADS, WEIGHTS, COSTS)]
    return max(tried, key=lambda pace: _worth(some, odds, pace))


def _worth(cases: Sequence[Case], odds: dict[str, Matrix], pace: Pace) -> float:
    """Mean of the three figures, half from the pack and half from generated takes."""
    parts = []
    for source in ("pack", "generated"):
        part = [case for case in cases if case.source == source]
        if part:
            row = figures(part, lambda case: _cut(case, odds[case.key], pace))
            parts.append(row["F1@5s"] + row["F1@10s"] + row["found"])
    return float(np.mean(parts))


def _cut(case: Case, odds: Matrix, pace: Pace) -> list[Span]:
    starts = np.array([one.start_s for one in case.kept])
    edges = [*starts[cut(starts, odds, case.duration_s, pace)].tolist(), case.duration_s]
    return list(pairwise(edges))


def _weight(case: Case) -> float:
    return GENERATED_WEIGHT if case.source == "generated" else 1.0


def folds(cases: Sequence[Case]) -> dict[str, Cutting]:
    """For every case the cutting fitted without its recording."""
    found: dict[str, Cutting] = {}
    for fold in range(FOLDS):
        how = fitted([case for case in cases if case.fold != fold])
        found |= {case.key: how for case in cases if case.fold == fold}
    return found


def write(how: Cutting) -> None:
    rows = [f"    {value:.4f},  # {name}" for name, value in zip(FEATURES, how.signs, strict=True)]
    pace = how.pace
    text = "\n".join(
        [
            '"""Numbers of the cutting, by ``python -m benchmarks.align.propose --write``."""',
            "",
            "from pipelines.propose.cuts import Pace",
            "",
            "SIGNS = (",
            *rows,
            ")",
            f"BIAS = {how.bias:.4f}",
            f"PACE = Pace(length_s={pace.length_s}, spread={pace.spread}, weight={pace.weight},"
            f" per_step={pace.per_step})",
            "",
        ]
    )
    Path(kept_weights.__file__).write_text(text, "utf-8")


def _percent(part: float, whole: float) -> float:
    return round(100 * float(part) / max(float(whole), 1.0), 1)
