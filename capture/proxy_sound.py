"""The sound of a proxy: samples taken off the recording's clock, silence where there are none."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.container import OutputContainer
from numpy.typing import NDArray

RATE = 48_000
_TICK = Fraction(1, RATE)
_CHUNK = 10 * RATE
_INAUDIBLE = 1e-4  # -80 dB of full scale

Samples = NDArray[np.float32]


class SoundCursor:
    """Reads mono samples once, front to back; past their end there is silence for ever."""

    def __init__(self, chunks: Iterator[Samples]) -> None:
        self._chunks = chunks
        self._silent = 0  # samples of silence that come before what is in the buffer
        self._buffer: Samples = np.zeros(0, np.float32)
        self._ended = False

    def take(self, count: int) -> Iterator[Samples]:
        """The next ``count`` samples, in pieces."""
        while count > 0:
            piece: Samples
            if self._silent:
                piece = np.zeros(min(count, self._silent, _CHUNK), np.float32)
                self._silent -= len(piece)
            elif self._fill():
                piece, self._buffer = self._buffer[:count], self._buffer[count:]
            else:
                piece = np.zeros(min(count, _CHUNK), np.float32)
            count -= len(piece)
            yield piece

    def drop_silence(self, count: int) -> bool:
        """Skip the next ``count`` samples if none of them can be heard; else skip nothing."""
        while self._silent < count and self._fill():
            audible = np.flatnonzero(np.abs(self._buffer) > _INAUDIBLE)
            quiet = int(audible[0]) if len(audible) else len(self._buffer)
            if not quiet:
                return False
            self._silent += quiet
            self._buffer = self._buffer[quiet:]
        if self._silent >= count:
            self._silent -= count
        elif self._ended:
            self._silent = 0
        return True

    def has_more(self) -> bool:
        return self._silent > 0 or self._fill()

    def _fill(self) -> bool:
        while not len(self._buffer) and not self._ended:
            chunk = next(self._chunks, None)
            if chunk is None:
                self._ended = True
            else:
                self._buffer = chunk
        return len(self._buffer) > 0


class SoundTrack:
    """AAC, mono, 48 kHz, in ``container``; counts seconds of the proxy's clock.

    ``coder`` is how FFmpeg's encoder searches: ``twoloop`` finely, ``fast`` in half the time.
    """

    def __init__(
        self, container: OutputContainer, cursor: SoundCursor, bits: int, coder: str = "twoloop"
    ) -> None:
        self._container, self._cursor = container, cursor
        self._stream: Any = container.add_stream("aac", rate=RATE)
        self._stream.layout = "mono"
        self._stream.bit_rate = bits
        self._stream.options = {"aac_coder": coder}
        self._taken = 0

    def until(self, second: float) -> None:
        """Code the sound up to ``second``."""
        for piece in self._cursor.take(round(second * RATE) - self._taken):
            frame = av.AudioFrame.from_ndarray(piece[None], format="fltp", layout="mono")
            frame.sample_rate, frame.time_base, frame.pts = RATE, _TICK, self._taken
            self._taken += len(piece)
            self._container.mux(self._stream.encode(frame))

    def skip(self, second: float) -> bool:
        """Leave out the next ``second`` seconds of the recording if they are silent."""
        return self._cursor.drop_silence(round(second * RATE))

    def finish(self) -> None:
        self._container.mux(self._stream.encode(None))
