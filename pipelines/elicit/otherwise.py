"""Steps that were done otherwise than in another take: one's own, or somebody else's.

Lengths are compared within one person's takes only. Of another expert it is told that and where
they do something differently, never how fast.
"""

from __future__ import annotations

from collections.abc import Iterator

from data_schemas.clock import Interval
from data_schemas.errors import InputError
from data_schemas.timeline import MomentKind, Segment, Sign
from pipelines.elicit.observed import Found, Observed, Other
from pipelines.elicit.weights import LONGER_SCORE, OTHERWISE_SCORE
from pipelines.motion.compare import Difference, align_in_time, differences

LONGER = 1.6  # times: what experts vary by anyhow is less
LEAST_MORE_S = 3.0
COMPARED_S = 90.0  # longer steps are compared by their length alone
HELD_S = 1.5  # a difference that lasts for less is not worth a question
SURE = 0.5  # a step placed with less confidence is compared with nothing
Pair = tuple[Segment, Other, Segment]


def longer_than_before(seen: Observed) -> Iterator[Found]:
    """Steps that took much longer than in every other take of the same person."""
    for one in _sure(seen.performed):
        own = [pair for pair in _pairs(seen, one) if pair[1].own]
        nearest = min(own, key=lambda pair: one.length_s / _length(pair[2]), default=None)
        if nearest is None:
            continue
        times = one.length_s / _length(nearest[2])
        if times >= LONGER and one.length_s - _length(nearest[2]) >= LEAST_MORE_S:
            yield Found(
                kind="longer",
                span=seen.clipped(one.start_s, one.end_s),
                score=LONGER_SCORE * min(one.confidence, nearest[2].confidence),
                because="longer",
                step_id=one.step_id,
                filled={"times": f"{times:.1f}"},
                signs=(_there(nearest, nearest[2], "longer"),),
            )


def otherwise(seen: Observed) -> Iterator[Found]:
    """The clearest difference of movement in a step, against one own and one other take."""
    if seen.series is None:
        return
    for one in _sure(seen.performed):
        pairs = [pair for pair in _pairs(seen, one) if pair[1].series is not None]
        for own in (True, False):
            pair = next((pair for pair in reversed(pairs) if pair[1].own is own), None)
            difference = _clearest(seen, pair) if pair else None
            if pair and difference:
                yield _found(seen, pair, difference)


def _sure(segments: tuple[Segment, ...]) -> list[Segment]:
    return [one for one in segments if one.confidence >= SURE and one.occurrence == 1]


def _pairs(seen: Observed, one: Segment) -> list[Pair]:
    """The same step in other takes, in their order."""
    return [
        (one, other, there)
        for other in seen.others
        for there in _sure(other.segments)
        if there.step_id == one.step_id
    ]


def _clearest(seen: Observed, pair: Pair) -> Difference | None:
    one, other, there = pair
    if max(one.length_s, there.length_s) > COMPARED_S or seen.series is None or not other.series:
        return None
    a, b = seen.series.cut(one), other.series.cut(there)
    try:
        told = differences(a, b, align_in_time(a, b), pace=False)
    except InputError:  # too little was seen of one of them
        return None
    held = [row for row in told if row.first.length_s >= HELD_S]
    return max(held, key=lambda row: row.first.length_s, default=None)


def _found(seen: Observed, pair: Pair, difference: Difference) -> Found:
    one, other, there = pair
    at = seen.clipped(difference.first.start_s - 0.5, difference.first.end_s + 0.5)
    kind: MomentKind = "otherwise" if other.own else "other_expert"
    return Found(
        kind=kind,
        span=at,
        score=OTHERWISE_SCORE * min(one.confidence, there.confidence),
        because=kind,
        step_id=one.step_id,
        signs=(_there(pair, difference.second, difference.what),),
    )


def _there(pair: Pair, at: Interval, what: str) -> Sign:
    """The seconds of the other take: they lie on its own recording's clock."""
    return Sign(
        recording=pair[1].recording, start_s=at.start_s, end_s=at.end_s, source="takes", what=what
    )


def _length(segment: Segment) -> float:
    return max(segment.length_s, 1.0)
