"""How far a placed segment can be trusted: cheap features, logistic regression.

The coefficients in ``calibration.py`` are fitted by ``benchmarks/align/fit.py``; what they predict
is that the segment overlaps the true one with an IoU of 0.3 or more, and that a step was done. A
list that was made from the recording holds no step that was left out, which nothing in the
recording itself tells: ``Task.own_list`` says so.
"""

import numpy as np

from pipelines.align.baselines import Path
from pipelines.align.emissions import Narration
from pipelines.align.hsmm import posterior
from pipelines.align.model import Reading
from pipelines.align.task import Matrix, Task

SEGMENT_FEATURES = (
    "posterior_inside", "steps_mass", "evidence_best", "log_steps", "talk_per_minute", "told",
    "occurrences", "steps_named", "path_expected_iou", "own_list",
)  # fmt: skip
STEP_FEATURES = (
    "starts", "expected_length", "evidence_best", "segments", "best_confidence", "log_steps"
)  # fmt: skip
NEAR_S = 15
NAMED = 0.7
MUCH_TOLD = (
    1.3  # of its logarithm: what was seldom seen when the confidence was fitted says no more
)


def probability(features: Matrix, coefficients: tuple[float, ...], bias: float) -> Matrix:
    """Logistic regression, f64[N] from f64[N, F]; never quite 0 or 1."""
    logit = features @ np.asarray(coefficients) + bias
    return np.asarray(np.clip(1.0 / (1.0 + np.exp(-logit)), 0.001, 0.999))


class Judge:
    """Features of the segments and steps of one task."""

    def __init__(self, task: Task, narration: Narration, reading: Reading) -> None:
        self.task, self.narration, self.reading = task, narration, reading
        self.belief = posterior(reading.model)
        self.inside, self.starts = self.belief.inside, self.belief.starts
        self.evidence = reading.speech

    def segments(self, path: Path) -> Matrix:
        """f64[N, len(SEGMENT_FEATURES)] for segments in whole seconds."""
        times = {k: sum(step == k for step, _, _ in path) for k, _, _ in path}
        if not path:
            return np.zeros((0, len(SEGMENT_FEATURES)))
        rows = np.array([self._segment(k, a, b, times[k]) for k, a, b in path])
        iou = float(np.mean([self._expected_iou(k, a, b) for k, a, b in path]))
        whole = np.tile(self._task(iou), (len(path), 1))
        return np.hstack([rows, whole])

    def _task(self, expected_iou: float) -> list[float]:
        """What all segments of a task share: does the narration go with this list of steps?"""
        odds = self.reading.odds
        named = float((odds > NAMED).any(axis=0).mean()) if len(odds) else 0.0
        return [named, expected_iou, float(self.task.own_list)]

    def _segment(self, k: int, start: int, end: int, times: int) -> list[float]:
        seconds, steps = self.inside.shape
        length, mass = end - start, float(self.inside[start:end, k].sum())
        near = self.evidence[max(start - NEAR_S, 0) : end, k]
        talk = 60.0 * len(self.narration.utterances) / seconds
        return [
            mass / length,
            np.log1p(float(self.inside[:, k].sum()) / length),
            float(np.tanh(near.max() * 4)),
            np.log(steps),
            np.log1p(talk),
            min(np.log1p(self.reading.told), MUCH_TOLD),
            1.0 / times,
        ]

    def _expected_iou(self, k: int, start: int, end: int) -> float:
        mass, everywhere = float(self.inside[start:end, k].sum()), float(self.inside[:, k].sum())
        return mass / (end - start + everywhere - mass)

    def steps(self, path: Path, confidences: Matrix) -> Matrix:
        """f64[K, len(STEP_FEATURES)]; ``confidences`` are those of the segments of ``path``."""
        seconds, steps = self.inside.shape
        odds = self.reading.odds
        rows = []
        for k in range(steps):
            sure = [c for (step, _, _), c in zip(path, confidences, strict=True) if step == k]
            spoken = float(odds[:, k].max()) if len(odds) else 0.0
            rows.append(
                [
                    min(float(self.starts[:, k].sum()), 3.0),
                    np.log1p(float(self.inside[:, k].sum()) * steps / seconds),
                    spoken,
                    min(len(sure), 1),
                    max(sure, default=0.0),
                    np.log(steps),
                ]
            )
        return np.array(rows, dtype=float)
