"""Fit what tells work from waiting, and a silent action from an explained one, on the tune half.

    python -m benchmarks.moments.fit [--takes N]     # report and rewrite pipelines/elicit/fitted.py

Ridge logistic regressions whose signs may only speak for what they mean (a pause never makes an
action likelier), so that a few dozen takes are enough. Frames teach ``at_work`` and ``doing``;
stretches without a word teach ``unspoken``, once for where hands are seen, once for arms only, once
for nothing seen. The test half is never looked at here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.common import ROOT, say
from benchmarks.moments.scoring import is_hit, silent
from benchmarks.moments.takes import (
    QUIET,
    QUIET_TAKES,
    TAKES,
    TEACHING,
    Case,
    Row,
    cases,
    interval,
    observed,
)
from pipelines.align.single import Remembering
from pipelines.elicit import fitted
from pipelines.elicit.events import KINDS, measured
from pipelines.elicit.unspoken import candidates
from pipelines.elicit.work import arm_signs, hand_signs
from pipelines.embedder import Embedder
from pipelines.motion.series import Series

FILE = ROOT / "pipelines" / "elicit" / "fitted.py"
EDGE_S = 0.5  # hands get there and leave: the ends of anything teach nothing
ENOUGH = 20  # events of a kind that teach by themselves
EVERY = 3  # samples: neighbours say the same
RIDGE = {"frames": 0.3, "stretches": 1.0}
# Which way a sign may speak; those not named may speak either way.
FOR = (
    "working", "doing", "in_step", "heard", "strength", "bent", "both_bent", "both_near",
    "pressing",
)  # fmt: skip
# Hands that rest are no action, however long they rest: a sign that few takes would do without.
AT_LEAST = {"working": 2.0}
AGAINST = (
    "rests",
    "slow",
    "hasty",
    "holds",
    "announced",
    "goes_on",
    "told_elsewhere",
    "taken_back",
    "put_right",
    "spoken",
)
# Not work, though hands may move: the words go on, or what comes is only shown.
TALKED = ("announce", "question", "answer", "overview", "recap")
Array = NDArray[np.float64]
Signs = Callable[[Series], Mapping[str, Array]]
Weights = dict[str, float]


def logistic(x: Array, y: Array, names: Sequence[str], ridge: float, even: bool) -> Weights:
    """Weights for raw signs, "" the constant; ``even``: both answers count as much."""
    middle, width = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-3)
    z = (x - middle) / width
    counts = np.where(y > 0, len(y) / (2 * max(1, y.sum())), len(y) / (2 * max(1, (1 - y).sum())))
    each = counts if even else np.ones(len(y))

    def loss(w: Array) -> tuple[float, Array]:
        at = z @ w[1:] + w[0]
        off = each * (1 / (1 + np.exp(-at)) - y)
        value = float(
            (each * (np.logaddexp(0, at) - y * at)).sum() + (w[1:] ** 2).sum() / 2 / ridge
        )
        return value, np.concatenate([[off.sum()], z.T @ off + w[1:] / ridge])

    least = [
        AT_LEAST.get(n, 0.0) * w if n in FOR else None for n, w in zip(names, width, strict=True)
    ]
    most = [0.0 if n in AGAINST else None for n in names]
    bounds = [(None, None), *zip(least, most, strict=True)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    slopes = found[1:] / width
    rows = {name: round(float(w), 3) for name, w in zip(names, slopes, strict=True)}
    return {"": round(float(found[0] - slopes @ middle), 3), **rows}


def frames(taught: list[Case], signs: Signs, label: Callable[[Row, Array], Array]) -> Weights:
    """What tells the labelled tenths of a second apart."""
    xs, ys, names = [], [], []
    for case in taught:
        found = signs(case.series)
        names = list(found)
        x, y = np.stack([found[name] for name in names], axis=1), label(case.truth, case.series.t_s)
        known = np.isfinite(x).all(axis=1) & np.isfinite(y)
        xs.append(x[known][::EVERY])
        ys.append(y[known][::EVERY])
    return logistic(np.concatenate(xs), np.concatenate(ys), names, RIDGE["frames"], even=True)


def work(truth: Row, t_s: Array) -> Array:
    """1 while hands work, 0 while they do not, NaN where it says nothing."""
    return _marked(t_s, [(truth["decoys"], 0), (truth["mistakes"], 1), (truth["undos"], 1),
                         (truth["actions"], 1), (_talk(truth), 0)])  # fmt: skip


def deeds(truth: Row, t_s: Array) -> Array:
    """1 in actions, 0 in pauses, looks, re-grips and second thoughts, NaN elsewhere."""
    done = [*truth["actions"], *truth["mistakes"]]
    return _marked(t_s, [(truth["moments"], 0), (done, 1)])


def _talk(truth: Row) -> list[Row]:
    return [row for row in truth["speech"] if row["kind"] in TALKED]


def _marked(t_s: Array, rows: list[tuple[list[Row], int]]) -> Array:
    out = np.full(len(t_s), np.nan)
    for group, value in rows:
        for row in group:
            out[(t_s >= row["start_s"] + EDGE_S) & (t_s < row["end_s"] - EDGE_S)] = value
    return out


def unspoken(taught: list[Case]) -> dict[str, Weights]:
    """By what tells of a stretch: which of them are silent actions."""
    rows: dict[str, list[tuple[list[float], bool]]] = {}
    names: list[str] = []
    for case in taught:
        actions = silent(case.truth)
        for piece, by, signs in candidates(observed(case)):
            names = list(signs)
            hit = any(is_hit(piece, one) for one in actions)
            rows.setdefault(by, []).append((list(signs.values()), hit))
    out = {}
    for by, found in sorted(rows.items()):
        x, y = np.array([row for row, _ in found]), np.array([hit for _, hit in found], float)
        say(f"{by}: {int(y.sum())} of {len(y)} stretches are silent actions")
        out[by] = logistic(x, y, names, RIDGE["stretches"], even=False)
    return out


def events(taught: list[Case]) -> dict[str, Weights]:
    """Which events of a kind are moments that mean something; a rare kind learns from all kinds."""
    rows: dict[str, list[tuple[list[float], bool]]] = {kind: [] for kind in KINDS}
    names: list[str] = []
    for case in taught:
        seen = observed(case)
        for event in case.movement.events:
            if event.kind in rows:
                true = [interval(r) for r in case.truth["moments"] if r["kind"] == event.kind]
                signs = measured(seen, event)
                names = list(signs)
                means = any(event.overlap_s(one) >= 0.5 * event.length_s for one in true)
                rows[event.kind].append((list(signs.values()), means))
    out = {}
    for kind, own in rows.items():
        used = own if len(own) >= ENOUGH else [row for some in rows.values() for row in some]
        x, y = np.array([row for row, _ in used]), np.array([hit for _, hit in used], float)
        say(f"{kind}: {sum(hit for _, hit in own)} of {len(own)} events mean something")
        out[kind] = logistic(x, y, names, RIDGE["stretches"], even=False)
    return out


def fit(taught: Mapping[str, list[Case]]) -> dict[str, Any]:
    """All weights; those of stretches are fitted with those of frames in place."""
    every = [case for some in taught.values() for case in some]
    seen = taught["plain"]
    found: dict[str, Any] = {
        "AT_WORK": frames(seen, hand_signs, work),
        "AT_WORK_BY_ARMS": frames(seen, arm_signs, work),
        "DOING": frames(seen, hand_signs, deeds),
        "DOING_BY_ARMS": frames(seen, arm_signs, deeds),
    }
    for name, weights in found.items():
        setattr(fitted, name, weights)
    return found | {"UNSPOKEN": unspoken(every), "EVENTS": events(seen)}


def text_of(found: Mapping[str, Any], takes: int) -> str:
    """The module that holds them."""
    about = f"On {takes} takes of the tune half and {len(QUIET_TAKES)} quiet ones."
    head = f'"""Weights fitted by ``python -m benchmarks.moments.fit``.\n\n{about}\n"""\n\n'
    body = "\n".join(
        f"{name}: {_type(weights)} = {json.dumps(weights, indent=4)}"
        for name, weights in found.items()
    )
    return f"{head}{body}\n"


def _type(weights: Mapping[str, Any]) -> str:
    nested = any(isinstance(one, dict) for one in weights.values())
    return "dict[str, dict[str, float]]" if nested else "dict[str, float]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--takes", type=int, default=TAKES)
    given = parser.parse_args()
    embed = Remembering(Embedder().encode_queries)
    taught = {
        one.name: [
            *cases("tune", range(given.takes), embed, one),
            *cases(QUIET, range(len(QUIET_TAKES)), embed, one),
        ]
        for one in TEACHING
    }
    FILE.write_text(text_of(fit(taught), given.takes), "utf-8")
    sys.stdout.write(f"{FILE.relative_to(ROOT)}: format it with ruff\n")


if __name__ == "__main__":
    main()
