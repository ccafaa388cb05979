"""Which of the moments are asked in one sitting: the most that ten questions can bring.

Markers first, then greedily by expected value: how likely it is that asking helps, times what an
answer is worth. Each further question of a kind or a step is worth a little less, so that ten
questions are not ten times the same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from data_schemas.clock import Interval
from data_schemas.timeline import IN_ONE_SITTING, Moment
from pipelines.elicit.observed import Found
from pipelines.elicit.weights import KIND_WORTH

STARRED = 1.5  # a step that is hard to judge, as the task diagram says
COVERED = 0.4  # what was answered already for this step and kind
SAME_KIND, SAME_STEP = 0.93, 0.95
SAME_PLACE = 0.5  # of the shorter one: two moments there are one

Asking = TypeVar("Asking", Found, Moment)


@dataclass(frozen=True)
class Wanted:
    """What is known of the job beside the recording.

    ``starred`` are ids of steps where judgement is needed; ``covered`` are (step, kind) that were
    asked and answered before; ``least`` is the score below which nothing is asked.
    """

    starred: Collection[str] = ()
    covered: Collection[tuple[str | None, str]] = ()
    least: float = 0.3
    most: int = IN_ONE_SITTING


def choose(found: Sequence[Found], wanted: Wanted) -> list[Found]:
    """At most ``wanted.most`` of them, markers first, then what is worth most.

    Markers are never left out for something else; of those that are left out one is asked next
    time.
    """
    markers = [one for one in found if one.kind == "marker"]
    others = [one for one in found if one.kind != "marker" and one.score >= wanted.least]
    in_time = sorted(_apart(others), key=lambda one: one.span.start_s)
    return ranked([*markers, *in_time], wanted)


def ranked(found: Sequence[Asking], wanted: Wanted) -> list[Asking]:
    """Of moments that lie apart at most ``wanted.most``, markers first, then what is worth most."""
    chosen = [one for one in found if one.kind == "marker"][: wanted.most]
    left = [one for one in found if one.kind != "marker"]
    kinds: Counter[str] = Counter()
    steps: Counter[str | None] = Counter()
    while left and len(chosen) < wanted.most:
        # of two that are worth the same the earlier one: what was found is in order of time
        best = max(left, key=lambda one: _worth(one, wanted, kinds, steps))
        left.remove(best)
        chosen.append(best)
        kinds[best.kind] += 1
        steps[best.step_id] += 1
    return chosen


def value(one: Found | Moment, wanted: Wanted) -> float:
    """Expected value of one question by itself."""
    worth = one.score * KIND_WORTH[one.kind]
    if one.step_id in wanted.starred:
        worth *= STARRED
    if (one.step_id, one.kind) in wanted.covered:
        worth *= COVERED
    return worth


def _worth(
    one: Found | Moment, wanted: Wanted, kinds: Counter[str], steps: Counter[str | None]
) -> float:
    step = SAME_STEP ** steps[one.step_id] if one.step_id else 1.0
    return float(value(one, wanted) * SAME_KIND ** kinds[one.kind] * step)


def _apart(found: Sequence[Found]) -> list[Found]:
    """Of two moments in one place the one with more to ask: an action, then what is in it."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.kind != "unspoken_action", -one.score)):
        if not any(_same_place(one.span, other.span) for other in kept):
            kept.append(one)
    return kept


def _same_place(a: Interval, b: Interval) -> bool:
    shorter = min(a.length_s, b.length_s)
    return shorter > 0 and a.overlap_s(b) >= SAME_PLACE * shorter
