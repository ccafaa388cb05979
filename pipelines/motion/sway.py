"""How what stands still moved between two pictures of a camera that is worn or held.

Phase correlation (Kuglin and Hines, "The phase correlation image alignment method", 1975) tells
where each tile of the picture went; one shift, turn and growth that most tiles agree on, found by
weighting again and again with Tukey's biweight, is the camera's: hands at work are the rest.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

TILE = 32  # pixels of a tile's side; a smaller picture tells nothing
OVERLAP = 1.3  # tiles a length, as many as would just fill it
PLAIN = 1e-4  # variance of a tile in which there is nothing to follow
STRAYS = (0.02, 0.01, 0.006, 0.004, 0.004)  # heights that a tile may stray from the rest, by turn
FEWEST = 4  # tiles that must agree
STIFF = 0.03  # a tile's worth of belief that the camera neither turns nor comes closer
_AROUND = np.arange(-2, 3)  # of the peak of the correlation: its middle is found between pixels

Row = NDArray[np.float64]


class Sway(NamedTuple):
    """What a point ``p`` from the picture's middle, in heights, does: it goes ``right`` and
    ``down``, ``turn`` times further round the middle (clockwise, radians) and ``grow`` times
    further out.
    """

    right: float
    down: float
    turn: float
    grow: float


STILL = Sway(0.0, 0.0, 0.0, 0.0)


class Tiles(NamedTuple):
    """Spectra of overlapping tiles [K, TILE, TILE / 2 + 1], their middles [K, 2] in heights from
    the picture's, and whether there is anything to follow in them [K].
    """

    spectra: NDArray[np.complex64]
    middles: Row
    rich: NDArray[np.bool_]


def tiles(grey: NDArray[np.float32]) -> Tiles | None:
    """Of a picture [rows, columns] of 0..1; None for one that is smaller than a tile."""
    if min(grey.shape) < TILE:
        return None
    corners = _corners(*grey.shape)
    cut = np.stack([grey[y : y + TILE, x : x + TILE] for y, x in corners])
    cut = (cut - cut.mean(axis=(1, 2), keepdims=True)) * _window()
    size = np.array(grey.shape)
    middles = (np.array(corners) + TILE / 2 - size / 2) / len(grey)
    rich = (cut**2).mean(axis=(1, 2)) > PLAIN
    return Tiles(scipy.fft.rfft2(cut), middles[:, ::-1], rich)


@cache
def _corners(rows: int, columns: int) -> list[tuple[int, int]]:
    down, right = (
        np.linspace(0, n - TILE, max(2, int(np.ceil(n / TILE * OVERLAP)))).astype(int)
        for n in (rows, columns)
    )
    return [(int(y), int(x)) for y in down for x in right]


@cache
def _window() -> NDArray[np.float32]:
    return np.outer(np.hanning(TILE), np.hanning(TILE)).astype(np.float32)


def sway(before: Tiles, after: Tiles, rows: int) -> Sway:
    """Between two pictures of the same size, ``rows`` pixels high."""
    pixels, sure = _shifts(before.spectra, after.spectra)
    return _agreed(after.middles, pixels / rows, sure * (before.rich & after.rich))


def _shifts(before: NDArray[np.complex64], after: NDArray[np.complex64]) -> tuple[Row, Row]:
    """Pixels right and down [K, 2] by which tiles moved, and how high their peaks are [K]."""
    cross = after * np.conj(before)
    size = np.abs(cross)
    alike = scipy.fft.irfft2(
        cross / (size + 1e-2 * size.max(axis=(1, 2), keepdims=True) + 1e-9), (TILE, TILE)
    )
    flat = alike.reshape(len(alike), -1)
    row, column = np.divmod(flat.argmax(axis=1), TILE)
    rows, columns = ((at[:, None] + _AROUND) % TILE for at in (row, column))
    near = alike[np.arange(len(alike))[:, None, None], rows[:, :, None], columns[:, None, :]]
    near = np.clip(near, 0.0, None)
    weight = near.sum(axis=(1, 2)) + 1e-12
    down, right = (
        np.where(at > TILE / 2, at - TILE, at) + near.sum(axis=axis) @ _AROUND / weight
        for at, axis in ((row, 2), (column, 1))
    )
    return np.stack([right, down], axis=1), np.clip(flat.max(axis=1), 0.0, None)


def _agreed(at: Row, moved: Row, sure: Row) -> Sway:
    """What most tiles do, that are ``at`` [K, 2] and ``moved`` [K, 2] heights."""
    known = sure > 0
    if known.sum() < FEWEST:
        return STILL
    x, y = at.T
    one, none = np.ones_like(x), np.zeros_like(x)
    columns = np.array([[one, none, -y, x], [none, one, x, y]])  # [2, 4, K]
    found = np.array([*np.median(moved[known], axis=0), 0.0, 0.0])
    for stray in STRAYS:
        away = np.linalg.norm(moved.T - np.einsum("ijk,j->ik", columns, found), axis=0)
        weight = sure * np.clip(1 - (away / stray) ** 2, 0.0, None) ** 2
        if (weight > 0).sum() < FEWEST:
            break
        stiff = np.diag([0.0, 0.0, 1.0, 1.0]) * STIFF**2 * weight.sum()
        normal = np.einsum("ijk,ilk,k->jl", columns, columns, weight) + stiff
        found = np.linalg.solve(normal, np.einsum("ijk,ki,k->j", columns, moved, weight))
    right, down, turn, grow = (float(value) for value in found)
    return Sway(right, down, turn, grow)
