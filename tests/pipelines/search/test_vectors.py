"""The vector index: the right ids after every add, removal, rebuild and reload."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import InputError, StoreError
from pipelines.search.vectors import Policy, VectorIndex

DIM = 24
SMALL = {
    "flat": Policy(),
    "sq8": Policy(exact_up_to=0, compact_up_to=10**9),
    "ivf": Policy(exact_up_to=0, compact_up_to=0),
}


def unit(count: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def own_best(index: VectorIndex, keys: list[int], rows: np.ndarray) -> list[bool]:
    return [hits[0][0] == key for key, hits in zip(keys, index.search(rows, 1), strict=True)]


@pytest.mark.parametrize("kind", SMALL)
def test_every_vector_finds_itself_after_adds_and_removals(kind):
    index = VectorIndex(DIM, "m", SMALL[kind])
    rows, keys = unit(300), list(range(1000, 1300))
    index.add(keys[:200], rows[:200])
    index.add(keys[200:], rows[200:])
    assert index.kind == kind
    assert index.remove(keys[50:150]) == 100
    assert len(index) == 200
    left = keys[:50] + keys[150:]
    assert all(own_best(index, left, np.delete(rows, slice(50, 150), axis=0)))
    found = {key for hits in index.search(rows, 300) for key, _ in hits}
    assert found.isdisjoint(keys[50:150])


@pytest.mark.parametrize("kind", SMALL)
def test_reload_gives_the_same_answers(kind):
    index = VectorIndex(DIM, "m", SMALL[kind])
    rows = unit(120)
    index.add(range(120), rows)
    index.remove(range(0, 120, 3))
    data, sidecar = index.to_bytes()
    back = VectorIndex.from_bytes(data, sidecar, "m", SMALL[kind])
    assert back.search(rows[:5], 10) == index.search(rows[:5], 10)
    back.add([0], rows[:1])
    assert back.remove([1]) == 1
    assert own_best(back, [0], rows[:1]) == [True]


@pytest.mark.parametrize("kind", SMALL)
def test_only_allowed_ids_are_found_and_none_of_them_is_missed(kind):
    index = VectorIndex(DIM, "m", SMALL[kind])
    rows = unit(400)
    index.add(range(400), rows)
    allowed = [3, 77, 399, 5000]
    assert {i for i, _ in index.search(rows[:1], 10, allowed)[0]} == {3, 77, 399}
    assert index.search(rows[:1], 10, []) == [[]]


def test_the_index_grows_into_the_next_kind_with_the_right_ids():
    policy = Policy(exact_up_to=100, compact_up_to=200)
    index = VectorIndex(DIM, "m", policy)
    rows, kinds = unit(500), []
    for start in range(0, 500, 50):
        index.add(range(start, start + 50), rows[start : start + 50])
        kinds.append(index.kind)
    assert kinds == ["flat"] * 2 + ["sq8"] * 2 + ["ivf"] * 6
    near = sum(own_best(index, list(range(500)), rows))
    assert near >= 495  # two 8-bit roundings may swap near neighbours
    index.remove(range(500))
    assert (len(index), index.kind) == (0, "flat")


def test_results_are_inner_products_best_first_and_never_padded():
    index = VectorIndex(2, "m")
    index.add([7, 8, 9], np.array([[1, 0], [0, 1], [1, 0]], np.float32))
    assert index.search(np.array([[1, 0]], np.float32), 10) == [[(7, 1.0), (9, 1.0), (8, 0.0)]]


def test_an_empty_index_finds_nothing():
    assert VectorIndex(2, "m").search(np.ones((2, 2), np.float32), 5) == [[], []]


@pytest.mark.parametrize(
    ("ids", "rows", "message"),
    [
        ([1], [[np.nan, 0]], "not a finite number"),
        ([1], [[np.inf, 0]], "not a finite number"),
        ([1], [[1, 0, 0]], "do not fit an index of 2 dimensions"),
        ([1, 1], [[1, 0], [0, 1]], "already in the index"),
        ([5], [[1, 0]], "already in the index"),
        ([-1], [[1, 0]], "negative"),
        ([1, 2], [[1, 0]], "2 ids were given for 1 vectors"),
    ],
)
def test_what_faiss_would_swallow_is_refused_and_changes_nothing(ids, rows, message):
    index = VectorIndex(2, "m")
    index.add([5], np.array([[0, 1]], np.float32))
    with pytest.raises(InputError, match=message):
        index.add(ids, np.array(rows, np.float32))
    assert len(index) == 1


def test_a_query_of_another_width_or_no_results_is_refused():
    index = VectorIndex(2, "m")
    with pytest.raises(InputError, match="do not fit"):
        index.search(np.ones((1, 3), np.float32), 1)
    with pytest.raises(InputError, match="at least 1"):
        index.search(np.ones((1, 2), np.float32), 0)


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


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(SMALL)), st.lists(st.tuples(st.booleans(), st.integers(0, 40))))
def test_the_index_agrees_with_a_plain_set(kind, acts):
    index, rows, held = VectorIndex(DIM, "m", SMALL[kind]), unit(41), set()
    for add, key in acts:
        if add and key not in held:
            index.add([key], rows[key : key + 1])
            held.add(key)
        elif not add:
            assert index.remove([key]) == (key in held)
            held.discard(key)
    assert len(index) == len(held)
    found = index.search(rows[:1], 50, allowed=range(41))[0]
    assert {key for key, _ in found} == held
