"""Sound cut where it is quietest, and where it is so quiet that nothing can have been said."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from pipelines.transcribe import RATE, Sound

_FRAME = RATE // 50
_SEARCH_S = 30.0
_QUIET_S = 0.5
# About -70 dBFS: below the noise of any microphone that is switched on.
_SILENCE_RMS = 3e-4
_MIN_SILENCE_S = 2.0


def loudness(sound: Sound) -> NDArray[np.float64]:
    """Root mean square of every 20 ms of ``sound``, the last frame filled with silence."""
    padded = np.pad(sound, (0, -len(sound) % _FRAME))
    frames = padded.reshape(-1, _FRAME).astype(np.float64)
    rms: NDArray[np.float64] = np.sqrt((frames**2).mean(axis=1))
    return rms


def pieces(sound: Sound, piece_s: float) -> Iterator[tuple[float, Sound]]:
    """(start in seconds, samples) of pieces of at most ``piece_s``, cut at a quiet half second.

    The cut is looked for in the last 30 s of a piece, so that a word is seldom cut in two.
    """
    rms = loudness(sound)
    per_s = RATE // _FRAME
    start = 0
    while start < len(rms):
        end = start + int(piece_s * per_s)
        if end >= len(rms):
            end = len(rms)
        else:
            first = max(start + 1, end - int(min(_SEARCH_S, piece_s / 2) * per_s))
            width = int(_QUIET_S * per_s)
            power = np.convolve(rms[first:end] ** 2, np.ones(width), mode="same")
            end = first + int(power.argmin())
        yield start / per_s, sound[start * _FRAME : end * _FRAME]
        start = end


def silences(sound: Sound) -> list[Interval]:
    """Stretches of at least 2 s without any signal, in seconds."""
    quiet = np.concatenate([[False], loudness(sound) < _SILENCE_RMS, [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8)))
    per_s = RATE / _FRAME
    found = []
    for start, end in edges.reshape(-1, 2):
        if (end - start) / per_s >= _MIN_SILENCE_S:
            end_s = min(end / per_s, len(sound) / RATE)
            found.append(Interval(start_s=float(start / per_s), end_s=float(end_s)))
    return found
