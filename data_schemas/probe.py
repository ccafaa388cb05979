"""Question cards: what is asked about a step or a moment, in both languages, and what it fills."""

from __future__ import annotations

import re
from string import Formatter
from typing import Literal, Self

from pydantic import Field, model_validator

from data_schemas.knowledge import UnitField, UnitKind
from data_schemas.timeline import MomentKind, Question
from data_schemas.value import Value

# Ways of asking for what people do not say by themselves. Sources: task diagram, knowledge audit
# and simulation interview are of Applied Cognitive Task Analysis (Militello and Hutton 1998),
# critical decision of Klein, Calderwood and MacGregor (1989), job breakdown of Training Within
# Industry (1944).
Method = Literal[
    "task_diagram", "knowledge_audit", "critical_decision", "simulation_interview", "job_breakdown"
]
# When a card is asked at all: of a step that was marked as hard to judge, where some card of the
# step is there already, where others do the same job, where the same person was recorded twice, or
# only at a moment that was found.
ProbeCondition = Literal["hard_step", "has_card", "other_experts", "own_takes", "at_moment"]
# What an answer was like, for the question that follows it: words without a measure, a recital
# without a case, no sense named, no number, nothing at all, or anything.
AnswerWas = Literal["vague", "recited", "no_sense", "no_number", "nothing", "any"]
# What stands in braces in a question. ``where`` is a phrase that names step and second.
Slot = Literal["where", "step", "words", "other"]

_TAIL = re.compile("[가-힣]{0,4}")
ALWAYS: frozenset[Slot] = frozenset({"where"})
# What a moment of each kind can fill in besides: for certain, and at times.
CERTAIN: dict[MomentKind, frozenset[Slot]] = {
    "vague_words": frozenset({"words"}),
    "spoken_hazard": frozenset({"words"}),
    "skipped_step": frozenset({"step"}),
    "swapped_step": frozenset({"step", "other"}),
}
AT_TIMES: dict[MomentKind, frozenset[Slot]] = {"marker": frozenset({"words"})}


def slots_of(text: str) -> frozenset[str]:
    """What stands in braces in a question; behind a colon at most a Korean particle.

    Raises ValueError if the braces do not match or hold anything else.
    """
    found: set[str] = set()
    for _, name, tail, conversion in Formatter().parse(text):
        if name is None:
            continue
        if conversion or not _TAIL.fullmatch(tail or ""):
            raise ValueError("braces may hold a name and, behind a colon, a Korean particle")
        found.add(name)
    return frozenset(found)


class Wording(Value):
    """A question put at moments of some kinds, with what was seen and heard filled in."""

    moments: tuple[MomentKind, ...] = Field(min_length=1)
    question: Question

    @property
    def slots(self) -> frozenset[str]:
        return slots_of(self.question.en) | slots_of(self.question.ko)

    @model_validator(mode="after")
    def _can_be_filled(self) -> Self:
        if slots_of(self.question.en) != slots_of(self.question.ko):
            raise ValueError("the two languages do not have the same words in braces")
        for kind in self.moments:
            given = ALWAYS | CERTAIN.get(kind, frozenset()) | AT_TIMES.get(kind, frozenset())
            if unknown := self.slots - given:
                raise ValueError(f"a moment of kind {kind} cannot fill {{{min(unknown)}}}")
        return self


class FollowUp(Value):
    """What is asked after an answer of a certain kind; it has nothing in braces."""

    when: AnswerWas
    question: Question

    @model_validator(mode="after")
    def _is_plain(self) -> Self:
        if slots_of(self.question.en) or slots_of(self.question.ko):
            raise ValueError("a question that follows cannot have words in braces")
        return self


class Probe(Value):
    """A question card: which fields an answer fills, and how it is asked.

    ``kinds`` are the kinds of unit that an answer may become, the likeliest first; none where it
    adds to a unit that is there. ``question`` is asked of a step, with at most ``{where}`` in it;
    ``wordings`` at a moment, the first that can be filled. ``first_at`` are the kinds of moment at
    which this card is asked before all others. ``site``: brought by the site itself.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    method: Method
    fills: tuple[UnitField, ...] = Field(min_length=1)
    kinds: tuple[UnitKind, ...] = ()
    conditions: tuple[ProbeCondition, ...] = ()
    question: Question
    wordings: tuple[Wording, ...] = ()
    first_at: tuple[MomentKind, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    site: bool = False

    @property
    def moments(self) -> frozenset[MomentKind]:
        """The kinds of moment at which it can be asked."""
        return frozenset(kind for one in self.wordings for kind in one.moments)

    @model_validator(mode="after")
    def _is_asked_whole(self) -> Self:
        for text in (self.question.en, self.question.ko):
            if slots_of(text) - ALWAYS:
                raise ValueError("a question about a step can have no words in braces but {where}")
        texts = [self.question, *(w.question for w in self.wordings)]
        texts += [one.question for one in self.follow_ups]
        if any(not text.strip() for one in texts for text in (one.en, one.ko)):
            raise ValueError("a question is missing in one of the two languages")
        return self

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        """For every kind of moment one wording can be filled for certain."""
        if set(self.first_at) - self.moments:
            raise ValueError("first_at names a kind of moment for which there is no wording")
        for kind in self.moments:
            given = ALWAYS | CERTAIN.get(kind, frozenset())
            own = (one for one in self.wordings if kind in one.moments)
            if not any(one.slots <= given for one in own):
                raise ValueError(f"no wording for a moment of kind {kind} can always be filled")
        return self


class Introduction(Value):
    """How the expert is told what a method is about, before its cards."""

    method: Method
    says: Question


class ProbeBank(Value):
    """Question cards in the order in which they are preferred, and what is said before a method."""

    probes: tuple[Probe, ...] = ()
    introductions: tuple[Introduction, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [one.id for one in self.probes]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"two cards have the id {twice[0]}")
        return self

    def probe(self, probe_id: str) -> Probe | None:
        return next((one for one in self.probes if one.id == probe_id), None)
