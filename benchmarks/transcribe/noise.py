"""Speech in generated factory noise, and sounds that are no speech.

Synthetic: it tells how a figure moves with the noise, not how loud a real shop floor is.
"""

from __future__ import annotations

import numpy as np

from examples.demo.noise import RATE, Sound, factory, impacts, level


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
    return level(found, 0.1)


def clicks(seconds: float, seed: int = 0) -> Sound:
    """Nothing but tools that click."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    return level(impacts(count, rng) + 0.002 * rng.standard_normal(count), 0.02)


NOTHING = {"silence": silence, "factory noise": factory, "music": music, "clicks": clicks}
