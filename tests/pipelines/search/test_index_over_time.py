"""Adding, changing, deleting and opening again, at random: always what a plain list would find."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from data_schemas.errors import StoreError
from pipelines.search.engine import Request, SearchEngine
from pipelines.search.lexical import terms
from pipelines.search.passage import Passage, Passages, encode
from pipelines.search.vectors import Policy, VectorIndex
from tests.pipelines.search.conftest import DIM, HashEncoder

WORDS = (
    "oil",
    "cloth",
    "bolt",
    "torque",
    "gasket",
    "볼트를",
    "조입니다",
    "개스킷",
    "oil cloth bolt",
)
KEYS = st.sampled_from([f"ses-{n}" for n in range(6)])
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
TEXTS = st.lists(TEXT, max_size=4)
STEPS = st.sampled_from(["s1", "s2", None])
# So small that all three kinds of index are come through.
SMALL = Policy(exact_up_to=4, compact_up_to=8, nprobe=64, scan_all_below=1000)
ENCODER = HashEncoder()


def made(key: str, texts: list[str], step: str | None) -> Passages:
    return encode(
        tuple(
            Passage(id=f"{key}/{n}", session=key, procedure="p", kind="narration", step_id=step,
                    step_title="", text=text, language="en", recording="r",
                    start_s=100.0 * n, end_s=100.0 * n + 1)
            for n, text in enumerate(texts)
        ),
        ENCODER,
    )  # fmt: skip


class Index(RuleBasedStateMachine):
    @initialize(policy=st.sampled_from([None, SMALL]))
    def begin(self, policy: Policy | None) -> None:
        self.policy = policy
        self.engine = self.fresh()
        self.model: dict[str, Passages] = {}

    def fresh(self) -> SearchEngine:
        nearest = partial(VectorIndex, policy=self.policy)
        return SearchEngine(ENCODER.encode_queries, ENCODER.digest, DIM, nearest)

    @rule(key=KEYS, texts=TEXTS, step=STEPS)
    def add_or_change(self, key: str, texts: list[str], step: str | None) -> None:
        self.model[key] = made(key, texts, step)
        self.engine.add(key, self.model[key])

    @rule(key=KEYS)
    def delete(self, key: str) -> None:
        gone = self.model.pop(key, None)
        assert self.engine.remove(key) == (len(gone.passages) if gone else 0)

    @rule()
    def reload(self) -> None:
        again = self.fresh()
        again.restore(self.engine.to_bytes())
        self.engine = again

    @rule()
    def rebuild(self) -> None:
        again = self.fresh()
        for key, passages in self.model.items():
            again.add(key, passages)
        self.engine = again

    @rule(query=st.sampled_from(WORDS), step=STEPS, keys=st.sets(KEYS))
    def ask(self, query: str, step: str | None, keys: set[str]) -> None:
        where = [{"session": keys, "step": {step}}]
        hits = self.engine.query(query, Request(1000, where, signs=False))
        held = [p for key in keys & self.model.keys() for p in self.model[key].passages]
        allowed = {p.id: p for p in held if p.step_id == step}
        assert {hit.passage.id for hit in hits} == set(allowed)  # meaning finds all that may be
        wanted = set(terms(query))
        for hit in hits:
            shares = bool(wanted & set(terms(hit.passage.text)))
            assert (hit.lexical_rank is not None) is shares, hit.passage.text

    @rule(query=st.sampled_from(WORDS))
    def nearest(self, query: str) -> None:
        """The order of the dense side, where 16 bits have not blurred it."""
        if self.policy is not None:
            return
        vector = ENCODER.encode_queries([query])[0]
        rows = [(p.id, v) for one in self.model.values()
                for p, v in zip(one.passages, one.vectors, strict=True)]  # fmt: skip
        hits = self.engine.query(query, Request(1000, signs=False))
        close = {name: float(np.dot(v, vector)) for name, v in rows}
        ranked = sorted((h for h in hits if h.dense_rank), key=lambda h: h.dense_rank or 0)
        scores = [close[hit.passage.id] for hit in ranked]
        assert scores == pytest.approx(sorted(scores, reverse=True), abs=1e-5)

    @invariant()
    def as_many(self) -> None:
        assert len(self.engine) == sum(len(one.passages) for one in self.model.values())


TestIndex = Index.TestCase
TestIndex.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


@pytest.mark.full
class TestTenThousandSteps(Index.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(TestIndex.settings, max_examples=250)


@pytest.fixture
def engine() -> SearchEngine:
    engine = SearchEngine(ENCODER.encode_queries, ENCODER.digest, DIM)
    engine.add("ses-0", made("ses-0", ["oil cloth", "bolt torque"], "s1"))
    return engine


@pytest.mark.parametrize("at", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_a_half_written_cache_is_refused_and_what_is_there_stays(engine, at):
    data = engine.to_bytes()
    other = SearchEngine(ENCODER.encode_queries, ENCODER.digest, DIM)
    other.add("ses-1", made("ses-1", ["gasket"], None))
    broken = data[: int(at * (len(data) - 1))]
    with pytest.raises(StoreError, match="built again"):
        other.restore(broken)
    assert other.keys == {"ses-1"} and other.query("gasket")


def test_a_cache_of_another_text_encoder_is_refused(engine):
    other = SearchEngine(ENCODER.encode_queries, "words-2", DIM)
    with pytest.raises(StoreError, match="another text encoder"):
        other.restore(engine.to_bytes())
    assert len(other) == 0


@pytest.mark.parametrize("place", range(0, 40))
def test_a_flipped_byte_never_opens_as_something_else(engine, place):
    data = bytearray(engine.to_bytes())
    data[place * len(data) // 40] ^= 0xFF
    other = SearchEngine(ENCODER.encode_queries, ENCODER.digest, DIM)
    try:
        other.restore(bytes(data))
    except StoreError:
        assert len(other) == 0
    else:  # a byte that nothing reads, such as a date in the archive
        assert [h.passage for h in other.query("oil")] == [h.passage for h in engine.query("oil")]
