"""Hands as the frames laid them become the columns of a track: left is one hand throughout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import Differs, HandTrack, Status
from pipelines.motion.identity import Seen, exchanged

_PALM = [0, 5, 9, 13, 17]
_ACROSS = ((9, 0), (5, 17))
_BLOCK = 4096  # rows that are exchanged at a time: memory is to grow by the rows alone

_Arrays = dict[str, NDArray[Any]]


def told_apart(
    t_s: NDArray[np.float64], columns: Sequence[_Arrays], aspect: float
) -> tuple[HandTrack, HandTrack]:
    """Left and right of two columns, each ``xyz world score label near``; written in place."""
    first, second = columns
    swap = exchanged(_seen(t_s, columns, aspect))
    for start in range(0, len(t_s), _BLOCK):
        rows = start + np.flatnonzero(swap[start : start + _BLOCK])
        for name in first:
            first[name][rows], second[name][rows] = second[name][rows], first[name][rows]
    return _track(first, 1), _track(second, 2)


def _seen(t_s: NDArray[np.float64], columns: Sequence[_Arrays], aspect: float) -> Seen:
    wide = np.array([aspect, 1.0])
    return Seen(
        t_s=t_s,
        at=np.stack([c["xyz"][:, _PALM, :2].mean(axis=1) * wide for c in columns], axis=1),
        size=np.stack([_size(c["xyz"][..., :2] * wide) for c in columns], axis=1),
        score=np.stack([c["score"].astype(float) for c in columns], axis=1),
        label=np.stack([c["label"] for c in columns], axis=1),
        near=np.stack([c["near"] for c in columns], axis=1),
    )


def _size(points: NDArray[Any]) -> NDArray[np.float64]:
    """Length or breadth of each palm [N], whichever is seen less from its edge."""
    spans = [points[:, a] - points[:, b] for a, b in _ACROSS]
    return np.asarray(np.max([np.linalg.norm(span, axis=1) for span in spans], axis=0))


def _track(column: _Arrays, side: int) -> HandTrack:
    label, near = column["label"], column["near"]
    other_label, other_wrist = ((told > 0) & (told != side) for told in (label, near))
    return HandTrack(
        xyz=column["xyz"],
        world=column["world"],
        score=column["score"],
        status=np.where(label > 0, Status.OBSERVED, Status.MISSING).astype(np.uint8),
        side_differs=(Differs.LABEL * other_label + Differs.WRIST * other_wrist).astype(np.uint8),
    )
