"""Plates of vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier
from pipelines.deidentify.text.found import BEGIN, follows, hit, near
from pipelines.deidentify.text.places import PROVINCES

_LETTERS = (
    "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호육공해국합"
)
# 30도 1500 알피엠 is degrees and turns, 12바 pressure: letters that are units or particles, too
_ALSO_WORDS = frozenset("도로바호고나수조보")
_UNIT = (
    r"(?!\s?(?:rpm|알피엠|mm|밀리|미터|미리|센티|회|번|개|원|도|바|볼트|암페어|초|분|시간|킬로|그램"
    r"|뉴턴|와트|퍼센트|프로|장|대(?!\s?차)))"
)
_KOREAN = re.compile(
    rf"(?:(?<![가-힣])(?:{PROVINCES})\s?)?{BEGIN}\d{{2,3}}([{_LETTERS}])(\s?)\d{{4}}(?!\d){_UNIT}"
)
_DIGIT = "[영공일이삼사오육칠팔구]"
_SAID = re.compile(
    rf"(?<![가-힣])(?:(?:{PROVINCES})\s)?{_DIGIT}{{2,3}}\s?[{_LETTERS}]\s?"
    rf"{_DIGIT}{{2}}\s?{_DIGIT}{{2}}(?!{_DIGIT})"
)
_WORDS = re.compile(r"차량|차\s?번호|번호판|트럭|승용차|지게차|화물차|(?<![가-힣])차(?![가-힣])")
_AMERICAN_WORDS = re.compile(
    r"\b(?:licen[cs]e|number|registration)\splates?\b"
    r"|\b(?:car|truck|van|lorry|trailer|vehicle)(?:'s)?\splate\b",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    r"(?<![0-9A-Za-z])(?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z0-9]{2,8}(?:[ -][A-Z0-9]{2,4})?"
    r"(?![0-9A-Za-z])"
)


def plates(text: str, language: str) -> Iterator[Identifier]:
    """Korean plates by their form; others only where words say that it is a vehicle's."""
    for match in _KOREAN.finditer(text):
        named = near(text, match.span(), _WORDS) or follows(text, match.span(), _WORDS)
        if named or not match[2] or match[1] not in _ALSO_WORDS:
            yield hit(text, match.span(), "plate", "context" if named else "form")
    for match in _SAID.finditer(text):
        if near(text, match.span(), _WORDS) or follows(text, match.span(), _WORDS):
            yield hit(text, match.span(), "plate", "context")
    for match in _AMERICAN.finditer(text):
        if near(text, match.span(), _AMERICAN_WORDS) and 5 <= len(match[0]) <= 9:
            yield hit(text, match.span(), "plate", "context")
