"""Which hand is which, decided over the whole recording and not frame by frame.

The model names a hand anew in every frame and is wrong in one or two of a hundred, more often in
gloves; a hand itself does not jump to the other side of the bench. So of the two ways to lay the
hands of a frame into the columns left and right, that sequence of ways is taken which contradicts
labels, wrists and the hands' own continuity least (Viterbi's algorithm with two states).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

KNOWN_S = 0.4  # so long after a hand was last seen it still is about where it was
JUMP = 30.0  # what the jump of a hand outweighs, in frames with the wrong label
FAR = 1.5  # palm lengths from frame to frame that are a jump; more after a gap
WRIST = 0.3  # weight of the nearest wrist of the body: seen from above it is often the wrong one

_Way = tuple[int, int]
_WAYS: tuple[_Way, _Way] = ((0, 1), (1, 0))  # column of the first and of the second hand


@dataclass(frozen=True, eq=False)
class Seen:
    """N frames of two hands, the first found on the left. NaN and 0 where there is none.

    ``at`` f64[N, 2, 2] palms and ``size`` f64[N, 2] palm lengths in heights of the picture,
    ``score`` f64[N, 2] of the label; ``label`` and ``near`` u8[N, 2], the model's side and that
    of the body's nearest wrist: 1 left, 2 right.
    """

    t_s: NDArray[np.float64]
    at: NDArray[np.float64]
    size: NDArray[np.float64]
    score: NDArray[np.float64]
    label: NDArray[np.uint8]
    near: NDArray[np.uint8]


@dataclass
class _Path:
    """The best sequence that ends in one way: its cost, and where each column was last seen."""

    cost: float = 0.0
    last: list[tuple[float, complex] | None] = field(default_factory=lambda: [None, None])


def exchanged(seen: Seen) -> NDArray[np.bool_]:
    """Frames [N] whose two hands are to change columns."""
    n = len(seen.t_s)
    told = _contradicted(seen)
    palms = seen.at[..., 0] + 1j * seen.at[..., 1]
    there = seen.label > 0
    paths = [_Path(), _Path()]
    came = np.zeros((n, 2), np.uint8)
    for row in range(n):
        hands = [
            (hand, complex(palms[row, hand]), float(seen.size[row, hand]))
            for hand in (0, 1)
            if there[row, hand]
        ]
        if not hands:
            came[row] = (0, 1)
            continue
        t_s = float(seen.t_s[row])
        steps = [_best(paths, way, hands, t_s) for way in _WAYS]
        came[row] = [before for before, _ in steps]
        paths = [
            _follow(paths[before], cost + told[row, way], _WAYS[way], hands, t_s)
            for way, (before, cost) in enumerate(steps)
        ]
    return _back(came, int(paths[1].cost < paths[0].cost))


def _contradicted(seen: Seen) -> NDArray[np.float64]:
    """What labels and wrists say against each way [N, 2]."""
    out = np.zeros((len(seen.t_s), 2))
    for way, columns in enumerate(_WAYS):
        for hand, column in enumerate(columns):
            label, near = seen.label[:, hand], seen.near[:, hand]
            wrong = (label > 0) & (label != column + 1)
            out[:, way] += np.where(wrong, np.nan_to_num(seen.score[:, hand]), 0.0)
            out[:, way] += WRIST * ((near > 0) & (near != column + 1))
    return out


_Hands = list[tuple[int, complex, float]]


def _best(paths: list[_Path], way: _Way, hands: _Hands, t_s: float) -> tuple[int, float]:
    """The path that leads into a way at the least cost, and that cost."""
    costs = [path.cost + _jumps(path, way, hands, t_s) for path in paths]
    before = int(costs[1] < costs[0])
    return before, costs[before]


def _jumps(path: _Path, way: _Way, hands: _Hands, t_s: float) -> float:
    cost = 0.0
    for hand, palm, size in hands:
        last = path.last[way[hand]]
        if last is not None and t_s - last[0] <= KNOWN_S:
            reach = FAR * max(size, 1e-6) * (1 + (t_s - last[0]) / KNOWN_S)
            cost += JUMP * min(1.0, abs(palm - last[1]) / reach)
        else:
            cost += _appears(path, way[hand], palm, size, t_s)
    return cost


def _appears(path: _Path, column: int, palm: complex, size: float, t_s: float) -> float:
    """A hand comes into an empty column: odd where the other column has just lost one there."""
    other = path.last[1 - column]
    if other is None or t_s - other[0] > KNOWN_S:
        return 0.0
    near = 1.0 - abs(palm - other[1]) / (FAR * max(size, 1e-6))
    return JUMP * max(0.0, near)


def _follow(path: _Path, cost: float, way: _Way, hands: _Hands, t_s: float) -> _Path:
    last = list(path.last)
    for hand, palm, _ in hands:
        last[way[hand]] = (t_s, palm)
    return _Path(cost, last)


def _back(came: NDArray[np.uint8], way: int) -> NDArray[np.bool_]:
    out = np.zeros(len(came), bool)
    for row in range(len(came) - 1, -1, -1):
        out[row] = way
        way = int(came[row, way])
    return out
