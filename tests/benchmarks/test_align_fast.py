"""The compiled decoder that tuning uses gives what the product's decoder gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.align import fast
from pipelines.align.hsmm import Model, best_path


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), seconds=st.integers(1, 60), steps=st.integers(1, 6))
def test_both_decoders_find_the_same_path(seed: int, seconds: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    model = Model(
        emission=rng.normal(size=(seconds, steps)),
        background=float(rng.normal()) / 5,
        length=-rng.random((int(rng.integers(1, seconds + 1)), steps)) * 3,
        opening=rng.random(seconds + 1),
        order=rng.normal(size=(steps + 1, steps)),
        closing=-rng.random(steps + 1),
        leave=float(rng.random()),
    )
    assert fast.best_path(model) == best_path(model)
