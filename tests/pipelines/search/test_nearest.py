"""What every index of vectors has to do: FAISS in this process, pgvector on a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_schemas.errors import InputError
from pipelines.search.nearest import Nearest
from pipelines.search.pgvector import PgPolicy, PgVectorIndex
from pipelines.search.served import connect
from pipelines.search.vectors import Policy, VectorIndex

Make = Callable[[int], Nearest]
DIM = 24
FAISS = {
    "flat": Policy(),
    "half": Policy(exact_up_to=0, compact_up_to=10**9),
    "ivf": Policy(exact_up_to=0, compact_up_to=0),
}
PGVECTOR = {
    "pgvector, exact": PgPolicy(),
    "pgvector, graph": PgPolicy(exact_up_to=0),
}
ON_A_SERVER = [pytest.param(name, marks=pytest.mark.full) for name in PGVECTOR]


def making(request: pytest.FixtureRequest) -> Iterator[Make]:
    kind = request.param
    if kind in FAISS:
        yield lambda dim: VectorIndex(dim, "m", FAISS[kind])
        return
    url = request.getfixturevalue("vector_server").url
    made: list[PgVectorIndex] = []

    def on_the_server(dim: int) -> Nearest:
        made.append(PgVectorIndex(connect(url), dim, "m", PGVECTOR[kind]))
        return made[-1]

    yield on_the_server
    for one in made:
        one.close()


@pytest.fixture(params=[*FAISS, *ON_A_SERVER])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    yield from making(request)


@pytest.fixture(params=["flat", *ON_A_SERVER])
def make_whole(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Those that keep all of a vector, and not only eight bits of each number."""
    yield from making(request)


@pytest.fixture
def small(make: Make) -> Nearest:
    index = make(2)
    index.add([5], np.array([[0, 1]], np.float32))
    return index


def unit(count: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def own_best(index: Nearest, keys: list[int], rows: np.ndarray) -> list[bool]:
    return [hits[0][0] == key for key, hits in zip(keys, index.search(rows, 1), strict=True)]


def test_every_vector_finds_itself_after_adds_and_removals(make):
    index, rows, keys = make(DIM), unit(300), list(range(1000, 1300))
    index.add(keys[:200], rows[:200])
    index.add(keys[200:], rows[200:])
    assert all(own_best(index, keys, rows))
    assert index.remove([*keys[50:150], 7]) == 100
    assert len(index) == 200
    left = keys[:50] + keys[150:]
    assert all(own_best(index, left, np.delete(rows, slice(50, 150), axis=0)))
    found = {key for hits in index.search(rows, 300) for key, _ in hits}
    assert found == set(left)


def test_only_allowed_ids_are_found_and_none_of_them_is_missed(make):
    index, rows = make(DIM), unit(400)
    index.add(range(400), rows)
    allowed = [3, 77, 399, 5000]
    assert {i for i, _ in index.search(rows[:1], 10, allowed)[0]} == {3, 77, 399}
    assert {i for i, _ in index.search(rows[:1], 10, np.array(allowed))[0]} == {3, 77, 399}
    assert index.search(rows[:1], 10, []) == [[]]


def test_results_are_inner_products_best_first_and_never_padded(make_whole):
    index = make_whole(2)
    index.add([7, 8, 9], np.array([[1, 0], [0, 1], [1, 0]], np.float32))
    assert index.search(np.array([[1, 0]], np.float32), 10) == [[(7, 1.0), (9, 1.0), (8, 0.0)]]
    assert index.search(np.array([[-2, 0]], np.float32), 1) == [[(8, 0.0)]]


def test_the_largest_id_and_vectors_of_any_length_come_back_as_they_were(make_whole):
    index = make_whole(2)
    index.add([0, 2**63 - 1], np.array([[3, 4], [0, 0]], np.float32))
    (found,) = index.search(np.array([[3, 4]], np.float32), 2)
    assert found == [(0, 25.0), (2**63 - 1, 0.0)]


def test_an_empty_index_finds_nothing_and_nothing_added_is_nothing(make):
    index = make(2)
    index.add([], np.empty((0, 2), np.float32))
    assert index.search(np.ones((2, 2), np.float32), 5) == [[], []]
    assert (len(index), index.remove([1]), index.lost()) == (0, 0, False)


@pytest.mark.parametrize(
    ("ids", "rows", "message"),
    [
        ([1], [[np.nan, 0]], "not a finite number"),
        ([1], [[np.inf, 0]], "not a finite number"),
        ([1], [[1, 0, 0]], "do not fit an index of 2 dimensions"),
        ([1, 1], [[1, 0], [0, 1]], "already in the index"),
        ([1, 5], [[1, 0], [1, 0]], "already in the index"),
        ([-1], [[1, 0]], "negative"),
        ([1, 2], [[1, 0]], "2 ids were given for 1 vectors"),
    ],
)
def test_what_would_be_swallowed_is_refused_and_changes_nothing(small, ids, rows, message):
    with pytest.raises(InputError, match=message):
        small.add(ids, np.array(rows, np.float32))
    assert len(small) == 1
    assert small.search(np.array([[0, 1]], np.float32), 10) == [[(5, 1.0)]]


def test_a_query_of_another_width_or_no_results_is_refused(small):
    with pytest.raises(InputError, match="do not fit"):
        small.search(np.ones((1, 3), np.float32), 1)
    with pytest.raises(InputError, match="at least 1"):
        small.search(np.ones((1, 2), np.float32), 0)


ROWS = unit(41)
agrees = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
acts = given(acts=st.lists(st.tuples(st.booleans(), st.integers(0, 40))))


def after(index: Nearest, acts: list[tuple[bool, int]]) -> set[int]:
    """Adds and removes; the ids that are to be there in the end."""
    held: set[int] = set()
    for add, key in acts:
        if add and key not in held:
            index.add([key], ROWS[key : key + 1])
            held.add(key)
        elif not add:
            assert index.remove([key]) == (key in held)
            held.discard(key)
    assert len(index) == len(held)
    return held


@agrees
@acts
def test_the_index_agrees_with_a_plain_set(make, acts):
    index = make(DIM)
    held = after(index, acts)
    found = index.search(ROWS[:1], 50, allowed=range(41))[0]
    assert {key for key, _ in found} == held


@agrees
@acts
def test_the_index_agrees_with_plain_products(make_whole, acts):
    index = make_whole(DIM)
    held = after(index, acts)
    found = index.search(ROWS[:1], 5)[0]
    products = {key: float(ROWS[0] @ ROWS[key]) for key in held}
    best = sorted(products, key=lambda key: -products[key])[:5]
    assert [key for key, _ in found] == best
    assert [score for _, score in found] == pytest.approx([products[k] for k in best], abs=1e-5)
