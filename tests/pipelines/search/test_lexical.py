"""The lexical side: Korean below the word, English stems, and queries as plain text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.errors import InputError
from pipelines.search.lexical import LexicalIndex, terms


def index_of(*texts: str) -> LexicalIndex:
    index = LexicalIndex()
    index.add(range(len(texts)), texts)
    return index


def found(index: LexicalIndex, query: str) -> list[int]:
    return [number for number, _ in index.search(query, 10)]


def test_a_particle_on_a_noun_does_not_hide_it():
    index = index_of("볼트를 조인다", "가스켓이 눌린다")
    assert found(index, "볼트가") == [0]
    assert found(index, "가스켓을") == [1]


def test_decomposed_hangul_and_full_width_letters_are_the_same_text():
    index = index_of("토크 렌치 M8")
    assert found(index, unicodedata.normalize("NFD", "토크")) == [0]
    assert found(index, "M8") == [0]


def test_english_words_meet_by_their_stems():
    assert found(index_of("tightening the bolts", "clean it"), "Tightened bolt") == [0]


def test_a_mixed_word_is_split_where_the_script_changes():
    assert terms("M8볼트를 5mm") == ["m8", "볼트", "트를", "5mm"]
    assert terms("못") == ["못"]


def test_rarer_words_weigh_more():
    index = index_of("the bolt", "the nut", "the washer torque")
    assert found(index, "the torque")[0] == 2


@pytest.mark.parametrize(
    "query",
    [
        '"', "AND OR NOT", "terms:bolt", "bolt*", "NEAR(bolt nut, 2)", "'); DROP TABLE texts;--",
        "^bolt", "{bolt}", "-bolt", "bolt\x00nut", "(" * 5000, "bolt " * 5000, "\ud800", "🔩", "",
    ],
)  # fmt: skip
def test_no_query_is_a_syntax_error_or_a_command(query):
    index = index_of("bolt", "nut")
    index.search(query, 5)
    assert len(index) == 2
    assert found(index, "bolt") == [0]


@given(st.text())
def test_any_text_can_be_stored_and_asked(text):
    index = index_of(text, "bolt")
    assert 1 in found(index, "bolt")
    hits = found(index, text)
    assert (0 in hits) == bool(terms(text)) or len(set(terms(text))) > 256


def test_allowed_restricts_and_an_empty_list_allows_nothing():
    index = index_of("bolt a", "bolt b", "bolt c")
    assert [i for i, _ in index.search("bolt", 10, allowed=[2, 0, 99])] == [0, 2]
    assert index.search("bolt", 10, allowed=[]) == []


def test_removed_texts_leave_no_term_behind():
    index = index_of("bolt", "bolt nut")
    assert index.remove([0, 77]) == 1
    assert found(index, "bolt") == [1]
    index.add([0], ["washer"])
    assert found(index, "washer") == [0]


def test_an_id_twice_is_refused_whole():
    index = index_of("bolt")
    with pytest.raises(InputError, match="already in the index"):
        index.add([1, 0], ["nut", "nut"])
    assert found(index, "nut") == []
