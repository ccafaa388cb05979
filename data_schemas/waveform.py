"""How loud a recording is over time: what a time line draws, and nothing that can be heard."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval, TimeMap

STEP_S = 0.02
FULL = 127

Pairs = NDArray[np.int8]


def _nothing() -> Pairs:
    return np.zeros((0, 2), np.int8)


@dataclass(frozen=True, eq=False)
class Waveform:
    """``pairs`` i8[N,2]: the lowest and the highest sample of each step, -127..127 for -1..1.

    Step n is ``[n * step_s, (n + 1) * step_s)`` of the recording's clock. Without sound N is 0.
    """

    pairs: Pairs = field(default_factory=_nothing)
    step_s: float = STEP_S

    def to_bytes(self) -> bytes:
        """The step in microseconds as u32, little-endian, then the pairs, lowest first."""
        return struct.pack("<I", round(self.step_s * 1e6)) + self.pairs.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Waveform:
        """Raises ValueError for what ``to_bytes`` never wrote."""
        if len(data) < 4 or len(data) % 2:
            raise ValueError("these bytes are no waveform")
        (step_us,) = struct.unpack_from("<I", data)
        return cls(np.frombuffer(data, np.int8, offset=4).reshape(-1, 2), step_us / 1e6)

    def without(self, cuts: Iterable[Interval]) -> Waveform:
        """Silent in every step that a cut touches."""
        pairs = self.pairs.copy()
        for cut in cuts:
            first = int(cut.start_s / self.step_s)
            pairs[first : int(np.ceil(cut.end_s / self.step_s))] = 0
        return replace(self, pairs=pairs)

    def on_clock(self, clock: TimeMap) -> Waveform:
        """The same steps of the proxy's clock: each holds all that its seconds hold."""
        count = len(self.pairs)
        if not count or clock == TimeMap.identity():
            return self
        steps = max(1, round(clock.to_proxy(count * self.step_s) / self.step_s))
        at = _sources(clock, np.arange(steps + 1, dtype=np.float64) * self.step_s) / self.step_s
        # Where the proxy stands still the nearest step is told, and past the end silence.
        whole = np.clip(np.round(at), 0, count).astype(np.int64)
        padded = np.concatenate([self.pairs, np.zeros((1, 2), np.int8)])
        low = np.minimum.reduceat(padded[:, 0], whole)[:-1]
        high = np.maximum.reduceat(padded[:, 1], whole)[:-1]
        return replace(self, pairs=np.stack([low, high], axis=1))


def _sources(clock: TimeMap, proxy_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """``TimeMap.to_source`` of many seconds at once."""
    knots, values = np.array(clock.proxy_s), np.array(clock.source_s)
    inside = np.interp(proxy_s, knots, values)
    past = np.minimum(proxy_s - knots[0], 0) + np.maximum(proxy_s - knots[-1], 0)
    return np.asarray(inside + past)
