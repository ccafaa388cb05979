"""Spoken numbers with their units, found in the words that said them.

The words stay as they are; a ``Quantity`` stands beside them. A number without a unit is none:
``이 볼트`` is *this bolt* at least as often as two volts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.transcript import Quantity, Word
from pipelines import units
from pipelines.numerals import Number, read

_MINUS = re.compile(r"(?:minus|negative|마이너스|영하)\s$")
_LABEL = re.compile(r"(?<![a-z])(?:step|number|figure|phase|stage|item)\s$")
_AFTER_DIGITS = re.compile(r"\d[./,:⁄]$")
_BETWEEN = re.compile(r"[\s-]?")
_BETWEEN_PART = re.compile(r"[\s-]?(?:of\s)?(?:an?\s)?")
_VULGAR = re.compile("(?<=\\d)(?=[¼-¾⅐-⅞])")
_TAIL = re.compile(f"반?(?:{units.PARTICLES}){{0,3}}(?:{units.ENDINGS})?(?![가-힣])")
_ORDINAL = re.compile(r"\s?째")
_WORD = re.compile("[가-힣]*")
_HANGUL = re.compile("[가-힣]")
_GOES_ON = re.compile(r"[a-z0-9/·*^]")
_HALF = re.compile(r"\s?반")
_AND_A_HALF = re.compile(r"\sand a half(?![a-z])")
_BEFORE = 12
_ONCE_NATIVE = 20  # fewer than twenty times are counted in native words: 십이 번 is number twelve
_LENGTHS = ("mm", "cm", "m", "µm", "in")


@dataclass(frozen=True)
class _Text:
    """All words as one text: as written and in small letters; ``owner`` is each letter's word."""

    written: str
    small: str
    owner: tuple[int, ...]


@dataclass(frozen=True)
class _Unit:
    name: str
    symbol: str
    start: int
    end: int
    plural: bool = False


def quantities(words: Sequence[Word]) -> tuple[Quantity, ...]:
    """Every number with a unit, in order, with the times of the words that hold it."""
    text = _spelt(words)
    found: list[Quantity] = []
    at = 0
    while at < len(text.small):
        if not _begins(text.small, at):
            at += 1
            continue
        numbers, after = read(text.small, at)
        hit = next((hit for number in numbers if (hit := _measured(text, at, number))), None)
        if hit:
            value, symbol, start, after = hit
            inside = words[text.owner[start] : text.owner[after - 1] + 1]
            found.append(_quantity(inside, value, symbol))
        at = after
    return tuple(found)


def _quantity(words: Sequence[Word], value: float, symbol: str) -> Quantity:
    return Quantity(
        start_s=words[0].start_s,
        end_s=max(word.end_s for word in words),
        text=" ".join(word.text for word in words),
        value=round(value, 6),
        unit=symbol,
    )


def _spelt(words: Sequence[Word]) -> _Text:
    written, owner = "", list[int]()
    for number, word in enumerate(words):
        # ㎜ and ４０ are written so, too; 1½ must not become 11/2
        piece = unicodedata.normalize("NFKC", _VULGAR.sub(" ", word.text)) + " "
        written += piece
        owner += [number] * len(piece)
    small = "".join(c.casefold() if len(c.casefold()) == 1 else c for c in written)
    return _Text(written, small, tuple(owner))


def _begins(text: str, at: int) -> bool:
    """Whether a word begins here, not the second half of 3/8 or 12:30."""
    if text[at].isspace() or (at and text[at - 1].isalnum()):
        return False
    return not _AFTER_DIGITS.search(text[max(0, at - 2) : at])


def _measured(text: _Text, at: int, number: Number) -> tuple[float, str, int, int] | None:
    """Value, symbol, start and end of the quantity that begins with ``number``."""
    before = text.small[max(0, at - _BEFORE) : at]
    unit = None if _LABEL.search(before) else _unit(text, number)
    if unit is None:
        return None
    value, end = _with_half(text.small, number, unit)
    minus = _MINUS.search(before)
    if minus:
        return -value, unit.symbol, at - len(minus[0]), end
    return value, unit.symbol, at, end


def _with_half(text: str, number: Number, unit: _Unit) -> tuple[float, int]:
    """한 바퀴 반, two turns and a half; 한 바퀴 반대로 is another thing."""
    korean = _HALF.match(text, unit.end) if _HANGUL.match(unit.name) else None
    half = korean if korean and _TAIL.match(text, korean.end()) else None
    half = half or _AND_A_HALF.match(text, unit.end)
    if half and number.value == int(number.value):
        return number.value + 0.5, half.end()
    return number.value, unit.end


def _unit(text: _Text, number: Number) -> _Unit | None:
    """The unit that follows a number."""
    between = _BETWEEN_PART if number.kind == "part" else _BETWEEN
    gap = between.match(text.small, number.end)
    start = gap.end() if gap else number.end
    for name, symbol in _NAMES:
        if text.small.startswith(name, start):
            unit = _ended(text, _Unit(name, symbol, start, start + len(name)), number)
            if unit and _fits(number, unit):
                return unit
    return None


def _ended(text: _Text, unit: _Unit, number: Number) -> _Unit | None:
    """The unit with its plural s, unless it is only the beginning of another word."""
    small, end = text.small, unit.end
    if _HANGUL.match(unit.name):
        word = _WORD.match(small, unit.start)
        other = (word[0] if word else "") in units.OTHER_WORDS or _ORDINAL.match(small, end)
        closed = _TAIL.match(small, end) and not _GOES_ON.match(small, end)
        return unit if closed and not other else None
    if len(unit.name) == 1 and unit.name.isalpha():
        if text.written[unit.start] not in units.LETTERS | {"Ω"}:
            return None
    elif small.startswith("s", end):
        unit = _Unit(unit.name, unit.symbol, unit.start, end + 1, plural=True)
    if _GOES_ON.match(small, unit.end):
        return None
    # 40A로, 12V배터리; but "3 V벨트" are belts
    glued = unit.start == number.end or _TAIL.match(small, unit.end)
    return unit if glued else None


def _fits(number: Number, unit: _Unit) -> bool:
    """Whether this number word counts this unit; an everyday syllable or verb counts none."""
    name, korean = unit.name, bool(_HANGUL.match(unit.name))
    if number.kind == "native":
        return name in units.NATIVE_UNITS and not (name == "번" and _is_try(number, unit))
    if number.kind == "half":
        return name in units.HALF_UNITS
    if number.kind == "sino":
        rare = name == "번" and number.value < _ONCE_NATIVE
        return not rare and not (number.plain and (not korean or name in units.AMBIGUOUS))
    if number.kind == "english" and name in units.VERBS | units.ORDINALS:
        return unit.plural == (number.value != 1)
    if number.kind == "digits" and name in units.VERBS:
        return unit.plural == (number.value != 1)
    if number.kind == "point":
        return unit.symbol in _LENGTHS and len(name) > 2
    return number.kind == "digits" or korean or len(name) > 2


def _is_try(number: Number, unit: _Unit) -> bool:
    """한번 in one word is *just try*; 한 번 is once."""
    return number.value == 1 and unit.start == number.end


_NAMES = sorted(
    ((name.casefold(), symbol) for symbol, names in units.UNITS.items() for name in names),
    key=lambda pair: -len(pair[0]),
)
