"""A text as detectors read it, and where each of its letters stands in what was written.

Full-width digits, taken-apart Hangul, unusual dashes and invisible letters are read as what they
look like; what is masked already is one closed sign that nothing matches. So distances between
words do not depend on what a mask is called, and what is found in a masked text is found here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

CLOSED = "\ue000"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASH = re.compile("[\u2010-\u2015\u2212\u301c\uff0d~\u223c]")
_JAMO = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")
_SPACE = re.compile(r"[^\S\n]")


@dataclass(frozen=True)
class View:
    """``text`` as read; its letter ``n`` is written at characters ``[starts[n], ends[n])``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where ``[start, end)`` of the view stands in the text as written."""
        return self.starts[start], self.ends[end - 1]


def view(text: str, spans: Iterable[tuple[int, int]]) -> View:
    """``spans`` are masked, in order and apart from each other; line ends inside of one stay."""
    letters: list[tuple[str, int, int]] = []
    at = 0
    for start, end in spans:
        letters += _read(text, at, start)
        letters += _shut(text, start, end)
        at = end
    letters += _read(text, at, len(text))
    signs = [(sign, start, end) for sign, start, end in letters if sign]
    return View(
        "".join(sign for sign, _, _ in signs),
        tuple(start for _, start, _ in signs),
        tuple(end for _, _, end in signs),
    )


def _shut(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for part in text[start:end].split("\n"):
        stop = start + len(part)
        found += [(CLOSED, start, stop), ("\n", stop, stop + 1)]
        start = stop + 1
    return found[:-1]


def _read(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    while start < end:
        jamo = _JAMO.match(text, start, end)
        stop = jamo.end() if jamo else start + 1
        found.append((_sign(text[start:stop]), start, stop))
        start = stop
    return found


def _sign(written: str) -> str:
    """What one letter is read as: one letter, or none."""
    if _INVISIBLE.match(written):
        return ""
    if _DASH.match(written):
        return "-"
    if _SPACE.match(written):
        return " "
    plain = unicodedata.normalize("NFKC", written)
    return plain if len(plain) == 1 else written[0]
