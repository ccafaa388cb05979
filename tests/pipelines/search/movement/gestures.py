"""Work with one gesture in it: the right hand winds, opening and closing."""

import numpy as np

from data_schemas.motion import MotionTrack
from tests.pipelines.motion import made

GESTURE_S = 4.0


def work(seconds: float, gestures_at: tuple[float, ...] = (), seed: int = 0) -> MotionTrack:
    """A hand that wanders about, and winds for ``GESTURE_S`` from each of the given seconds on."""
    t = made.times(seconds)
    rng = np.random.default_rng(seed)
    at, opening = wandering(t, rng), 0.03 + 0.01 * np.sin(t + rng.uniform(0, 6))
    for start in gestures_at:
        during = (t >= start) & (t < start + GESTURE_S)
        turn = 2 * np.pi * 1.2 * (t[during] - start)
        at[during] = at[during][:1] + 0.05 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        opening[during] = 0.06 + 0.03 * np.sin(turn / 2)
    return made.track(t, right=made.hand(at, opening))


def wandering(t: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Slow paths that do not repeat [N, 2]."""
    waves = [
        a * np.sin(2 * np.pi * f * t[:, None] + p)
        for a, f, p in zip(
            rng.uniform(0.02, 0.08, (4, 2)),
            rng.uniform(0.03, 0.3, (4, 2)),
            rng.uniform(0, 6, (4, 2)),
            strict=True,
        )
    ]
    return made.still(t) + np.sum(waves, axis=0)
