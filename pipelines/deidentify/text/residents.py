"""Resident and foreigner registration numbers, written, cut short or said; US social security."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier, Why
from pipelines.deidentify.text import sums
from pipelines.deidentify.text.found import BEGIN, END, follows, hit, is_a_thing, near
from pipelines.deidentify.text.spoken import numbers

_DAY = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_WRITTEN = re.compile(rf"{BEGIN}({_DAY})(\s?[-.]\s?|\s)?(\d{{7}}){END}")
_STARRED = re.compile(rf"{BEGIN}{_DAY}\s?-?\s?([0-9])[*●•○xX]{{5,7}}(?![*●•○0-9A-Za-z])")
_FRONT = re.compile(rf"{BEGIN}{_DAY}(?:\s?-\s?([0-9]))?{END}")
_SAID = re.compile(rf"{_DAY}\d{{7}}")
_WORDS = re.compile(
    r"주민\s?(?:등록)?\s?번호|주민번|외국인|등록증|resident|alien|foreigner", re.IGNORECASE
)
_CORPORATE = re.compile(r"법인\s?(?:등록)?\s?번호|corporat", re.IGNORECASE)
_SSN = re.compile(
    rf"{BEGIN}(?!000|666|9)(\d{{3}})([-\s])(?!00)\d{{2}}\2(?!0000)\d{{4}}{END}|"
    rf"{BEGIN}(?!000|666|9)\d{{3}}(?!00)\d{{2}}(?!0000)\d{{4}}{END}"
)
_SSN_SAID = re.compile(r"(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}")
_SSN_WORDS = re.compile(r"social|\bssn\b", re.IGNORECASE)


def residents(text: str, language: str) -> Iterator[Identifier]:
    """The seventh digit tells whose it is: 5 to 8 are foreigners."""
    for match in _WRITTEN.finditer(text):
        why = _why(text, match.span(), match[1] + match[3], bool(match[2]))
        if why:
            yield _told(text, match.span(), match[3][0], why)
    for match in _STARRED.finditer(text):
        yield _told(text, match.span(), match[1], "form")
    for match in _FRONT.finditer(text):
        if near(text, match.span(), _WORDS) and (match[1] or near(text, match.span(), _HALF)):
            yield _told(text, match.span(), match[1] or "1", "context")
    for number in numbers(text, _SAID, said=False):
        why = _why(text, number.span, number.digits, False)
        if why and (number.said or near(text, number.span, _WORDS)):
            yield _told(text, number.span, number.digits[6], why)


_HALF = re.compile("앞자리|앞 자리")


def social_security(text: str, language: str) -> Iterator[Identifier]:
    """Numbers that the office never gives out (area 000, 666, 9xx) are none."""
    for match in _SSN.finditer(text):
        spoken_of = near(text, match.span(), _SSN_WORDS, 40)
        if spoken_of or (match[2] == "-" and not is_a_thing(text, match.start())):
            yield hit(text, match.span(), "us_ssn", "context" if spoken_of else "form")
    for number in numbers(text, _SSN_SAID):
        if near(text, number.span, _SSN_WORDS, 40):
            yield hit(text, number.span, "us_ssn", "context")


def _why(text: str, span: tuple[int, int], digits: str, parted: bool) -> Why | None:
    if near(text, span, _CORPORATE):
        return None
    if near(text, span, _WORDS) or follows(text, span, _WORDS):
        return "checksum" if _passes(digits) else "context"
    if _passes(digits):
        return "checksum"
    return "form" if parted and not is_a_thing(text, span[0]) else None


def _passes(digits: str) -> bool:
    return (sums.foreigner if digits[6] in "5678" else sums.resident)(digits)


def _told(text: str, span: tuple[int, int], seventh: str, why: Why) -> Identifier:
    foreign = seventh in "5678"
    return hit(text, span, "foreigner_number" if foreign else "resident_number", why)
