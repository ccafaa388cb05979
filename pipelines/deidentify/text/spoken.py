"""Digits as they are said: 공일공에 일이삼사, zero one zero, triple five, twenty-three.

A run is digits with nothing between them but spaces, dashes, and the small words that people put
there. What it is a number of is for others to say: a run alone is also how somebody counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines import units

_KOREAN = {
    **{name: str(digit) for name, digit in units.SINO_DIGITS.items()},
    "제로": "0", "하나": "1", "둘": "2", "셋": "3", "넷": "4", "다섯": "5", "여섯": "6",
    "일곱": "7", "여덟": "8", "아홉": "9",
}  # fmt: skip
_ONE = "|".join(sorted(_KOREAN, key=len, reverse=True))
# 팔이에요 is an eight and not eight, two: the fewest digits whose rest may end a sentence.
_ENDING = (
    "번?(?:입니다|이에요|이예요|예요|에요|이요|요|이고요|이고|이구요|이라고|라고|이야|이다|이거든요"
    "|인데요|인데|이죠|이라서|이라|으로|로|을|를|은|는|이랑|랑|이|가)|번"
)
_JOINING = "에다가|에다|에|의"
_WORD = re.compile(rf"((?:[0-9]|{_ONE})+?)(?:({_JOINING})|{_ENDING})?")
_DIGIT = re.compile(rf"[0-9]|{_ONE}")
_PIECE = re.compile(r"[0-9가-힣]+|[A-Za-z]+(?:'[a-z]+)?|[^\s,.\-·/~]")
_FILLERS = frozenset(
    (
        *("에", "의", "다시", "대시", "하이픈", "빼기", "음", "어", "그", "저", "그리고"),
        *("dash", "hyphen", "um", "uh", "er", "erm", "then", "and"),
    )
)
_TIMES = {"double": 2, "triple": 3}
_MOST = 24  # pieces of the longest number there is, digit by digit with room to spare


@dataclass(frozen=True)
class Piece:
    """``digits`` at characters ``[start, end)``; ``said``: in words, or joined by one."""

    start: int
    end: int
    digits: str
    said: bool


@dataclass(frozen=True)
class Number:
    """Several pieces read as one number; ``whole``: nothing of the run is left out."""

    start: int
    end: int
    digits: str
    whole: bool
    said: bool

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


def numbers(
    text: str, form: re.Pattern[str], whole: bool = False, said: bool = True
) -> Iterator[Number]:
    """The longest stretches of runs whose digits have this form, ``whole``: of complete runs only.

    With ``said`` at least a part of it is said in words, or joined by one; else it may be written
    in any pieces (``010, 1234, 5678``), which only a form that is nothing else's should ask for.
    """
    for run in runs(text):
        if said and not any(piece.said for piece in run):
            continue
        at = 0
        while at < len(run):
            found = _longest(run, at, form, said)
            if found is None or (whole and not found.whole):
                at += 1
                continue
            yield found
            at = next((n for n, one in enumerate(run) if one.start >= found.end), len(run))


def digits_of(text: str) -> str:
    """All digits of a text, said or written, one after the other."""
    return "".join(piece.digits for run in runs(text) for piece in run)


def is_counting(digits: str) -> bool:
    """1 2 3 4 ... 9 10 11: somebody counts, up or down."""
    first = int(digits[0])
    up = "".join(str(n) for n in range(first, first + len(digits)))
    down = "".join(str(n) for n in range(first, -1, -1))
    return digits == up[: len(digits)] or digits == down[: len(digits)]


def _longest(run: list[Piece], at: int, form: re.Pattern[str], said: bool) -> Number | None:
    for end in range(min(len(run), at + _MOST), at, -1):
        part = run[at:end]
        digits = "".join(piece.digits for piece in part)
        in_words = any(piece.said for piece in part)
        if form.fullmatch(digits) and (in_words or not said):
            whole = len(part) == len(run)
            return Number(part[0].start, part[-1].end, digits, whole, in_words)
    return None


def runs(text: str) -> list[list[Piece]]:
    """All runs of digits, in order."""
    found: list[list[Piece]] = []
    run: list[Piece] = []
    joined = goes_on = False
    for match in _PIECE.finditer(text):
        word = match[0].lower()
        if word in _FILLERS:
            joined = True
            continue
        read, stays = _read(match, run)
        if read is None or not goes_on or _is_point(text, run, match.start()):
            found.append(run)
            run = []
        if read is not None:
            if run and read.start < run[-1].end:
                run.pop()
            run.append(Piece(read.start, read.end, read.digits, read.said or joined))
        goes_on, joined = stays, False
    return [run for run in (*found, run) if run]


def _is_point(text: str, run: list[Piece], at: int) -> bool:
    """0.35: a point right between two digits makes a decimal, which ends a run."""
    return bool(run) and text[run[-1].end : at] == "." and text[at].isdigit()


def _read(match: re.Match[str], run: list[Piece]) -> tuple[Piece | None, bool]:
    """The piece of a word, and whether the run may go on behind it."""
    word = match[0].lower()
    if word[0].isascii() and word[0].isalpha():
        return _english(match, run), True
    korean = _WORD.fullmatch(word)
    if korean is None:
        return None, True
    signs = _DIGIT.findall(korean[1])
    digits = "".join(_KOREAN.get(sign, sign) for sign in signs)
    end = match.start() + len(korean[1])
    return Piece(match.start(), end, digits, not korean[1].isdigit() or bool(korean[2])), (
        korean[2] is not None or end == match.end()
    )


def _english(match: re.Match[str], run: list[Piece]) -> Piece | None:
    """One word in Latin letters; what belongs to the word before takes its place."""
    word, (start, end) = match[0].lower(), match.span()
    last = run[-1] if run else None
    if word in _TIMES:
        return Piece(start, end, "", True)
    if word == "hundred" and last and len(last.digits) == 1:
        return Piece(last.start, end, last.digits + "00", True)
    value = 0 if word in ("oh", "o") else units.ENGLISH_ONES.get(word)
    if value is None:
        ten = units.ENGLISH_TENS.get(word)
        return None if ten is None else Piece(start, end, str(ten), True)
    if last and not last.digits:
        times = _TIMES[match.string[last.start : last.end].lower()]
        return Piece(last.start, end, str(value) * times, True)
    if last and 0 < value < 10:
        ten = units.ENGLISH_TENS.get(match.string[last.start : last.end].lower())
        if ten is not None:
            return Piece(last.start, end, str(ten + value), True)
    return Piece(start, end, str(value), True)
