"""Which step a sentence is about, by shared pieces of words and by meaning; none rather than any.

A sentence alone seldom tells: on talk recorded at work (126 and 109 utterances of dev_own and
dev_sop in shared/data/align) about a quarter of the sentences get a step, and half of these the
right one. So the step of the moment or of the seconds comes first, and this one is marked as a
guess.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data_schemas.procedure import Step
from pipelines.elicit.measures import Encoder
from pipelines.text import tfidf

# How much there must be at all, how far the best step must be ahead of the second, and how much a
# cosine above the mean counts beside shared pieces of words.
LEAST, AHEAD, MEANING = 0.12, 0.15, 4.0


def steps_of(
    texts: Sequence[str], steps: Sequence[Step], encoder: Encoder | None = None
) -> list[str | None]:
    """The id of the step that each text is about, None where no step stands out."""
    if not steps or not texts:
        return [None for _ in texts]
    titles = [" ".join((one.title, *one.key_point)) for one in steps]
    likeness = tfidf(texts, titles)
    if encoder is not None:
        cosine = encoder.encode_queries(texts) @ encoder.encode_queries(titles).T
        likeness = likeness + MEANING * (cosine - cosine.mean(axis=1, keepdims=True))
    return [_clear(row, steps) for row in likeness]


def _clear(row: NDArray[np.float64], steps: Sequence[Step]) -> str | None:
    order = np.argsort(-row, kind="stable")
    best = float(row[order[0]])
    second = float(row[order[1]]) if len(order) > 1 else 0.0
    return steps[int(order[0])].id if best >= LEAST and best - second >= AHEAD else None
