"""Where a steady sound begins, ends or becomes another one, in band levels.

Method: a two-sided rank test in each third-octave band. On one side of an edge the band must keep
its level for more than half a second, which machines do and a voice, loud and soft at the rate of
its syllables, does not (M. R. Schroeder's and R. Plomp's modulation spectra of speech peak near
4 Hz); the other side must lie clearly lower. That low ranks of a band's level over a window pass
over the voice and keep what is steady is R. Martin's observation, "Noise power spectral density
estimation based on optimal smoothing and minimum statistics", IEEE Trans. Speech and Audio
Processing 9 (2001). The evidence of all bands is added; its peaks are the edges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import percentile_filter, uniform_filter1d
from scipy.signal import find_peaks

from pipelines.motion.sound_levels import SILENT, Array, Piece

Kind = Literal["sound_starts", "sound_stops", "sound_changes"]
Quiet = NDArray[np.bool_]

SMOOTH = 6  # rows: a machine that beats nine times a second is steady, a syllable is not
STEADY, OTHER, GUARD = 28, 16, 4  # rows on the steady side, on the other, left out at the edge
LOW, MIDDLE, HIGH = 15, 60, 85  # percentiles
UNSTEADY_DB, SURE_DB = 4.0, 2.0  # spread of a band that counts for nothing, for all it has
LEAST_DB, MOST_DB = 2.0, 12.0  # of a step in one band: ignored below, no more evidence above
ENOUGH = 8.5  # dB of steps over all bands
APART = 20  # rows between two edges of one direction
TOGETHER = 15  # rows within which a rise and a fall are one change
HEARD_DB = 6.0  # above the room: the band already sounds
ROOM = 10  # percentile
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
class _Sides:
    """Levels before and after each row, f32[n,B], and how much each step counts."""

    before: Array
    after: Array
    sounding_before: Quiet
    sounding_after: Quiet
    rises: Array
    falls: Array


def edges(piece: Piece, centres_hz: NDArray[np.float64], silent: Quiet) -> Iterator[Edge]:
    """Edges in a piece's own rows, in order.

    ``silent`` bool[n,B] is true where a band does not count (somebody is known to speak).
    """
    sides = _sides(piece.power, silent)
    rises, falls = (_peaks(steps.sum(axis=1)) for steps in (sides.rises, sides.falls))
    for row, up, down in _paired(rises, falls):
        if piece.start <= row < piece.end:
            yield _edge(sides, row, (up, down), centres_hz, piece.first)


def _sides(power: Array, silent: Quiet) -> _Sides:
    smooth = uniform_filter1d(power, SMOOTH, axis=0)
    level = 10 * np.log10(np.maximum(smooth, 0) + SILENT)
    long = {rank: percentile_filter(level, rank, size=(STEADY, 1)) for rank in (LOW, HIGH)}
    short = percentile_filter(level, MIDDLE, size=(OTHER, 1))
    after, before = (_moved(long[LOW], STEADY, at) for at in (GUARD, -GUARD - STEADY))
    tops = [_moved(long[HIGH], STEADY, at) for at in (GUARD, -GUARD - STEADY)]
    spreads = [tops[0] - after, tops[1] - before]
    # A band flickers as much as its width and the room make it; a step must exceed that.
    least = LEAST_DB + 0.5 * np.percentile(spreads[0], 20, axis=0)
    steps = []
    others = (_moved(short, OTHER, -GUARD - OTHER), _moved(short, OTHER, GUARD))
    for steady, other, spread in zip((after, before), others, spreads, strict=True):
        sure = np.clip((UNSTEADY_DB - spread) / (UNSTEADY_DB - SURE_DB), 0, 1)
        steps.append(np.clip(steady - other - least, 0, MOST_DB) * sure * ~silent)
    heard = np.percentile(level, ROOM, axis=0) + HEARD_DB
    sounding = [
        (level > heard) & (spread <= UNSTEADY_DB)
        for level, spread in ((before, spreads[1]), (after, spreads[0]))
    ]
    return _Sides(before, after, sounding[0], sounding[1], steps[0], steps[1])


def _moved(ranks: Array, size: int, shift: int) -> Array:
    """From centred windows to those that cover ``shift`` to ``shift + size`` after each row."""
    rows = np.arange(len(ranks)) + shift + size // 2
    moved: Array = ranks[np.clip(rows, 0, len(ranks) - 1)]
    return moved


def _peaks(evidence: Array) -> list[tuple[int, float]]:
    """(row, height) of each peak; where the top is broad, its middle."""
    padded = np.pad(evidence, 1)
    found, _ = find_peaks(padded, height=ENOUGH, distance=APART)
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


def _edge(
    sides: _Sides,
    row: int,
    heights: tuple[float, float],
    centres_hz: NDArray[np.float64],
    first: int,
) -> Edge:
    up, down = heights
    rising = up >= down
    before, after = sides.before[row], sides.after[row]
    weight = (sides.rises if rising else sides.falls)[row]
    other = sides.sounding_before if rising else sides.sounding_after
    goes_on = float((weight * other[row]).sum()) > GOES_ON * float(weight.sum())
    power = 10 ** ((after if rising else before) / 10) * (weight > 0)
    total = float(power.sum()) + SILENT
    return Edge(
        row=first + row,
        kind=_kind(rising, goes_on or (up > 0 and down > 0)),
        evidence=max(up, down),
        level_db=10 * float(np.log10(total)),
        step_db=float((np.abs(after - before) * weight).sum() / (weight.sum() + SILENT)),
        centroid_hz=float((power * centres_hz).sum() / total),
    )


def _kind(rising: bool, goes_on: bool) -> Kind:
    if goes_on:
        return "sound_changes"
    return "sound_starts" if rising else "sound_stops"
