"""Which of the two hand columns the hands of one frame belong to, as far as that frame tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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


def place(hands: Sequence[Hand]) -> dict[Side, Hand]:
    """At most one hand a side, by the model's own label.

    MediaPipe's task labels fit pictures that are not mirrored. Of two hands with one label the
    likelier keeps it and the other goes to the free side.
    """
    placed: dict[Side, Hand] = {}
    for hand in sorted(hands, key=lambda hand: -hand.score)[:2]:
        placed[OTHER[hand.label] if hand.label in placed else hand.label] = hand
    return placed


def nearest(hand: Hand, wrists: NDArray[np.float32], aspect: float) -> Side:
    """Whose wrist of the body a hand is nearer to.

    ``wrists`` f32[2,2]: x, y of the body's left and right wrist; ``aspect`` is width / height.
    """
    ways = (wrists - hand.xyz[0, :2]) * np.array([aspect, 1.0], np.float32)
    left, right = (float(way) for way in np.hypot(ways[:, 0], ways[:, 1]))
    return "right" if right < left else "left"
