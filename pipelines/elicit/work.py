"""Whether hands are at work at a second: they hold, press or guide something, where the work lies.

Hands that wait, reach for something, scratch or show with a finger are not at work. What tells it
is how bent, how near each other, how fast and how far from the usual place of the work they are;
where hands were not found, the body's wrists tell it alone, and worse. Where neither was seen,
nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipelines.elicit import fitted
from pipelines.elicit.weights import Weights, logistic_rows
from pipelines.motion.series import COLUMN, HZ, Series

Row = NDArray[np.float64]

EXTENT_S = 2.4
MEAN_S = 1.0  # over which signs are averaged
BENT_DEG = 200.0  # of bending of a finger that holds something
TOGETHER_M = 0.12
AWAY_M = 0.3
NEAR_M = 0.12
SIDES = ("left", "right")


def at_work(series: Series) -> Row:
    """Probability [N] that hands are at work at each tenth of a second; NaN where nothing tells."""
    return _told(series, fitted.AT_WORK, fitted.AT_WORK_BY_ARMS)


def doing(series: Series) -> Row:
    """Probability [N] that hands at work do something rather than hold still, grope or look."""
    return _told(series, fitted.DOING, fitted.DOING_BY_ARMS)


def _told(series: Series, by_hands: Weights, by_arms: Weights) -> Row:
    by_hand = logistic_rows(by_hands, hand_signs(series))
    by_arm = logistic_rows(by_arms, arm_signs(series))
    return np.where(np.isfinite(by_hand), by_hand, by_arm)


def hand_signs(series: Series) -> dict[str, Row]:
    """What hands tell, each [N] and about 0..1; NaN where no hand was found."""
    column = _columns(series)
    bends = [(column[f"{s}_index"] + column[f"{s}_fingers"]) / 2 / BENT_DEG for s in SIDES]
    points = [(column[f"{s}_fingers"] - column[f"{s}_index"]) / BENT_DEG for s in SIDES]
    speeds = [column[f"{s}_speed"] for s in SIDES]
    bent = np.fmax(*bends)
    left = np.nan_to_num(bends[0]) >= np.nan_to_num(bends[1])
    return {
        "bent": averaged(bent),
        "both_bent": averaged(np.fmin(*bends)),
        "points": averaged(np.where(left, points[0], points[1])),
        "together": _or(averaged(np.exp(-column["apart"] / TOGETHER_M)), 0.0),
        "pace": averaged(np.log10(np.fmax(*speeds) + 0.01) + 2),
        "extent": _or(np.fmax(*(_extent(column, s) for s in SIDES)), 0.0),
        "calmer": _or(np.fmin(*(_extent(column, s) for s in SIDES)), 0.0),
        "opens": _or(np.fmax(*(_spread(column[f"{s}_open"]) for s in SIDES)), 0.0),
        **_near(column, bent),
        **arm_places(series),
    }


def _extent(column: Mapping[str, Row], side: str) -> Row:
    """How far a hand gets about in a few seconds, a logarithm that is 0 at 1 mm."""
    spread = np.hypot(_spread(column[f"{side}_x"]), _spread(column[f"{side}_y"]))
    return np.asarray(np.log10(spread + 0.001) + 3)


def _spread(values: Row) -> Row:
    """Standard deviation over ``EXTENT_S`` round each sample."""
    mean, square = averaged(values, EXTENT_S), averaged(values**2, EXTENT_S)
    return np.asarray(np.sqrt(np.maximum(square - mean**2, 0.0)))


def _near(column: Mapping[str, Row], bent: Row) -> dict[str, Row]:
    """How near the hands are to where hands that hold something usually are."""
    holds = bent >= np.nanquantile(bent, 0.6) if np.isfinite(bent).any() else np.isfinite(bent)
    both = [np.stack([column[f"{s}_x"], column[f"{s}_y"]], axis=1) for s in SIDES]
    places = np.concatenate([place[holds] for place in both])
    spot = np.array([_median(places[:, 0]), _median(places[:, 1])])
    far = [np.linalg.norm(place - spot, axis=1) for place in both]
    both_near = np.exp(-np.maximum(*far) / NEAR_M)
    return {
        "near": _or(averaged(np.exp(-np.fmin(*far) / NEAR_M)), 0.0),
        "both_near": _or(averaged(both_near), 0.0),
        "pressing": _or(averaged(both_near * np.exp(-column["apart"] / TOGETHER_M)), 0.0),
    }


def arm_signs(series: Series) -> dict[str, Row]:
    """What the body's wrists tell, each [N]; NaN where the body was not seen."""
    column = _columns(series)
    speeds = []
    for side in SIDES:
        x, y = averaged(column[f"{side}_wrist_x"], 0.3), averaged(column[f"{side}_wrist_y"], 0.3)
        speeds.append(np.hypot(np.gradient(x), np.gradient(y)) * HZ if len(x) > 1 else x)
    across = column["left_wrist_x"] - column["right_wrist_x"]
    down = column["left_wrist_y"] - column["right_wrist_y"]
    return {
        "pace": averaged(np.log10(np.fmax(*speeds) + 0.01) + 2),
        "slower": averaged(np.log10(np.fmin(*speeds) + 0.01) + 2),
        "together": averaged(np.exp(-np.hypot(across, down) / TOGETHER_M)),
        **arm_places(series),
    }


def arm_places(series: Series) -> dict[str, Row]:
    """How far the wrists are from where they usually are, and how much higher; 0 if unknown."""
    column = _columns(series)
    away, high = [], []
    for side in SIDES:
        x, y = column[f"{side}_wrist_x"], column[f"{side}_wrist_y"]
        usual = _median(x), _median(y)
        away.append(np.hypot(x - usual[0], y - usual[1]) / AWAY_M)
        high.append((usual[1] - y) / AWAY_M)
    return {
        "away": _or(averaged(np.clip(np.fmax(*away), 0, 2)), 0.0),
        "high": _or(averaged(np.clip(np.fmax(*high), 0, 2)), 0.0),
    }


def averaged(values: Row, seconds: float = MEAN_S) -> Row:
    """Mean over ``seconds`` round each sample of what is known; NaN where less than half is."""
    half = max(0, round(seconds * HZ / 2))
    if len(values) < 2 * half + 1:
        return values
    kernel = np.ones(2 * half + 1)
    known = np.isfinite(values)
    sums, counts = (
        np.convolve(row, kernel)[half : half + len(values)]
        for row in (np.where(known, values, 0.0), known.astype(float))
    )
    return np.where(counts >= half + 0.5, sums / np.maximum(counts, 1.0), np.nan)


def _columns(series: Series) -> Mapping[str, Row]:
    return {name: series.values[:, n] for name, n in COLUMN.items()}


def _median(values: Row) -> float:
    return float(np.nanmedian(values)) if np.isfinite(values).any() else float("nan")


def _or(values: Row, instead: float) -> Row:
    return np.where(np.isfinite(values), values, instead)
