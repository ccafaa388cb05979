"""What to ask a human first: where an answer is worth most.

An answer about a section is worth its seconds times how much is not known about it: p(1-p) for a
confidence p, and a share more for every other sign that something may be wrong. The unit is
seconds of doubt, so sections and steps that were not found stand in one order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from data_schemas.procedure import Step
from data_schemas.timeline import Segment, StepStatus, Timeline
from data_schemas.value import Probability, Value
from pipelines.align.model import usual_length
from pipelines.align.task import Weights

# Above this the machine's placing needs no second look by default. The confidence is a calibrated
# probability, so this is "right in two of three cases".
SURE_FROM = 0.65
PER_REASON = 0.05
ODD_Z = 2.0
Reason = Literal[
    "unsure", "no_words", "out_of_order", "repeated", "too_short", "too_long", "skipped", "missing"
]


class Ask(Value):
    """One thing to ask: ``segment`` names a section, None stands for a step without one.

    ``probability`` is that of the section, or that the step was done. ``worth_s`` is what an
    answer is worth, in seconds of doubt.
    """

    segment: str | None
    step_id: str
    probability: Probability
    reasons: tuple[Reason, ...]
    worth_s: float


def ask_first(
    steps: Sequence[Step], timeline: Timeline, weights: Weights | None = None
) -> tuple[Ask, ...]:
    """Sections and steps with a reason to ask, the most worthwhile first.

    Left out are what people confirmed, corrected or rejected, work outside of the steps, and steps
    that the procedure no longer has. ``steps`` are in their written order.
    """
    if not steps or not timeline.duration_s:
        return ()
    middle, spread = usual_length(timeline.duration_s, len(steps), weights or Weights())
    usual_s = max(1.0, float(np.exp(middle)))
    written = {step.id: place for place, step in enumerate(steps)}
    alive = [s for s in timeline.segments if s.status != "rejected" and s.step_id in written]
    open_ = [s for s in alive if s.status in ("auto", "needs_review")]
    asks = [_of_segment(one, usual_s, spread) for one in open_]
    found = {one.step_id for one in alive}
    asks += [
        _of_step(one, usual_s)
        for one in timeline.steps
        if one.step_id in written and one.step_id not in found
    ]
    worthy = [one for one in asks if one.reasons]
    return tuple(sorted(worthy, key=lambda one: (-one.worth_s, written[one.step_id])))


def _of_segment(one: Segment, usual_s: float, spread: float) -> Ask:
    z = float(np.log(max(one.length_s, 1.0) / usual_s)) / spread
    signs: tuple[tuple[Reason, bool], ...] = (
        ("unsure", one.status == "needs_review" or one.confidence < SURE_FROM),
        ("no_words", one.basis == "order"),
        ("out_of_order", one.order == "out_of_order"),
        ("repeated", one.order == "repeated"),
        ("too_short", z < -ODD_Z),
        ("too_long", z > ODD_Z),
    )
    reasons = tuple(name for name, holds in signs if holds)
    return Ask(
        segment=one.id,
        step_id=str(one.step_id),
        probability=one.confidence,
        reasons=reasons,
        worth_s=_worth(one.confidence, reasons, one.length_s),
    )


def _of_step(one: StepStatus, usual_s: float) -> Ask:
    """A step without a section is worth as many seconds as a section usually has."""
    reasons: tuple[Reason, ...] = ("skipped" if one.status == "skipped" else "missing",)
    return Ask(
        segment=None,
        step_id=one.step_id,
        probability=one.probability,
        reasons=reasons,
        worth_s=_worth(one.probability, reasons, usual_s),
    )


def _worth(p: float, reasons: tuple[Reason, ...], seconds: float) -> float:
    return round((p * (1.0 - p) + PER_REASON * len(reasons)) * seconds, 3)
