"""Words that a person hides: found wherever they stand, laid over what the detectors found.

They never hide less than the detectors do: where both meet, all of both goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from data_schemas.masking import Identifier, OwnWords

Places = Sequence[tuple[int, int]]


def with_own(
    text: str, found: tuple[Identifier, ...], shut: Places, own: Iterable[OwnWords]
) -> tuple[Identifier, ...]:
    """``found``, in order, with a person's own words; nothing inside of ``shut`` places."""
    kept = list(found)
    for one in own:
        for start, end in _places(text, one):
            if any(start < to and at < end for at, to in shut):
                continue
            met = [other for other in kept if other.start < end and start < other.end]
            if any(other.start <= start and end <= other.end for other in met) and not one.instead:
                continue
            start = min([start, *(other.start for other in met)])
            end = max([end, *(other.end for other in met)])
            kept = [other for other in kept if other not in met]
            kept.append(_hit(text, start, end, one))
    return tuple(sorted(kept, key=lambda other: other.start))


def stands_in(one: OwnWords, text: str) -> bool:
    """Whether these words are in a text."""
    return next(_places(text, one), None) is not None


def _places(text: str, one: OwnWords) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _pattern(one.words).finditer(text))


@lru_cache(maxsize=512)
def _pattern(words: str) -> re.Pattern[str]:
    """Spaces may differ; a word in Latin letters or digits is no part of a longer one."""
    loose = r"\s+".join(re.escape(part) for part in words.split())
    before = r"(?<![0-9A-Za-z])" if words[:1].isascii() and words[:1].isalnum() else ""
    after = r"(?![0-9A-Za-z])" if words[-1:].isascii() and words[-1:].isalnum() else ""
    return re.compile(f"{before}{loose}{after}", re.IGNORECASE)


def _hit(text: str, start: int, end: int, one: OwnWords) -> Identifier:
    return Identifier(
        start=start, end=end, kind=one.kind, text=text[start:end], score=1.0, why="known",
        label=one.instead,
    )  # fmt: skip
