"""How the search bench counts: what the benchmark itself could get wrong."""

import numpy as np
import pytest

from benchmarks.search.pairs import Pairs, read
from benchmarks.search.ranking import Found, Missing, remembered
from benchmarks.search.scores import resampled
from benchmarks.search.signs import ordered
from benchmarks.search.sts import TRANSLATED_FROM, across, agreement, shared, stretched
from pipelines.search.passage import Passage


def passage(about: str) -> Passage:
    return Passage(
        id="p", session="s", procedure="p", kind="unit", step_id=None, step_title="",
        text="x", language="en", recording="s", start_s=0.0, end_s=1.0, about=about,
    )  # fmt: skip


def test_a_text_is_encoded_once() -> None:
    asked = []

    def encode(texts):
        asked.append(list(texts))
        return np.array([[len(text)] for text in texts], np.float32)

    rows = remembered(encode)
    assert rows(["a", "bb", "a"]).tolist() == [[1.0], [2.0], [1.0]]
    assert rows(["bb", "ccc"]).tolist() == [[2.0], [3.0]]
    assert asked == [["a", "bb"], ["ccc"]]


def test_each_system_ranks_what_it_was_given() -> None:
    found = Found(dense=[(1, 0.9), (2, 0.8)], lexical=[(2, 5.0)], fused=[(2, 1.0), (1, 0.6)])
    assert found.by("dense") == [1, 2]
    assert found.by("lexical") == [2]
    assert found.by("fused") == [2, 1]
    assert found.by("fused by ranks") == [2, 1]


def test_recordings_are_drawn_whole() -> None:
    """Two recordings, one with nine questions: a draw of one and the other is one in ten."""
    means = resampled(np.array([9.0, 0.0]), np.array([9, 1]))
    assert set(np.round(means, 6)) == {0.0, 0.9, 1.0}


def test_only_a_question_about_a_sign_lifts_cards_about_signs() -> None:
    passages = [passage(""), passage("cue")]
    found = [(0, 0.5), (1, 0.45)]
    assert list(ordered(found, "it hisses, what is wrong?", passages, 0.12)) == ["1", "0"]
    assert list(ordered(found, "it hisses, what is wrong?", passages, 0.0)) == ["0", "1"]
    assert list(ordered(found, "which screw comes first?", passages, 0.12)) == ["0", "1"]


def test_translations_are_refused_where_the_judgements_differ() -> None:
    rows = TRANSLATED_FROM + 2
    korean = Pairs(np.arange(rows, dtype=float), [f"ko {n}" for n in range(rows)], ["x"] * rows)
    english = Pairs(korean.judged[-2:], ["en a", "en b"], ["en c", "en d"])
    both = across(korean, english)
    assert (both.a, both.b) == (["ko 250", "ko 251"], ["en c", "en d"])
    with pytest.raises(Missing, match="row for row"):
        across(korean, Pairs(english.judged + 1, english.a, english.b))


def test_pairs_keep_quotes_and_blanks(tmp_path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text('score\ta\tb\n4.5\t그는 "네"라고 했다\tyes "\n', encoding="utf-8")
    pairs = read(file)
    assert pairs.judged.tolist() == [4.5]
    assert (pairs.a, pairs.b) == (['그는 "네"라고 했다'], ['yes "'])


def test_terms_in_common_and_what_orders_nothing() -> None:
    pairs = Pairs(np.array([5.0, 0.0, 0.0]), ["a bolt", "bolt", "?"], ["the bolt", "nut", "!"])
    assert shared(pairs).tolist() == [1 / 3, 0.0, 0.0]
    assert stretched(np.array([2.0, 4.0, 3.0])).tolist() == [0.0, 1.0, 0.5]
    assert agreement(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 5.0])) == pytest.approx(100)
    assert agreement(np.zeros(3), np.array([0.0, 1.0, 5.0])) == 0.0
