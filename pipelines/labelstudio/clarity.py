"""How clear the guideline of each label is: what annotators agree on over many recordings.

Counted over recordings that several people labelled blind, from nothing. No value here knows who.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from data_schemas.annotation import Labelled, Labelling, Lane
from data_schemas.value import Value
from pipelines.labelstudio.agreement import (
    TOLERANCES_S,
    Numbers,
    edge_hits,
    overlap,
    pooled_alpha,
    rasters,
    share,
    text_errors,
)

Row = tuple[Labelled, ...]
# Krippendorff draws tentative conclusions from this alpha on, and none below.
LEAST_ALPHA = 0.667
# From here on he relies on what was labelled.
CLEAR_ALPHA = 0.8
# Of so few stretches any figure is chance.
LEAST_STRETCHES = 5


@dataclass(frozen=True)
class Double:
    """One recording as several people labelled it, blind."""

    labellings: tuple[Labelling, ...]
    duration_s: float


class Clarity(Value):
    """Of one label, "" for all of a lane together; like ``Agreement``, over all recordings.

    ``recordings`` in which somebody used it, and ``stretches`` with it, of all annotators.
    """

    label: str
    recordings: int
    stretches: int
    alpha: float | None
    boundary_f1: dict[float, float | None]
    mean_iou: float | None
    character_error: float | None

    @property
    def is_clear(self) -> bool:
        return (
            self.stretches >= LEAST_STRETCHES
            and self.alpha is not None
            and self.alpha >= CLEAR_ALPHA
        )

    @property
    def is_unclear(self) -> bool:
        """Whether people should look at the guideline; of too few stretches nobody can say."""
        return (
            self.stretches >= LEAST_STRETCHES
            and self.alpha is not None
            and self.alpha < LEAST_ALPHA
        )


def clarity(doubles: Sequence[Double], lane: Lane) -> tuple[Clarity, ...]:
    """The lane as a whole first, then each label that somebody used, by its code.

    Recordings with fewer than two labellings count nothing; without any there is no figure at all.
    """
    used = [one for one in doubles if len(one.labellings) > 1]
    if not used:
        return ()
    rows = [tuple(labelling.lane(lane) for labelling in one.labellings) for one in used]
    lengths = [one.duration_s for one in used]
    labels = sorted({name for many in rows for row in many for one in row for name in one.labels})
    return tuple(
        _of([tuple(_with(row, label) for row in many) for many in rows], lengths, label, labels)
        for label in ("", *labels)
    )


def _with(row: Row, label: str) -> Row:
    return tuple(one for one in row if not label or label in one.labels)


def _of(
    rows: Sequence[tuple[Row, ...]], lengths: Sequence[float], label: str, labels: Sequence[str]
) -> Clarity:
    numbers, told = Numbers(), [label] if label else labels
    parts = [
        rasters(many, told, length, numbers) for many, length in zip(rows, lengths, strict=True)
    ]
    return Clarity(
        label=label,
        recordings=sum(any(many) for many in rows),
        stretches=sum(len(row) for many in rows for row in many),
        alpha=pooled_alpha(parts),
        boundary_f1={
            within: _pooled(rows, lambda a, b, within=within: edge_hits(a, b, within))  # type: ignore[misc]
            for within in TOLERANCES_S
        },
        mean_iou=_pooled(rows, overlap),
        character_error=_pooled(rows, text_errors),
    )


def _pooled(
    rows: Sequence[tuple[Row, ...]], count: Callable[[Row, Row], tuple[float, float]]
) -> float | None:
    counted = [count(a, b) for a, b in _pairs(rows)]
    return share((sum(part for part, _ in counted), sum(whole for _, whole in counted)))


def _pairs(rows: Sequence[tuple[Row, ...]]) -> Iterator[tuple[Row, Row]]:
    for many in rows:
        yield from combinations(many, 2)
