"""Where a steady sound begins, ends or becomes another one, in band levels.

Method: a two-sided rank test in each third-octave band. On one side of an edge the band must keep
its level for more than half a second (below 1 kHz, where a held vowel does so too, for 0.8 s).
Machines do; a voice does not, it is loud and soft some four times a second (T. Houtgast and H. J.
M. Steeneken, "A review of the MTF concept in room acoustics", J. Acoust. Soc. Am. 77, 1985). The
other side must lie clearly lower. That low ranks of a band's level over a window pass over a voice
and keep what is steady is R. Martin's observation, "Noise power spectral density estimation based
on optimal smoothing and minimum statistics", IEEE Trans. Speech and Audio Processing 9, 2001. The
evidence of all bands is added; its peaks are the edges. Where a band sounds and is steady on both
sides, a smaller and slower step is enough for a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from pipelines.motion.sound_levels import SILENT, Array, Piece
from pipelines.motion.sound_sides import SLOW, STEADY, Quiet, Sides, sides_of

Kind = Literal["sound_starts", "sound_stops", "sound_changes"]

ENOUGH = 8.0  # dB of steps over all bands
ENOUGH_STEADY = 4.0  # the same where the band is steady and sounds on both sides
APART = 20  # rows between two edges of one direction
TOGETHER = 15  # rows within which a rise and a fall are one change
GOES_ON = 0.5  # share of the evidence in bands that sound on both sides


@dataclass(frozen=True)
class Edge:
    """``row`` of the recording; ``evidence``, ``level_db`` (re full scale), ``step_db`` in dB."""

    row: int
    kind: Kind
    evidence: float
    level_db: float
    step_db: float
    centroid_hz: float


@dataclass(frozen=True)
class _Step:
    """One edge, band by band: how much each counts, its level and its step in dB, f32[B]."""

    kind: Kind
    evidence: float
    weight: Array
    level: Array
    step: Array


def edges(piece: Piece, centres_hz: NDArray[np.float64], silent: Quiet) -> Iterator[Edge]:
    """Edges in a piece's own rows, in order.

    ``silent`` bool[n,B] is true where a band does not count (somebody is known to speak).
    """
    sides = sides_of(piece.power, silent, centres_hz)
    rises, falls = (_peaks(steps.sum(axis=1), ENOUGH) for steps in (sides.rises, sides.falls))
    found = [(row, _step(sides, row, up, down)) for row, up, down in _paired(rises, falls)]
    for row, height in _peaks(sides.shifts.sum(axis=1), ENOUGH_STEADY):
        if all(abs(row - other) > STEADY for other, _ in found):
            found.append((row, _shift(sides, row, height)))
    for row, step in sorted(found, key=lambda one: one[0]):
        if piece.start <= row < piece.end:
            yield _edge(step, piece.first + row, centres_hz)


def _peaks(evidence: Array, enough: float) -> list[tuple[int, float]]:
    """(row, height) of each peak; where the top is broad, its middle."""
    padded = np.pad(evidence, 1)
    found, _ = scipy.signal.find_peaks(padded, height=enough, distance=APART)
    return [(_middle(padded, int(top)) - 1, float(padded[top])) for top in found]


def _middle(evidence: Array, top: int) -> int:
    """The middle of the rows about ``top`` that reach nearly as high."""
    a = b = top
    while evidence[a - 1] >= 0.85 * evidence[top]:
        a -= 1
    while evidence[b + 1] >= 0.85 * evidence[top]:
        b += 1
    return (a + b) // 2


def _paired(
    rises: list[tuple[int, float]], falls: list[tuple[int, float]]
) -> Iterator[tuple[int, float, float]]:
    """(row, rise, fall) in order of rows; what rises while something else falls is one edge."""
    left = list(falls)
    found = []
    for row, up in rises:
        near = [fall for fall in left if abs(fall[0] - row) <= TOGETHER]
        if near:
            left.remove(near[0])
        found.append((row, up, near[0][1] if near else 0.0))
    found += [(row, 0.0, down) for row, down in left]
    yield from sorted(found)


def _step(sides: Sides, row: int, up: float, down: float) -> _Step:
    """A rise, a fall, or both at once; a change where most of it is in what goes on."""
    rising = up >= down
    before, after = sides.before[row], sides.after[row]
    weight = (sides.rises if rising else sides.falls)[row]
    other = (sides.sounding_before if rising else sides.sounding_after)[row]
    goes_on = float((weight * other).sum()) > GOES_ON * float(weight.sum())
    kind: Kind = "sound_starts" if rising else "sound_stops"
    if goes_on or (up > 0 and down > 0):
        kind = "sound_changes"
    return _Step(kind, max(up, down), weight, after if rising else before, np.abs(after - before))


def _shift(sides: Sides, row: int, height: float) -> _Step:
    """A change of what is steady before and after, sudden or slow."""
    last = len(sides.before) - 1
    before, after = sides.before[max(0, row - SLOW)], sides.after[min(last, row + SLOW)]
    return _Step("sound_changes", height, sides.shifts[row], after, np.abs(after - before))


def _edge(step: _Step, row: int, centres_hz: NDArray[np.float64]) -> Edge:
    power = 10 ** (step.level / 10) * (step.weight > 0)
    total = float(power.sum()) + SILENT
    return Edge(
        row=row,
        kind=step.kind,
        evidence=step.evidence,
        level_db=10 * float(np.log10(total)),
        step_db=float((step.step * step.weight).sum() / (step.weight.sum() + SILENT)),
        centroid_hz=float((power * centres_hz).sum() / total),
    )
