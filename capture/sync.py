"""Where one recording lies on another's clock, heard from what both microphones heard.

Method: each sound becomes the rises of its loudness in eight bands (log energy now against 30 ms
before, 200 times a second), and the two are cross-correlated over all lags. A rise is when a
sound began, which gain, filters and a microphone's tone leave alone; bands that noise fills on
one side simply do not agree, while the others still do. Rises are kept instead of samples, so an
hour needs 23 MB and a clock that drifts by some milliseconds a minute blurs the peak only little,
where a correlation of the waves themselves would lose it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from data_schemas.errors import InputError
from data_schemas.value import Probability, Seconds, Value

RATE = 8_000
ENOUGH = 0.5

BANDS = 8
BAND_EDGES_HZ = np.geomspace(150.0, 3_800.0, BANDS + 1)
RISES_PER_S = 200
WINDOW_S = 0.032
BLOCK_S = 10.0
SMOOTH = 6  # rises: a rise is 30 ms against the 30 ms before
FLOOR = 1e-9  # power beside which nothing is heard: about -85 dB of full scale
STEADY = 0.05  # a band that varies less than this (log power) tells nothing
LOUDEST = 3.0  # deviations: one bang must not outweigh a minute of talk
SHORTEST_S = 2.0  # of common sound
DOUBT_S = 5.0  # what is shared must outweigh this
PEAK_S = 0.5  # around the best lag: its own flanks
CHANCE = 4.0  # deviations that the best of many wrong lags easily reaches

Samples = NDArray[np.float32]


class SoundOffset(Value):
    """Session time = recording time + ``offset_s``. ``confidence`` under 0.5 means: not found."""

    offset_s: Seconds
    confidence: Probability


@dataclass(frozen=True, eq=False)
class Rises:
    """``values`` float32 [BANDS, n], each band of unit deviation; ``step_s`` between them."""

    values: Samples
    step_s: float


def sound_offset(first: Samples, second: Samples, rate: int = RATE) -> SoundOffset:
    """The seconds to add to times of ``second`` to get times of ``first``.

    Both mono float32 [samples] in -1..1 at ``rate`` (Hz), of any lengths and levels. Found to
    about 5 ms; where one stands in a hall, whose echo comes late, to 30 ms. The confidence tells
    the best lag from the second best (half a second or more away) and from chance; it is 0 for
    silence and for sounds too short to share two seconds. Raises InputError where ``rate`` is
    under 8 kHz.
    """
    return match(rises([first], rate), rises([second], rate))


def rises(chunks: Iterable[Samples], rate: int = RATE) -> Rises:
    """What ``match`` compares, from a sound that comes in chunks: 23 MB an hour, twice at work."""
    if rate < RATE:
        raise InputError(f"Sounds are matched at {RATE} samples a second or more: resample them.")
    step = round(rate / RISES_PER_S)
    blocks = [_loudness(block, rate, step) for block in _blocks(chunks, rate, step)]
    loudness = np.concatenate(blocks) if blocks else np.zeros((0, BANDS), np.float32)
    return Rises(_rises(loudness), step / rate)


def match(first: Rises, second: Rises) -> SoundOffset:
    """As ``sound_offset``, of sounds that were listened to already."""
    lags, scores = _scores(first, second)
    if not len(scores):
        return SoundOffset(offset_s=0.0, confidence=0.0)
    best = int(np.argmax(scores))
    others = scores[np.abs(lags - lags[best]) > PEAK_S / first.step_s]
    if scores[best] <= 0 or len(others) * first.step_s < 2 * PEAK_S:
        return SoundOffset(offset_s=0.0, confidence=0.0)
    rival = max(float(others.max()), CHANCE * float(others.std()))
    offset_s = (float(lags[best]) + _between(scores, best)) * first.step_s
    confidence = min(1.0, max(0.0, 1.0 - rival / float(scores[best])))
    return SoundOffset(offset_s=offset_s, confidence=confidence)


def _blocks(chunks: Iterable[Samples], rate: int, step: int) -> Iterator[Samples]:
    """Pieces of about ten seconds; each begins at the first window that the last did not hold."""
    window, size = round(WINDOW_S * rate), round(BLOCK_S * rate)
    held: Samples = np.zeros(0, np.float32)
    for chunk in chunks:
        for begin in range(0, len(chunk), size):
            held = np.concatenate((held, chunk[begin : begin + size]))
            if len(held) >= size:
                yield held
                held = held[((len(held) - window) // step + 1) * step :]
    if len(held) >= window:
        yield held


def _loudness(block: Samples, rate: int, step: int) -> Samples:
    """Log power in each band, float32 [windows, BANDS]."""
    window = round(WINDOW_S * rate)
    bins = np.digitize(scipy.fft.rfftfreq(window, 1 / rate), BAND_EDGES_HZ) - 1
    into = (bins[:, None] == np.arange(BANDS)).astype(np.float32)
    # Sound in floating point may hold anything, and one NaN would spoil the whole correlation.
    clean = np.nan_to_num(block, posinf=0.0, neginf=0.0).clip(-1.0, 1.0)
    windows = np.lib.stride_tricks.sliding_window_view(clean, window)[::step]
    spectrum = scipy.fft.rfft(windows * np.hanning(window).astype(np.float32), axis=1)
    power = (spectrum.real**2 + spectrum.imag**2) @ into
    loudness: Samples = np.log(power / window + np.float32(FLOOR)).astype(np.float32)
    return loudness


def _rises(loudness: Samples) -> Samples:
    """[BANDS, moments] from [moments, BANDS], one band at a time: hours of it are large."""
    count = max(0, len(loudness) - 2 * SMOOTH + 1)
    values: Samples = np.zeros((BANDS, count), np.float32)
    if count:
        for band in range(BANDS):
            values[band] = _rises_of(loudness[:, band])
    return values


def _rises_of(loudness: Samples) -> Samples:
    """How much louder each moment is than the one before it, of unit deviation and mean zero."""
    total = np.concatenate(([0.0], np.cumsum(loudness, dtype=np.float64)))
    mean = (total[SMOOTH:] - total[:-SMOOTH]) / SMOOTH
    change = mean[SMOOTH:] - mean[:-SMOOTH]
    spread = change.std()
    if spread <= STEADY:
        return np.zeros(len(change), np.float32)
    tamed: Samples = (change / spread).clip(-LOUDEST, LOUDEST).astype(np.float32)
    tamed -= tamed.mean()
    return tamed


def _scores(first: Rises, second: Rises) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(lags in steps, how well they agree) where enough is shared; chance is alike at all lags."""
    n, m = first.values.shape[1], second.values.shape[1]
    shortest = round(SHORTEST_S / first.step_s)
    if min(n, m) < shortest:
        return np.zeros(0, np.int64), np.zeros(0)
    size = scipy.fft.next_fast_len(n + m, real=True)
    product = np.zeros(size // 2 + 1, np.complex64)
    for one, other in zip(first.values, second.values, strict=True):
        product += scipy.fft.rfft(one, size) * np.conj(scipy.fft.rfft(other, size))
    lags = np.arange(shortest - m, n - shortest + 1)
    shared = np.minimum(n, lags + m) - np.maximum(0, lags)
    # A sum over unrelated moments grows with the root of their number; and where little is shared
    # a single bang on both sides could pass for agreement.
    weight = np.sqrt((shared + DOUBT_S / first.step_s) * BANDS)
    return lags, scipy.fft.irfft(product, size)[lags] / weight


def _between(scores: NDArray[np.float64], best: int) -> float:
    """Where between the steps the peak lies, -0.5..0.5: the top of a parabola through three."""
    if not 0 < best < len(scores) - 1:
        return 0.0
    before, top, after = scores[best - 1 : best + 2]
    bend = before - 2 * top + after
    return float(0.5 * (before - after) / bend) if bend < 0 else 0.0
