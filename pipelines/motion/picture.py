"""What the picture as a whole does: how much changes, how light and sharp it is, how it moves.

Where hands cannot be found (gloves, mask, glare, oil) this is what is left of the movement; it also
tells why they were not found. All on a thinned picture of about 90 rows, which costs a hundredth of
a look for hands.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import fft

ROWS = 90
BURNT = 250  # of 255: nothing is seen in what is lighter
_AROUND = np.arange(-2, 3)  # of the peak of the correlation: its middle is found between pixels

Grey = NDArray[np.float32]


class Look(NamedTuple):
    """One frame: ``energy`` mean change since the last one, ``light`` mean, both 0..1;
    ``burnt`` share of pixels without drawing; ``detail`` mean step between neighbours, 0..1;
    ``right`` and ``down``, how far what is seen moved since the last one, in heights.
    """

    energy: float
    light: float
    burnt: float
    detail: float
    right: float
    down: float


NO_LOOK = Look(*[float("nan")] * 6)


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
        right, down = shift(last, grey) if last is not None else (0.0, 0.0)
        return Look(
            energy=float(changed),
            light=float(grey.mean()),
            burnt=float((thin.min(axis=2) >= BURNT).mean()),
            detail=float(np.abs(np.diff(grey, axis=1)).mean()) if grey.shape[1] > 1 else 0.0,
            right=right / len(grey),
            down=down / len(grey),
        )


def shift(before: Grey, after: Grey) -> tuple[float, float]:
    """Pixels right and down by which most of a picture moved, by phase correlation.

    Kuglin and Hines, "The phase correlation image alignment method" (1975); both [H, W].
    """
    window = _window(*before.shape)
    first, second = (fft.rfft2((image - image.mean()) * window) for image in (before, after))
    cross = second * np.conj(first)
    size = np.abs(cross)
    alike = fft.irfft2(cross / (size + 1e-3 * size.max() + 1e-12), before.shape)
    rows, columns = before.shape
    row, column = divmod(int(alike.argmax()), columns)
    near = alike.take(row + _AROUND, axis=0, mode="wrap")
    near = np.clip(near.take(column + _AROUND, axis=1, mode="wrap"), 0.0, None)
    weight = max(float(near.sum()), 1e-12)
    down = row - (rows if row > rows / 2 else 0) + float(near.sum(axis=1) @ _AROUND) / weight
    right = column - (columns if column > columns / 2 else 0)
    return right + float(near.sum(axis=0) @ _AROUND) / weight, down


@cache
def _window(rows: int, columns: int) -> Grey:
    return np.outer(np.hanning(rows), np.hanning(columns)).astype(np.float32)
