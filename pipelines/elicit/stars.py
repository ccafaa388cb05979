"""Which written steps lie in the parts of a task diagram that carry a star.

The expert tells a job in three to six parts of their own wording, the procedure has its steps;
both go through the work in order, so that each part is a run of steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data_schemas.procedure import Step
from data_schemas.programme import TaskDiagram
from pipelines.text import tfidf

# What a step more or less than the others' even share costs a part, beside likeness 0..1: where
# the words say nothing, the parts share the steps evenly.
UNEVEN = 0.05


def hard_steps(steps: Sequence[Step], diagram: TaskDiagram | None) -> frozenset[str]:
    """Ids of the steps in starred parts; none without a diagram or a star."""
    if diagram is None or not steps or not any(one.hard for one in diagram.chunks):
        return frozenset()
    parts = parts_of(steps, diagram)
    return frozenset(
        step.id for step, part in zip(steps, parts, strict=True) if diagram.chunks[part].hard
    )


def parts_of(steps: Sequence[Step], diagram: TaskDiagram) -> list[int]:
    """For each step the number of its part: never going back, as like in words as can be."""
    titles = [" ".join((one.title, *one.key_point)) for one in steps]
    like = tfidf([" ".join((one.title, one.note)) for one in diagram.chunks], titles)
    parts, count = like.shape
    even = count / parts
    best = np.full((parts + 1, count + 1), -np.inf)
    start = np.zeros((parts + 1, count + 1), dtype=int)
    best[0, 0] = 0.0
    sums = np.concatenate([np.zeros((parts, 1)), np.cumsum(like, axis=1)], axis=1)
    for part in range(1, parts + 1):
        for end in range(count + 1):
            begins = np.arange(end + 1)
            gain = sums[part - 1, end] - sums[part - 1, begins]
            worth = best[part - 1, begins] + gain - UNEVEN * np.abs(end - begins - even)
            start[part, end] = int(np.argmax(worth))
            best[part, end] = worth[start[part, end]]
    found: list[int] = []
    end = count
    for part in range(parts, 0, -1):
        begin = int(start[part, end])
        found = [part - 1] * (end - begin) + found
        end = begin
    return found
