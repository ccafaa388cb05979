"""Did you mean: a word that nobody used here becomes the one of the trade."""

import pytest

from pipelines.search.meant import letters, other_words, unknown_words

KNOWN = ("개스킷", "플랜지", "토크 렌치", "gasket", "torque wrench", "Fit the flange")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("가스킷을 어떻게 끼우나", "개스킷을 어떻게 끼우나"),
        ("프랜지 청소", "플랜지 청소"),
        ("how is the gaskett seated", "how is the gasket seated"),
        ("torqe on the bolts", "torque on the bolts"),
    ],
)
def test_the_likest_word_takes_its_place_and_particles_stay(query, expected):
    assert other_words(query, unknown_words(query), KNOWN)[0] == expected


@pytest.mark.parametrize("query", ["", "볼트", "xyzzy qwert", "12 34", "🔧🔧", "?!", "the of and"])
def test_what_is_like_nothing_is_left_alone(query):
    assert other_words(query, unknown_words(query), KNOWN) == ()


def test_the_same_word_is_no_suggestion():
    assert other_words("Gasket", ["Gasket"], ["gasket"]) == ()
    assert other_words("gasket", ["gasket"], ["gasket"]) == ()
    assert other_words("how tight", ["tight"], ["Tighten the bolts"]) == ()


def test_syllables_are_compared_letter_by_letter():
    assert len(letters("개스킷")) == 7 and letters("ABC") == "abc"
