"""Tax numbers of businesses (사업자등록번호) and numbers of companies (법인등록번호)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier
from pipelines.deidentify.text import sums
from pipelines.deidentify.text.found import BEGIN, END, follows, hit, is_a_thing, near
from pipelines.deidentify.text.spoken import numbers

_TAX = re.compile(rf"{BEGIN}(\d{{3}})([-\s])(\d{{2}})\2(\d{{5}}){END}|{BEGIN}\d{{10}}{END}")
_TAX_SAID = re.compile(r"\d{10}")
_TAX_WORDS = re.compile(r"사업자|business|tax\s?(?:number|id|no)", re.IGNORECASE)
_COMPANY = re.compile(rf"{BEGIN}\d{{6}}\s?-?\s?\d{{7}}{END}")
_COMPANY_SAID = re.compile(r"\d{13}")
_COMPANY_WORDS = re.compile(r"법인\s?(?:등록)?\s?번호|corporat", re.IGNORECASE)


def businesses(text: str, language: str) -> Iterator[Identifier]:
    """With a right check digit in the usual form, or where words say what it is."""
    for match in _TAX.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        fits = sums.business(digits)
        if _named(text, match.span(), _TAX_WORDS):
            yield hit(text, match.span(), "business_number", "checksum" if fits else "context")
        elif fits and match[2] == "-" and not is_a_thing(text, match.start()):
            yield hit(text, match.span(), "business_number", "checksum")
    for number in numbers(text, _TAX_SAID, whole=True):
        if near(text, number.span, _TAX_WORDS):
            yield hit(text, number.span, "business_number", "context")


def companies(text: str, language: str) -> Iterator[Identifier]:
    """Of the same form as a person's number, so a check digit that fits is not enough."""
    spans = [match.span() for match in _COMPANY.finditer(text)]
    spans += [number.span for number in numbers(text, _COMPANY_SAID, whole=True)]
    for span in spans:
        if _named(text, span, _COMPANY_WORDS):
            digits = re.sub(r"\D", "", text[span[0] : span[1]])
            fits = len(digits) == 13 and sums.corporate(digits)
            yield hit(text, span, "business_number", "checksum" if fits else "context")


def _named(text: str, span: tuple[int, int], words: re.Pattern[str]) -> bool:
    return near(text, span, words) or follows(text, span, words)
