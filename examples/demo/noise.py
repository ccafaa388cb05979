"""Factory noise, made: pink noise, hum, a fan and impacts.

Synthetic: it tells how a figure moves with the noise, not how loud a real shop floor is.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

RATE = 16_000
Sound = NDArray[np.float32]


def factory(seconds: float, seed: int = 0, rate: int = RATE) -> Sound:
    """Noise of a workshop at a root mean square of 0.05."""
    rng = np.random.default_rng(seed)
    count = round(seconds * rate)
    t = np.arange(count) / rate
    hum = sum(
        np.sin(2 * np.pi * f * t + rng.uniform(0, 6)) / n for n, f in enumerate((120, 240, 360), 1)
    )
    fan = pink(count, rng) * (1 + 0.3 * np.sin(2 * np.pi * 7.3 * t))
    noise = pink(count, rng) + 0.35 * hum + 0.6 * fan + impacts(count, rng, rate)
    return level(noise, 0.05)


def pink(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """1/f noise of unit deviation (Kellet's filter)."""
    white = rng.standard_normal(count + 2000)
    b = [0.049922035, -0.095993537, 0.050612699, -0.004408786]
    a = [1, -2.494956002, 2.017265875, -0.522189400]
    found = lfilter(b, a, white)[2000:]
    return np.asarray(found / found.std())


def impacts(count: int, rng: np.random.Generator, rate: int = RATE) -> NDArray[np.float64]:
    """A blow of metal about every two seconds, ringing for a tenth of one."""
    found = np.zeros(count)
    ring = np.arange(int(0.25 * rate)) / rate
    for start in rng.integers(0, max(1, count - len(ring)), max(1, count // (2 * rate))):
        tone = np.sin(2 * np.pi * rng.uniform(900, 3500) * ring) * np.exp(
            -ring * rng.uniform(20, 60)
        )
        room = min(len(ring), count - start)
        found[start : start + room] += rng.uniform(2, 5) * tone[:room]
    return found


def level(sound: NDArray[np.float64], rms: float) -> Sound:
    """The sound at this deviation, cut at -1 and 1."""
    return np.clip(rms * sound / sound.std(), -1, 1).astype(np.float32)
