"""Factory noise, made: pink noise, hum, a fan and impacts; and sounds that are no speech.

Synthetic: it tells how a figure moves with the noise, not how loud a real shop floor is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

RATE = 16_000
Sound = NDArray[np.float32]


def factory(seconds: float, seed: int = 0) -> Sound:
    """Noise of a workshop at a root mean square of 0.05."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    t = np.arange(count) / RATE
    hum = sum(
        np.sin(2 * np.pi * f * t + rng.uniform(0, 6)) / n for n, f in enumerate((120, 240, 360), 1)
    )
    fan = pink(count, rng) * (1 + 0.3 * np.sin(2 * np.pi * 7.3 * t))
    noise = pink(count, rng) + 0.35 * hum + 0.6 * fan + impacts(count, rng)
    return _at(noise, 0.05)


def pink(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """1/f noise of unit deviation (Kellet's filter)."""
    white = rng.standard_normal(count + 2000)
    b = [0.049922035, -0.095993537, 0.050612699, -0.004408786]
    a = [1, -2.494956002, 2.017265875, -0.522189400]
    found = lfilter(b, a, white)[2000:]
    return found / found.std()


def impacts(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """A blow of metal about every two seconds, ringing for a tenth of one."""
    found = np.zeros(count)
    ring = np.arange(int(0.25 * RATE)) / RATE
    for start in rng.integers(0, max(1, count - len(ring)), max(1, count // (2 * RATE))):
        tone = np.sin(2 * np.pi * rng.uniform(900, 3500) * ring) * np.exp(
            -ring * rng.uniform(20, 60)
        )
        room = min(len(ring), count - start)
        found[start : start + room] += rng.uniform(2, 5) * tone[:room]
    return found


def noisy(speech: Sound, snr_db: float | None, seed: int = 0) -> Sound:
    """``speech`` in factory noise, so many dB above it while somebody speaks; None: as it is."""
    if snr_db is None:
        return speech
    noise = factory(len(speech) / RATE, seed)[: len(speech)].astype(np.float64)
    rows = speech[: len(speech) // 320 * 320].reshape(-1, 320).astype(np.float64)
    power = (rows**2).mean(axis=1)
    loud = power[power > 0.05 * np.percentile(power, 95)].mean()
    gain = np.sqrt(loud / (10 ** (snr_db / 10)) / (noise**2).mean())
    mixed = speech + gain * noise
    return (mixed / max(1.0, np.abs(mixed).max() / 0.99)).astype(np.float32)


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE), np.float32)


def music(seconds: float, seed: int = 0) -> Sound:
    """Chords and a melody of plucked tones."""
    rng = np.random.default_rng(seed)
    found = np.zeros(round(seconds * RATE))
    for beat in np.arange(0, seconds - 0.6, 0.3):
        for pitch in rng.choice([0, 4, 7, 12, 16, 19], 3, replace=False):
            t = np.arange(int(0.6 * RATE)) / RATE
            tone = sum(np.sin(2 * np.pi * 220 * 2 ** (pitch / 12) * k * t) / k for k in (1, 2, 3))
            start = int(beat * RATE)
            found[start : start + len(t)] += tone * np.exp(-4 * t)
    return _at(found, 0.1)


def clicks(seconds: float, seed: int = 0) -> Sound:
    """Nothing but tools that click."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    return _at(impacts(count, rng) + 0.002 * rng.standard_normal(count), 0.02)


NOTHING = {"silence": silence, "factory noise": factory, "music": music, "clicks": clicks}


def _at(sound: NDArray[np.float64], level: float) -> Sound:
    return np.clip(level * sound / sound.std(), -1, 1).astype(np.float32)
