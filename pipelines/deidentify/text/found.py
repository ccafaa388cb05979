"""What detectors share: edges of numbers, words around, and how a hit is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from data_schemas.masking import Identifier, TextKind, Why

Detector = Callable[[str, str], Iterable[Identifier]]

# How much a rule of each kind is worth: an order, not a probability that was measured.
SCORES: dict[Why, float] = {
    "checksum": 1.0,
    "known": 0.95,
    "form": 0.9,
    "context": 0.8,
    "said_before": 0.6,
    "likely": 0.5,
}
# Where a written number begins and ends: never inside of a longer one, or of a word in Latin.
BEGIN = r"(?<![0-9A-Za-z])(?<![0-9][-.])"
END = r"(?![0-9A-Za-z])(?![-.][0-9])"
GAP = r"[-.\s]?"
# What is numbered in a workshop and is nobody's: Serial number 555 123 4567.
_THINGS = re.compile(
    r"(?:\b(?:serial|part|batch|lot|order|drawing|model|item|standard)s?(?:\s(?:number|no\.?))?"
    r"(?:\sis)?|(?:품번|부품|도면|시리얼|로트|모델|규격|형번)(?:\s?번호)?[은는이가]?)[\s:#]*$",
    re.IGNORECASE,
)
_HANGUL = re.compile("[가-힣]")


def hit(text: str, span: tuple[int, int], kind: TextKind, why: Why) -> Identifier:
    """The identifier at these characters of ``text``."""
    start, end = span
    return Identifier(
        start=start, end=end, kind=kind, text=text[start:end], score=SCORES[why], why=why
    )


def near(text: str, span: tuple[int, int], words: re.Pattern[str], before: int = 25) -> bool:
    """Whether ``words`` stand in the ``before`` characters ahead of the span."""
    return words.search(text, max(0, span[0] - before), span[0]) is not None


def follows(text: str, span: tuple[int, int], words: re.Pattern[str], after: int = 10) -> bool:
    """Whether ``words`` stand in the ``after`` characters behind the span."""
    return words.search(text[span[1] : span[1] + after]) is not None


def is_a_thing(text: str, start: int) -> bool:
    """Whether the words right before say that this number is a part, a drawing, a batch."""
    return _THINGS.search(text, max(0, start - 30), start) is not None


def is_korean(text: str, language: str) -> bool:
    """Whether a text is Korean: as was heard, else by its letters."""
    return language == "ko" if language in ("ko", "en") else _HANGUL.search(text) is not None
