"""Figures by which moments are found and ranked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from data_schemas.timeline import MomentKind

Row = NDArray[np.float64]
Weights = Mapping[str, float]

VAGUE_SCORE = {"vague_feel": 0.8, "vague_until": 0.75, "vague_amount": 0.5}
HAZARD_SCORE = 0.6
LONGER_SCORE, OTHERWISE_SCORE = 0.6, 0.35
SKIPPED_SCORE, SWAPPED_SCORE = 0.5, 0.5
KIND_WORTH: Mapping[MomentKind, float] = {
    "unspoken_action": 1.0,
    "marker": 1.0,
    "pause": 0.6,
    "regrip": 0.6,
    "inspection": 0.8,
    "hesitation": 0.7,
    "vague_words": 0.9,
    "longer": 0.7,
    "otherwise": 0.7,
    "other_expert": 0.8,
    "skipped_step": 0.7,
    "swapped_step": 0.6,
    "spoken_hazard": 0.9,
}


def logistic(weights: Weights, signs: Mapping[str, float]) -> float:
    """Probability by a logistic of some signs; ``""`` is its constant."""
    z = weights[""] + sum(w * signs[name] for name, w in weights.items() if name)
    return float(1 / (1 + np.exp(-z)))


def logistic_rows(weights: Weights, signs: Mapping[str, Row]) -> Row:
    """The same for rows [N] of signs."""
    z = weights[""] + sum(w * signs[name] for name, w in weights.items() if name)
    return np.asarray(1 / (1 + np.exp(-np.asarray(z))))
