"""What the picture as a whole does: how much changes, how light and sharp it is, how it moves.

Where hands cannot be found (gloves, mask, glare, oil) this is what is left of the movement; it also
tells why they were not found. All on a thinned picture of about 90 rows, which costs a hundredth of
a look for hands.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.motion.sway import STILL, Tiles, sway, tiles

ROWS = 90
BURNT = 250  # of 255: nothing is seen in what is lighter


class Look(NamedTuple):
    """One frame: ``energy`` mean change since the last one, ``light`` mean, both 0..1;
    ``burnt`` share of pixels without drawing; ``detail`` mean step between neighbours, 0..1;
    the rest is how what stands still moved since the last one, as in ``sway.Sway``.
    """

    energy: float
    light: float
    burnt: float
    detail: float
    right: float
    down: float
    turn: float
    grow: float


NO_LOOK = Look(*[float("nan")] * 8)


class Watch:
    """Looks at frames of one recording in their order."""

    def __init__(self) -> None:
        self._last: tuple[NDArray[np.float32], Tiles | None] | None = None

    def look(self, image: NDArray[np.uint8]) -> Look:
        """For uint8 RGB [H, W, 3]; the first frame has no energy."""
        step = max(1, image.shape[0] // ROWS)
        thin = image[::step, ::step]
        red, green, blue = np.moveaxis(thin, 2, 0)  # numpy is slow along an axis of three
        grey = (np.add(red, green, dtype=np.float32) + blue) / np.float32(3) / 255
        last, cut = self._last, tiles(grey)
        self._last = grey, cut
        moved = sway(last[1], cut, len(grey)) if last and last[1] and cut else STILL
        return Look(
            energy=float(np.abs(grey - last[0]).mean()) if last else 0.0,
            light=float(grey.mean()),
            burnt=float((np.minimum(np.minimum(red, green), blue) >= BURNT).mean()),
            detail=float(np.abs(np.diff(grey, axis=1)).mean()) if grey.shape[1] > 1 else 0.0,
            **moved._asdict(),
        )
