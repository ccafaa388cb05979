"""Whether movement helps to place steps: rests of the hands as a sign of a new step.

    python -m benchmarks.align.motion [--smoke]

Generated takes with their exact joints (a little noise, no pictures: the best that movement could
tell), English words. A step may open a little more easily where both hands begin to move after a
rest, and rests may count against every step. What is best on the tune half is shown on the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.align.scoring import command
from benchmarks.align.takes import Take, takes
from benchmarks.common import say, scorer
from benchmarks.motion import similar_takes
from data_schemas.motion import MotionTrack
from pipelines.align.emissions import listen
from pipelines.align.hsmm import Model, best_path
from pipelines.align.model import read
from pipelines.align.single import Remembering
from pipelines.align.task import Embed, Task, Weights
from pipelines.embedder import Embedder
from pipelines.motion.events.stillness import pauses
from pipelines.motion.features import features

NONE = (0.0, 0.0)
# bonus for opening as the hands move again, cost of a second of rest in a step
TRIED = (NONE, (0.5, 0.0), (1.0, 0.0), (2.0, 0.0), (0.0, 0.1), (0.0, 0.3), (1.0, 0.1))
NEAR_S = 1


@dataclass(frozen=True)
class Case:
    """One take: its task and model, where hands rest, and the truth."""

    task: Task
    model: Model
    rests: list[tuple[float, float]]
    truth: Any


def measure(smoke: bool) -> dict[str, Any]:
    """Mean IoU of each way on the tune half, of none and the best on the test half."""
    score, embed = scorer("score_align"), Remembering(Embedder().encode_queries)
    halves = similar_takes.halves(smoke)
    tune = list(_cases("tune", halves["tune"], embed, score))
    found = {str(one): _mean_iou(tune, one, score) for one in TRIED}
    out: dict[str, Any] = {"takes": len(tune), "tune": found}
    say(f"movement, tune: {found}")
    if "test" in halves:
        best = max(TRIED, key=lambda one: found[str(one)])
        test = list(_cases("test", halves["test"], embed, score))
        out["test"] = {str(one): _mean_iou(test, one, score) for one in {NONE, best}}
        say(f"movement, test: {out['test']}")
    return out


def _cases(
    split: str, seen: list[similar_takes.SeenTake], embed: Embed, score: ModuleType
) -> Iterator[Case]:
    known = {one.planned.folder: one for one in takes(split, similar_takes.TAKES)}
    for one in seen:
        take: Take = known[one.name]
        task = take.task(take.said("en"), "en")
        model = read(task, listen(task, embed), Weights()).model
        index = {step.id: k for k, step in enumerate(task.steps)}
        truth = {"segments": take.truth["segments"]}
        yield Case(
            task, model, _rests(one.track), score.segments(truth, index, task.duration_s, "truth")
        )


def _rests(track: MotionTrack) -> list[tuple[float, float]]:
    return [(one.start_s, one.end_s) for one in pauses(features(track))]


def _mean_iou(cases: list[Case], how: tuple[float, float], score: ModuleType) -> float:
    total = np.zeros(1)
    for one in cases:
        path = best_path(_moved(one, *how))
        spans = [(k, a, min(b, one.task.duration_s), float("nan")) for k, a, b in path]
        total = total + score.session(spans, one.truth, one.task.duration_s, 1.0)[0]
    return round(float(score.summary(total)["mIoU"]), 2)


def _moved(one: Case, opens: float, rest_per_s: float) -> Model:
    opening, emission = one.model.opening.copy(), one.model.emission.copy()
    for start, end in one.rests:
        at = round(end)
        opening[max(0, at - NEAR_S) : at + NEAR_S + 1] += opens
        emission[round(start) : round(end)] -= rest_per_s
    return replace(one.model, opening=opening, emission=emission)


if __name__ == "__main__":
    command(__doc__, "motion", measure)
