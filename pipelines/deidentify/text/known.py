"""What the site knows by itself: its people's names and its confidential terms.

Matched at the beginning of a word only. In Korean particles follow in the same word, so the rest
of the word must be particles: 한빛정밀의, and not 한빛정밀화학.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from data_schemas.masking import ConfidentialTerm, Identifier, Why
from pipelines.deidentify.text import name_words as words
from pipelines.deidentify.text.found import Detector, hit
from pipelines.deidentify.text.korean_names import TAIL
from pipelines.particles import are_particles
from pipelines.text import tidy

_Listed = dict[str, list[tuple[re.Pattern[str], str]]]

_HANGUL = re.compile("[가-힣]+")
_BEGINNING = re.compile("(?<![0-9A-Za-z가-힣])[0-9A-Za-z가-힣]")
_WORD_END = re.compile(r"(?:['’]s|s?['’](?![A-Za-z])|s|es)?(?![A-Za-z0-9])")
# What is made for, sent to or done by somebody, glued like a particle.
_SUFFIXES = ("향", "용", "제", "측", "쪽", "꺼", "님", "표", "산", "식")
_LONG_ENOUGH = 4
_ONE_NAME = re.compile(rf"(?:{'|'.join(words.LONG_SURNAMES)}|[{words.SURNAMES}])([가-힣]{{2}})")
_TITLE = "|".join(
    (*words.STRONG_TITLES, *words.WEAK_TITLES, *words.RELATIONS, "씨", "님", "군", "양")
)


def names(known: Iterable[str], why: Why = "known") -> Detector:
    """A detector of these people: by the whole name, a given name, or one of two in Latin."""
    whole = sorted({tidy(one) for one in known if len(one.strip()) > 1})
    listed = _by_first_letter((one, "") for one in whole if not _is_one_latin(one))
    given = [found[1] for one in whole if (found := _ONE_NAME.fullmatch(one.replace(" ", "")))]
    parts = {
        part[0].upper() + part[1:] for one in whole for part in one.split() if _is_one_latin(part)
    }

    def find(text: str, language: str) -> Iterator[Identifier]:
        for span, _ in _at_words(listed, text):
            yield hit(text, span, "person", why)
        for name in given:
            for match in _given(name).finditer(text):
                yield hit(text, match.span(1), "person", why)
        for part in sorted(parts):
            for match in _capital(part).finditer(text):
                yield hit(text, match.span(), "person", why)

    return find


def terms(listed: Iterable[ConfidentialTerm]) -> Detector:
    """A detector of the site's confidential words."""
    patterns = _by_first_letter((one.term, one.replacement) for one in listed)

    def find(text: str, language: str) -> Iterator[Identifier]:
        for span, label in _at_words(patterns, text):
            yield hit(text, span, "confidential", "known").model_copy(update={"label": label})

    return find


def _by_first_letter(listed: Iterable[tuple[str, str]]) -> _Listed:
    """Patterns and labels by the letter they begin with: thousands of terms cost little."""
    found: _Listed = {}
    for term, label in listed:
        found.setdefault(term.strip()[0].lower(), []).append((_spaced(term), label))
    return found


def _at_words(listed: _Listed, text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """(span, label) of what begins where a word begins and ends where it may."""
    for begin in _BEGINNING.finditer(text):
        for pattern, label in listed.get(begin[0].lower(), ()):
            match = pattern.match(text, begin.start())
            if match and _ends(text, match.end()):
                yield match.span(), label


def _ends(text: str, end: int) -> bool:
    """Whether the word ends here but for what both languages glue to a name."""
    last = text[end - 1]
    if not _HANGUL.fullmatch(last):
        plain = _WORD_END.match(text, end)
        if plain is None or (last.isdigit() and plain[0] and plain[0][0] not in "'’s"):
            return False
        end = plain.end()
    rest = _HANGUL.match(text, end)
    tail = rest[0] if rest else ""
    if not tail or are_particles(tail):
        return not (not rest and text[end : end + 1].isalnum())
    return tail.startswith(_SUFFIXES) and (len(tail) == 1 or are_particles(tail[1:]))


def _spaced(term: str) -> re.Pattern[str]:
    """The term with spaces where they may be: listeners put them elsewhere than writers."""
    plain = " ".join(term.split())
    loose = _HANGUL.fullmatch(plain.replace(" ", "")) and len(plain) >= _LONG_ENOUGH
    letters = plain.replace(" ", "") if loose else plain
    parts = [r"\s?" if one in " -" else re.escape(one) for one in letters]
    if "-" in plain:
        parts = [
            r"[-\s]?" if one == "-" else part for one, part in zip(letters, parts, strict=True)
        ]
    joined = r"\s?".join(parts) if loose else "".join(parts)
    return re.compile(joined, re.IGNORECASE)


def _given(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![가-힣])({name})(?:(?:이)?{TAIL}|[아야](?![가-힣])|이?\s?(?:{_TITLE})(?:님)?{TAIL})"
    )


def _capital(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{re.escape(part)}|{re.escape(part.upper())})(?![A-Za-z])")


def _is_one_latin(part: str) -> bool:
    """One word in Latin letters: looked for in capitals only, since grant and mark are words."""
    return len(part) >= 2 and part.isascii() and part.isalpha() and part not in words.NO_NAMES
