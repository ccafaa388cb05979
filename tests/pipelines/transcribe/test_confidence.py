"""How likely a word is right: a probability that follows every sign. Its figures are refitted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.transcribe.confidence import WEIGHTS, word_confidence

PROBABILITY = st.floats(0, 1)
LOGPROB = st.floats(-20, 0)
SNR = st.floats(-40, 90)
LANGUAGE = st.sampled_from(["ko", "en", "de", ""])


@given(st.floats(allow_nan=False), st.floats(allow_nan=False), st.none() | SNR, LANGUAGE)
def test_it_is_a_probability_whatever_an_engine_claims(probability, logprob, snr_db, language):
    assert 0 <= word_confidence(probability, logprob, snr_db, language) <= 1


@given(PROBABILITY, PROBABILITY, LOGPROB, SNR, LANGUAGE)
def test_a_likelier_word_is_never_less_sure(one, other, logprob, snr_db, language):
    low, high = (word_confidence(p, logprob, snr_db, language) for p in sorted((one, other)))
    assert low <= high


@given(PROBABILITY, LOGPROB, LOGPROB, SNR, LANGUAGE)
def test_a_word_of_a_clearer_sentence_is_never_less_sure(probability, one, other, snr_db, language):
    low, high = (word_confidence(probability, s, snr_db, language) for s in sorted((one, other)))
    assert low <= high


@given(PROBABILITY, LOGPROB, SNR, SNR, LANGUAGE)
def test_a_word_of_a_cleaner_recording_is_never_less_sure(likely, logprob, one, other, language):
    low, high = (word_confidence(likely, logprob, db, language) for db in sorted((one, other)))
    assert low <= high


def test_what_the_engine_says_counts():
    for language in WEIGHTS:
        assert word_confidence(0.9, -0.3, 20, language) > word_confidence(0.5, -0.3, 20, language)
        assert word_confidence(0.9, -0.3, 20, language) > word_confidence(0.9, -1.0, 20, language)


def test_a_clear_word_and_a_mumbled_one_in_noise_are_far_apart():
    for language in WEIGHTS:
        clear = word_confidence(0.99, -0.1, 30, language)
        mumbled = word_confidence(0.05, -1.2, 2, language)
        assert clear > 0.5 and clear > mumbled + 0.3


def test_a_noise_that_nobody_measured_is_taken_as_middling():
    unknown = word_confidence(0.8, -0.4, None, "ko")
    assert word_confidence(0.8, -0.4, 0, "ko") <= unknown <= word_confidence(0.8, -0.4, 30, "ko")


def test_a_language_that_was_not_fitted_gets_a_careful_guess():
    assert word_confidence(0.8, -0.4, 20, "de") == pytest.approx(
        word_confidence(0.8, -0.4, 20, "ko")
    )


def test_very_loud_is_no_better_than_clean():
    assert word_confidence(0.8, -0.4, 40, "ko") == word_confidence(0.8, -0.4, 90, "ko")
