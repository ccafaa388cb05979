"""Words below the word: normal form, sub-words, cue words and action senses, Korean and English.

Korean nouns carry their particles (``나사를``, ``나사가``), so Korean is compared by character
pairs; English by clipped words and their character triples, so that ``removing`` meets ``removes``.
No dictionary of either language is needed.
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
HANGUL = re.compile(r"[가-힣]")

# words that say nothing about which step is meant
STOP = frozenset(
    "a an the and or but so to of in on off out up down at for with from by as is are was be been"
    " it its this that these those there here i you we he she they my your our their me us them"
    " do does did done have has had can could will would should going gonna go just like okay ok"
    " yes yeah no not then now next first last one some any all also what which how um uh oh well"
    " let lets let's it's that's you're i'm we're don't right good great need want"
    " 이 그 저 것 거 수 네 예 자 음 어 아 이제 다음 먼저 그리고 그다음 여기 저기 좀 더".split()
)

# words that open a new step; matched as whole words in English and as beginnings in Korean
CUES_EN = frozenset(
    "next now then first second third finally lastly start begin afterwards after once let's"
    " lets ready".split()
)
CUES_KO = ("다음", "이제", "그다음", "먼저", "우선", "마지막", "자", "시작", "이번", "그러면", "그럼")
CUES_KO_WHOLE = frozenset({"자"})

# pairs of opposite actions: embeddings put "turn on" beside "turn off", a reader does not
SENSES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "join",
        ("attach", "insert", "connect", "install", "mount", "fit", "put in", "put on", "put the",
         "put it", "put back", "slide in", "push in", "place", "assembl", "load", "plug", "fill",
         "add", "set up", "끼우", "끼워", "꽂", "붙이", "붙여", "장착", "조립", "넣", "연결", "결합"),
        ("remov", "detach", "take off", "take out", "take it", "take the", "pull out", "pull it",
         "pop out", "slide out", "eject", "disassembl", "disconnect", "unplug", "uninstall",
         "withdraw", "empty", "빼", "뽑", "분리", "해체", "떼", "제거", "분해", "비우", "꺼내"),
    ),
    ("power", ("turn on", "turn it on", "switch on", "power on", "켜", "켠", "켭", "켤"),
     ("turn off", "turn it off", "switch off", "power off", "shut", "끄고", "끈다", "끕", "꺼요")),
    ("open", ("open", "열어", "열고", "연다", "엽니"), ("clos", "닫")),
    ("turn", ("tighten", "screw", "조이", "조여", "조인", "죄"),
     ("unscrew", "loosen", "unbolt", "풀어", "풀고", "푼다", "풉니")),
)  # fmt: skip
SPLIT_VERB = re.compile(
    r"\b(turn|switch|power|put|take|pull|slide|push|pop)(?:s|ed|ing|ning)?\s"
    r"(?:[\w'-]+\s){0,3}?(on|off|in|out|back)\b"
)


def normalise(text: str) -> str:
    """Compatibility form (NFKC), case folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


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


def has_cue(text: str) -> bool:
    """Whether the text holds a word that usually opens a new step."""
    for word in words(text):
        if word in CUES_EN or word in CUES_KO_WHOLE:
            return True
        if len(word) > 1 and any(word.startswith(cue) for cue in CUES_KO if len(cue) > 1):
            return True
    return False


def senses(text: str) -> dict[str, int]:
    """Which kinds of action the text names: ``{"join": 1}`` to attach, ``{"join": -1}`` to detach.

    A kind named in both directions ("take it off and put it back") is left out: it decides nothing.
    """
    plain = " ".join(words(text))
    plain += "".join(f" {verb} {way}" for verb, way in SPLIT_VERB.findall(plain))
    found: dict[str, int] = {}
    for kind, forward, backward in SENSES:
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


def tfidf(queries: Sequence[str], texts: Sequence[str]) -> tuple[NDArray[np.float64], ...]:
    """Sub-word likeness of every query with every text, weighted by rarity among all of them.

    Returns two f64[len(queries), len(texts)]: the TF-IDF cosine, and the share of the text's
    weight that the query holds (which does not punish a long query). Both lie in 0..1.
    """
    shape = (len(queries), len(texts))
    if not any(subwords(text) for text in (*queries, *texts)):
        return np.zeros(shape), np.zeros(shape)
    # scikit-learn takes a second to import: only who compares texts pays for it
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=subwords, sublinear_tf=True, norm=None)
    vectorizer.fit([*queries, *texts])
    left, right = vectorizer.transform(queries), vectorizer.transform(texts)
    dot = (left @ right.T).toarray()
    norms = _norms(left)[:, None] * _norms(right)[None, :]
    held = (left.sign() @ right.T).toarray()
    weight = np.asarray(right.sum(axis=1)).ravel()[None, :]
    cosine = np.divide(dot, norms, out=np.zeros(shape), where=norms > 0)
    share = np.divide(held, weight, out=np.zeros(shape), where=weight > 0)
    return np.clip(cosine, 0.0, 1.0), np.clip(share, 0.0, 1.0)


def _norms(matrix: object) -> NDArray[np.float64]:
    squared = matrix.multiply(matrix).sum(axis=1)  # type: ignore[attr-defined]
    return np.asarray(np.sqrt(squared), dtype=np.float64).ravel()
