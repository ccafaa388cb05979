"""Vectors: ``datasets`` opens the index, and finds the text that a question is about."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from data_schemas.clock import Span
from data_schemas.errors import InputError, ModelError
from pipelines.release.encoder import Encoder, text_encoder
from pipelines.release.formats import faiss
from tests.encoding import DIGEST, by_letters
from tests.pipelines.release.told import told_part, unit

os.environ.setdefault("HF_HUB_OFFLINE", "1")


def encoded(bundle, encoder=None):
    return replace(bundle, encoder=encoder or by_letters())


def opened(folder, cache):
    import datasets

    rows = datasets.load_dataset(str(folder), split="corpus", cache_dir=str(cache))
    rows.load_faiss_index("embedding", str(folder / "index.faiss"))
    return rows


@pytest.fixture
def folder(tmp_path, make):
    out = tmp_path / "faiss"
    out.mkdir()
    faiss.write(encoded(make.bundle(told_part(unit()), make.part("ses-b", "exp-b"))), out)
    return out


def test_datasets_finds_the_nearest_text_by_its_vector(folder, tmp_path):
    rows = opened(folder, tmp_path / "cache")
    for wanted in ("기름을 닦아요", "손에 기름이 안 묻을 때까지 닦아요"):
        (question,) = by_letters().encode([wanted])
        scores, found = rows.get_nearest_examples("embedding", question, k=2)
        assert found["text"][0] == wanted
        assert scores[0] == pytest.approx(1, abs=1e-5)
        assert scores[0] > scores[1] - 1e-6


def test_a_row_is_a_segment_or_a_card_and_joins_with_the_other_formats(folder):
    rows = pq.read_table(folder / "corpus.parquet").to_pylist()
    assert {(row["kind"], row["id"]) for row in rows} == {
        ("segment", "ses-a/g1"), ("segment", "ses-a/g2"), ("segment", "ses-b/g1"),
        ("segment", "ses-b/g2"), ("card", "ses-a/unit-1"),
    }  # fmt: skip
    card = next(row for row in rows if row["kind"] == "card")
    assert (card["step_id"], card["split"], card["licence"]) == ("s1", "train", "CC-BY-4.0")
    assert np.linalg.norm(card["embedding"]) == pytest.approx(1, abs=1e-5)


def test_the_card_names_the_model_by_its_digest(folder):
    told = (folder / "README.md").read_text("utf-8")
    assert f"`by-letters` (SHA-256 of its weights `{DIGEST}`)" in told


def test_the_same_release_gives_the_same_bytes(tmp_path, bundle):
    folders = tmp_path / "one", tmp_path / "two"
    for out in folders:
        out.mkdir()
        faiss.write(encoded(bundle), out)
    one, two = ({path.name: path.read_bytes() for path in out.iterdir()} for out in folders)
    assert one == two and set(one) == {"README.md", "corpus.parquet", "index.faiss"}


def test_what_may_not_leave_is_not_even_encoded(tmp_path, make):
    seen: list[str] = []
    draft = unit("unit-2", text="아직 초안", status="draft", confirmed_by="")
    cut = replace(told_part(unit(), draft), withheld=(Span(recording="r1", start_s=0, end_s=4),))
    faiss.write(encoded(make.bundle(cut), by_letters(seen)), tmp_path)
    assert seen == ["이제 볼트를 조여요 엇갈리게 조여요"]


def test_without_words_or_weights_it_says_what_to_do(tmp_path, make, bundle):
    part = make.part()
    mute = replace(part, timeline=part.timeline.model_copy(update={"utterances": ()}))
    with pytest.raises(InputError, match="no word in this release"):
        faiss.write(encoded(make.bundle(mute)), tmp_path)
    with pytest.raises(InputError, match="needs a text encoder"):
        faiss.write(replace(bundle, encoder=None), tmp_path)

    def gone() -> str:
        raise ModelError("multilingual-e5-small is not here; run `sonmat models fetch`")

    with pytest.raises(ModelError):
        faiss.write(encoded(bundle, Encoder("e5", gone, by_letters().encode)), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.weights
def test_with_the_model_of_the_search_a_question_in_other_words_finds_it(tmp_path, make):
    from pipelines.embedder import Embedder

    model = Embedder()
    faiss.write(encoded(make.bundle(told_part(unit())), text_encoder(model)), tmp_path)
    rows = opened(tmp_path, tmp_path / "cache")
    (question,) = model.encode_queries(["How do I tighten the bolts?"])
    _, found = rows.get_nearest_examples("embedding", question, k=1)
    assert found["text"] == ["이제 볼트를 조여요 엇갈리게 조여요"]
    assert model.digest in (tmp_path / "README.md").read_text("utf-8")
