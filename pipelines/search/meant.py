"""Did you mean: words that nobody used here, and what the trade calls it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from pipelines.lexicon import STOP
from pipelines.text import normalise

_WORD = re.compile(r"[^\W\d_]{2,}")
# Share of letters in common (Ratcliff and Obershelp), Hangul taken apart into its letters.
ALIKE = 0.74
MOST = 3
# Endings that a noun may have; the glossary has it without.
_PARTICLES = re.compile(
    r"(?:으로|에서|에게|까지|부터|이랑|하고|을|를|이|가|은|는|에|의|로|와|과|도|만)$"
)


def unknown_words(query: str) -> tuple[str, ...]:
    """Words of a question that could be misspelt, in the order in which they stand."""
    return tuple(dict.fromkeys(one for one in _WORD.findall(query) if normalise(one) not in STOP))


def other_words(query: str, unknown: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The question with a word that nobody used replaced by one like it; the likest first."""
    apart = {letters(word): word for term in known for word in _WORD.findall(term)}
    found: list[str] = []
    for word in unknown:
        bare = _PARTICLES.sub("", word) if len(word) > 2 else word
        for like in get_close_matches(letters(bare), apart, n=MOST, cutoff=ALIKE):
            # tight is no slip for tighten: a word that another begins with is a word
            if not like.startswith(letters(bare)):
                found.append(query.replace(bare, apart[like], 1))
    return tuple(dict.fromkeys(found))[:MOST]


def letters(word: str) -> str:
    """In small letters; a syllable of Hangul in its two or three."""
    return unicodedata.normalize("NFD", normalise(word))
