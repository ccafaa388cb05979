"""Comparing Korean and English below the word."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text import agreement, cues, has_cue, normalise, senses, stems, subwords, tfidf


def test_normal_form_folds_width_case_and_space() -> None:
    assert normalise("  Ｔighten\n THE  볼트 ") == "tighten the 볼트"


def test_decomposed_korean_is_the_same_word() -> None:
    assert subwords("나사") == subwords("나사")


@pytest.mark.parametrize(
    ("said", "title", "other"),
    [
        ("나사를 조여 주세요", "나사 조이기", "가스켓 끼우기"),
        ("가스켓이 들어갑니다", "가스켓 끼우기", "나사 조이기"),
        ("removing the lens covers", "Remove the lens cover", "Insert the battery"),
    ],
)
def test_particles_and_endings_do_not_hide_a_word(said: str, title: str, other: str) -> None:
    ((right, wrong),) = tfidf([said], [title, other])
    assert right > wrong


def test_small_words_tell_on_from_off_in_stems_only() -> None:
    titles = ["Turn on the pump", "Turn off the pump"]
    assert np.ptp(tfidf(["turn off the pump"], titles)) == 0
    assert tfidf(["turn off the pump"], titles, stems).argmax() == 1


def test_texts_without_a_word_are_like_nothing() -> None:
    assert not tfidf(["...", ""], ["?!", "the"]).any()
    assert tfidf([], ["Clean the flange"]).shape == (0, 1)


@pytest.mark.parametrize(
    "text", ["Next we clean it", "let's go", "자, 시작할게요", "그다음은 볼트"]
)
def test_words_that_open_a_step(text: str) -> None:
    assert has_cue(text)


@pytest.mark.parametrize("text", ["nextdoor", "자석을 붙여요", "the flange", ""])
def test_words_that_only_look_like_it(text: str) -> None:
    assert not has_cue(text)


def test_a_request_is_heard_inside_a_korean_verb() -> None:
    assert cues("조여주세요")["request"]
    assert not cues("조였어요")["request"]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("turn the camera off", "Turn off the camera", 1),
        ("turn the camera off", "Turn on the camera", -1),
        ("take the battery out", "Insert the battery", -1),
        ("볼트를 풀어 주세요", "볼트 조이기", -1),
        ("unscrew the legs", "Tighten the screws", -1),
        ("clean the flange", "Tighten the bolts", 0),
        ("take it off and put it back", "Attach the cover", 0),
    ],
)
def test_opposite_actions_are_told_apart(left: str, right: str, expected: int) -> None:
    assert agreement(left, right) == agreement(right, left) == expected


def test_a_sense_needs_the_beginning_of_a_word() -> None:
    assert senses("the misfit was rebuilt") == {}


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(left: str, right: str) -> None:
    for pieces in (subwords, stems):
        likeness = tfidf([left, left], [right], pieces)
        assert likeness.shape == (2, 1)
        assert ((likeness >= 0) & (likeness <= 1)).all()
    assert agreement(left, right) == agreement(right, left)
    assert agreement(left, left) in (0, 1)
