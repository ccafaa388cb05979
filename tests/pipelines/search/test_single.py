"""Ranking a foreign corpus: JSON Lines in, tab-separated ranks out."""

import json
from pathlib import Path

import pytest

from data_schemas.errors import InputError, TextError
from pipelines.search.single import rank_files


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return path


@pytest.fixture
def corpus(tmp_path):
    return lines(
        tmp_path / "corpus.jsonl",
        {"id": "d1", "title": "볼트", "text": "볼트를 조인다", "session": None},
        {"id": "d2", "title": "", "text": "clean the flange"},
        {"id": "d3", "text": ""},
    )


def test_each_query_gets_ranks_from_one_best_first(tmp_path, corpus, encoder):
    queries = lines(
        tmp_path / "q.jsonl", {"id": "q1", "text": "볼트"}, {"id": "q2", "text": "flange"}
    )
    assert rank_files(corpus, queries, tmp_path / "run.tsv", encoder) == 2
    rows = [line.split("\t") for line in (tmp_path / "run.tsv").read_text("utf-8").splitlines()]
    first = {query: document for query, document, rank, _ in rows if rank == "1"}
    assert first == {"q1": "d1", "q2": "d2"}
    for query in first:
        own = [row for row in rows if row[0] == query]
        assert [int(row[2]) for row in own] == list(range(1, len(own) + 1))
        scores = [float(row[3]) for row in own]
        assert scores == sorted(scores, reverse=True)


def test_at_most_a_hundred_documents_are_listed(tmp_path, encoder):
    many = lines(
        tmp_path / "c.jsonl", *({"id": str(n), "text": f"bolt number{n}"} for n in range(150))
    )
    queries = lines(tmp_path / "q.jsonl", {"id": "q", "text": "bolt"})
    rank_files(many, queries, tmp_path / "run.tsv", encoder)
    assert len((tmp_path / "run.tsv").read_text().splitlines()) == 100


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ('{"id": "x"', "line 2: this is not a JSON object"),
        ('["secret"]', "line 2: this is not a JSON object"),
        ('{"id": "x"}', "line 2: 'text' is missing"),
        ('{"id": "", "text": "secret"}', "line 2: 'id' is missing or cannot be used"),
        ('{"id": "a\\tb", "text": "secret"}', "line 2: 'id'"),
        ('{"id": 5, "text": "secret"}', "line 2: 'id'"),
        ('{"id": "d1", "text": "secret"}', "line 2 repeats an earlier id"),
    ],
)
def test_a_bad_line_is_named_not_quoted_and_nothing_is_written(tmp_path, encoder, bad, message):
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text('{"id": "d1", "text": "a"}\n' + bad + "\n", "utf-8")
    queries = lines(tmp_path / "q.jsonl", {"id": "q", "text": "bolt"})
    with pytest.raises(TextError, match=message) as caught:
        rank_files(corpus, queries, tmp_path / "run.tsv", encoder)
    assert "secret" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
    assert not (tmp_path / "run.tsv").exists()


def test_a_query_without_words_is_a_bad_line(tmp_path, corpus, encoder):
    queries = lines(tmp_path / "q.jsonl", {"id": "q", "text": "  "})
    with pytest.raises(TextError, match=r"q\.jsonl line 1: 'text'"):
        rank_files(corpus, queries, tmp_path / "run.tsv", encoder)


def test_an_empty_corpus_a_missing_file_and_other_bytes_are_clear_errors(tmp_path, corpus, encoder):
    empty, latin = tmp_path / "empty.jsonl", tmp_path / "latin.jsonl"
    empty.write_text("")
    latin.write_bytes(b"\xff\xfe\x00")
    out = tmp_path / "run.tsv"
    with pytest.raises(TextError, match="holds no document"):
        rank_files(empty, empty, out, encoder)
    with pytest.raises(TextError, match="not UTF-8"):
        rank_files(latin, corpus, out, encoder)
    with pytest.raises(InputError, match=r"gone\.jsonl cannot be read"):
        rank_files(tmp_path / "gone.jsonl", corpus, out, encoder)


def test_a_failure_on_the_way_keeps_the_old_ranking(tmp_path, corpus, encoder):
    out = tmp_path / "run.tsv"
    out.write_text("old")
    queries = lines(tmp_path / "q.jsonl", {"id": "q", "text": "bolt"})
    encoder.encode_queries = lambda texts: (_ for _ in ()).throw(RuntimeError("no memory"))
    with pytest.raises(RuntimeError):
        rank_files(corpus, queries, out, encoder)
    assert out.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corpus.jsonl", "q.jsonl", "run.tsv"]
