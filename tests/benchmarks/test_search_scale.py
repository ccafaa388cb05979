"""What the benchmark of search at scale rests on: its corpus, its truth, and what it tells."""

import numpy as np
import pytest

from benchmarks.search import mixed, summary
from benchmarks.search.systems import K
from benchmarks.search.worker import recall
from pipelines.search.lexical import terms

TEXTS = ["볼트를 손으로 조인다", "press the seal until it clicks", "listen for the hiss"]
ROWS = 200


def unit(rows, rng):
    vectors = rng.normal(size=(rows, mixed.DIM)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def real():
    return mixed.Real(TEXTS, unit(len(TEXTS), np.random.default_rng(1)), terms)


@pytest.fixture
def corpus(tmp_path, real):
    made = mixed.make(tmp_path, ROWS, real, seed=2)
    mixed.ask(made, mixed.Real(["씰", "a hiss"], unit(2, np.random.default_rng(3)), terms))
    return made


def rows_of(corpus, start=0, stop=ROWS):
    return [row for _, rows, _ in corpus.batches(start, stop) for row in rows]


def test_real_texts_come_first_as_they_are_and_mixed_ones_after_them(corpus, real):
    texts = [row["text"] for row in rows_of(corpus)]
    assert texts[: len(TEXTS)] == TEXTS
    known = {word for text in TEXTS for word in text.split()}
    assert all(set(text.split()) <= known for text in texts)
    np.testing.assert_array_equal(corpus.vectors(0, len(TEXTS)), real.vectors)


def test_vectors_have_length_one(corpus):
    np.testing.assert_allclose(np.linalg.norm(corpus.vectors(0, ROWS), axis=1), 1, atol=1e-6)


def test_a_row_is_the_same_however_it_is_reached(corpus):
    (first, rows, vectors), = corpus.batches(80, 120)  # fmt: skip
    assert first == 80
    assert rows == rows_of(corpus)[80:120]
    np.testing.assert_array_equal(vectors, corpus.vectors(0, ROWS)[80:120])


def test_a_row_is_the_same_in_a_larger_corpus(corpus, real, tmp_path):
    (tmp_path / "small").mkdir()
    small = mixed.make(tmp_path / "small", 120, real, seed=2)
    assert rows_of(small, 0, 120) == rows_of(corpus)[:120]
    np.testing.assert_array_equal(small.vectors(0, 120), corpus.vectors(0, 120))


def test_the_filter_is_what_the_rows_say(corpus):
    told = [row["seen"] and row["kind"] == mixed.WANTED_KIND for row in rows_of(corpus)]
    assert corpus.allowed(ROWS).tolist() == told
    assert 0 < sum(told) < ROWS


@pytest.mark.parametrize("filtered", [True, False])
def test_the_truth_is_the_best_of_all_that_are_allowed(corpus, monkeypatch, filtered):
    monkeypatch.setattr(mixed, "CHUNK", 70)  # joined over parts that hold the best unequally
    asked = corpus.asked(2)
    vectors, allowed = corpus.vectors(0, ROWS), corpus.allowed(ROWS)
    for one, found in zip(asked, corpus.nearest(ROWS, asked, K, filtered), strict=True):
        scores = [
            (float(vector @ one.vector), n)
            for n, vector in enumerate(vectors)
            if allowed[n] or not filtered
        ]
        assert found == {n for _, n in sorted(scores, reverse=True)[:K]}


def test_recall_counts_what_a_system_missed(corpus):
    class Forgetful:
        def nearest(self, asked, everywhere):
            (found,) = corpus.nearest(ROWS, [asked], K, filtered=not everywhere)
            return sorted(found)[1:]

    told = recall(Forgetful(), corpus, ROWS, corpus.asked(2))
    assert told == {"recall_at_10": 0.9, "recall_at_10_unfiltered": 0.9}


def test_the_ratio_is_ours_over_the_sum_of_the_parts():
    ours = {"sonmat": {"ms": [60.0] * 5}, "encoding": {"ms": [20.0] * 5}}
    told = summary.ratio({**ours, "faiss": {"ms": [4.0] * 5}, "fts5": {"ms": [6.0] * 5}})
    assert (told["p95"], told["p50"], told["n"]) == (2.0, 2.0, 5)


def test_percentiles_are_told_and_single_times_are_not():
    told = summary.told(
        {"ms": list(range(101)), "cpu_ms": [3.0], "insert_ms": [2, 9, 4], "delete_ms": [], "x": 1}
    )
    assert (told["query_ms"]["p50"], told["query_ms"]["p95"]) == (50, 95)
    assert told["insert_ms"] == {"n": 3, "p50": 4, "largest": 9}
    assert "ms" not in told and "delete_ms" not in told
