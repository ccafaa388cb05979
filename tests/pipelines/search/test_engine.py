"""The search engine: sessions come and go whole, filters hold, both sides answer."""

import numpy as np
import pytest

from data_schemas.errors import InputError, StoreError
from pipelines.search.engine import Request, SearchEngine
from pipelines.search.passage import Passages, encode
from pipelines.search.passages import passages


@pytest.fixture
def engine(encoder, timeline, procedure) -> SearchEngine:
    engine = SearchEngine(encoder.encode_queries, encoder.digest, dim=16)
    for session in ("ses1", "ses2"):
        line = timeline.model_copy(update={"session": session})
        engine.add(line.session, encode(passages(line, procedure, "r1"), encoder))
    return engine


def test_a_question_finds_its_passage_with_the_rank_of_both_sides(engine):
    hit = engine.query("oil cloth", Request(1))[0]
    assert hit.passage.step_id == "s1"
    assert (hit.dense_rank, hit.lexical_rank) == (1, 1)


def test_a_silent_step_is_found_by_its_title(engine):
    hit = engine.query("gasket", Request(where=[{"kind": {"action"}}]))[0]
    assert hit.passage.step_title == "Check the gasket"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ([{"kind": {"action"}}], {("ses1", "s3"), ("ses2", "s3")}),
        ([{"step": {"s2"}}], {("ses1", "s2"), ("ses2", "s2")}),
        ([{"session": {"ses2"}, "step": {"s1"}}], {("ses2", "s1")}),
        (
            [{"session": {"ses2"}, "step": {"s1"}}, {"kind": {"action"}}],
            {("ses2", "s1"), ("ses1", "s3"), ("ses2", "s3")},
        ),
        ([{"procedure": {"another"}}], set()),
        ([{"session": set()}], set()),
        ([], set()),
    ],
)
def test_filters_leave_only_what_they_name(engine, where, expected):
    hits = engine.query("the bolts", Request(50, where))
    assert {(h.passage.session, h.passage.step_id) for h in hits} == expected


@pytest.mark.parametrize("others", [("ses1",), ("ses1", "ses2", "ses10")])
def test_what_follows_a_sign_is_of_the_same_session(encoder, timeline, procedure, others):
    engine = SearchEngine(encoder.encode_queries, encoder.digest, dim=16)
    for session in others:
        line = timeline.model_copy(update={"session": session})
        engine.add(f"{session}/narration", encode(passages(line, procedure, "r1"), encoder))
    hits = engine.query("oil cloth", Request(where=[{"step": {"s1"}}], signs=True))
    assert {hit.passage.session for hit in hits} == set(others)
    for hit in hits:
        assert hit.then is not None
        assert (hit.then.session, hit.then.step_id) == (hit.passage.session, "s2")


def test_a_removed_session_is_gone_from_both_sides(engine):
    before = len(engine)
    assert engine.remove("ses1") == before // 2
    hits = engine.query("oil cloth torque gasket", Request(100))
    assert {h.passage.session for h in hits} == {"ses2"}
    assert engine.keys == {"ses2"}
    assert engine.remove("ses1") == 0


def test_adding_a_session_again_replaces_it(engine, encoder, timeline, procedure):
    before = len(engine)
    line = timeline.model_copy(update={"utterances": timeline.utterances[:1]})
    engine.add(line.session, encode(passages(line, procedure, "r1"), encoder))
    assert len(engine) < before
    hits = engine.query("cross pattern", Request(50, [{"session": {"ses1"}}]))
    assert all("cross pattern" not in h.passage.text for h in hits)


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_an_empty_question_is_a_clear_error(engine, text):
    with pytest.raises(InputError, match="search is empty"):
        engine.query(text)


def test_a_far_too_long_question_and_no_results_are_refused(engine):
    with pytest.raises(InputError, match="shorten it"):
        engine.query("볼트 " * 1000)
    with pytest.raises(InputError, match="at least 1"):
        engine.query("bolt", Request(0))


def test_passages_of_another_encoder_are_refused(engine, encoder, timeline, procedure):
    made = encode(passages(timeline, procedure, "r1"), encoder)
    with pytest.raises(StoreError, match="another text encoder"):
        engine.add("ses1", Passages(made.passages, made.vectors, "other"))


def test_a_refused_add_leaves_the_session_as_it_was(engine, encoder, timeline, procedure):
    made = encode(passages(timeline, procedure, "r1"), encoder)
    broken = np.full_like(made.vectors, np.nan)
    before = [h.passage.id for h in engine.query("bolts", Request(50))]
    with pytest.raises(InputError):
        engine.add("ses1", Passages(made.passages, broken, made.model_digest))
    assert [h.passage.id for h in engine.query("bolts", Request(50))] == before


def test_an_empty_engine_answers_with_nothing(encoder):
    assert SearchEngine(encoder.encode_queries, "d", dim=16).query("bolt") == []
