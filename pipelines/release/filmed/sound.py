"""The sound of a shot, on the clock of its pictures: 16 kHz, mono, 16 bit."""

from __future__ import annotations

import wave
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.release.filmed.shot import Shot

RATE = 16_000
Samples = NDArray[np.float32]


def write_sound(shot: Shot, path: Path) -> None:
    """As long as the pictures; silence where nobody may hear, or there is none."""
    write_wave(path, _quietened(shot, shot.copy.media.sound_within(shot.sounding, RATE)))


def write_wave(path: Path, chunks: Iterable[Samples]) -> None:
    """``chunks`` are at ``RATE``, -1..1."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for chunk in chunks:
            levels = np.clip(np.round(chunk * 32767.0), -32768, 32767)
            file.writeframes(levels.astype("<i2").tobytes())


def _quietened(shot: Shot, chunks: Iterable[Samples]) -> Iterator[Samples]:
    start_s, at = shot.within.start_s, 0
    edges = [
        (int((one.start_s - start_s) * RATE), int((one.end_s - start_s) * RATE) + 1)
        for one in shot.quiet
    ]
    for chunk in chunks:
        kept = chunk.copy()
        for first, end in edges:
            kept[max(0, first - at) : max(0, end - at)] = 0.0
        at += len(chunk)
        yield kept
