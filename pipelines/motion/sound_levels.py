"""Sound becomes levels: third-octave bands every 20 ms and an envelope every 5 ms.

The sound itself is dropped as it is heard; only levels go on, in pieces of two minutes that each
know a minute of what came before and of what follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Array = NDArray[np.float32]

HOP_S = 0.02
WINDOW_S = 0.064
FINE = 4  # values of the envelope in a hop
LOWEST_HZ = 100.0
HIGHEST = 0.45  # share of the sampling rate up to which a band may reach
EDGE_HZ = 1200.0  # a blow has its edge above this, a vowel its weight below
LEAST_RATE = 4000
SILENT = 1e-9  # power; below it there is only rounding
CORE_S, AROUND_S = 120.0, 60.0
_SLAB = 500  # hops that are transformed at once


@dataclass(frozen=True)
class Grid:
    """Sizes in samples for one rate, and the bands: ``centres_hz`` f64[B], ``bins`` int[B+1]."""

    rate: int
    hop: int
    window: int
    centres_hz: NDArray[np.float64]
    bins: NDArray[np.int64]

    @property
    def hop_s(self) -> float:
        return self.hop / self.rate


@dataclass(frozen=True)
class Piece:
    """Levels of some rows: ``power`` f32[n,B], ``fine`` f32[n,4] (dB, above 1.2 kHz).

    Row 0 is row ``first`` of the recording; rows ``start`` to ``end`` (from ``first``) are this
    piece's own, the others are its surroundings.
    """

    first: int
    start: int
    end: int
    power: Array
    fine: Array


def grid(rate: int) -> Grid:
    """Third-octave bands from 100 Hz to 8 kHz, or as far as ``rate`` (Hz) carries.

    Raises ValueError for a rate at which blows have no edge.
    """
    if rate < LEAST_RATE:
        raise ValueError(f"sound at {rate} Hz is too coarse to listen to")
    hop = FINE * round(HOP_S * rate / FINE)
    window = round(WINDOW_S * rate)
    limit = min(8000.0, HIGHEST * rate)
    centres = LOWEST_HZ * 2 ** (np.arange(24) / 3)
    centres = centres[centres <= limit]
    edges = np.append(centres / 2 ** (1 / 6), min(centres[-1] * 2 ** (1 / 6), rate / 2))
    bins = np.searchsorted(np.fft.rfftfreq(window, 1 / rate), edges).astype(np.int64)
    return Grid(rate, hop, window, centres, bins)


def pieces(chunks: Iterable[Array], sizes: Grid) -> Iterator[Piece]:
    """``chunks`` (mono, f32[any]) as pieces in order, whose own rows meet without a gap.

    What a piece holds depends on the sound alone, not on how it is cut into chunks.
    """
    core, around = round(CORE_S / sizes.hop_s), round(AROUND_S / sizes.hop_s)
    power, fine = _none(len(sizes.centres_hz)), _none(FINE)
    first = start = 0
    for more_power, more_fine in _rows(chunks, sizes):
        power, fine = np.concatenate([power, more_power]), np.concatenate([fine, more_fine])
        while len(power) >= start + core + around:
            end = start + core
            yield Piece(first, start, end, power[: end + around], fine[: end + around])
            gone = max(0, end - around)
            power, fine = power[gone:], fine[gone:]
            first, start = first + gone, end - gone
    if len(power) > start:
        yield Piece(first, start, len(power), power, fine)


def _none(width: int) -> Array:
    return np.zeros((0, width), np.float32)


def _rows(chunks: Iterable[Array], sizes: Grid) -> Iterator[tuple[Array, Array]]:
    """Band powers and envelope of a few seconds at a time."""
    sos = scipy.signal.butter(2, EDGE_HZ, "highpass", fs=sizes.rate, output="sos")
    state = np.zeros((len(sos), 2))
    tail = sizes.window - sizes.hop
    for block in _blocks(chunks, _SLAB * sizes.hop, tail):
        count = (len(block) - tail) // sizes.hop
        if count < 1:
            return
        high, state = scipy.signal.sosfilt(sos, block[: count * sizes.hop], zi=state)
        yield _power(block, count, sizes), _envelope(high, count)


def _blocks(chunks: Iterable[Array], size: int, tail: int) -> Iterator[Array]:
    """Blocks of ``size`` + ``tail`` samples; each begins with the last one's tail."""
    held: list[Array] = []
    count = 0
    for chunk in chunks:
        held.append(np.asarray(chunk, np.float32))
        count += len(chunk)
        while count >= size + tail:
            whole = np.concatenate(held)
            yield whole[: size + tail]
            held, count = [whole[size:]], count - size
    if count:
        yield np.concatenate(held)


def _power(block: Array, count: int, sizes: Grid) -> Array:
    """Mean square in each band, f32[count,B]; a full-scale sine has 0.5."""
    frames = np.lib.stride_tricks.sliding_window_view(block, sizes.window)[:: sizes.hop][:count]
    shape = np.hanning(sizes.window)
    scale = 2 / (sizes.window * float((shape**2).sum()))
    spectrum = np.abs(np.fft.rfft(frames * shape, axis=1)) ** 2 * scale
    summed = np.pad(np.cumsum(spectrum, axis=1), ((0, 0), (1, 0)))
    return np.asarray(np.diff(summed[:, sizes.bins], axis=1), np.float32)


def _envelope(high: Array, count: int) -> Array:
    """Level of each quarter of a hop in dB, f32[count,4]."""
    power = (np.asarray(high, np.float64).reshape(count, FINE, -1) ** 2).mean(axis=2)
    return np.asarray(10 * np.log10(power + SILENT), np.float32)
