"""How much is going on, as a curve for a time line."""

from __future__ import annotations

import numpy as np

from data_schemas.motion import MotionTrack
from pipelines.motion.features import features
from pipelines.motion.smooth import smooth

STEP_S = 0.2
FULL_M_S = 0.8  # a hand this fast fills the curve
LIVELY = 0.03  # and so does a picture that changes as much


def energy(track: MotionTrack, low: MotionTrack | None = None) -> tuple[float, ...]:
    """0..1 for every ``STEP_S`` seconds from the recording's start: the faster hand's speed.

    Where no hand was found the change of the whole picture stands in. Empty for an empty track.
    ``low`` is the track smoothed, where that is known already.
    """
    if len(track) < 2:
        return ()
    found = features(smooth(track) if low is None else low)
    hands = np.fmax(found.left.speed_m_s, found.right.speed_m_s) / FULL_M_S
    whole = np.where(np.isfinite(hands), hands, track.picture_energy / LIVELY)
    bins = (found.t_s / STEP_S).astype(int)
    count = np.bincount(bins, minlength=bins[-1] + 1)
    sums = np.bincount(bins, np.nan_to_num(np.clip(whole, 0, 1)), minlength=bins[-1] + 1)
    return tuple(round(float(value), 3) for value in sums / np.maximum(count, 1))
