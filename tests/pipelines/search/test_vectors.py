"""FAISS: what is its own beside the specification in ``test_nearest``."""

import numpy as np
import pytest

from data_schemas.errors import StoreError
from pipelines.search.vectors import Policy, VectorIndex

DIM = 24
SMALL = {
    "flat": Policy(),
    "half": Policy(exact_up_to=0, compact_up_to=10**9),
    "ivf": Policy(exact_up_to=0, compact_up_to=0),
}


def unit(count: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def own_best(index: VectorIndex, keys: list[int], rows: np.ndarray) -> list[bool]:
    return [hits[0][0] == key for key, hits in zip(keys, index.search(rows, 1), strict=True)]


@pytest.mark.parametrize("kind", SMALL)
def test_reload_gives_the_same_answers(kind):
    index = VectorIndex(DIM, "m", SMALL[kind])
    rows = unit(120)
    index.add(range(120), rows)
    index.remove(range(0, 120, 3))
    assert index.kind == kind
    data, sidecar = index.to_bytes()
    back = VectorIndex.from_bytes(data, sidecar, "m", SMALL[kind])
    assert back.search(rows[:5], 10) == index.search(rows[:5], 10)
    back.add([0], rows[:1])
    assert back.remove([1]) == 1
    assert own_best(back, [0], rows[:1]) == [True]


def test_the_index_grows_into_the_next_kind_with_the_right_ids():
    policy = Policy(exact_up_to=100, compact_up_to=200)
    index = VectorIndex(DIM, "m", policy)
    rows, kinds = unit(500), []
    for start in range(0, 500, 50):
        index.add(range(start, start + 50), rows[start : start + 50])
        kinds.append(index.kind)
    assert kinds == ["flat"] * 2 + ["half"] * 2 + ["ivf"] * 6
    near = sum(own_best(index, list(range(500)), rows))
    assert near >= 495  # two roundings may swap near neighbours
    index.remove(range(500))
    assert (len(index), index.kind) == (0, "flat")


def test_another_encoder_and_damaged_bytes_are_refused():
    index = VectorIndex(DIM, "m")
    index.add(range(9), unit(9))
    data, sidecar = index.to_bytes()
    with pytest.raises(StoreError, match="another text encoder"):
        VectorIndex.from_bytes(data, sidecar, "other")
    for bad in (data[:-1], data[:-1] + bytes([data[-1] ^ 1]), b""):
        with pytest.raises(StoreError, match="damaged"):
            VectorIndex.from_bytes(bad, sidecar, "m")
    with pytest.raises(StoreError, match="disagree"):
        VectorIndex.from_bytes(data, sidecar.model_copy(update={"count": 8}), "m")
