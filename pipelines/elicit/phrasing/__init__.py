"""What an optional language model may say, and what of that is kept. Pure.

It may word a question otherwise and point at words of an answer that could become a know-how card.
It decides nothing: a person takes a wording or leaves it, and makes a card or does not. What does
not keep to the rules here is dropped without a word to the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pydantic import Field

from data_schemas.knowledge import UnitKind
from data_schemas.probe import slots_of
from data_schemas.timeline import Question
from data_schemas.value import Value

LONGEST_QUESTION = 400
MOST_PROPOSED = 5
FEWEST_QUOTED = 4
# Quotation marks of each language, as ``pipelines.elicit.questions`` writes them.
_QUOTED = {"en": re.compile("“([^“”]*)”"), "ko": re.compile("‘([^‘’]*)’")}
_NUMBER = re.compile(r"\d+(?:[.:]\d+)*")
_END = re.compile(r"[.?!。？！](?=\s|$)")
_HANGUL = re.compile("[가-힣]")
_MARKUP = re.compile(r"[<>`]|https?:", re.IGNORECASE)


class Proposed(Value):
    """A know-how card that a model proposes: words of the answer, and the same tidily."""

    kind: UnitKind
    quote: str = Field(max_length=400)
    text: str = Field(min_length=1, max_length=400)


class Phraser(Protocol):
    """Any language model of the site. Both may give nothing, and raise ModelError."""

    @property
    def label(self) -> str:
        """Model and machine, for the provenance of what came of it."""
        ...

    def reword(self, question: Question) -> Question | None:
        """The same question in other words."""
        ...

    def propose(self, said: str, question: Question, language: str) -> Sequence[Proposed]:
        """What of an answer could become a card."""
        ...


def kept_wording(asked: Question, given: Question) -> Question | None:
    """The new wording if it asks the same in both languages, in one sentence each; else None."""
    made = Question(en=" ".join(given.en.split()), ko=" ".join(given.ko.split()))
    same = made in (asked, Question(en="", ko=""))
    return (
        made
        if not same and _keeps(asked.en, made.en, "en") and _keeps(asked.ko, made.ko, "ko")
        else None
    )


def kept_proposals(said: str, given: Sequence[Proposed]) -> tuple[Proposed, ...]:
    """Those that quote words of the answer and add no number to them, each quote once."""
    words = " ".join(said.split())
    kept: dict[str, Proposed] = {}
    for one in given:
        quote = " ".join(one.quote.split())
        tidy = " ".join(one.text.split())
        stands = len(quote) >= FEWEST_QUOTED and quote in words
        if stands and tidy and _numbers(tidy) <= _numbers(quote) and not _MARKUP.search(tidy):
            kept.setdefault(quote, Proposed(kind=one.kind, quote=quote, text=tidy))
    return tuple(kept.values())[:MOST_PROPOSED]


def _keeps(asked: str, made: str, tongue: str) -> bool:
    quoted = _QUOTED[tongue]
    if not made or len(made) > LONGEST_QUESTION or _MARKUP.search(made):
        return False
    if sorted(quoted.findall(made)) != sorted(quoted.findall(asked)):
        return False
    if _numbers(made) != _numbers(asked) or not _same_slots(asked, made):
        return False
    bare = quoted.sub("", made).strip()
    return _is_one_sentence(bare) and bool(_HANGUL.search(bare)) == (tongue == "ko")


def _is_one_sentence(text: str) -> bool:
    """A question, or a request that ends in a full stop: 말씀해 주세요."""
    ends = _END.findall(text)
    return len(ends) == 1 and text.endswith(ends[0]) and ends[0] in "?？."


def _same_slots(asked: str, made: str) -> bool:
    try:
        return slots_of(asked) == slots_of(made)
    except ValueError:
        # A quoted word may hold a brace: then the braces have to be the very same.
        return sorted(re.findall("[{}]", asked)) == sorted(re.findall("[{}]", made))


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))
