"""What people's judgement says about the machine's sections: right, or not."""

from __future__ import annotations

import numpy as np

from data_schemas.timeline import Alignment, Timeline
from pipelines.align.recalibrate import Judged, as_shipped

RIGHT_IOU = 0.3


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
        right = one.step_id == machine.step_id and one.iou(machine) >= RIGHT_IOU
        found.append(Judged(timeline.session, float(p[0]), right))
    return tuple(found)
