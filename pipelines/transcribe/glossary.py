"""The words of the trade: a second hearing with them in mind, and what it may change.

Whisper leans on a prompt so much that it swallows words which stand in it. So a window is always
heard without the glossary first; where something in it sounds like a term it is heard again, and
of the second hearing only the terms are taken, where they sound like what they replace.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from rapidfuzz import fuzz, process

from data_schemas.procedure import GlossaryTerm
from data_schemas.transcript import Variant, Word
from pipelines.text import WORD

_NEAR = 72.0
_SAME_SOUND = 62.0
_MORE = 4  # a reading may have so many more words than the term
_MOST = 10
_SHORTEST = 2
_FUZZY = 5  # shorter forms must stand in the text letter by letter
_PROMPT = {"ko": "용어: {terms}.", "en": "Terms: {terms}."}


def fold(text: str) -> str:
    """Letters and digits only, folded; the form in which words are the same."""
    return "".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def sound(text: str) -> str:
    """``fold`` with Hangul taken apart into its sounds, so that near misses are near."""
    return unicodedata.normalize("NFD", fold(text))


@dataclass(frozen=True)
class Terms:
    """The terms of a procedure and of the site, and what in a text sounds like one."""

    terms: tuple[GlossaryTerm, ...] = ()

    @cached_property
    def forms(self) -> dict[str, str]:
        """Every way in which a term sounds, and the term."""
        found: dict[str, str] = {}
        for term in self.terms:
            for form in (term.term, *term.readings, *term.variants):
                key = sound(form)
                if len(key) >= _SHORTEST:
                    found.setdefault(key, term.term)
        return found

    def near(self, text: str) -> tuple[str, ...]:
        """Terms that something in ``text`` sounds like without being written so; best first."""
        heard, written = sound(text), fold(text)
        if not heard or not self.forms:
            return ()
        short = [form for form in self.forms if len(form) < _FUZZY and form in heard]
        long = [form for form in self.forms if _FUZZY <= len(form) <= len(heard) + 2]
        found = process.extract(
            heard, long, scorer=fuzz.partial_ratio, score_cutoff=_NEAR, limit=8 * _MOST
        )
        forms = [*(form for form, _score, _index in found), *short]
        terms = dict.fromkeys(self.forms[form] for form in forms)
        return tuple(term for term in terms if fold(term) not in written)[:_MOST]

    def sounds_of(self, term: str) -> tuple[str, ...]:
        return tuple(form for form, name in self.forms.items() if name == term)


def prompt(terms: Iterable[str], language: str) -> str:
    """A line in the style of the transcript: keyword lists alone make Whisper invent terms."""
    return _PROMPT.get(language, _PROMPT["en"]).format(terms=", ".join(terms))


def merge(
    plain: Sequence[Word], biased: Sequence[Word], glossary: Terms, terms: Sequence[str]
) -> tuple[tuple[Word, ...], tuple[Variant, ...]]:
    """``plain`` with the terms of ``biased`` that it misheard, and all that differs.

    Only the words of a term are taken, and only for words of ``plain`` at the same place that
    sound like it: all others stay, so no word is swallowed.
    """
    merged: list[Word] = []
    variants: list[Variant] = []
    at = there = 0
    for place in _places(plain, biased, glossary, terms):
        variants += _differences(plain[at : place.first], biased[there : place.begin])
        old, new = plain[place.first : place.last], biased[place.begin : place.end]
        merged += [*plain[at : place.first], *_laid(new, old)]
        variants.append(_variant(old, new, (place.term,)))
        at, there = place.last, place.end
    variants += _differences(plain[at:], biased[there:])
    return (*merged, *plain[at:]), tuple(variants)


@dataclass(frozen=True)
class _Place:
    """``plain[first:last]`` is what was heard of ``term``, which is ``biased[begin:end]``."""

    first: int
    last: int
    begin: int
    end: int
    term: str

    def beside(self, other: _Place) -> bool:
        """Whether both can be taken: one lies before the other in both hearings."""
        before = self.last <= other.first and self.end <= other.begin
        return before or (other.last <= self.first and other.end <= self.begin)


def _places(
    plain: Sequence[Word], biased: Sequence[Word], glossary: Terms, terms: Sequence[str]
) -> list[_Place]:
    """Where ``biased`` holds a term that ``plain`` misheard, in order; long terms first."""
    around = _around(plain, biased)
    taken: list[_Place] = []
    for term in sorted(terms, key=len, reverse=True):
        for begin, end in _standing(term, biased):
            found = _misheard(
                plain[around[begin][0] : around[end - 1][1]], biased[begin:end], glossary, term
            )
            if found:
                low = around[begin][0]
                place = _Place(low + found[0], low + found[1], begin, end, term)
                if all(place.beside(other) for other in taken):
                    taken.append(place)
    return sorted(taken, key=lambda place: place.first)


def _around(plain: Sequence[Word], biased: Sequence[Word]) -> list[tuple[int, int]]:
    """For each word of ``biased``, the words of ``plain`` that it may stand for."""
    found: list[tuple[int, int]] = []
    for kind, a, b, c, d in _opcodes(plain, biased):
        found += [(a + n, a + n + 1) if kind == "equal" else (a, b) for n in range(d - c)]
    return found


def _standing(term: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Every run of words that holds ``term`` and needs its first and its last one for it."""
    wanted = fold(term)
    folded = [fold(word.text) for word in words]
    for begin, first in enumerate(folded):
        text = ""
        for end in range(begin, len(folded)):
            text += folded[end]
            if wanted in text:
                if wanted not in text[len(first) :]:
                    yield begin, end + 1
                break
            if len(text) > len(first) + len(wanted):
                break


