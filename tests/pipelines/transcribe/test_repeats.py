"""Repetition: a lost decoder is told from people who say a thing twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.transcribe.repeats import alike, loops, most_repeats, too_fast

WORDS = st.lists(st.sampled_from(["나사", "를", "조여", "the", "bolt"]), max_size=12)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("", 0),
        ("조인다", 1),
        ("나사를 조이고 나사를 푼다", 1),
        ("조심 조심", 2),
        ("돌리고 돌리고 돌리고", 3),
        ("한 번 더 한 번 더 한 번 더 한 번 더", 4),
        ("이제 한 번 더 한 번 더 끝", 2),
        ("a b a b a", 2),
        ("a b a b a b", 3),
        ("turn it turn it turn it off", 3),
        ("no no yes no no", 2),
    ],
)
def test_most_repeats_counts_what_stands_directly_behind_itself(text, times):
    assert most_repeats(text.split()) == times


@given(WORDS.filter(bool), st.integers(1, 6))
def test_a_run_said_n_times_is_counted_at_least_n_times(run, times):
    assert most_repeats(run * times) >= times


@given(WORDS, WORDS, WORDS)
def test_more_text_around_it_hides_no_repetition(before, run, after):
    assert most_repeats(before + run + after) >= most_repeats(run)


@given(st.integers(1, 200))
def test_different_words_never_repeat(count):
    assert most_repeats([str(n) for n in range(count)]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "감사합니다 감사합니다 감사합니다",
        "감사합니다. 감사합니다! 감사합니다…",
        "Thank you. thank you, THANK YOU",
        "이렇게 하면 됩니다 이렇게 하면 됩니다 이렇게 하면 됩니다",
        "아아아아아아아",
        "하하하하하하하하",
        "lalalalalalalala",
        "뚜뚜뚜 뚜뚜뚜 뚜뚜뚜",
        "볼트를 " * 40,
    ],
)
def test_a_loop_is_seen_whatever_the_punctuation(text):
    assert loops(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "네, 네.",
        "천천히 천천히 돌려 주세요",
        "빨리빨리 하지 말고",
        "하나 둘 셋 하나 둘 셋",
        "볼트를 조이고 너트를 조이고 다시 볼트를 확인합니다",
        "very very slowly, step by step",
        "the torque, the bolt and the gasket",
    ],
)
def test_people_say_things_twice_and_that_is_no_loop(text):
    assert not loops(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("나사를 조입니다", "나사를 조입니다."),
        ("나사를 조입니다", "나사 를조 입니다"),
        ("Tighten the bolt!", "tighten the bolt"),
        ("플랜지 면을 깨끗이 닦아 주세요", "플랜지 면을 깨끗히 닦아 주세요"),
        ("", " ... "),
    ],
)
def test_texts_that_say_the_same_are_alike(one, other):
    assert alike(one, other) and alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("나사를 조입니다", "나사를 풉니다 그리고 닦습니다"),
        ("나사를 조입니다", ""),
        ("한 번", "한 번 한 번 한 번"),
        ("tighten the bolt", "loosen every nut"),
    ],
)
def test_texts_that_say_something_else_are_not(one, other):
    assert not alike(one, other) and not alike(other, one)


@given(st.text(max_size=40))
def test_every_text_is_like_itself(text):
    assert alike(text, f" {text}!")


def test_nobody_says_thirteen_korean_syllables_in_a_second():
    assert too_fast("가나다라마바사아자차카타파", 1.0, "ko")
    assert not too_fast("가나다라마바사아자차카타", 1.0, "ko")


def test_english_letters_are_shorter_than_korean_syllables():
    sentence = "now tighten it by hand"
    assert not too_fast(sentence, 1.0, "en")
    assert too_fast(sentence, 0.5, "en")
    assert too_fast(sentence, 1.0, "ko")


def test_spaces_and_punctuation_take_no_time_to_say():
    assert not too_fast("네, . . . . . . . . . . . . . .", 0.2, "ko")


def test_a_short_word_is_never_too_fast():
    assert not too_fast("그렇습니다", 0.0, "ko")
    assert not too_fast("right", 0.0, "en")


def test_much_text_in_no_time_is_too_fast():
    assert too_fast("다음 영상에서 만나요", 0.0, "ko")
    assert too_fast("please subscribe", -1.0, "en")


@given(st.text(), st.floats(0, 60), st.floats(0, 60), st.sampled_from(["ko", "en", "", "xx"]))
def test_more_time_never_makes_a_text_too_fast(text, one, other, language):
    less, more = sorted((one, other))
    assert too_fast(text, less, language) or not too_fast(text, more, language)
