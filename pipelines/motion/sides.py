"""Which of the two hand columns a detected hand belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Side = Literal["left", "right"]
OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True, eq=False)
class Hand:
    """A detected hand: the model's own label and its score, ``xyz`` and ``world`` f32[21,3]."""

    label: Side
    score: float
    xyz: NDArray[np.float32]
    world: NDArray[np.float32]


class Placed(NamedTuple):
    hand: Hand
    side_differs: bool


def place(
    hands: Sequence[Hand], wrists: NDArray[np.float32] | None, aspect: float
) -> dict[Side, Placed]:
    """At most one hand a side. ``wrists`` f32[2,2]: x, y of the body's left and right wrist.

    The model's own label decides; MediaPipe's task labels fit pictures that are not mirrored.
    Of two hands with one label the likelier keeps it and the other goes to the free side.
    ``side_differs`` marks a hand that does not stand under its label, and one whose wrist lies
    nearer to the body's other wrist; ``aspect`` is width / height of the picture.
    """
    placed: dict[Side, Placed] = {}
    for hand in sorted(hands, key=lambda hand: -hand.score):
        if len(placed) == 2:
            break
        side = OTHER[hand.label] if hand.label in placed else hand.label
        moved = side != hand.label
        placed[side] = Placed(hand, moved or _is_nearer_to_other(hand, wrists, aspect))
    return placed


def _is_nearer_to_other(hand: Hand, wrists: NDArray[np.float32] | None, aspect: float) -> bool:
    if wrists is None:
        return False
    ways = (wrists - hand.xyz[0, :2]) * np.array([aspect, 1.0], np.float32)
    left, right = (float(way) for way in np.hypot(ways[:, 0], ways[:, 1]))
    return right < left if hand.label == "left" else left < right
