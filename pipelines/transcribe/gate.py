"""Where somebody speaks: Silero VAD over a recording that is never whole in memory.

Silero team, https://github.com/snakers4/silero-vad (MIT; its weights come with the package).
Everything is kept per frame of 32 ms, so an hour takes two megabytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from pipelines.transcribe.engine import RATE, Sound

FRAME = 512
FRAME_S = FRAME / RATE
_BLOCK = 1024 * FRAME
_LEAD = 32 * FRAME
_FULL = 0.985  # of full scale: what a limiter lets through
_TREBLE = slice(int(4000 * FRAME / RATE) + 8, None)

Curve = NDArray[np.float32]


@dataclass(frozen=True)
class GateOptions:
    """``threshold``: speech begins above it and ends ``hysteresis`` below it.

    Shorter speech is none, shorter pauses are none, and ``pad_s`` of sound stays on either side.
    """

    threshold: float = 0.45
    hysteresis: float = 0.15
    min_speech_s: float = 0.16
    min_pause_s: float = 0.30
    pad_s: float = 0.20
    most_s: float = 27.0


@dataclass(frozen=True)
class Frames:
    """One number a frame of 32 ms, all f32[n].

    ``speech``: probability; ``level``: root mean square; ``clipped``: share of samples at full
    scale; ``treble``: share of the power that lies above 4 kHz.
    """

    samples: int
    speech: Curve
    level: Curve
    clipped: Curve
    treble: Curve

    @property
    def duration_s(self) -> float:
        return self.samples / RATE


def frames_of(chunks: Iterable[Sound]) -> Frames:
    """Listen once through ``chunks`` (mono float32 at 16 kHz, any sizes)."""
    speech, level, clipped, treble = [], [], [], []
    samples = 0
    lead: Sound = np.zeros(_LEAD, np.float32)
    for block in blocks(chunks, _BLOCK):
        samples += len(block)
        padded = np.pad(block, (0, -len(block) % FRAME))
        # The network remembers what came before; a second of it is enough.
        found = _network().audio_forward(np.concatenate([lead, padded]))
        speech.append(found[_LEAD // FRAME :])
        lead = padded[-_LEAD:] if len(padded) >= _LEAD else lead
        rows = padded.reshape(-1, FRAME)
        level.append(np.sqrt((rows**2).mean(axis=1)))
        clipped.append((np.abs(rows) >= _FULL).mean(axis=1))
        treble.append(_treble(rows))
    return Frames(samples, *(_joined(curve) for curve in (speech, level, clipped, treble)))


def speech_of(frames: Frames, options: GateOptions = GateOptions()) -> list[Interval]:
    """Stretches in which somebody speaks, padded, in order, none over ``most_s``."""
    from silero_vad import get_speech_timestamps_from_probs

    found = get_speech_timestamps_from_probs(
        frames.speech.tolist(),
        sampling_rate=RATE,
        threshold=options.threshold,
        neg_threshold=options.threshold - options.hysteresis,
        min_speech_duration_ms=int(1000 * options.min_speech_s),
        max_speech_duration_s=options.most_s,
        min_silence_duration_ms=int(1000 * options.min_pause_s),
        speech_pad_ms=int(1000 * options.pad_s),
        audio_length_samples=frames.samples,
    )
    return [Interval(start_s=part["start"] / RATE, end_s=part["end"] / RATE) for part in found]


def blocks(chunks: Iterable[Sound], size: int) -> Iterator[Sound]:
    """``chunks`` cut anew into blocks of ``size`` samples; the last one may be shorter."""
    held: list[Sound] = []
    count = 0
    for chunk in chunks:
        held.append(chunk)
        count += len(chunk)
        while count >= size:
            whole = np.concatenate(held)
            yield whole[:size]
            held, count = [whole[size:]], count - size
    if count:
        yield np.concatenate(held)


def _treble(rows: NDArray[np.float32]) -> Curve:
    power = np.abs(np.fft.rfft(rows, axis=1)) ** 2
    share: Curve = (power[:, _TREBLE].sum(axis=1) / (power[:, 1:].sum(axis=1) + 1e-12)).astype(
        np.float32
    )
    return share


def _joined(parts: list[Any]) -> Curve:
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)


@lru_cache(maxsize=1)
def _network() -> Any:
    import torch

    threads = torch.get_num_threads()
    from silero_vad import load_silero_vad

    torch.set_num_threads(threads)  # importing silero_vad takes all but one away from everybody
    return load_silero_vad(sequence=True)
