"""Number words and digits, Korean and English, read from one place of a text on.

A wrong number is worse than none: what can be read in two ways (이삼 분 is *two or three minutes*,
오일 is *oil*) is no number, and neither is its tail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines import units

MOST = 10**12
Kind = Literal["digits", "sino", "native", "half", "english", "part", "point"]


@dataclass(frozen=True)
class Number:
    """``end`` is where the text goes on; a ``plain`` syllable could mean something else."""

    value: float
    end: int
    kind: Kind
    plain: bool = False


_FRACTION = re.compile(r"(?:(\d{1,3})\s)?(\d{1,3})[/⁄](\d{1,3})(?!\d)")
_DIGITS = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+|\s?[점쩜]\s?\d+)?")
_HANGUL = re.compile("[가-힣]")

_D, _U = "일이삼사오육륙칠팔구", "십백천만억"
_SECTION = f"((?:[{_D}]?천)?(?:[{_D}]?백)?(?:[{_D}]?십)?[{_D}]?)"
_WHOLE = re.compile(f"(?:{_SECTION}억)?(?:{_SECTION}(만))?{_SECTION}")
# 사 십 and 백 이십 are written apart at times; "이 십" is rather *these ten*
_RUN = re.compile(
    rf"(?:[영공{_D}](?:(?<!이)\s(?=[{_U}]))?|[{_U}](?:\s(?=[{_D}{_U}]))?){{1,16}}"
    rf"(\s?[점쩜]\s?[영공{_D}]{{1,8}})?"
)
_ONE_BY_ONE = re.compile(rf"[영공]|[영공{_D}]{{3,}}")
_NATIVE = re.compile(
    f"(?:({'|'.join(units.NATIVE_TENS)})\\s?)?({'|'.join(units.NATIVE_ONES)})"
    f"|({'|'.join(units.NATIVE_TENS)})"
)
_WORD = re.compile("[a-z]+")
_MOST_WORDS = 12
_SMALL_WORDS = units.ENGLISH_ONES | units.ENGLISH_TENS
_VOCABULARY = frozenset(
    {*_SMALL_WORDS, *units.ENGLISH_LARGE, *units.ENGLISH_PARTS}
    | {"hundred", "oh", "point", "and", "a", "an"}
)


def read(text: str, at: int) -> tuple[list[Number], int]:
    """Numbers that begin at ``at``, longest first, and where to look for the next one.

    ``text`` is in lower case; ``at`` is the beginning of a word.
    """
    if text[at].isdigit() or text[at] in "-−":
        return _digits(text, at)
    if _HANGUL.match(text, at):
        return _korean(text, at)
    return _english(text, at)


def _digits(text: str, at: int) -> tuple[list[Number], int]:
    fraction = _FRACTION.match(text, at)
    if fraction:
        whole, over, under = (int(part or 0) for part in fraction.groups())
        value = whole + over / under if under else MOST
        return _sound([Number(value, fraction.end(), "part")]), fraction.end()
    digits = _DIGITS.match(text, at)
    if digits is None:
        return [], at + 1
    plain = re.sub(r"\s?[점쩜]\s?", ".", digits[0].replace(",", "").replace("−", "-"))
    return _sound([Number(float(plain), digits.end(), "digits")]), digits.end()


def _sound(numbers: list[Number]) -> list[Number]:
    return [number for number in numbers if abs(number.value) < MOST]


def _korean(text: str, at: int) -> tuple[list[Number], int]:
    found, after = [], at + 1
    if text.startswith(units.HALF, at):
        found.append(Number(0.5, at + 1, "half"))
    native = _NATIVE.match(text, at)
    if native:
        ten, one, alone = native.groups()
        value = units.NATIVE_TENS.get(ten or alone, 0) + units.NATIVE_ONES.get(one, 0)
        found.append(Number(value, native.end(), "native"))
        after = native.end()
    run = _RUN.match(text, at)
    if run:
        whole = re.sub(r"\s", "", text[at : run.end() - len(run[1] or "")])
        number = _sino(whole, run[1] or "")
        plain = len(whole) == 1 and whole not in "십백" and not run[1]
        if number is not None:
            found.append(Number(number, run.end(), "sino", plain))
        after = run.end()
    return _sound(found), after


def _sino(whole: str, part: str) -> float | None:
    """Value of Sino-Korean number words and of the digits behind the point; None if malformed."""
    if whole in units.NO_NUMBERS:
        return None
    match = _WHOLE.fullmatch(whole)
    if match:
        hundred_millions, ten_thousands, has_ten_thousands, rest = match.groups()
        value = _section(hundred_millions or "") * units.SINO_LARGE["억"] + _section(rest)
        if has_ten_thousands:
            value += max(_section(ten_thousands), 1) * units.SINO_LARGE["만"]
    elif _ONE_BY_ONE.fullmatch(whole):
        value = int("".join(str(units.SINO_DIGITS[letter]) for letter in whole))
    else:
        return None
    behind = "".join(str(units.SINO_DIGITS[c]) for c in part if c in units.SINO_DIGITS)
    return value + (float(f"0.{behind}") if behind else 0.0)


def _section(text: str) -> int:
    total = digit = 0
    for letter in text:
        if letter in units.SINO_SMALL:
            total += max(digit, 1) * units.SINO_SMALL[letter]
            digit = 0
        else:
            digit = units.SINO_DIGITS[letter]
    return total + digit


def _english(text: str, at: int) -> tuple[list[Number], int]:
    words, ends = _words(text, at)
    if not words:
        return [], at + 1
    readings = _readings(words)
    found = [Number(value, ends[count - 1], kind) for value, count, kind in readings]
    spent = max([count for _, count, _ in readings], default=0) or _run_of_numbers(words)
    return _sound(found), ends[max(spent, 1) - 1]


def _words(text: str, at: int) -> tuple[list[str], list[int]]:
    """Number words from ``at`` on, one space or hyphen apart, and where each one ends."""
    words: list[str] = []
    ends: list[int] = []
    start = at
    while len(words) < _MOST_WORDS:
        word = _WORD.match(text, start)
        if word is None or word[0] not in _VOCABULARY:
            break
        words.append(word[0])
        ends.append(word.end())
        if text[word.end() : word.end() + 1] not in (" ", "-"):
            break
        start = word.end() + 1
    return words, ends


def _run_of_numbers(words: Sequence[str]) -> int:
    count = 0
    while count < len(words) and (words[count] in _SMALL_WORDS or words[count] == "oh"):
        count += 1
    return count


def _readings(words: Sequence[str]) -> list[tuple[float, int, Kind]]:
    """(value, words used, kind) of number words: three point two, two and a half, one twenty."""
    part = _part(words, 0)
    if part is not None:
        return [(*part, "part")]
    if words[0] == "point":
        behind = _decimals(words, 1)
        return [(float(f"0.{behind[0]}"), behind[1], "point")] if behind else []
    whole = _spelt(words) or _integer(words)
    if whole is None:
        return []
    value, at = whole
    found: list[tuple[float, int, Kind]] = [(value, at, "english")]
    behind = _decimals(words, at + 1) if words[at : at + 1] == ["point"] else None
    if behind:
        return [(value + float(f"0.{behind[0]}"), behind[1], "english")]
    part = _part(words, at + 1) if words[at : at + 1] == ["and"] else None
    if part:
        return [(value + part[0], part[1], "english"), *found]
    return [] if _run_of_numbers(words[at:]) else found


def _part(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """Half, a quarter, three quarters, one eighth."""
    first, second = (words[n] if n < len(words) else "" for n in (at, at + 1))
    if first in units.ENGLISH_BARE_PARTS:
        return units.ENGLISH_PARTS[first], at + 1
    count = 1 if first == "a" else units.ENGLISH_ONES.get(first, 0)
    if count and second in units.ENGLISH_PARTS:
        return count * units.ENGLISH_PARTS[second], at + 2
    return None


def _decimals(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """Digits behind the point: two five, twenty five, oh five."""
    digits = ""
    while at < len(words) and (words[at] == "oh" or words[at] in _SMALL_WORDS):
        small = (0, at + 1) if words[at] == "oh" else _below_hundred(words, at)
        if small is None:
            break
        digits, at = digits + str(small[0]), small[1]
    return (digits, at) if digits else None


def _spelt(words: Sequence[str]) -> tuple[int, int] | None:
    """Digits one by one (at least three), or in the way of one twenty and two forty five."""
    run = _run_of_numbers(words)
    digits = [units.ENGLISH_ONES.get(word, 0 if word == "oh" else 10) for word in words[:run]]
    if run >= 3 and max(digits) < 10 and words[0] != "oh":
        return int("".join(map(str, digits))), run
    if run >= 2 and 0 < digits[0] < 10:
        rest = _below_hundred(words, 1)
        if rest and rest[0] >= 10 and rest[1] == run:
            return 100 * digits[0] + rest[0], run
    return None


def _integer(words: Sequence[str]) -> tuple[int, int] | None:
    total = 0
    group = _below_thousand(words, 0)
    while group is not None:
        value, at = group
        if at >= len(words) or words[at] not in units.ENGLISH_LARGE:
            return total + value, at
        total += value * units.ENGLISH_LARGE[words[at]]
        at += 1
        group = _below_thousand(words, at + (words[at : at + 1] == ["and"]))
        if group is None:
            return total, at
    return None


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int] | None:
    group = _below_hundred(words, at)
    if group is None and words[at : at + 1] == ["hundred"]:
        group = 1, at
    if group is None and words[at : at + 1] == ["a"]:
        large = words[at + 1 : at + 2]
        group = (1, at + 1) if large and large[0] in ("hundred", *units.ENGLISH_LARGE) else None
    if group is None or words[group[1] : group[1] + 1] != ["hundred"]:
        return group
    value, at = 100 * group[0], group[1] + 1
    rest = _below_hundred(words, at + (words[at : at + 1] == ["and"]))
    return (value + rest[0], rest[1]) if rest else (value, at)


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int] | None:
    first, second = (words[n] if n < len(words) else "" for n in (at, at + 1))
    if first in units.ENGLISH_ONES:
        return units.ENGLISH_ONES[first], at + 1
    if first not in units.ENGLISH_TENS:
        return None
    one = units.ENGLISH_ONES.get(second, 0)
    if 0 < one < 10:
        return units.ENGLISH_TENS[first] + one, at + 2
    return units.ENGLISH_TENS[first], at + 1
