"""Labellings at random, as annotators could make them."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from data_schemas.annotation import OUTSIDE, Labelled, Labelling, Review
from pipelines.labelstudio.results import Known
from pipelines.labelstudio.vocabulary import vocabulary

STEPS = ("s1", "s2", "wipe & <check>", "조임")
DURATION_S = 600.0
KNOWN = Known(STEPS, DURATION_S)
TAGS = sorted(vocabulary().codes)

texts = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
_seconds = st.floats(0, DURATION_S, allow_nan=False)


@st.composite
def stretches(draw: st.DrawFn, name: str) -> Labelled:
    start, end = sorted(
        draw(st.lists(_seconds, min_size=2, max_size=2, unique=True))
    )  # fmt: skip
    if draw(st.booleans()):
        label = draw(st.sampled_from([*STEPS, OUTSIDE]))
        return Labelled(
            id=name, lane="steps", labels=(label,), text=draw(texts), start_s=start, end_s=end,
            score=draw(st.none() | st.floats(0, 1)),
        )  # fmt: skip
    tags = draw(st.lists(st.sampled_from(TAGS), min_size=1, max_size=3, unique=True))
    senses = draw(st.lists(st.sampled_from(sorted(vocabulary().senses)), max_size=2, unique=True))
    return Labelled(
        id=name, lane="speech", labels=tuple(tags), senses=tuple(senses), text=draw(texts),
        start_s=start, end_s=end,
    )  # fmt: skip


@st.composite
def labellings(draw: st.DrawFn) -> Labelling:
    count = draw(st.integers(0, 8))
    made = [draw(stretches(f"r{n}")) for n in range(count)]
    made.sort(key=lambda one: (one.start_s, one.end_s, one.id))
    review = draw(st.sampled_from(get_args(Review)))
    return Labelling(stretches=tuple(made), review=review, note=draw(texts))