def _misheard(
    old: Sequence[Word], new: Sequence[Word], glossary: Terms, term: str
) -> tuple[int, int] | None:
    """The run of ``old`` that sounds most like ``new``, unless the term is written in it."""
    after = sound(_joined(new))
    said = [after.replace(sound(term), form) for form in glossary.sounds_of(term)]
    best = _SAME_SOUND
    where: tuple[int, int] | None = None
    for first in range(len(old)):
        for last in range(first + 1, min(len(old), first + len(new) + _MORE) + 1):
            heard = sound(_joined(old[first:last]))
            score = max((fuzz.ratio(heard, one) for one in said), default=0.0)
            if score > best:
                best = score
                where = (first, last)
    if where is None or fold(term) in _joined(old[where[0] : where[1]]):
        return None
    return where


def _differences(plain: Sequence[Word], biased: Sequence[Word]) -> list[Variant]:
    """What the second hearing says otherwise and is not taken."""
    return [
        _variant(plain[a:b], biased[c:d], ())
        for kind, a, b, c, d in _opcodes(plain, biased)
        if kind != "equal" and _joined(plain[a:b]) != _joined(biased[c:d])
    ]


def _opcodes(plain: Sequence[Word], biased: Sequence[Word]) -> list[tuple[str, int, int, int, int]]:
    one, other = ([fold(word.text) for word in words] for words in (plain, biased))
    return list(SequenceMatcher(None, one, other, autojunk=False).get_opcodes())


def _laid(new: Sequence[Word], old: Sequence[Word]) -> list[Word]:
    """``new`` on the time that ``old`` took: both hearings are of the same sound."""
    start, end = old[0].start_s, max(word.end_s for word in old)
    begin = new[0].start_s
    length = max(word.end_s for word in new) - begin
    scale = (end - start) / length if length > 0 else 0.0

    def moved(at: float) -> float:
        return min(max(start + scale * (at - begin), start), end)

    return [
        word.model_copy(update={"start_s": moved(word.start_s), "end_s": moved(word.end_s)})
        for word in new
    ]


def _variant(old: Sequence[Word], new: Sequence[Word], terms: tuple[str, ...]) -> Variant:
    both = [*old, *new]
    return Variant(
        start_s=min(word.start_s for word in both),
        end_s=max(word.end_s for word in both),
        plain=" ".join(word.text for word in old),
        with_glossary=" ".join(word.text for word in new),
        used="with_glossary" if terms else "plain",
        terms=terms,
    )


def _joined(words: Sequence[Word]) -> str:
    return "".join(fold(word.text) for word in words)
