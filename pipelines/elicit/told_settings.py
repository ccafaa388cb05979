"""Settings that a sentence names: what is set, to how much, within which limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from data_schemas.knowledge import Parameter
from data_schemas.transcript import Quantity, Word
from pipelines.elicit.told_words import FELT, FELT_BY, MEASURED_BY, MEASURES
from pipelines.numerals import read
from pipelines.particles import are_particles
from pipelines.quantities import quantities
from pipelines.text import HANGUL

_TO = re.compile(r"\s?(?:에서|부터|내지)\s?|\s?[~∼〜–-]\s?|\s(?:to|or|and|through)\s")
_BETWEEN = re.compile(r"\bbetween\s$")
_AT_LEAST = re.compile(
    r"\b(?:at least|no less than|not less than|more than|over|above|minimum(?: of)?|or more)\b"
    r"|(?<![가-힣])(?:최소(?:한)?|적어도|못해도)|이상|초과"
)
_AT_MOST = re.compile(
    r"\b(?:at most|no more than|not more than|up to|less than|under|below|maximum(?: of)?"
    r"|never (?:go |be |set it )?(?:over|above)|or less)\b"
    r"|(?<![가-힣])(?:최대(?:한)?|많아야)|이하|미만|까지만|(?:을|를)? ?(?:넘으면|넘지|넘기지"
    r"|넘어가)"
)
# "Never more than 2 mm" and "2 mm 이상 벌어지면 안 돼요" turn a limit round: what lies beyond the
# number must not be. A case (if it is not over 2 mm, 2 mm 이상 안 되면) turns nothing round.
_UP = r"more than|over|above|beyond|exceed(?:ing|s)?"
_DOWN = r"less than|under|below"
_NEVER = re.compile(
    r"(?P<case>\b(?:if|when|unless|whenever)\b[^.;]*)?"
    r"(?<!\w)(?:never|no|not|cannot|[a-z]+n['’]t)\s+"
    rf"(?:[\w'’]+\s+){{0,5}}?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s+(?:about\s+|around\s+)?$"
)
_NEVER_KO = re.compile(
    r"^[^.!?,\d]{0,4}?(?:(?P<up>이상|초과)|(?P<down>이하|미만))"
    r"(?:[가-힣]{0,2}\s(?:[가-힣]+(?<!고)\s)?)?[가-힣]{0,8}?"
    r"(?:(?:면|은|는|선)\s?(?:절대로?\s)?안\s?(?:돼|됩|된|되(?!면)|좋)"
    r"|지\s?(?:않게|않도록|말|마|못하)|\s?금지)"
)
_REACH = 16  # letters before and after a number in which its limit is named
_CLAUSE = 60  # letters before and after it in which somebody says that it must not be
_NO_NOUNS = frozenset(
    {
        "이", "그", "저", "나", "내", "제", "이거", "그거", "저거", "이걸", "그걸", "여기", "거기",
        "저기", "이것", "그것", "나머지",
    }
)  # fmt: skip
_SUBJECT = ("은", "는", "이", "가", "을", "를")


@dataclass(frozen=True)
class _Found:
    """A quantity, where it stands in the text, and its limits."""

    quantity: Quantity
    start: int
    end: int
    low: float | None = None
    high: float | None = None


def settings_of(words: Sequence[Word]) -> tuple[Parameter, ...]:
    """Numbers with their units as settings, ranges and limits among them; else a felt amount.

    Counted things are none, nor is what is done once.
    """
    text = " ".join(unicodedata.normalize("NFKC", word.text) for word in words).casefold()
    spoken = quantities(words)
    found = _joined(text, [_place(text, words, one) for one in spoken if _is_set(one)])
    if found:
        return tuple(_setting(text, one) for one in found)
    felt = None if spoken else FELT.search(text)
    if felt is None:
        return ()
    name = _nearest(text, felt.start(), tuple(p for pairs in MEASURES.values() for p in pairs))
    return (Parameter(name=name, text=felt[0].strip(), basis="felt"),)


def _is_set(one: Quantity) -> bool:
    return one.unit != "pcs" and (one.unit, one.value) != ("times", 1)


def _place(text: str, words: Sequence[Word], one: Quantity) -> _Found:
    """Where a quantity stands: it begins with one of the words."""
    first = next(n for n, word in enumerate(words) if word.start_s == one.start_s)
    start = sum(len(unicodedata.normalize("NFKC", word.text)) + 1 for word in words[:first])
    return _with_limits(text, _Found(one, start, min(len(text), start + len(one.text))))


def _with_limits(text: str, found: _Found) -> _Found:
    before = _number_before(text, found)
    if before is not None and before[0] < found.quantity.value:
        return replace(found, start=before[1], low=before[0], high=found.quantity.value)
    forbidden = _forbidden(text, found)
    if forbidden is not None:
        return forbidden
    around = text[max(0, found.start - _REACH) : found.end + _REACH]
    if _AT_MOST.search(around):
        return replace(found, high=found.quantity.value)
    if _AT_LEAST.search(around):
        return replace(found, low=found.quantity.value)
    return found


def _forbidden(text: str, found: _Found) -> _Found | None:
    """The limit where the sentence forbids what lies beyond it; None where it forbids nothing."""
    before = text[max(0, found.start - _CLAUSE) : found.start]
    # A quantity's text may end within the word that its limit is joined to: 2밀리이상.
    after = text[found.end : found.end + _CLAUSE]
    said = _NEVER.search(before) or _NEVER_KO.search(after)
    if said is None or said.groupdict().get("case"):
        return None
    value = found.quantity.value
    return replace(found, high=value) if said["up"] else replace(found, low=value)


def _number_before(text: str, found: _Found) -> tuple[float, int] | None:
    """The number from which a range runs up to this quantity, and where it stands."""
    for at in range(max(0, found.start - _REACH), found.end):
        if text[at].isspace() or (at and text[at - 1].isalnum()):
            continue
        for number in read(text, at)[0]:
            gap = _TO.match(text, number.end)
            if gap is None or (gap[0].strip() == "and" and not _BETWEEN.search(text[:at])):
                continue
            if any(one.value == found.quantity.value for one in read(text, gap.end())[0]):
                return number.value, min(at, found.start)
    return None


def _joined(text: str, found: Sequence[_Found]) -> list[_Found]:
    """``20 도에서 30 도`` is one setting with two limits."""
    joined: list[_Found] = []
    for one in found:
        last = joined[-1] if joined else None
        if last is not None and _runs_on(text, last, one):
            joined[-1] = replace(
                one, start=last.start, low=last.quantity.value, high=one.quantity.value
            )
        else:
            joined.append(one)
    return joined


def _runs_on(text: str, last: _Found, one: _Found) -> bool:
    same = last.quantity.unit == one.quantity.unit and last.quantity.value < one.quantity.value
    between = text[last.end : one.start].strip()
    tail = re.search(r"(?:에서|부터)$", text[last.start : last.end])
    return same and (between in ("to", "~", "-") or (tail is not None and not between))


def _setting(text: str, found: _Found) -> Parameter:
    one = found.quantity
    told = text[found.start : found.end].strip(" .,!?")
    ranged = found.low is not None or found.high is not None
    return Parameter(
        name=_named(text, found.start, MEASURES.get(one.unit, ())) or _default(text, one.unit),
        value=None if ranged else one.value,
        low=found.low,
        high=found.high,
        unit=one.unit,
        basis=_basis(text),
        text=told,
    )


def _basis(text: str) -> str:
    return "measured" if MEASURED_BY.search(text) else "felt" if FELT_BY.search(text) else ""


def _named(text: str, at: int, pairs: Sequence[str]) -> str:
    """What is measured: the word for it that stands nearest, else a noun with its particle."""
    nouns = (_noun(word) for word in reversed(text[:at].split()[-3:]))
    return _nearest(text, at, pairs) or next((noun for noun in nouns if noun), "")


def _nearest(text: str, at: int, pairs: Sequence[str]) -> str:
    names = {name for pair in pairs for name in pair.split(" ", 1)}
    hits = [
        (abs(match.start() - at), match[0])
        for name in names
        for match in re.finditer(_as_word(name), text)
    ]
    return min(hits)[1] if hits else ""


def _as_word(name: str) -> str:
    return rf"(?<![가-힣]){name}" if HANGUL.search(name) else rf"\b{name}\b"


def _noun(word: str) -> str:
    """The noun of a Korean word that ends as subject, topic or object; "" for any other."""
    noun = word[:-1]
    if not HANGUL.search(word) or word[-1:] not in _SUBJECT or not noun or noun in _NO_NOUNS:
        return ""
    return noun if are_particles(word[-1:]) else ""


def _default(text: str, unit: str) -> str:
    """The name of what a unit measures, if it measures one thing only."""
    pairs = MEASURES.get(unit, ())
    if len(pairs) != 1:
        return ""
    english, _, korean = pairs[0].partition(" ")
    return korean if HANGUL.search(text) else english
