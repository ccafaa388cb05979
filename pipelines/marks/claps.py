"""Two claps of the hands: alone, alike, broad, against a quiet background.

Blows are found as in ``motion.sound_knocks``. Two of them are claps if nothing else knocks before
or after (hammering has a third one), if they are about as loud, and if they fill the spectrum: a
clap has no pitch and most of its power between 0.7 and 5 kHz (B. H. Repp, "The sound of two hands
clapping", J. Acoust. Soc. Am. 81, 1987), while struck metal rings in a few narrow bands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from data_schemas.marks import Mark
from pipelines.motion.sound_knocks import knocks
from pipelines.motion.sound_levels import FINE, SILENT, Array, Grid, Piece, grid, pieces

APART_S = (0.15, 0.8)
QUIET = 12  # values of 5 ms: claps may follow each other faster than blows of a tool
ALONE_S = 2.0  # without another blow, on both sides
RARE_S = 8.0  # without another pair: work that knocks twice does so again
ALIKE_DB = 8.0
LOUD_DB = 18.0  # over what was heard before
BAND_HZ = (600.0, 7000.0)
RISE_DB = 10.0  # of a band over what was in it before
BROAD = 0.7  # share of bands that rise
FLAT = 0.25  # geometric over arithmetic mean of the bands' powers; 1 is white noise


@dataclass(frozen=True)
class Blow:
    """``at_s`` on the recording's clock; ``step_db`` over what was heard before."""

    at_s: float
    level_db: float
    step_db: float
    broad: bool


def claps(chunks: Iterable[Array], rate: int) -> list[Mark]:
    """Marks at the first of two claps; ``chunks`` mono f32[any] in -1..1 at ``rate`` Hz."""
    sizes = grid(rate)
    blows: list[Blow] = []
    for piece in pieces(chunks, sizes):
        silent = np.zeros(len(piece.power), np.bool_)
        for knock in knocks(piece, silent, QUIET):
            row = knock.at // FINE - piece.first
            blows.append(
                Blow(
                    at_s=knock.at * sizes.hop_s / FINE,
                    level_db=knock.level_db,
                    step_db=knock.step_db,
                    broad=_broad(piece, row, sizes),
                )
            )
    return [Mark(at_s=round(first.at_s, 3), kind="claps") for first in _pairs(blows)]


def _pairs(blows: Sequence[Blow]) -> list[Blow]:
    """The first blow of each pair that is like two claps, with no other blow or pair near."""
    found = []
    for number, (first, second) in enumerate(pairwise(blows)):
        before = blows[number - 1].at_s if number else -np.inf
        after = blows[number + 2].at_s if number + 2 < len(blows) else np.inf
        alone = first.at_s - before >= ALONE_S and after - second.at_s >= ALONE_S
        if alone and _alike(first, second):
            found.append(first)
    times = [-np.inf, *(one.at_s for one in found), np.inf]
    return [
        one
        for one, before, after in zip(found, times, times[2:], strict=False)
        if one.at_s - before >= RARE_S and after - one.at_s >= RARE_S
    ]


def _alike(first: Blow, second: Blow) -> bool:
    return (
        APART_S[0] <= second.at_s - first.at_s <= APART_S[1]
        and abs(first.level_db - second.level_db) <= ALIKE_DB
        and min(first.step_db, second.step_db) >= LOUD_DB
        and first.broad
        and second.broad
    )


def _broad(piece: Piece, row: int, sizes: Grid) -> bool:
    """Whether a blow fills the bands of a clap evenly."""
    wanted = (sizes.centres_hz >= BAND_HZ[0]) & (sizes.centres_hz <= BAND_HZ[1])
    # A row looks ahead over its window: the rows around hold the blow, those before do not.
    now = piece.power[max(0, row - 3) : row + 2][:, wanted].max(axis=0) + SILENT
    # The other clap may be among them, so the usual one counts and not the mean.
    before = np.median(piece.power[max(0, row - 20) : max(1, row - 6)][:, wanted], axis=0) + SILENT
    rises = 10 * np.log10(now / before) >= RISE_DB
    # A band is as wide as its pitch is high: even power over the spectrum grows with it.
    density = now / sizes.centres_hz[wanted]
    flat = float(np.exp(np.log(density).mean()) / density.mean())
    return float(rises.mean()) >= BROAD and flat >= FLAT
