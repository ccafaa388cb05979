"""What Korean glues to a noun: which endings of a word are particles, and which form they take."""

from __future__ import annotations

import re
import unicodedata

# With a final consonant before it, and without one.
FORMS: tuple[tuple[str, str], ...] = (
    ("을", "를"), ("이", "가"), ("은", "는"), ("과", "와"), ("으로", "로"), ("으로써", "로써"),
    ("으로서", "로서"), ("으로부터", "로부터"), ("이나", "나"), ("이랑", "랑"), ("이라", "라"),
    ("이라고", "라고"), ("이란", "란"), ("이든", "든"), ("이든지", "든지"), ("이며", "며"),
    ("이면", "면"), ("이에요", "예요"), ("이라서", "라서"), ("이야", "야"),
)  # fmt: skip
PARTICLES: tuple[str, ...] = (
    *(form for pair in FORMS for form in pair),
    "의", "에", "에는", "에서", "에게", "에게서", "한테", "한테서", "께", "께서", "하고", "도",
    "만", "까지", "부터", "마다", "마저", "조차", "밖에", "보다", "처럼", "만큼", "대로", "같이",
    "쯤", "들", "씩", "뿐", "이고", "인", "인데", "이다", "입니다", "입니까", "이죠", "이지만",
    "요",
)  # fmt: skip
_ONE = "|".join(sorted(PARTICLES, key=lambda one: (-len(one), one)))
# The first particle and up to two more; ``app/player`` compiles the same text.
PATTERN = f"({_ONE})((?:{_ONE}){{0,2}})"
_TAIL = re.compile(PATTERN)
_RIEUL = 8


def are_particles(tail: str) -> bool:
    """Whether these letters may follow a noun in the same word and nothing else."""
    return _TAIL.fullmatch(tail) is not None


def agreeing(tail: str, noun: str) -> str:
    """``tail``, particles, in the form that follows ``noun``: 볼트를, but 나사못을.

    Behind what is not Hangul it stays, since how that is read aloud is not known.
    """
    found = _TAIL.fullmatch(tail)
    final = _final(noun)
    if found is None or final is None:
        return tail
    for closed, open_ in FORMS:
        if found[1] in (closed, open_):
            soft = final == 0 or (final == _RIEUL and closed.startswith("으로"))
            return (open_ if soft else closed) + found[2]
    return tail


def stem(word: str) -> str:
    """The word without particles, as far as something of two syllables is left."""
    composed = unicodedata.normalize("NFC", word)
    for at in range(2, len(composed)):
        if are_particles(composed[at:]):
            return composed[:at]
    return composed


def _final(noun: str) -> int | None:
    """Number of the final consonant of the last syllable, 0 for none, None if it is not Hangul."""
    last = ord(noun[-1]) - 0xAC00 if noun else -1
    return last % 28 if 0 <= last < 11172 else None
