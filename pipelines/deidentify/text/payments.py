"""Payment cards and accounts of banks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier
from pipelines.deidentify.text import sums
from pipelines.deidentify.text.found import BEGIN, END, follows, hit, is_a_thing, near
from pipelines.deidentify.text.spoken import numbers

_CARD = re.compile(
    rf"{BEGIN}(?:\d{{4}}([-\s])\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{1,3}})?"
    rf"|\d{{4}}([-\s])\d{{6}}\2\d{{4,5}}|\d{{13,19}}){END}"
)
_CARD_SAID = re.compile(r"\d{15,16}")
_CARD_WORDS = re.compile(r"카드|\bcard\b|visa|mastercard|amex", re.IGNORECASE)
_ISSUERS = re.compile(r"4|5[1-5]|2[2-7]|3[47]|35|6|9")
_ACCOUNT = re.compile(rf"{BEGIN}\d{{2,6}}(?:[-\s]\d{{2,7}}){{1,3}}{END}|{BEGIN}\d{{8,16}}{END}")
_ACCOUNT_SAID = re.compile(r"\d{8,16}")
_ACCOUNT_WORDS = re.compile(
    r"계좌|통장|입금|송금|이체|은행|뱅크|농협|신협|우체국|새마을금고"
    r"|\baccount\b|\bwire\b|\bbank\b|routing|\bdeposit\b",
    re.IGNORECASE,
)
_LEAST, _MOST = 8, 16
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?:\s?[0-9A-Z]{4}){2,7}(?:\s?[0-9A-Z]{1,3})?")


def cards(text: str, language: str) -> Iterator[Identifier]:
    """In a card's form with a right check digit, or where words speak of a card."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        grouped, fits = len(digits) < len(match[0]), sums.luhn(digits) and len(set(digits)) > 1
        named = near(text, match.span(), _CARD_WORDS) or follows(text, match.span(), _CARD_WORDS)
        if fits and (grouped or named or _ISSUERS.match(digits)):
            if not is_a_thing(text, match.start()):
                yield hit(text, match.span(), "card_number", "checksum")
        elif named and len(digits) >= 15:
            yield hit(text, match.span(), "card_number", "context")
    for number in numbers(text, _CARD_SAID, whole=True, said=False):
        if sums.luhn(number.digits) and _ISSUERS.match(number.digits):
            yield hit(text, number.span, "card_number", "checksum")
        elif near(text, number.span, _CARD_WORDS):
            yield hit(text, number.span, "card_number", "context")


def accounts(text: str, language: str) -> Iterator[Identifier]:
    """Every bank has its own form: only where words speak of an account, or a check sum fits."""
    for match in _ACCOUNT.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _LEAST <= len(digits) <= _MOST and _named(text, match.span()):
            fits = len(digits) == 9 and sums.routing(digits)
            yield hit(text, match.span(), "account_number", "checksum" if fits else "context")
    for number in numbers(text, _ACCOUNT_SAID, whole=True):
        if _named(text, number.span):
            yield hit(text, number.span, "account_number", "context")
    yield from _international(text)


def _international(text: str) -> Iterator[Identifier]:
    """The longest stretch of groups whose check sum fits: the next word may look like a group."""
    for match in _IBAN.finditer(text):
        for end in range(match.end(), match.start() + 14, -1):
            plain = re.sub(r"\s", "", text[match.start() : end])
            whole = not text[end : end + 1].isascii() or not text[end : end + 1].isalnum()
            if whole and text[end - 1].isalnum() and sums.iban(plain):
                yield hit(text, (match.start(), end), "account_number", "checksum")
                break


def _named(text: str, span: tuple[int, int]) -> bool:
    return near(text, span, _ACCOUNT_WORDS) or follows(text, span, _ACCOUNT_WORDS, 8)
