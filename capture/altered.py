"""A recording of which every picture and sample goes through somebody's hands first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capture.media import Media

Samples = NDArray[np.float32]
Draw = Callable[[Any, float], Any]
# Takes the recording and a rate, gives its sound at that rate.
Hear = Callable[[Media, int], Iterator[Samples]]


class Altered(Media):
    """``media`` with ``draw`` on its pictures (as stored) and ``hear`` for its sound."""

    def __init__(self, media: Media, draw: Draw, hear: Hear) -> None:
        super().__init__(media._open_source, media._limits)
        self._plain, self._draw, self._hear = media, draw, hear

    def decoded(
        self, fps: float | None = None, keys: bool = False
    ) -> Iterator[tuple[int, float, Any]]:
        """As ``Media.decoded``, with what was drawn."""
        for index, second, frame in self._plain.decoded(fps, keys):
            yield index, second, self._draw(frame, second)

    def sound(
        self, rate: int = 16_000, channel: int | None = None
    ) -> Iterator[NDArray[np.float32]]:
        """As ``Media.sound``, all channels mixed, changed."""
        if self.info.has_audio:
            yield from self._hear(self._plain, rate)
