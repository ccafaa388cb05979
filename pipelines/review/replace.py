"""Find and replace over the words of a session. ``app/player/replace.js`` has the same rules.

A whole word of Korean may be followed by particles, which then take the form that the new word
needs. Text is compared letter by letter in its composed form (NFC).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data_schemas.transcript import Utterance
from pipelines.particles import agreeing, are_particles
from pipelines.text import tidy


@dataclass(frozen=True)
class Find:
    """What to look for, and what stands there instead."""

    text: str
    by: str = ""
    whole_words: bool = False
    match_case: bool = False


@dataclass(frozen=True)
class Hit:
    """``text[start:end]`` is what was looked for, ``text[end:tail]`` its particles."""

    start: int
    end: int
    tail: int


def replacements(utterances: Iterable[Utterance], find: Find) -> dict[str, str]:
    """Id and new text of every utterance that changes; other spaces than one go, too."""
    found = {}
    for one in utterances:
        text = tidy(one.text)
        made = replaced(text, find)
        if made != text:
            found[one.id] = made
    return found


def replaced(text: str, find: Find) -> str:
    """The tidy ``text`` with all that is found put otherwise."""
    made, at, by = "", 0, _spaced(find.by)
    for hit in hits(text, find):
        made += text[at : hit.start] + by + agreeing(text[hit.end : hit.tail], by)
        at = hit.tail
    return tidy(made + text[at:])


def hits(text: str, find: Find) -> Iterator[Hit]:
    """Every place where it stands, from left to right, none over another."""
    wanted, inside = _spaced(find.text), text
    if not find.match_case:
        wanted, inside = _small(wanted), _small(inside)
    at = inside.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        tail = _tail(text, at, end) if find.whole_words else end
        if tail is not None:
            yield Hit(at, end, tail)
        at = inside.find(wanted, at + 1 if tail is None else max(tail, end))


def _tail(text: str, start: int, end: int) -> int | None:
    """Where the word ends that begins at ``start``; None if it is another word."""
    if start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        return None
    if not text[end - 1].isalnum():
        return end
    tail = end
    while tail < len(text) and text[tail].isalnum():
        tail += 1
    return tail if tail == end or are_particles(text[end:tail]) else None


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


def _small(text: str) -> str:
    """Small letters, one for each letter, so that places stay the same."""
    return "".join(small if len(small := one.lower()) == 1 else one for one in text)
