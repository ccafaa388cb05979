"""Repetition: what a lost decoder does, and what people do, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from pipelines.text import words as plain_words

_ENOUGH = 3
_ALIKE = 0.85
# Nobody speaks faster: syllables a second in Korean, letters a second elsewhere.
_FASTEST = {"ko": 12.0}
_FASTEST_LETTERS = 30.0
_SPACES = re.compile(r"[\W_]+")


def loops(text: str) -> bool:
    """Whether something stands at least three times behind itself, or a run of letters does."""
    return most_repeats(plain_words(text)) >= _ENOUGH or bool(
        re.search(r"(\S{1,12}?)\1{5,}", _SPACES.sub("", text))
    )


def most_repeats(words: Sequence[str]) -> int:
    """How often the most repeated run of words stands directly behind itself; 1 if none does."""
    most = 1 if words else 0
    for length in range(1, len(words) // 2 + 1):
        run = 0
        for at in range(length, len(words)):
            run = run + 1 if words[at] == words[at - length] else 0
            most = max(most, run // length + 1)
    return most


def alike(one: str, other: str) -> bool:
    """Whether two texts say the same, spaces and punctuation aside."""
    a, b = (_SPACES.sub("", text.casefold()) for text in (one, other))
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def too_fast(text: str, seconds: float, language: str) -> bool:
    """Whether nobody could have said ``text`` in ``seconds``."""
    letters = len(_SPACES.sub("", text))
    return letters > 6 and letters > _FASTEST.get(language, _FASTEST_LETTERS) * max(seconds, 0.1)
