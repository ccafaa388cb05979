"""What hands and head did without a word: pauses, re-grips, looks and second thoughts."""

from __future__ import annotations

from collections.abc import Iterator

from data_schemas.clock import Interval
from data_schemas.motion import Event
from data_schemas.timeline import MomentKind
from pipelines.elicit import fitted
from pipelines.elicit.observed import Found, Observed
from pipelines.elicit.weights import logistic

KINDS: tuple[MomentKind, ...] = ("pause", "regrip", "inspection", "hesitation")
AROUND_S = 0.5  # of what is shown, so that a short event can be seen
EDGE_S = 1.5  # a step begins and ends with a rest that means nothing


def event_moments(seen: Observed) -> Iterator[Found]:
    """Events of these kinds during a step, as far as nobody speaks in them.

    An inspection is a pause, too: then only the inspection is told.
    """
    events = seen.movement.events if seen.movement else ()
    looks = [one for one in events if one.kind == "inspection"]
    for one in events:
        kind = next((kind for kind in KINDS if kind == one.kind), None)
        is_look = kind == "pause" and any(one.iou(look) > 0.5 for look in looks)
        if kind and not is_look:
            yield _found(seen, one, kind)


def _found(seen: Observed, event: Event, kind: MomentKind) -> Found:
    span = seen.clipped(event.start_s - AROUND_S, event.end_s + AROUND_S)
    return Found(
        kind=kind,
        span=span,
        score=logistic(fitted.EVENTS[kind], measured(seen, event)),
        because=kind,
        step_id=seen.step_at(span),
        filled={"seconds": f"{event.length_s:.0f}" if event.length_s >= 1.5 else "1"},
        signs=(seen.sign(event, event.source, event.kind),),
    )


def measured(seen: Observed, event: Event) -> dict[str, float]:
    """What the worth of an event is told by, each 0..1."""
    length = max(event.length_s, 0.1)
    spoken = sum(one.overlap_s(event) for one in seen.utterances) / length
    inside = sum(one.overlap_s(_core(one)) > 0 and _core(one).overlap_s(event) > 0
                 for one in seen.performed)  # fmt: skip
    return {
        "strength": event.strength,
        "spoken": min(1.0, spoken),
        "in_step": float(inside > 0),
        "length": min(1.0, length / 4.0),
    }


def _core(step: Interval) -> Interval:
    """A step without its ends."""
    start = min(step.start_s + EDGE_S, step.middle_s)
    return Interval(start_s=start, end_s=max(start, step.end_s - EDGE_S))
