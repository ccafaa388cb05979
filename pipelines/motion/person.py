"""Whether the body that is followed is still the same one.

MediaPipe, asked for one body, follows the one it has found for as long as it sees it; only when it
has lost it does it look for another. So the person at work is kept while others walk by behind,
and what can go wrong is a jump: onto somebody else after the first was hidden. A body that is
found farther away than a person moves in the time, or of quite another size, is marked as another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SHOULDERS, _HIPS = [11, 12], [23, 24]
FASTEST = 3.0  # trunk lengths a second that somebody at a bench moves
SLACK = 0.35  # trunk lengths that a body is misplaced by
OTHER_SIZE = 1.6


class Follower:
    """Looks at the body of every frame in turn; ``aspect`` is width / height of the picture."""

    def __init__(self, aspect: float) -> None:
        self._wide = np.array([aspect, 1.0])
        self._last: tuple[int, NDArray[np.float64], float] | None = None

    def switched(self, t_us: int, xyz: NDArray[np.float32] | None) -> bool:
        """Whether ``xyz`` [33, 3] is likely another body than the last one that was found."""
        if xyz is None:
            return False
        ends = [xyz[pair, :2].mean(axis=0) * self._wide for pair in (_SHOULDERS, _HIPS)]
        middle, size = (ends[0] + ends[1]) / 2, float(np.linalg.norm(ends[0] - ends[1]))
        last, self._last = self._last, (t_us, middle, size)
        if last is None or min(size, last[2]) <= 0:
            return False
        gone = float(np.linalg.norm(middle - last[1])) / max(size, last[2])
        ratio = max(size, last[2]) / min(size, last[2])
        return gone > SLACK + FASTEST * (t_us - last[0]) / 1e6 or ratio > OTHER_SIZE
