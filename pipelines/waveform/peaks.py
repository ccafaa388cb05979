"""The lowest and the highest sample of every fiftieth of a second."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from data_schemas.waveform import FULL, STEP_S, Waveform


def peaks(chunks: Iterable[NDArray[np.float32]], rate: int) -> Waveform:
    """``chunks`` mono f32[any] in -1..1 at ``rate`` Hz, which has whole samples a step.

    One step at a time is in memory beside a chunk, however long the recording is.
    """
    size = round(rate * STEP_S)
    found: list[NDArray[np.int8]] = []
    rest: NDArray[np.float32] = np.zeros(0, np.float32)
    for chunk in chunks:
        rest = np.concatenate([rest, chunk])
        whole = len(rest) // size * size
        found.append(_pairs(rest[:whole].reshape(-1, size)))
        rest = rest[whole:]
    if len(rest):
        found.append(_pairs(rest[None]))
    return Waveform(np.concatenate(found)) if found else Waveform()


def _pairs(steps: NDArray[np.float32]) -> NDArray[np.int8]:
    """i8[N,2] of f32[N,any]."""
    ends = np.stack([steps.min(axis=1), steps.max(axis=1)], axis=1)
    return np.round(np.clip(ends, -1, 1) * FULL).astype(np.int8)
