"""Words below the word: normal form, sub-words, cue words and action senses, Korean and English.

Korean nouns carry their particles (``나사를``, ``나사가``), so Korean is compared by character
pairs; English by clipped words and their character triples, so that ``removing`` meets ``removes``.
No dictionary of either language is needed.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.lexicon import CUES, OPENING_CUES, SENSES, STOP

WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
HANGUL = re.compile(r"[가-힣]")

SPLIT_VERB = re.compile(
    r"\b(turn|switch|power|put|take|pull|slide|push|pop)(?:s|ed|ing|ning)?\s"
    r"(?:[\w'-]+\s){0,3}?(on|off|in|out|back)\b"
)


def normalise(text: str) -> str:
    """Compatibility form (NFKC), case folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def tidy(text: str) -> str:
    """Composed form (NFC), one space between words, no control characters; else as written."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(one for one in composed if unicodedata.category(one) != "Cc")


def words(text: str) -> list[str]:
    """Words and numbers of the normal form, punctuation left out."""
    return WORD.findall(normalise(text))


def subwords(text: str) -> list[str]:
    """Pieces by which two texts are compared, in order, with repeats.

    A Korean word gives its character pairs (a single character gives itself); any other word its
    first five characters and its character triples. Words that name nothing are left out.
    """
    pieces: list[str] = []
    for word in words(text):
        if word in STOP:
            continue
        if HANGUL.search(word):
            pieces += [word[i : i + 2] for i in range(len(word) - 1)] or [word]
        else:
            edged = f"^{word}"
            pieces.append(edged[:6] + "$" if len(word) > 3 else edged + "$")
            pieces += [edged[i : i + 3] for i in range(len(edged) - 2)]
    return pieces


def stems(text: str) -> list[str]:
    """Beginnings of all words, small ones too (``on`` and ``off`` tell steps apart)."""
    return [word[:2] if HANGUL.search(word) else word[:6] for word in words(text)]


def cues(text: str) -> dict[str, bool]:
    """Which kinds of cue words (``CUES``) the text holds, wherever they stand.

    A Korean cue may also end a longer word: ``조여주세요`` asks as ``주세요`` does.
    """
    found = words(text)
    return {kind: any(_is_cue(word, cue) for word in found) for kind, cue in CUES.items()}


def _is_cue(word: str, cue: frozenset[str]) -> bool:
    if not HANGUL.search(word):
        return word in cue
    return any(word == c or (len(c) > 1 and c in word) for c in cue)


def has_cue(text: str) -> bool:
    """Whether the text holds a word that usually opens a new step."""
    found = cues(text)
    return any(found[kind] for kind in OPENING_CUES)


def senses(text: str) -> dict[str, int]:
    """Which kinds of action the text names: ``{"join": 1}`` to attach, ``{"join": -1}`` to detach.

    A kind named in both directions ("take it off and put it back") is left out: it decides nothing.
    """
    plain = " ".join(words(text))
    plain += "".join(f" {verb} {way}" for verb, way in SPLIT_VERB.findall(plain))
    found: dict[str, int] = {}
    for kind, (forward, backward) in SENSES.items():
        one = any(_begins_a_word(stem, plain) for stem in forward)
        other = any(_begins_a_word(stem, plain) for stem in backward)
        if one != other:
            found[kind] = 1 if one else -1
    return found


def _begins_a_word(stem: str, plain: str) -> bool:
    return plain.startswith(stem) or f" {stem}" in plain


def agreement(left: str, right: str) -> int:
    """+1 if both texts name the same action, -1 if they name opposite ones, 0 otherwise."""
    a, b = senses(left), senses(right)
    total = sum(a[kind] * b[kind] for kind in a.keys() & b.keys())
    return (total > 0) - (total < 0)


def tfidf(
    queries: Sequence[str], texts: Sequence[str], pieces: Callable[[str], list[str]] = subwords
) -> NDArray[np.float64]:
    """TF-IDF cosine of every query with every text, f64[len(queries), len(texts)] in 0..1.

    ``pieces`` cuts a text (``subwords`` or ``stems``); rarity is counted over all given texts.
    """
    shape = (len(queries), len(texts))
    if 0 in shape or not any(pieces(text) for text in (*queries, *texts)):
        return np.zeros(shape)
    # scikit-learn takes a second to import: only who compares texts pays for it
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=pieces, sublinear_tf=True)
    vectorizer.fit([*queries, *texts])
    likeness = vectorizer.transform(queries) @ vectorizer.transform(texts).T
    return np.asarray(np.clip(likeness.toarray(), 0.0, 1.0), dtype=np.float64)
