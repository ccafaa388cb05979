"""Days and years of birth: dates are everywhere, so only where words say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier
from pipelines.deidentify.text.found import BEGIN, follows, hit, near

_SAID = "[영공일이삼사오육칠팔구십]"
_YEAR_KO = rf"(?:(?:19|20)?\d{{2}}|(?:천구백|이천)?{_SAID}{{1,5}})\s?년"
_DAY_KO = rf"(?:\d{{1,2}}|[일이삼사오육칠팔구십시유]{{1,3}})월\s?(?:\d{{1,2}}|{_SAID}{{1,4}})일"
_KOREAN = re.compile(rf"(?<![0-9가-힣])(?:{_YEAR_KO}\s?{_DAY_KO}|{_DAY_KO}|{_YEAR_KO})")
_YEAR_BORN = re.compile(rf"(?<![0-9가-힣]){_YEAR_KO}\s?생(?!산|성|각|겼|기|긴|길|김)")
_NUMERIC = re.compile(
    rf"{BEGIN}(?:(?:19|20)?\d{{2}}([-./])\s?\d{{1,2}}\1\s?\d{{1,2}}"
    r"|\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d{2})\.?(?![0-9A-Za-z])"
)
_BEFORE_KO = re.compile(r"생일|생년월일|출생")
_AFTER_KO = re.compile(r"^\s?(?:생(?!산|성|각|겼|기|긴|길|김)|에\s?태어|출생|태생)")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_TH = r"(?:st|nd|rd|th)?"
_ENGLISH = re.compile(
    rf"\b{_MONTH}\s\d{{1,2}}{_TH}(?:,?\s(?:19|20)\d{{2}})?\b"
    rf"|\b(?:the\s)?\d{{1,2}}{_TH}\s(?:of\s)?{_MONTH}(?:,?\s(?:19|20)\d{{2}})?"
    rf"|\bthe\s[a-z]+(?:-[a-z]+)?\sof\s{_MONTH}(?:,?\s(?:19|20)\d{{2}})?"
    rf"|\b{_MONTH},?\s(?:19|20)\d{{2}}\b"
    rf"|{BEGIN}(?:19|20)\d{{2}}(?![0-9A-Za-z])"
    r"|\bnineteen\s[a-z]+(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?\b"
)
_BORN = re.compile(r"\bborn\b|birth|\bdob\b", re.IGNORECASE)


def births(text: str, language: str) -> Iterator[Identifier]:
    """A date beside a word of birth, and 62년생."""
    for match in _YEAR_BORN.finditer(text):
        yield hit(text, match.span(), "birth_date", "form")
    for form in (_KOREAN, _NUMERIC, _ENGLISH):
        for match in form.finditer(text):
            if _is_birth(text, match.span()):
                yield hit(text, match.span(), "birth_date", "context")


def _is_birth(text: str, span: tuple[int, int]) -> bool:
    before = near(text, span, _BEFORE_KO, 12) or near(text, span, _BORN, 20)
    return before or follows(text, span, _AFTER_KO, 8)
