"""The confidence refitted to one site, from sections that people confirmed or corrected.

Platt scaling on the shipped logit (Platt, "Probabilistic outputs for support vector machines",
1999), drawn towards the shipped confidence: beside the corrections stand ``PRIOR`` sections on
which the shipped confidence is exactly right. So few corrections change little, and sections that
are all right or all wrong give finite numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.artifact import digest
from data_schemas.calibration import Calibration, Recalibration
from data_schemas.errors import InputError
from pipelines.align import calibration
from pipelines.align.task import Bools, Matrix, Options

# Which confidence is shipped: a site's recalibration of another one is not used.
BASE = digest(
    {
        **Options().params(),
        "segment": list(calibration.SEGMENT),
        "segment_bias": calibration.SEGMENT_BIAS,
    }
)
LEAST, LEAST_SESSIONS = 50, 2
PRIOR = 50.0
SLOPES = (0.2, 5.0)
FOLDS, BINS = 5, 10
LEAST_P, MOST_P = 0.001, 0.999


@dataclass(frozen=True)
class Judged:
    """A section that the machine placed and a person judged.

    ``shipped`` is its confidence before any recalibration; ``right`` whether it overlaps the
    person's section of the same step with an IoU of at least 0.3.
    """

    session: str
    shipped: float
    right: bool


def recalibrated(shipped: Matrix, how: Recalibration) -> Matrix:
    """Confidence of this site, f64[N] from the shipped one f64[N]; its order stays."""
    if how.slope == 1.0 and how.shift == 0.0:
        return shipped
    return np.asarray(np.clip(_sigmoid(how.slope * _logit(shipped) + how.shift), LEAST_P, MOST_P))


def as_shipped(confidence: Matrix, how: Recalibration) -> Matrix:
    """The shipped confidence that ``recalibrated`` made ``confidence`` of."""
    if how.slope == 1.0 and how.shift == 0.0:
        return confidence
    return np.asarray(np.clip(_sigmoid((_logit(confidence) - how.shift) / how.slope), 0.0, 1.0))


def calibrate(judged: Sequence[Judged], number: int) -> Calibration:
    """The recalibration that ``judged`` speaks for, and whether it is better on unseen sessions.

    Better is one that is not worse by log likelihood or by calibration error, with each of up to
    five groups of sessions judged by what the others taught. Raises InputError where corrections
    are too few, or all of one session: nothing could be said about another one then.
    """
    _enough(judged)
    p = np.array([one.shipped for one in judged], dtype=np.float64)
    right = np.array([one.right for one in judged], dtype=bool)
    new = _crossed(p, right, _folds(judged))
    losses, errors = (loss(p, right), loss(new, right)), (ece(p, right), ece(new, right))
    slope, shift = _fit(p, right)
    return Calibration(
        recalibration=Recalibration(
            base=BASE, slope=round(slope, 3), shift=round(shift, 3), number=number
        ),
        corrections=len(judged),
        right=int(right.sum()),
        sessions=len({one.session for one in judged}),
        ece_before=round(errors[0], 4),
        ece_after=round(errors[1], 4),
        loss_before=round(losses[0], 4),
        loss_after=round(losses[1], 4),
        better=losses[1] < losses[0] and errors[1] <= errors[0],
    )


def loss(p: Matrix, right: Bools) -> float:
    """Mean negative log likelihood."""
    sure = np.clip(p, LEAST_P, MOST_P)
    return float(-np.log(np.where(right, sure, 1.0 - sure)).mean())


def ece(p: Matrix, right: Bools) -> float:
    """Expected calibration error over ten bins of equal size."""
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    gaps = [len(part) * abs(p[part].mean() - right[part].mean()) for part in parts]
    return float(sum(gaps) / len(p))


def _enough(judged: Sequence[Judged]) -> None:
    if len(judged) < LEAST:
        raise InputError(
            f"Only {len(judged)} sections were confirmed or corrected so far, and {LEAST} are"
            " needed: the confidence stays as it is."
        )
    sessions = len({one.session for one in judged})
    if sessions < LEAST_SESSIONS:
        raise InputError(
            "All sections that were confirmed or corrected are of one session: check some of"
            " another one, so that it can be seen whether the new confidence holds there too."
        )


def _folds(judged: Sequence[Judged]) -> Matrix:
    """f64[N]: the group of each section; all of a session are in one, and groups are alike."""
    counts: dict[str, int] = {}
    for one in judged:
        counts[one.session] = counts.get(one.session, 0) + 1
    sizes = [0] * min(FOLDS, len(counts))
    group: dict[str, int] = {}
    for session in sorted(counts, key=lambda name: (-counts[name], name)):
        group[session] = sizes.index(min(sizes))
        sizes[group[session]] += counts[session]
    return np.array([group[one.session] for one in judged], dtype=np.float64)


def _crossed(p: Matrix, right: Bools, folds: Matrix) -> Matrix:
    """f64[N]: each section's confidence by a fit on the other groups."""
    out = np.zeros(len(p))
    for fold in np.unique(folds):
        held = folds == fold
        slope, shift = _fit(p[~held], right[~held])
        out[held] = recalibrated(p[held], Recalibration(slope=slope, shift=shift))
    return out


def _fit(p: Matrix, right: Bools) -> tuple[float, float]:
    """(slope, shift) by regularised maximum likelihood; a slope never turns the order round."""
    from scipy.optimize import minimize

    x = _logit(p)
    weight = PRIOR / len(p)
    target = (right + weight * p) / (1.0 + weight)

    def cost(at: Matrix) -> tuple[float, Matrix]:
        z = at[0] * x + at[1]
        away = _sigmoid(z) - target
        value = np.logaddexp(0.0, z) - target * z
        return float(value.mean()), np.array([(away * x).mean(), away.mean()])

    found = minimize(
        cost, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[SLOPES, (None, None)]
    )
    return float(found.x[0]), float(found.x[1])


def _logit(p: Matrix) -> Matrix:
    sure = np.clip(p, LEAST_P, MOST_P)
    return np.asarray(np.log(sure / (1.0 - sure)))


def _sigmoid(z: Matrix) -> Matrix:
    return np.asarray(1.0 / (1.0 + np.exp(-z)))
