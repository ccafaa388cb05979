"""Driver licences, passports, and numbers that a firm gives its own people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier, TextKind
from pipelines.deidentify.text.found import BEGIN, END, hit, near
from pipelines.deidentify.text.places import PROVINCES
from pipelines.deidentify.text.spoken import numbers

_LICENCE = re.compile(
    rf"{BEGIN}(?:1[1-9]|2[0-68])[-\s]\d{{2}}[-\s]\d{{6}}[-\s]\d{{2}}{END}"
    rf"|(?<![가-힣])(?:{PROVINCES})\s?\d{{2}}[-\s]\d{{6}}[-\s]\d{{2}}{END}"
)
_LICENCE_WORDS = re.compile(r"면허|driv(?:er'?s?|ing)\s?licen[cs]e|licen[cs]e\snumber", re.I)
_LICENCE_LIKE = re.compile(rf"{BEGIN}[A-Z]{{0,2}}\d{{6,12}}{END}")
_PASSPORT_WORDS = re.compile(r"여권|passport", re.IGNORECASE)
_PASSPORT = re.compile(rf"{BEGIN}(?:[A-Z]{{1,2}}\d{{7,8}}|[A-Z]\d{{3}}[A-Z]\d{{4}}|\d{{9}}){END}")
_STAFF_WORDS = re.compile(
    r"사번|(?:사원|직원)\s?(?:번호|증)|\b(?:badge|employee|staff|personnel)\b", re.IGNORECASE
)
_STAFF = re.compile(rf"{BEGIN}[A-Z]{{0,3}}-?\d{{3,10}}{END}")
_SAID = re.compile(r"\d{7,12}")
_STAFF_SAID = re.compile(r"\d{4,10}")
_SAID_FORMS: tuple[tuple[re.Pattern[str], re.Pattern[str], TextKind], ...] = (
    (_SAID, _LICENCE_WORDS, "driver_licence"),
    (_SAID, _PASSPORT_WORDS, "passport"),
    (_STAFF_SAID, _STAFF_WORDS, "employee_number"),
)
_WRITTEN_FORMS: tuple[tuple[re.Pattern[str], re.Pattern[str], TextKind], ...] = (
    (_LICENCE_LIKE, _LICENCE_WORDS, "driver_licence"),
    (_PASSPORT, _PASSPORT_WORDS, "passport"),
    (_STAFF, _STAFF_WORDS, "employee_number"),
)


def documents(text: str, language: str) -> Iterator[Identifier]:
    """A Korean licence by its form; all else only where words say what it is."""
    for match in _LICENCE.finditer(text):
        yield hit(text, match.span(), "driver_licence", "form")
    for form, words, kind in _WRITTEN_FORMS:
        for match in form.finditer(text):
            if near(text, match.span(), words):
                yield hit(text, match.span(), kind, "context")
    for form, words, kind in _SAID_FORMS:
        for number in numbers(text, form, whole=True):
            if near(text, number.span, words):
                yield hit(text, number.span, kind, "context")
