"""A site's own cross-encoder: loaded from its folder, asked each time, refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_schemas.errors import ModelError
from pipelines.search.engine import Request, SearchEngine
from pipelines.search.passage import encode
from pipelines.search.passages import passages
from pipelines.search.rerank import FOLDER, reranker

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "oil", "cloth", "bolt", "torque")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real one, with weights drawn at random: what it says is worth nothing."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    made = tmp_path_factory.mktemp("cross-encoder")
    (made / "vocab.txt").write_text("\n".join(WORDS))
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=8, num_hidden_layers=1, num_attention_heads=1,
        intermediate_size=8, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(made)
    BertTokenizerFast(vocab_file=str(made / "vocab.txt")).save_pretrained(made)
    return made


def test_without_a_folder_there_is_none(monkeypatch):
    monkeypatch.delenv(FOLDER, raising=False)
    assert reranker() is None


def test_a_folder_of_weights_orders_the_hits(folder, monkeypatch, encoder, timeline, procedure):
    monkeypatch.setenv(FOLDER, str(folder))
    score = reranker()
    assert score is not None
    engine = SearchEngine(encoder.encode_queries, encoder.digest, dim=16, rerank=score)
    engine.add("ses", encode(passages(timeline, procedure, "r1"), encoder))
    hits = engine.query("oil cloth", Request(50))
    told = score("oil cloth", [hit.passage.text for hit in hits])
    assert len(hits) > 1 and [hit.score for hit in hits] == pytest.approx(list(told), abs=1e-5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("what", ["no folder", "an empty one"])
def test_what_cannot_be_loaded_is_one_sentence(tmp_path, monkeypatch, what):
    place = tmp_path / "missing" if what == "no folder" else tmp_path
    monkeypatch.setenv(FOLDER, str(place))
    score = reranker()
    assert score is not None
    with pytest.raises(ModelError, match=FOLDER):
        score("oil", ["cloth"])
