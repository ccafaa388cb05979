"""Columns of a motion track that most tests do not care about."""

from typing import Any

import numpy as np

PICTURE = (
    "picture_energy", "picture_light", "picture_burnt", "picture_detail", "picture_right",
    "picture_down", "picture_turn", "picture_grow",
)  # fmt: skip


def one_person_in_a_dull_picture(n: int) -> dict[str, Any]:
    """Nobody else was ever followed, and nothing changes in the picture."""
    return {"pose_switched": np.zeros(n, np.uint8)} | {
        name: np.zeros(n, np.float32) for name in PICTURE
    }
