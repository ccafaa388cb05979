"""What the picture as a whole does: how much changes, how light and how sharp it is.

Where hands cannot be found (gloves, mask, glare, oil) this is what is left of the movement; it also
tells why they were not found. All on a thinned picture of about 90 rows, which costs a hundredth of
a look for hands.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROWS = 90
BURNT = 250  # of 255: nothing is seen in what is lighter


class Look(NamedTuple):
    """One frame: ``energy`` mean change since the last one, ``light`` mean, both 0..1;
    ``burnt`` share of pixels without drawing; ``detail`` mean step between neighbours, 0..1.
    """

    energy: float
    light: float
    burnt: float
    detail: float


NO_LOOK = Look(*[float("nan")] * 4)


class Watch:
    """Looks at frames of one recording in their order."""

    def __init__(self) -> None:
        self._last: NDArray[np.float32] | None = None

    def look(self, image: NDArray[np.uint8]) -> Look:
        """For uint8 RGB [H, W, 3]; the first frame has no energy."""
        step = max(1, image.shape[0] // ROWS)
        thin = image[::step, ::step]
        grey = thin.mean(axis=2, dtype=np.float32) / 255
        last, self._last = self._last, grey
        changed = np.abs(grey - last).mean() if last is not None else 0.0
        return Look(
            energy=float(changed),
            light=float(grey.mean()),
            burnt=float((thin.min(axis=2) >= BURNT).mean()),
            detail=float(np.abs(np.diff(grey, axis=1)).mean()) if grey.shape[1] > 1 else 0.0,
        )
