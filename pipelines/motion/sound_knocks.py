"""Blows: a sharp edge over what was heard before, gone again in a tenth of a second.

Method: spectral-flux onsets reduced to one high band, after J. P. Bello et al., "A tutorial on
onset detection in music signals", IEEE Trans. Speech and Audio Processing 13 (2005), with a
second condition on the decay, because a plosive that begins a syllable has the edge of a blow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from pipelines.motion.sound_levels import FINE, Array, Piece

BEFORE, AFTER = 60, 24  # values (5 ms) that are looked at on either side
FADE = 14  # values after which it is over
EDGE = 3  # values within which it rises
LOUDER_DB, SHARP_DB, FADED_DB = 14.0, 10.0, 12.0
APART = 12  # values between two blows
USUAL = 80  # percentile


@dataclass(frozen=True)
class Knock:
    """``at`` counts values of the envelope from the recording's start; levels in dB."""

    at: int
    level_db: float
    step_db: float


def knocks(piece: Piece, silent: NDArray[np.bool_], quiet: int = AFTER) -> Iterator[Knock]:
    """Blows in a piece's own rows, in order; none where ``silent`` bool[n] is true.

    For ``quiet`` values after a blow is over there must be no other one.
    """
    fine = piece.fine.reshape(-1)
    tops, _ = scipy.signal.find_peaks(np.pad(fine, 1), distance=APART)
    tops = tops - 1
    usual = scipy.ndimage.percentile_filter(fine, USUAL, size=BEFORE)
    before = _at(usual, tops - EDGE - BEFORE // 2)
    after = _at(scipy.ndimage.maximum_filter1d(fine, quiet), tops + FADE + quiet // 2)
    edge = fine[tops] - _at(fine, tops - EDGE)
    step = fine[tops] - before
    sure = (step >= LOUDER_DB) & (edge >= SHARP_DB) & (fine[tops] - after >= FADED_DB)
    sure &= ~silent[tops // FINE]
    sure &= (tops >= piece.start * FINE) & (tops < piece.end * FINE)
    for top, louder in zip(tops[sure], step[sure], strict=True):
        yield Knock(piece.first * FINE + int(top), float(fine[top]), float(louder))


def _at(values: Array, where: NDArray[np.int64]) -> Array:
    found: Array = values[np.clip(where, 0, len(values) - 1)]
    return found
