"""Telephone numbers of Korea and North America, written or said; extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier, Why
from pipelines.deidentify.text.found import BEGIN, END, GAP, follows, hit, is_a_thing, near
from pipelines.deidentify.text.spoken import Number, is_counting, numbers

_ABROAD = rf"\+?82{GAP}(?:\(0\)|0)?"
_AREA = r"(?:2|[3-6][1-5]|70|80|50\d)"
_KOREAN = re.compile(
    rf"{BEGIN}\(?(?:{_ABROAD}|0)1[016789]{GAP}\d{{3,4}}{GAP}\d{{4}}{END}|"
    rf"{BEGIN}\(?(?:{_ABROAD}|0){_AREA}\)?(?:{GAP}|-\s)\d{{3,4}}[-.\s]\d{{4}}{END}|"
    rf"{BEGIN}1[568]\d{{2}}-\d{{4}}{END}"
)
_PLUS = re.compile(rf"(?<![0-9A-Za-z])\+\d{{1,3}}(?:[-.\s]?\d){{7,12}}{END}")
_AMERICAN = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9][-.])(?:\+?1[-.\s])?(?:\([2-9]\d{{2}}\)\s?|[2-9]\d{{2}}([-.\s]))"
    rf"[2-9]\d{{2}}[-.\s]\d{{4}}{END}|{BEGIN}1[-.\s]8\d{{2}}[-.\s]\d{{3}}[-.\s]\d{{4}}{END}"
)
_BARE = re.compile(rf"{BEGIN}(?:\d{{9,11}}|\d{{3,4}}[-.\s]\d{{4}}){END}")
_WORDS = re.compile(
    r"전화|연락|휴대폰|핸드폰|휴대전화|폰\s?번호|팩스|문자|내\s?번호|제\s?번호"
    r"|\b(?:call|phone|dial|cell|mobile|reach|text|fax|telephone|ring)\b",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(?:내선|구내)\s?(?:번호)?[은는이가]?\s?(\d{3,5})(?!\d)|\b(?:extension|ext\.?)\s(?:number\s)?"
    r"(?:is\s)?(\d{3,5})(?![\dA-Za-z])",
    re.IGNORECASE,
)
_EXTENSION_WORDS = re.compile(r"내선|구내\s?번호|extension", re.IGNORECASE)
_MOBILE_SAID = re.compile(r"(?:82|0)1[016789]\d{7,8}")
_AREA_SAID = re.compile(rf"0{_AREA}\d{{7,8}}|1?800\d{{7}}|82{_AREA}\d{{7,8}}")
_LOCAL_SAID = re.compile(r"1?[2-9]\d{2}[2-9]\d{6}|\d{7,8}")
_SHORT_SAID = re.compile(r"\d{3,5}")
_OTHERS = re.compile(
    r"계좌|카드|주민|사업자|면허|여권|account|card|social|ssn|licen|passport", re.I
)


def phones(text: str, language: str) -> Iterator[Identifier]:
    """Written numbers of a form that is nothing else's, or where words speak of a telephone."""
    for form in (_KOREAN, _PLUS, _AMERICAN):
        for match in form.finditer(text):
            if not is_a_thing(text, match.start()):
                yield hit(text, match.span(), "phone", "form")
    for match in _BARE.finditer(text):
        if _speaks_of_it(text, match.span()):
            yield hit(text, match.span(), "phone", "context")
    for match in _EXTENSION.finditer(text):
        group = 1 if match[1] else 2
        yield hit(text, match.span(group), "phone", "context")


def spoken_phones(text: str, language: str) -> Iterator[Identifier]:
    """Numbers that are said digit by digit, also with small words in between."""
    for number in numbers(text, _MOBILE_SAID, said=False):
        yield hit(text, number.span, "phone", "form")
    for number in numbers(text, _AREA_SAID, whole=True):
        yield hit(text, number.span, "phone", "form")
    for number in numbers(text, _LOCAL_SAID, whole=True):
        why = _local(text, number)
        if why:
            yield hit(text, number.span, "phone", why)
    for number in numbers(text, _SHORT_SAID, whole=True):
        if near(text, number.span, _EXTENSION_WORDS, 12):
            yield hit(text, number.span, "phone", "context")


def _local(text: str, number: Number) -> Why | None:
    if near(text, number.span, _OTHERS) or is_a_thing(text, number.start):
        return None
    if _speaks_of_it(text, number.span):
        return "context"
    return "likely" if len(number.digits) != 8 and not is_counting(number.digits) else None


def _speaks_of_it(text: str, span: tuple[int, int]) -> bool:
    if near(text, span, _OTHERS, 15) or is_a_thing(text, span[0]):
        return False
    return near(text, span, _WORDS) or follows(text, span, _WORDS)
