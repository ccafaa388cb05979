"""pgvector on a real server finds what FAISS finds; what any index does is in ``test_nearest``."""

from __future__ import annotations

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from data_schemas.errors import StoreError
from pipelines.search.engine import Request, SearchEngine
from pipelines.search.movement.engine import MovementEngine, Within
from pipelines.search.passage import Passages
from pipelines.search.pgvector import PgPolicy, PgVectorIndex
from pipelines.search.served import connect, nearest_at
from tests.pipelines.search.movement.test_movement_engine import (
    ASKED,
    EVERYWHERE,
    GESTURES,
    SESSIONS,
    windows,
    work,
)
from tests.pipelines.search.on_a_server import end_all, engine_over, units
from tests.pipelines.search.test_index_over_time import WORDS, Index
from tests.pipelines.search.test_index_over_time import made as passages_of

pytestmark = pytest.mark.full


def told(sessions: int = 12) -> dict[str, Passages]:
    """Sessions that say the same things and others, some of them word by word."""
    rng = np.random.default_rng(3)
    return {
        f"ses-{n}": passages_of(
            f"ses-{n}",
            [" ".join(rng.choice(WORDS, rng.integers(1, 5))) for _ in range(20)],
            ["s1", "s2", None][n % 3],
        )
        for n in range(sessions)
    }


@pytest.mark.parametrize("where", [None, [{"session": {"ses-1", "ses-5"}}], [{"step": {"s2"}}]])
def test_a_search_finds_the_same_over_the_server_as_in_this_process(url, where):
    here, there = engine_over(nearest_at("")), engine_over(nearest_at(url))
    for engine in (here, there):
        for key, found in told().items():
            engine.add(key, found)
        engine.remove("ses-3")
    for word in [*WORDS, "torque of the gasket"]:
        ours, theirs = (engine.query(word, Request(25, where)) for engine in (here, there))
        assert len(ours) == 25 or where
        assert [hit.passage.id for hit in theirs] == [hit.passage.id for hit in ours]
        assert [hit.score for hit in theirs] == pytest.approx([h.score for h in ours], abs=1e-5)


def test_movement_finds_the_same_over_the_server_as_in_this_process(url):
    recordings = {
        name: windows(work(40.0, at, seed), name)
        for seed, (name, at) in enumerate(GESTURES.items())
    }
    here, there = MovementEngine(), MovementEngine(nearest_at(url))
    answers = []
    for engine in (here, there):
        for name, found in recordings.items():
            engine.add(SESSIONS[name], found)
        within = Within(EVERYWHERE, SESSIONS[ASKED.recording], ASKED.interval)
        answers.append(engine.query(engine.stretch(ASKED), 5, within))
    assert answers[0]
    assert [(hit.recording, hit.start_s) for hit in answers[1]] == [
        (hit.recording, hit.start_s) for hit in answers[0]
    ]


def test_a_graph_finds_what_looking_at_every_row_finds(url):
    rows, graph = units(3000, 32), PgPolicy(exact_up_to=2000)
    exact = PgVectorIndex(connect(url), 32, "m")
    near = PgVectorIndex(connect(url), 32, "m", graph)
    for one in (exact, near):
        one.add(range(3000), rows)
    asked = units(50, 32, seed=1)
    best, found = exact.search(asked, 10), near.search(asked, 10)
    assert (exact.has_graph, near.has_graph) == (False, True)
    shared = [len({i for i, _ in a} & {i for i, _ in b}) for a, b in zip(best, found, strict=True)]
    assert sum(shared) / (10 * len(asked)) >= 0.95
    # none of the nearest is chosen, and few
    for chosen in (np.argsort(rows @ asked[0])[:2000], range(0, 3000, 7)):
        assert near.search(asked[:1], 100, chosen) == exact.search(asked[:1], 100, chosen)
    for one in (exact, near):
        one.remove(range(500))
    left = near.search(rows[:20], 100)
    assert near.has_graph and [len(hits) for hits in left] == [100] * 20
    assert {item for hits in left for item, _ in hits}.isdisjoint(range(500))
    for one in (exact, near):
        one.remove(range(500, 1500))
    assert (len(near), near.has_graph) == (1500, False)
    for one in (exact, near):
        one.add(range(1500), rows[:1500])
    assert near.search(rows[:20], 1) == exact.search(rows[:20], 1) and near.has_graph
    exact.close()
    near.close()


class OverTheServer(Index):
    """Adding, changing, deleting and losing the server, at random."""

    url = ""

    @initialize(policy=st.sampled_from([None, PgPolicy(exact_up_to=4)]))
    def begin(self, policy: PgPolicy | None) -> None:
        self.opened: list[PgVectorIndex] = []
        super().begin(policy)

    def fresh(self) -> SearchEngine:
        def make(dim: int, digest: str) -> PgVectorIndex:
            self.opened.append(PgVectorIndex(connect(self.url), dim, digest, self.policy))
            return self.opened[-1]

        return engine_over(make)

    @rule()
    def reload(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as admin:
            end_all(admin)
        assert self.engine.lost()
        self.rebuild()
        assert not self.engine.lost()

    def teardown(self) -> None:
        for one in self.opened:
            one.close()


def test_it_always_finds_what_a_plain_list_would_find(url):
    OverTheServer.url = url
    case = OverTheServer.TestCase
    case.settings = settings(
        max_examples=40, stateful_step_count=25, deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    case().runTest()


def test_vectors_of_another_text_encoder_are_refused_and_change_nothing(url):
    engine = engine_over(nearest_at(url))
    engine.add("ses-0", passages_of("ses-0", ["oil cloth"], "s1"))
    other = passages_of("ses-0", ["gasket"], "s1")
    with pytest.raises(StoreError, match="another text encoder"):
        engine.add("ses-0", Passages(other.passages, other.vectors, "words-2"))
    assert [hit.passage.text for hit in engine.query("oil")] == ["oil cloth"]


def test_what_lies_on_a_server_is_not_packed_into_a_file(url):
    engine, here = engine_over(nearest_at(url)), engine_over(nearest_at(""))
    here.add("ses-0", passages_of("ses-0", ["oil cloth"], "s1"))
    for act in (engine.to_bytes, lambda: engine.restore(here.to_bytes())):
        with pytest.raises(StoreError, match="not kept in a file"):
            act()
