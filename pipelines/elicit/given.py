"""What needs no search: markers that somebody set, and steps left out or done in another place."""

from __future__ import annotations

from collections.abc import Iterator

from data_schemas.clock import Interval
from data_schemas.timeline import Finding, Segment
from pipelines.elicit.observed import Found, Observed
from pipelines.elicit.weights import SKIPPED_SCORE, SWAPPED_SCORE

# A marker is set when something has just been done.
BEFORE_MARK_S, AFTER_MARK_S = 6.0, 2.0
AROUND_S = 2.0
HEARD = ("word", "claps")  # their text is the sign itself, no note
SWAPPED = ("out_of_order", "rule_broken")


def markers(seen: Observed) -> Iterator[Found]:
    """Every marker: it is always worth asking."""
    for mark in seen.marks.marks:
        span = seen.clipped(mark.at_s - BEFORE_MARK_S, mark.at_s + AFTER_MARK_S)
        at = seen.clipped(mark.at_s, mark.at_s)
        yield Found(
            kind="marker",
            span=span,
            score=1.0,
            because="marker",
            step_id=seen.step_at(span),
            filled={"words": mark.text} if mark.kind not in HEARD else {},
            signs=(seen.sign(at, "marker", mark.kind, mark.text),),
        )


def skipped_steps(seen: Observed) -> Iterator[Found]:
    """Written steps that were not done, asked where they would have been."""
    for one in seen.findings:
        place = _gap(seen, one.step_id) if one.kind == "skipped" else None
        if place:
            yield _of_order(seen, one, place, SKIPPED_SCORE)


def swapped_steps(seen: Observed) -> Iterator[Found]:
    """Steps that came in another place than written, each once, where they begin."""
    told: set[str] = set()
    for one in seen.findings:
        segment = _first(seen, one)
        if one.kind in SWAPPED and one.other and segment and one.step_id not in told:
            told.add(one.step_id)
            start = segment.start_s
            place = seen.clipped(start - AROUND_S, min(segment.end_s, start + 2 * AROUND_S))
            yield _of_order(seen, one, place, SWAPPED_SCORE * segment.confidence)


def _of_order(seen: Observed, one: Finding, place: Interval, score: float) -> Found:
    skipped = one.kind == "skipped"
    return Found(
        kind="skipped_step" if skipped else "swapped_step",
        span=place,
        score=score,
        because="skipped" if skipped else "swapped",
        step_id=one.step_id,
        filled={"step": seen.title(one.step_id), "other": seen.title(one.other)},
        signs=(seen.sign(place, "order", one.kind),),
    )


def _first(seen: Observed, one: Finding) -> Segment | None:
    named = [s for s in seen.performed if s.id in one.segments or s.step_id == one.step_id]
    return min(named, key=lambda s: (s.id not in one.segments, s.start_s), default=None)


def _gap(seen: Observed, step_id: str) -> Interval | None:
    """Between the step written before that was done, and what came next; None without any step."""
    if not seen.performed:
        return None
    order = [step.id for step in seen.steps]
    before = order[: order.index(step_id)] if step_id in order else []
    done = [one for one in seen.performed if one.step_id in before]
    if not done:
        return seen.clipped(0.0, seen.performed[0].start_s + AROUND_S)
    last = max(done, key=lambda one: (before.index(one.step_id or ""), one.end_s))
    return seen.clipped(last.end_s - AROUND_S, last.end_s + AROUND_S)
