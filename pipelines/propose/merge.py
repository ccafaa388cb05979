"""The sections of several recordings of one job as one list of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.propose.openings import Matrix
from pipelines.text import tfidf


@dataclass(frozen=True)
class Likeness:
    """When two sections are the same step; chosen by the lists of ``benchmarks/align/propose.py``.

    ``lexical`` is the share of common words in the likeness, ``apart`` what being at another place
    in the work (0..1) takes from it, ``cut_apart`` what being two sections of one recording does:
    they were cut apart there. ``same_above`` is the mean likeness that holds a step together.
    """

    lexical: float = 0.4
    apart: float = 0.2
    cut_apart: float = 0.4
    same_above: float = -0.05


@dataclass(frozen=True, eq=False)
class Bits:
    """N sections of all recordings.

    ``texts`` are what was said, ``vectors`` f64[N, d] unit rows,
    ``source`` i64[N] which recording, ``at`` f64[N] place in the work, 0..1.
    """

    texts: Sequence[str]
    vectors: Matrix
    source: NDArray[np.int64]
    at: Matrix


def groups(bits: Bits, how: Likeness | None = None) -> list[list[int]]:
    """Sections that are the same step, steps in the order of the work.

    Average-linkage clustering (scikit-learn) of what was said, with the place in the work as a
    part of the distance: that keeps two like steps at both ends of a job apart. A step that one
    recording shows twice stands once in the list. Steps are ordered by their median place.
    """
    count = len(bits.texts)
    if count < 2 or len(set(bits.source.tolist())) < 2:
        return [[n] for n in range(count)]
    # scikit-learn takes a second to import: only who merges recordings pays for it
    from sklearn.cluster import AgglomerativeClustering

    chosen = how or Likeness()
    distance = 1.0 - likeness(bits, chosen)
    np.fill_diagonal(distance, 0.0)
    model = AgglomerativeClustering(
        n_clusters=None,
        metric="precomputed",
        linkage="average",
        distance_threshold=1.0 - chosen.same_above,
    ).fit(distance)
    members: dict[int, list[int]] = {}
    for n, label in enumerate(model.labels_.tolist()):
        members.setdefault(label, []).append(n)
    return sorted(members.values(), key=lambda one: (float(np.median(bits.at[one])), one))


def likeness(bits: Bits, how: Likeness) -> Matrix:
    """f64[N, N], at most 1. What all sections of the job have in common is taken out first."""
    centred = bits.vectors - bits.vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    meaning = centred @ centred.T
    shared = tfidf(bits.texts, bits.texts)
    away = np.abs(bits.at[:, None] - bits.at[None, :])
    cut = bits.source[:, None] == bits.source[None, :]
    alike = (1 - how.lexical) * meaning + how.lexical * shared
    return np.asarray(alike - how.apart * away - how.cut_apart * cut)
