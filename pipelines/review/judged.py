"""What people's judgement says about the machine's sections: right, or not."""

from __future__ import annotations

import numpy as np

from data_schemas.timeline import Alignment, Segment, Timeline
from pipelines.align.recalibrate import Judged, as_shipped
from pipelines.review.sections import ADDED

RIGHT_IOU = 0.3
JUDGED = ("confirmed", "corrected", "rejected")


def by_step(alignment: Alignment, timeline: Timeline) -> dict[str, tuple[int, int]]:
    """(right, judged) of the machine's sections of each step, by what people said of them.

    A section that somebody took away, or gave another step or place, was wrong; one that they added
    was missed, which counts for the step it should have had. Steps of which nobody has said
    anything are not in it: nothing else measures the machine.
    """
    found: dict[str, tuple[int, int]] = {}
    now = {one.id: one for one in timeline.segments}
    machine = {one.id: one for one in alignment.segments if one.step_id is not None}
    for name, one in machine.items():
        said = now.get(name)
        if said is None or said.status in JUDGED:
            right = said is not None and is_right(one, said)
            _count(found, str(one.step_id), right)
    for one in timeline.segments:
        if one.id.startswith(ADDED) and one.step_id is not None and one.status in JUDGED[:2]:
            _count(found, one.step_id, False)
    return found


def _count(found: dict[str, tuple[int, int]], step: str, right: bool) -> None:
    before = found.get(step, (0, 0))
    found[step] = (before[0] + right, before[1] + 1)


def is_right(machine: Segment, person: Segment) -> bool:
    """Whether the machine's section is the person's: the same step, an IoU of at least 0.3."""
    same = person.step_id == machine.step_id and person.status != "rejected"
    return same and person.iou(machine) >= RIGHT_IOU


def judged(alignment: Alignment, timeline: Timeline) -> tuple[Judged, ...]:
    """One for every section of a step that stands confirmed or corrected in ``timeline``.

    ``timeline`` is people's entries laid over ``alignment``. A person's section with another step,
    or with less than an IoU of 0.3, says that the machine's was wrong. Without a word about
    the steps the confidence is a fixed guess, which has nothing to be fitted.
    """
    if alignment.guess or not timeline.utterances:
        return ()
    placed = {one.id: one for one in alignment.segments if one.step_id is not None}
    found = []
    for one in timeline.segments:
        machine = placed.get(one.id)
        if machine is None or one.status not in ("confirmed", "corrected"):
            continue
        p = as_shipped(np.array([machine.confidence]), alignment.recalibration)
        found.append(Judged(timeline.session, float(p[0]), is_right(machine, one)))
    return tuple(found)
