"""The gold set: sentences with what names somebody marked, and how a result is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any, get_args

import yaml

from data_schemas.masking import (
    ConfidentialTerm,
    ConfidentialTerms,
    Identifier,
    KnownNames,
    TextKind,
)

FILE = Path(__file__).parent / "gold_text.yaml"
LANGUAGES, HALVES = ("ko", "en"), ("dev", "test", "hard")
_MARK = re.compile(r"\{(\w+)\|([^}]*)\}")
_Z = 1.96


@dataclass(frozen=True)
class Marked:
    """(kind, start, end) of everything that should be found in ``text``."""

    text: str
    language: str
    spans: tuple[tuple[TextKind, int, int], ...]


@dataclass(frozen=True)
class Gold:
    known: KnownNames
    terms: ConfidentialTerms
    sentences: dict[tuple[str, str], tuple[Marked, ...]]


def gold() -> Gold:
    """All sentences by (language, half)."""
    given = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Gold(
        KnownNames(names=tuple(given["known"])),
        ConfidentialTerms(terms=tuple(ConfidentialTerm(**one) for one in given["terms"])),
        {
            (language, half): tuple(marked(one, language) for one in given[language][half])
            for language in LANGUAGES
            for half in HALVES
        },
    )


def marked(written: str, language: str) -> Marked:
    """``Ask Mr. {person|Harris}`` as text with a span. Raises ValueError for an unknown kind."""
    text, at = "", 0
    spans: list[tuple[TextKind, int, int]] = []
    for match in _MARK.finditer(written):
        if match[1] not in get_args(TextKind):
            raise ValueError(f"{match[1]} is no kind of identifier")
        text += written[at : match.start()]
        spans.append((match[1], len(text), len(text) + len(match[2])))  # type: ignore[arg-type]
        text, at = text + match[2], match.end()
    return Marked(text + written[at:], language, tuple(spans))


class Tally:
    """Counts by kind. Found: every letter is inside of some mask, of whatever kind.

    Right: a proposal of which at least half lies in something marked.
    """

    def __init__(self) -> None:
        self.marked: Counter[str] = Counter()
        self.hidden: Counter[str] = Counter()
        self.proposed: Counter[str] = Counter()
        self.right: Counter[str] = Counter()

    def add(self, sentence: Marked, proposed: Iterable[Identifier]) -> None:
        found = tuple(proposed)
        covered = {at for one in found for at in range(one.start, one.end)}
        true = {at for _, start, end in sentence.spans for at in range(start, end)}
        for kind, start, end in sentence.spans:
            letters = {at for at in range(start, end) if sentence.text[at].isalnum()}
            self.marked[kind] += 1
            self.hidden[kind] += letters <= covered
        for one in found:
            inside = sum(at in true for at in range(one.start, one.end))
            self.proposed[one.kind] += 1
            self.right[one.kind] += 2 * inside >= one.end - one.start

    def rows(self) -> dict[str, Any]:
        """Recall and precision with 95 % Wilson intervals, all kinds together first."""
        rows = {"all": self._row(*(c.total() for c in self._counts()))}
        for kind in sorted(self.marked | self.proposed):
            rows[kind] = self._row(*(c[kind] for c in self._counts()))
        return rows

    def _counts(self) -> tuple[Counter[str], ...]:
        return self.marked, self.hidden, self.proposed, self.right

    @staticmethod
    def _row(marked: int, hidden: int, proposed: int, right: int) -> dict[str, Any]:
        return {
            "marked": marked,
            "recall": _share(hidden, marked),
            "recall_95": wilson(hidden, marked),
            "proposed": proposed,
            "precision": _share(right, proposed),
            "precision_95": wilson(right, proposed),
        }


def wilson(part: int, whole: int) -> list[float] | None:
    """Interval of a share (Wilson 1927), which stays inside 0..1 also for few cases."""
    if not whole:
        return None
    share, square = part / whole, _Z**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _Z / (1 + square / whole) * sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    return [round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
