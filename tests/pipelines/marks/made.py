"""Claps and blows made of noise and tones."""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, sosfilt

RATE = 16_000


def clap(loud: float = 0.4, seed: int = 1) -> np.ndarray:
    """A burst of noise between 0.7 and 5 kHz that is over in some 30 ms."""
    t = np.arange(int(0.06 * RATE)) / RATE
    noise = np.random.default_rng(seed).standard_normal(len(t)) * np.exp(-t / 0.006)
    heard = sosfilt(butter(2, [700, 5000], "bandpass", fs=RATE, output="sos"), noise)
    return loud * heard / np.abs(heard).max()


def metal(hertz: float = 1400.0, over_s: float = 0.008) -> np.ndarray:
    """A blow on a bar: partials at the ratios of a free bar (1, 2.76, 5.40)."""
    t = np.arange(int(0.25 * RATE)) / RATE
    tones = [np.sin(2 * np.pi * hertz * k * t) for k in (1, 2.76, 5.4) if hertz * k < RATE / 2]
    return 0.2 * np.sum(tones, axis=0) * np.exp(-t / over_s)


def in_a_room(sound: np.ndarray, dies_s: float, seed: int = 9) -> np.ndarray:
    """With an echo 5 dB below, which takes ``dies_s`` to fall by 60 dB."""
    n = int(dies_s * RATE)
    echo = np.random.default_rng(seed).standard_normal(n) * 10 ** (-3 * np.arange(n) / n)
    echo *= 10 ** (-5 / 20) / np.sqrt((echo**2).sum())
    echo[0] = 1.0
    return np.convolve(sound, echo)


def track(
    *sounds: tuple[float, np.ndarray], seconds: float = 12.0, noise: float = 0.002, seed: int = 0
) -> np.ndarray:
    """Sounds at their seconds in noise of this root mean square, f32."""
    made = noise * np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    for at_s, sound in sounds:
        start = round(at_s * RATE)
        part = sound[: len(made) - start]
        made[start : start + len(part)] += part
    return made.astype(np.float32)
