"""Two movements laid over each other in time: dynamic time warping, by dtaidistance.

Imported when it is used: the library loads compiled code.
"""

from __future__ import annotations

import numpy as np

from pipelines.motion.descriptor import Shape
from pipelines.motion.features import Row

BAND = 0.1  # of the length: how far one may run ahead of the other while candidates are ranked
STILL = 0.25  # typical changes: a channel that changes less is not blown up to full size


def distance(a: Shape, b: Shape) -> float:
    """How far two shapes of equal length are apart, a root mean square in their own spreads.

    Only channels that both have count; infinite without any.
    """
    from dtaidistance import dtw_ndim

    both = a.seen & b.seen
    if not both.any():
        return float("inf")
    first, second = (normed(one)[:, both] for one in (a, b))
    n = len(first)
    window = 1 + round(BAND * n)
    found = dtw_ndim.distance(
        np.ascontiguousarray(first), np.ascontiguousarray(second), window=window, use_c=True
    )
    return float(found / np.sqrt(n * int(both.sum())))


def normed(one: Shape) -> Row:
    """Every channel by its own spread [n, C]."""
    return np.asarray(one.values / np.maximum(one.values.std(axis=0), STILL))


def path(a: Shape, b: Shape, band: float) -> tuple[Row, Row]:
    """The best way through both: f64[K, 2] of places in ``a`` and ``b``, and how far apart [K].

    Distances are root mean squares over the channels that both have, in their own spreads;
    ``band`` is the share of the longer one by which either may run ahead. ``ValueError`` where
    they have no channel in common.
    """
    from dtaidistance import dtw, dtw_ndim

    both = a.seen & b.seen
    if not both.any():
        raise ValueError("the two have no channel in common")
    first, second = (np.ascontiguousarray(normed(one)[:, both]) for one in (a, b))
    window = 1 + round(band * max(len(first), len(second)))
    _, paths = dtw_ndim.warping_paths_fast(first, second, window=window)
    pairs = np.array(dtw.best_path(paths), dtype=int)
    apart = first[pairs[:, 0]] - second[pairs[:, 1]]
    return pairs.astype(float), np.asarray(np.sqrt((apart**2).mean(axis=1)))
