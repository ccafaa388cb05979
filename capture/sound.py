"""Sound laid on the recording's clock: mono samples in which index / rate *is* the second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from capture.demux import clear_errors
from capture.probe import Limits
from data_schemas.errors import MediaError

GAP_S = 0.05
_SILENCE_CHUNK_S = 10.0

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Ear:
    """What is taken of the sound: at which rate, all channels mixed or ``channel`` alone."""

    rate: int
    channel: int | None = None


def mono(frames: Iterable[Any], ear: Ear, zero_s: float, limits: Limits) -> Iterator[Samples]:
    """Chunks of float32 samples from decoded audio frames.

    Sound before ``zero_s`` is cut, a late start and gaps over 50 ms become silence, and where
    timestamps go back the doubled part is cut. Smaller jitter of timestamps is ignored: samples
    are the better clock within one unbroken run.
    """
    clock = _Clock(ear, zero_s, limits)
    with clear_errors():
        for frame in frames:
            yield from clock.add(frame)
        yield from clock.flush()


class _Clock:
    """Resamples unbroken runs of frames and places every run where its timestamp says."""

    def __init__(self, ear: Ear, zero_s: float, limits: Limits) -> None:
        self.ear = ear
        self.rate = ear.rate
        self.zero_s = zero_s
        self.limits = limits
        self.written = 0
        self.skip = 0
        self.resampler: Any = None
        self.run_start_s = 0.0
        self.run_in_s = 0.0

    def add(self, frame: Any) -> Iterator[Samples]:
        expected_s = self.run_start_s + self.run_in_s
        start_s = expected_s
        if frame.pts is not None:
            start_s = float(frame.pts * frame.time_base) - self.zero_s
        if self.resampler is None or abs(start_s - expected_s) > GAP_S:
            yield from self.flush()
            yield from self._begin(start_s)
        self.run_in_s += frame.samples / frame.sample_rate
        frame.pts = None  # within a run the resampler must not second-guess the timestamps
        yield from self._cut(self.resampler.resample(frame))

    def flush(self) -> Iterator[Samples]:
        if self.resampler is not None:
            yield from self._cut(self.resampler.resample(None))
            self.resampler = None

    def _begin(self, start_s: float) -> Iterator[Samples]:
        if start_s > self.limits.duration_s:
            raise MediaError(
                f"The sound has a timestamp past the {self.limits.duration_s / 3600:g} hours that "
                "are accepted: split the recording and try again."
            )
        layout = "mono" if self.ear.channel is None else "stereo"
        self.resampler = av.AudioResampler(format="fltp", layout=layout, rate=self.rate)
        self.run_start_s, self.run_in_s = start_s, 0.0
        missing = round(start_s * self.rate) - self.written
        self.skip = max(0, -missing)
        while missing > 0:
            count = min(missing, int(_SILENCE_CHUNK_S * self.rate))
            self.written += count
            missing -= count
            yield np.zeros(count, np.float32)

    def _cut(self, resampled: Iterable[Any]) -> Iterator[Samples]:
        for frame in resampled:
            samples = frame.to_ndarray()[self.ear.channel or 0]
            dropped = min(self.skip, len(samples))
            self.skip -= dropped
            if len(samples) > dropped:
                self.written += len(samples) - dropped
                yield np.ascontiguousarray(samples[dropped:], dtype=np.float32)
