"""How far a placed segment can be trusted: cheap features, logistic regression.

The coefficients in ``calibration.py`` are fitted by ``benchmarks/align/fit.py``; what they predict
is that the segment overlaps the true one with an IoU of 0.3 or more, and that a step was done.
"""

import numpy as np

from pipelines.align.baselines import Path
from pipelines.align.emissions import Narration
from pipelines.align.hsmm import posterior
from pipelines.align.model import Reading
from pipelines.align.task import Matrix, Task

SEGMENT_FEATURES = (
    "posterior_inside", "expected_iou", "steps_mass", "best_rival", "evidence_sum",
    "evidence_best", "log_length", "log_share", "log_steps", "talk_per_minute", "told",
    "position_gap", "occurrences", "steps_named", "fair_share", "path_expected_iou",
)  # fmt: skip
STEP_FEATURES = (
    "starts", "expected_length", "evidence_best", "segments", "best_confidence", "log_steps"
)  # fmt: skip
NEAR_S = 15
NAMED = 0.7


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
        whole = np.tile(self._task(float(rows[:, 1].mean())), (len(path), 1))
        return np.hstack([rows, whole])

    def _task(self, expected_iou: float) -> list[float]:
        """What all segments of a task share: does the narration go with this list of steps?"""
        seconds, steps = self.inside.shape
        odds = self.reading.odds
        named = float((odds > NAMED).any(axis=0).mean()) if len(odds) else 0.0
        return [named, float(np.log(seconds / steps)), expected_iou]

    def _segment(self, k: int, start: int, end: int, times: int) -> list[float]:
        seconds, steps = self.inside.shape
        length = end - start
        mine = self.inside[start:end]
        others = np.delete(mine.mean(axis=0), k)
        mass, everywhere = float(mine[:, k].sum()), float(self.inside[:, k].sum())
        near = self.evidence[max(start - NEAR_S, 0) : end, k]
        gap = abs((start + end) / 2 / seconds - (k + 0.5) / steps)
        talk = 60.0 * len(self.narration.utterances) / seconds
        return [
            mass / length,
            mass / (length + everywhere - mass),
            np.log1p(everywhere / length),
            float(others.max()) if others.size else 0.0,
            float(np.tanh(near.sum() / 4)),
            float(np.tanh(near.max() * 4)),
            np.log(length),
            np.log(length * steps / seconds),
            np.log(steps),
            np.log1p(talk),
            np.log1p(self.reading.told),
            gap,
            1.0 / times,
        ]

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
