"""English names: behind a title, in an introduction, or a usual first name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier, Why
from pipelines.deidentify.text import name_words as words
from pipelines.deidentify.text.found import hit

NAME = r"(?:O'|Mc|Mac|D')?[A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)?(?<!'s)"
_UP_TO_THREE = rf"{NAME}(?:\s{NAME}){{0,2}}"
_WORK = "|".join(f"[{one[0]}{one[0].lower()}]{one[1:]}" for one in words.WORK_TITLES)
_FORMS: tuple[tuple[re.Pattern[str], Why], ...] = (
    (re.compile(rf"\b(?:{'|'.join(words.HONORIFICS)})\b\.?\s({_UP_TO_THREE})"), "form"),
    (re.compile(r"\b(?:mr|mrs)\b\.?\s([a-z]{2,})\b"), "form"),
    (re.compile(rf"\b(?:{_WORK})\s({_UP_TO_THREE})"), "form"),
    (
        re.compile(
            rf"\b(?:[Mm]y name is|[Mm]y name's|[Cc]all me|call (?:him|her)|I'm|I am|goes by"
            rf"|(?:people|they|you) call (?:me|him|her)|named|ask for|People call me)"
            rf"\s({_UP_TO_THREE})"
        ),
        "context",
    ),
    (re.compile(rf"\b[Tt]his is\s({_UP_TO_THREE})\s(?:speaking|here|from)"), "context"),
    (re.compile(r"\bmy name is\s([a-z]{3,}(?:\s[a-z]{3,})?)(?=\sand\b|[,.]|$)"), "context"),
)
_FIRST = "|".join(sorted(words.GIVEN_EN, key=lambda one: (-len(one), one)))
_EITHER = "|".join(sorted(words.GIVEN_OR_WORD, key=lambda one: (-len(one), one)))
_WHOLE = re.compile(rf"(?<![A-Za-z'])(?:{_FIRST})(?![A-Za-z0-9])(?:\s{NAME})?(?:\s{NAME})?")
_WITH_SURNAME = re.compile(rf"(?<![A-Za-z'])(?:{_EITHER})\s{NAME}")


def english_names(text: str, language: str) -> Iterator[Identifier]:
    """Names as they are written: in capitals. What was heard in small letters needs a title."""
    for form, why in _FORMS:
        for match in form.finditer(text):
            end = _cut(match[1])
            if end:
                yield hit(text, (match.start(1), match.start(1) + end), "person", why)
    for match in _WHOLE.finditer(text):
        end = _cut(match[0])
        if end:
            why = "form" if " " in match[0][:end] else "likely"
            yield hit(text, (match.start(), match.start() + end), "person", why)
    for match in _WITH_SURNAME.finditer(text):
        if match[0].split()[1] not in words.NO_NAMES:
            yield hit(text, match.span(), "person", "likely")


def _cut(name: str) -> int:
    """How many letters of it are a name: up to the first word that is nobody's."""
    end = at = 0
    for word in name.split(" "):
        if word in words.NO_NAMES:
            break
        end = at + len(word)
        at = end + 1
    return end
