"""A marker word is one only where it is all that is said."""

from __future__ import annotations

import json

import pytest

from data_schemas.transcript import Utterance, Word
from pipelines.marks.words import SAID, spoken
from tests.conftest import ROOT


def said(text: str, at_s: float = 0.0, each_s: float = 0.4, gap_s: float = 0.0) -> Utterance:
    """An utterance whose words follow each other ``gap_s`` apart."""
    words, now = [], at_s
    for word in text.split():
        words.append(Word(start_s=now, end_s=now + each_s, text=word))
        now += each_s + gap_s
    return Utterance(start_s=at_s, end_s=now, text=text, words=tuple(words))


def found(*utterances: Utterance) -> list[tuple[float, str]]:
    return [(mark.at_s, mark.text) for mark in spoken(utterances)]


@pytest.mark.parametrize("word", sorted(SAID))
def test_every_word_of_the_lexicon_alone_is_a_mark(word: str) -> None:
    for text in (word, word.upper(), f"{word}.", f"{word}!", f" {word} "):
        assert found(said(text, 7.0)) == [(7.0, " ".join(text.split()))]


@pytest.mark.parametrize("text", ["표시", "Marker."])
def test_an_utterance_without_times_of_words_counts_as_a_whole(text: str) -> None:
    bare = Utterance(start_s=3.0, end_s=4.0, text=text)
    assert found(bare) == [(3.0, text)]
    assert found(bare.model_copy(update={"text": f"{text} 하고 나서"})) == []


def test_a_sentence_of_its_own_within_an_utterance() -> None:
    assert found(said("That is tight. Marker. Now the next bolt.", 2.0)) == [
        (pytest.approx(3.2), "Marker.")
    ]
    assert found(said("다 조였습니다. 표시. 다음은 가스켓입니다.", 2.0)) == [
        (pytest.approx(2.8), "표시.")
    ]


def test_a_word_between_two_pauses_needs_no_full_stop() -> None:
    words = [
        Word(start_s=0.0, end_s=0.5, text="조이고"),
        Word(start_s=1.2, end_s=1.6, text="마커"),
        Word(start_s=2.4, end_s=2.9, text="다음"),
    ]
    one = Utterance(start_s=0, end_s=2.9, text="조이고 마커 다음", words=tuple(words))
    assert found(one) == [(1.2, "마커")]


@pytest.mark.parametrize(
    "text",
    [
        "Take the marker and draw a line.",
        "Then, mark this, and drill",
        "Mark this side with the marker",
        "The marker is red.",
        "Marker pen.",
        "여기에 표시를 하고 자릅니다",
        "이 표시가 위로 오게 하세요.",
        "표시합니다.",
        "표시판을 보세요",
        "마커펜으로 그립니다.",
        "",
    ],
)
def test_talk_about_marks_is_no_mark(text: str) -> None:
    assert found(said(text)) == []


def test_one_word_that_was_heard_twice_is_one_mark() -> None:
    assert len(found(said("Marker. Marker.", 5.0))) == 1
    assert len(found(said("Marker.", 5.0), said("Marker.", 9.0))) == 2


def test_marks_stand_in_order_of_time() -> None:
    times = [at for at, _text in found(said("표시", 9.0), said("marker", 2.0))]
    assert times == [2.0, 9.0]


def test_the_demo_says_no_marker_in_either_language() -> None:
    folder = ROOT / "examples" / "demo" / "recording"
    truth = json.loads((folder / "truth.json").read_text())["speech"]
    english = [said(one["text"], one["start_s"]) for one in truth]
    assert english and found(*english) == []
    korean = json.loads((folder / "ko.json").read_text())
    rows = korean if isinstance(korean, list) else korean["utterances"]
    assert rows and found(*(said(row["text"], row["start_s"]) for row in rows)) == []
