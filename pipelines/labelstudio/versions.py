"""Two labellings of one recording side by side, and the one that somebody makes of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from data_schemas.annotation import Labelled, Labelling, Lane
from pipelines.labelstudio.agreement import MATCHED_IOU, paired
from pipelines.labelstudio.difference import Change, changes

Side = Literal["one", "other"]
LANES: tuple[Lane, ...] = ("steps", "speech")
# Two people never put an edge at the same millisecond: what differs less is the same to a reader.
HARDLY_S = 0.5


@dataclass(frozen=True)
class Pair:
    """The same stretch in both versions; None where one of them has no such thing.

    ``id`` names it within these two versions. ``what``: how the other one differs, "kept" alone
    where it does not.
    """

    id: str
    lane: Lane
    what: tuple[Change, ...]
    one: Labelled | None
    other: Labelled | None

    @property
    def differs(self) -> bool:
        return self.what != ("kept",)

    @property
    def hardly(self) -> bool:
        """Whether nothing but edges differ, and these by less than anybody would notice."""
        if self.what != ("moved",) or self.one is None or self.other is None:
            return False
        starts = abs(self.one.start_s - self.other.start_s)
        return max(starts, abs(self.one.end_s - self.other.end_s)) < HARDLY_S

    def of(self, side: Side) -> Labelled | None:
        return self.one if side == "one" else self.other


def pairs(one: Labelling, other: Labelling) -> tuple[Pair, ...]:
    """Every stretch of both versions, in time order; each in one pair.

    What has the same id belongs together, then what has the same label where it overlaps most,
    then what lies mostly at the same place under another label.
    """
    found = [pair for lane in LANES for pair in _of_lane(one.lane(lane), other.lane(lane), lane)]
    return tuple(sorted(found, key=_place))


def chosen(one: Labelling, other: Labelling, whole: Side, picks: Mapping[str, Side]) -> Labelling:
    """One labelling: ``whole`` says whose word counts, ``picks`` for which pairs the other's does.

    A pair that the chosen side does not have is left out.
    """
    base = one if whole == "one" else other
    kept = [pair.of(picks.get(pair.id, whole)) for pair in pairs(one, other)]
    stretches = sorted(
        (stretch for stretch in kept if stretch is not None),
        key=lambda stretch: (stretch.start_s, stretch.end_s, stretch.id),
    )
    return base.model_copy(update={"stretches": tuple(stretches)})


def _of_lane(ours: Sequence[Labelled], theirs: Sequence[Labelled], lane: Lane) -> list[Pair]:
    known = {one.id: one for one in theirs}
    together = [(one, known[one.id]) for one in ours if one.id in known]
    for least, same_label in ((0.0, True), (MATCHED_IOU, False)):
        left, right = _rest(ours, theirs, together)
        together += paired(left, right, least, same_label)
    left, right = _rest(ours, theirs, together)
    return [
        *(Pair(f"{lane}:{a.id}", lane, changes(a, b), a, b) for a, b in together),
        *(Pair(f"{lane}:{one.id}", lane, ("removed",), one, None) for one in left),
        *(Pair(f"{lane}+{one.id}", lane, ("added",), None, one) for one in right),
    ]


def _rest(
    ours: Sequence[Labelled],
    theirs: Sequence[Labelled],
    together: Sequence[tuple[Labelled, Labelled]],
) -> tuple[list[Labelled], list[Labelled]]:
    used = {one.id for one, _ in together}, {other.id for _, other in together}
    left = [one for one in ours if one.id not in used[0]]
    return left, [one for one in theirs if one.id not in used[1]]


def _place(pair: Pair) -> tuple[float, float, str]:
    shown = pair.one or pair.other
    assert shown is not None
    return shown.start_s, shown.end_s, pair.id
