"""How far annotators agree on the same recording, per step and per tag. Pure numbers.

It says how clear the guideline is, never how good somebody is: no value here knows who annotated.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from data_schemas.annotation import Labelled, Labelling, Lane
from data_schemas.value import Value

RASTER_HZ = 10.0
TOLERANCES_S = (0.5, 1.0, 2.0)
MATCHED_IOU = 0.5
Codes = NDArray[np.int64]


class Agreement(Value):
    """Of several labellings of one recording, each pair counted once. None: nothing to compare.

    ``alpha`` is Krippendorff's for nominal values on a raster of tenths of a second, ``by_label``
    the same for one label against everything else. ``boundary_f1`` is by tolerance in seconds.
    ``mean_iou`` is of stretches of the same label, paired best first; one without a pair counts 0.
    ``character_error`` is of the text of paired stretches, as a share of the longer one.
    """

    labellings: int
    alpha: float | None
    by_label: dict[str, float | None]
    boundary_f1: dict[float, float | None]
    mean_iou: float | None
    character_error: float | None


def agreement(found: Sequence[Labelling], lane: Lane, duration_s: float) -> Agreement:
    """Of two or more labellings; of fewer every figure is None."""
    lanes = [one.lane(lane) for one in found]
    pairs = [(a, b) for n, a in enumerate(lanes) for b in lanes[n + 1 :]]
    labels = sorted({label for one in lanes for part in one for label in part.labels})
    return Agreement(
        labellings=len(found),
        alpha=nominal_alpha(rasters(lanes, labels, duration_s)),
        by_label={label: nominal_alpha(rasters(lanes, [label], duration_s)) for label in labels},
        boundary_f1={
            within: _mean([_boundary_f1(a, b, within) for a, b in pairs]) for within in TOLERANCES_S
        },
        mean_iou=_mean([_mean_iou(a, b) for a, b in pairs]),
        character_error=_mean([_text_error(a, b) for a, b in pairs]),
    )


def nominal_alpha(values: Codes) -> float | None:
    """Krippendorff's alpha of i64[raters, units]; every rater has a code for every unit.

    None for fewer than two raters, no unit, or one code throughout: then nothing can disagree.
    """
    return pooled_alpha([values])


def pooled_alpha(parts: Sequence[Codes]) -> float | None:
    """The same over several recordings, each with raters of its own, as many as there are.

    Source: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), nominal data, by
    counts of each code in each unit; a unit that fewer than two rated counts nothing.
    """
    rated = [part for part in parts if part.shape[0] > 1 and part.shape[1]]
    codes = sorted({int(code) for part in rated for code in np.unique(part)})
    if len(codes) < 2:
        return None
    totals, agreeing = np.zeros(len(codes)), 0.0
    for part in rated:
        counts = np.stack([(part == code).sum(axis=0) for code in codes])
        totals += counts.sum(axis=1)
        agreeing += (counts * (counts - 1)).sum() / (part.shape[0] - 1)
    every = totals.sum()
    expected = (totals * (totals - 1)).sum() / (every - 1)
    return float(1 - (every - agreeing) / (every - expected))


class Numbers:
    """A number for each set of labels; nothing at all is a set, too, and has 0."""

    def __init__(self) -> None:
        self._sets: list[frozenset[str]] = [frozenset()]
        self._known = {self._sets[0]: 0}

    def wider(self, number: int, labels: frozenset[str]) -> int:
        """That of the same set with ``labels`` in it as well."""
        wider = self._sets[number] | labels
        if wider not in self._known:
            self._known[wider] = len(self._sets)
            self._sets.append(wider)
        return self._known[wider]


def rasters(
    lanes: Sequence[Sequence[Labelled]],
    labels: Collection[str],
    duration_s: float,
    numbers: Numbers | None = None,
) -> Codes:
    """What each rater has at the middle of every tenth: a number for each set of labels.

    Stretches may overlap, and one may have several labels. Rasters that are to be pooled share
    their ``numbers``.
    """
    made = np.zeros((len(lanes), round(duration_s * RASTER_HZ)), np.int64)
    numbers = numbers or Numbers()
    for row, lane in zip(made, lanes, strict=True):
        for one in lane:
            here = row[_cell(one.start_s) : _cell(one.end_s)]
            before, own = here.copy(), frozenset(one.labels) & frozenset(labels)
            for code in np.unique(before):
                here[before == code] = numbers.wider(int(code), own)
    return made


def _cell(second: float) -> int:
    """The first tenth whose middle is not before this second."""
    return max(0, int(np.ceil(second * RASTER_HZ - 0.5)))


def _boundary_f1(a: Sequence[Labelled], b: Sequence[Labelled], within_s: float) -> float | None:
    return share(edge_hits(a, b, within_s))


def edge_hits(a: Sequence[Labelled], b: Sequence[Labelled], within_s: float) -> tuple[float, float]:
    """Edges that have a counterpart within ``within_s``, each used once, of all: F1 as a share.

    Starts and ends are all edges; where two parts meet, that is one.
    """
    ours, theirs = (sorted(_edges(side)) for side in (a, b))
    hits = left = 0
    for edge in ours:
        # both are sorted, so the first one near enough is the best to take
        while left < len(theirs) and theirs[left] < edge - within_s:
            left += 1
        if left < len(theirs) and theirs[left] <= edge + within_s:
            hits += 1
            left += 1
    return 2 * hits, len(ours) + len(theirs)


def _edges(lane: Sequence[Labelled]) -> Collection[float]:
    return {edge for one in lane for edge in (one.start_s, one.end_s)}


def _mean_iou(a: Sequence[Labelled], b: Sequence[Labelled]) -> float | None:
    return share(overlap(a, b))


def overlap(a: Sequence[Labelled], b: Sequence[Labelled]) -> tuple[float, float]:
    """The IoU of all pairs together, of as many as there could be."""
    return sum(one.iou(other) for one, other in paired(a, b, 0.0)), max(len(a), len(b))


def _text_error(a: Sequence[Labelled], b: Sequence[Labelled]) -> float | None:
    return share(text_errors(a, b))


def text_errors(a: Sequence[Labelled], b: Sequence[Labelled]) -> tuple[float, float]:
    """Characters to change in the text of paired stretches, of those of the longer ones."""
    pairs = [
        (one.text, other.text)
        for one, other in paired(a, b, MATCHED_IOU, same_label=False)
        if one.text or other.text
    ]
    wrong = sum(Levenshtein.distance(one, other) for one, other in pairs)
    return wrong, sum(max(len(one), len(other)) for one, other in pairs)


def share(counted: tuple[float, float]) -> float | None:
    """None of nothing."""
    part, whole = counted
    return part / whole if whole else None


def paired(
    a: Sequence[Labelled], b: Sequence[Labelled], least: float, same_label: bool = True
) -> list[tuple[Labelled, Labelled]]:
    """Pairs whose IoU is more than ``least``, best first, each stretch in one pair."""
    near = sorted(
        (
            (one.iou(other), n, m)
            for n, one in enumerate(a)
            for m, other in enumerate(b)
            if one.iou(other) > least and (not same_label or set(one.labels) & set(other.labels))
        ),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    left, right, pairs = set(range(len(a))), set(range(len(b))), []
    for _, n, m in near:
        if n in left and m in right:
            left.remove(n)
            right.remove(m)
            pairs.append((a[n], b[m]))
    return pairs


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
