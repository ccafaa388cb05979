"""A voice that is not known again at once: the McAdams coefficient (Patino et al. 2021).

Linear prediction takes speech apart into a source and a filter whose poles are the resonances of
the speaker's throat and mouth; the angles of the poles are raised to a power, which moves the
resonances and leaves words and their melody. **A disguise, not anonymity**: who knows the method
can try powers until the voice fits, and choice of words tells people, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

RATE = 16_000
_FRAME, _HOP = 480, 240  # 30 ms, half of it shared with the next
_SILENT = 1e-7  # mean square below which there is no voice to be changed

Samples = NDArray[np.float32]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Disguise:
    """``power`` of the angles of the poles: 1 changes nothing, 0.7 to 0.85 is understood well."""

    power: float = 0.8
    order: int = 20


def disguised(chunks: Iterable[Samples], options: Disguise = Disguise()) -> Iterator[Samples]:
    """Mono float32 chunks at ``RATE``, as many samples as came in."""
    window = np.sqrt(np.hanning(_FRAME + 1)[:-1])
    waiting: Array = np.zeros(_FRAME - _HOP)
    tail: Array = np.zeros(_FRAME - _HOP)
    taken = given = 0
    for chunk in (*_pieces(chunks), None):
        more = np.zeros(_FRAME) if chunk is None else chunk.astype(np.float64)
        taken += 0 if chunk is None else len(chunk)
        waiting = np.concatenate([waiting, more])
        out: list[Array] = []
        while len(waiting) >= _FRAME:
            frame = window * _changed(window * waiting[:_FRAME], options)
            frame[: len(tail)] += tail
            out.append(frame[:_HOP])
            tail, waiting = frame[_HOP:], waiting[_HOP:]
        if out:
            made = np.concatenate(out)
            # the first half frame stands before the sound's beginning
            first = max(0, _FRAME - _HOP - given)
            given += len(made)
            end = len(made) - max(0, given - (_FRAME - _HOP) - taken)
            if end > first:
                yield np.asarray(made[first:end], np.float32)


def _pieces(chunks: Iterable[Samples]) -> Iterator[Samples]:
    for chunk in chunks:
        if len(chunk):
            yield chunk


def _changed(frame: Array, options: Disguise) -> Array:
    """One windowed frame with its resonances moved; as loud as before."""
    energy = float(np.mean(frame**2))
    if energy < _SILENT:
        return frame
    lags = np.correlate(frame, frame, "full")[len(frame) - 1 : len(frame) + options.order]
    lags[0] *= 1 + 1e-6
    filter_ = np.concatenate([[1.0], -scipy.linalg.solve_toeplitz(lags[:-1], lags[1:])])
    source = scipy.signal.lfilter(filter_, [1.0], frame)
    poles = np.roots(filter_)
    angles = np.angle(poles)
    bent = np.sign(angles) * np.abs(angles) ** options.power
    turned = np.where(np.abs(poles.imag) < 1e-9, angles, np.clip(bent, -np.pi, np.pi))
    moved = np.minimum(np.abs(poles), 0.995) * np.exp(1j * turned)
    out = np.asarray(scipy.signal.lfilter([1.0], np.real(np.poly(moved)), source))
    loud = float(np.mean(out**2))
    return out * np.sqrt(energy / loud) if loud > 0 else out
