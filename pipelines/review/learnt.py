"""What people's corrections teach about the words of the trade: terms for the word list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from data_schemas.entry import ABOUT_TERM, Act, Entry, standing
from data_schemas.procedure import GlossaryTerm
from data_schemas.value import Value
from pipelines.lexicon import CUES, STOP
from pipelines.particles import stem
from pipelines.review.pairing import paired
from pipelines.text import HANGUL, WORD, tidy
from pipelines.transcribe.glossary import fold, sound

_OFTEN = 2
_SOUNDS_ALIKE = 62.0
_MOST_WORDS = 3
_LONGEST = 40
_SMALL = STOP | frozenset(word for words in CUES.values() for word in words)
# Endings of Korean verbs and adverbs: what ends so is hardly the name of a thing.
_NO_NOUN = (
    "니다", "세요", "어요", "아요", "해요", "네요", "지요", "이요", "는데", "면서", "려고", "라고",
    "으면", "하고", "하면", "해서", "어서", "아서", "지만", "거든", "잖아", "었다", "았다", "한다",
    "시오", "게요", "까요", "습니까", "하게", "히", "였어", "했어", "됐어", "려면", "돌려", "니까",
)  # fmt: skip
_ENGLISH_VERBS = ("ing", "ly", "n't", "'re", "'s", "'ll", "'ve")


class Suggestion(Value):
    """``said`` may be a term: people put it ``times`` times where one of ``heard`` was written."""

    said: str
    heard: tuple[str, ...]
    times: int


def suggestions(entries: Iterable[Entry], known: Iterable[GlossaryTerm]) -> tuple[Suggestion, ...]:
    """Terms that corrections make likely and nobody has or refused yet, the most frequent first.

    ``entries`` are all that people did in some sessions. A change counts if it was made twice, or
    once where both sound alike and the new one looks like the name of a thing.
    """
    stands = tuple(_standing(entries))
    skip = {fold(form) for one in known for form in (one.term, *one.variants)}
    skip |= {fold(one.target.removeprefix(ABOUT_TERM)) for one in stands if _is_declined(one)}
    times: dict[str, Counter[str]] = defaultdict(Counter)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in stands:
        for heard, said in _changes_of(entry):
            key = fold(said)
            times[key][heard] += 1
            written[key][said] += 1
    found = [
        Suggestion(
            said=_best(written[key]),
            heard=tuple(sorted(counted, key=lambda one: (-counted[one], one))),
            times=counted.total(),
        )
        for key, counted in times.items()
        if key not in skip and _is_worth_it(_best(written[key]), counted)
    ]
    return tuple(sorted(found, key=lambda one: (-one.times, one.said)))


def changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What stands instead of what, without the particles of both; a new particle is no change."""
    old, new = tidy(before).split(), tidy(after).split()
    for pair in paired(old, new):
        was, now = old[pair.first : pair.last], new[pair.begin : pair.end]
        if not was or not now or max(len(was), len(now)) > _MOST_WORDS:
            continue
        heard, said = _bare(was), _bare(now)
        if heard and said and fold(heard) != fold(said):
            yield heard, said


def _standing(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Numbers and so what was undone are of each session."""
    by_session: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_session[entry.session].append(entry)
    for session in sorted(by_session):
        yield from standing(tuple(by_session[session]))


def _is_declined(entry: Entry) -> bool:
    return entry.act is Act.CORRECT and entry.target.startswith(ABOUT_TERM)


def _changes_of(entry: Entry) -> Iterator[tuple[str, str]]:
    before, after = entry.before.get("text"), entry.after.get("text")
    if entry.act is Act.CORRECT and isinstance(before, str) and isinstance(after, str):
        yield from changes(before, after)


def _is_worth_it(said: str, heard: Counter[str]) -> bool:
    if not _may_be_a_term(said):
        return False
    if heard.total() >= _OFTEN:
        return True
    alike = max(fuzz.ratio(sound(said), sound(one)) for one in heard)
    return alike >= _SOUNDS_ALIKE and _names_a_thing(said) and not any(map(_is_a_verb, heard))


def _may_be_a_term(said: str) -> bool:
    """Neither small words alone nor a number, and of the length of a word."""
    words = WORD.findall(said.casefold())
    long = len(fold(said)) >= 2 and len(said) <= _LONGEST
    return long and not all(one in _SMALL or one.isdigit() for one in words)


def _names_a_thing(said: str) -> bool:
    last = said.split()[-1].casefold()
    if HANGUL.search(last):
        return not _is_a_verb(said)
    return len(last) >= 4 and last not in _SMALL and not last.endswith(_ENGLISH_VERBS)


def _is_a_verb(said: str) -> bool:
    """Whether it ends as Korean verbs and adverbs do."""
    return said.endswith(_NO_NOUN)


def _bare(words: list[str]) -> str:
    """Without signs around the words and without the particles of the last one."""
    inner = [one for word in words if (one := _unsigned(word))]
    return " ".join([*inner[:-1], stem(inner[-1])]) if inner else ""


def _unsigned(word: str) -> str:
    """Without signs before and behind it."""
    letters = [n for n, one in enumerate(word) if one.isalnum()]
    return word[letters[0] : letters[-1] + 1] if letters else ""


def _best(written: Counter[str]) -> str:
    """The way in which it was written most often."""
    return min(written, key=lambda one: (-written[one], one))
