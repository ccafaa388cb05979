"""What the recognisers see of a moment: where the hands are, how they move, what is being said."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np

from examples.train.data import Array, Take

# Of MediaPipe's 33 points of a body; then 21 of the left hand and 21 of the right one.
LEFT, RIGHT, HIPS = 11, 12, (23, 24)
NOSE, ELBOWS, WRISTS, HANDS = 0, (13, 14), (15, 16), (33, 54)
THUMB, INDEX, MIDDLE, LITTLE = 4, 8, 9, 17  # of a hand: two tips, and the palm
TIPS = (4, 8, 12, 16, 20)
WINDOWS_S = (1.0, 4.0, 12.0)  # on each side of the moment
# Words from so long before it until so long after: most is said before it is done.
BEFORE_S, AFTER_S = 10.0, 2.0
# Left and right changed over, as a left-handed person would do it.
_OTHER = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, *(n + 1 - 2 * (n % 2 == 0) for n in range(11, 33))]
MIRROR = np.array([*_OTHER, *range(54, 75), *range(33, 54)])


def movement(take: Take) -> Array:
    """Float [n, k]: what is seen now, and its mean and spread over three windows.

    Places are told along the person's own axes, so that it does not count where the camera stood.
    What was not found is 0 and marked so.
    """
    now = _now(take)
    spans = [_spread(now, take.t_s, one) for one in WINDOWS_S]
    return np.concatenate([now, *spans], axis=1).astype(np.float32)


def mirrored(take: Take) -> Take:
    """The same take by somebody who does with the left hand what was done with the right one."""
    pictured, metres = take.pictured[:, MIRROR].copy(), take.metres[:, MIRROR].copy()
    pictured[..., 0] = 1 - pictured[..., 0]
    metres[..., 0] *= -1
    return replace(take, pictured=pictured, metres=metres)


def over(take: Take) -> Array:
    """How much of the session is over at each row, 0 to 1."""
    return np.asarray((take.t_s - take.t_s[0]) / max(float(take.t_s[-1] - take.t_s[0]), 1e-9))


def _now(take: Take) -> Array:
    axes = _axes(take.metres)
    metres = take.metres
    chest = metres[:, [LEFT, RIGHT]].mean(axis=1)
    reach = [_along(axes, metres[:, n] - chest) for n in (*ELBOWS, *WRISTS, NOSE)]
    hands = [metres[:, first : first + 21] for first in HANDS]
    pictured = [take.pictured[:, first : first + 21] for first in HANDS]
    parts = [
        *reach,
        reach[3] - reach[2],
        *(_along(axes, hand[:, MIDDLE] - hand[:, 0]) for hand in hands),
        *(_along(axes, _palm(hand)) for hand in hands),
        *(_shape(hand) for hand in hands),
        pictured[0][:, 0] - pictured[1][:, 0],
        *(hand[:, 0] for hand in pictured),
        *(_speed(one, take.t_s) for one in (reach[2], reach[3], *(h[:, INDEX] for h in pictured))),
    ]
    found = [np.isfinite(metres[:, n, :1]).astype(float) for n in (NOSE, *HANDS)]
    return np.concatenate([np.nan_to_num(np.concatenate(parts, axis=1)), *found], axis=1)


def _axes(metres: Array) -> Array:
    """The person's right, down and forward as rows [n, 3, 3]; of the usual posture, where the body
    was not found, since hands alone do not tell how somebody stands."""
    across = metres[:, RIGHT] - metres[:, LEFT]
    down = metres[:, list(HIPS)].mean(axis=1) - metres[:, [LEFT, RIGHT]].mean(axis=1)
    right = _unit(across)
    ahead = _unit(np.cross(right, _unit(down)))
    axes = np.stack([right, np.cross(ahead, right), ahead], axis=1)
    lost = ~np.isfinite(axes).all(axis=(1, 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of a median of nothing, which is NaN
        usual = np.nanmedian(axes, axis=0)
    axes[lost] = usual if np.isfinite(usual).all() else np.eye(3)
    return np.asarray(axes)


def _along(axes: Array, vectors: Array) -> Array:
    return np.asarray(np.einsum("nij,nj->ni", axes, vectors))


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def _palm(hand: Array) -> Array:
    """Which way the palm looks."""
    return _unit(np.cross(hand[:, INDEX - 3] - hand[:, 0], hand[:, LITTLE] - hand[:, 0]))


def _shape(hand: Array) -> Array:
    """How far the tips are from the wrist and from the thumb, in lengths of the palm."""
    palm = np.linalg.norm(hand[:, MIDDLE] - hand[:, 0], axis=1, keepdims=True)
    tips = hand[:, list(TIPS)]
    far = np.linalg.norm(tips - hand[:, :1], axis=2)
    pinch = np.linalg.norm(tips[:, 1:] - tips[:, :1], axis=2)
    return np.asarray(np.concatenate([far, pinch], axis=1) / palm)


def _speed(place: Array, t_s: Array) -> Array:
    step_s = np.diff(t_s, prepend=t_s[0] - 1.0)
    moved = np.linalg.norm(np.diff(place, axis=0, prepend=place[:1]), axis=1)
    return np.asarray(moved / step_s)[:, None]


def _spread(values: Array, t_s: Array, half_s: float) -> Array:
    """Means and spreads [n, 2 k] of the rows within ``half_s`` of each row."""
    first = np.searchsorted(t_s, t_s - half_s)
    end = np.searchsorted(t_s, t_s + half_s, side="right")
    count = (end - first)[:, None]
    totals = (np.pad(np.cumsum(v, axis=0), ((1, 0), (0, 0))) for v in (values, values**2))
    mean, square = ((total[end] - total[first]) / count for total in totals)
    return np.concatenate([mean, np.sqrt(np.maximum(square - mean**2, 0))], axis=1)


def heard(take: Take) -> list[str]:
    """What is said about each row: the words around it, "" where nobody speaks."""
    return [
        " ".join(
            text
            for start, end, text in take.said
            if end > moment - BEFORE_S and start < moment + AFTER_S
        )
        for moment in take.t_s
    ]
