"""What several experts know of one job: the same thing, another one, or not judged yet.

Only a person says that two cards tell the same. Cards of two sessions are linked by that, never
made one, so that everything stays the word of whoever said it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from data_schemas.knowledge import KnowledgeUnit
from pipelines.elicit.coverage import standing

Says = Literal["same", "differs", "unknown"]
SAME: tuple[Says, ...] = ("same",)


@dataclass(frozen=True)
class Thing:
    """One thing that is known: ``units`` are ids of the cards that tell it.

    ``told_by`` are ids of experts: whose cards they are, and who says the same without a card.
    """

    units: tuple[str, ...]
    told_by: frozenset[str]


@dataclass(frozen=True)
class Dispute:
    """A card of which another expert says something else; ``other`` is their own, if there is one.

    A pair of cards comes once from each side, since both experts are asked.
    """

    unit: KnowledgeUnit
    other: KnowledgeUnit | None


@dataclass(frozen=True)
class Pair:
    """Two cards of two experts, in the order in which they stand, and what a person says of them.

    ``says`` None: nobody has judged them.
    """

    one: str
    other: str
    says: Says | None = None


def things_of(units: Iterable[KnowledgeUnit], linked: Collection[Says] = SAME) -> tuple[Thing, ...]:
    """Each card once, those that are linked as the same together, in the order of the first.

    ``linked`` with "differs" puts what is disputed together too, to be looked at.
    """
    kept = {one.id: one for one in standing(units)}
    leads = {one: one for one in kept}

    def lead(unit: str) -> str:
        while leads[unit] != unit:
            unit = leads[unit]
        return unit

    for one in kept.values():
        for said in one.agreement:
            if said.says in linked and said.unit in kept:
                leads[lead(said.unit)] = lead(one.id)
    groups: dict[str, list[str]] = {}
    for unit in kept:
        groups.setdefault(lead(unit), []).append(unit)
    return tuple(Thing(tuple(some), _told_by(some, kept)) for some in groups.values())


def disputes_of(units: Iterable[KnowledgeUnit]) -> tuple[Dispute, ...]:
    """Cards of which another expert says something else, each with that expert's card."""
    kept = {one.id: one for one in standing(units)}
    return tuple(
        Dispute(one, kept.get(said.unit))
        for one in kept.values()
        for said in one.agreement
        if said.says == "differs" and (not said.unit or said.unit in kept)
    )


def judged(units: Iterable[KnowledgeUnit]) -> dict[frozenset[str], Says]:
    """What people said of pairs of cards, by the ids of both."""
    return {
        frozenset((one.id, said.unit)): said.says
        for one in standing(units)
        for said in one.agreement
        if said.unit
    }


def pairs_of(
    units: Iterable[KnowledgeUnit], likeness: Mapping[frozenset[str], float], least: float
) -> tuple[Pair, ...]:
    """Cards of two experts about one step that may say the same, likest first; judged ones not."""
    kept = standing(units)
    known = judged(kept)
    found = [
        (likeness.get(frozenset((one.id, other.id)), 0.0), Pair(one.id, other.id))
        for one, other in _beside(kept)
        if frozenset((one.id, other.id)) not in known
    ]
    likely = [(like, pair) for like, pair in found if like >= least]
    return tuple(pair for _, pair in sorted(likely, key=lambda one: -one[0]))


def _beside(units: tuple[KnowledgeUnit, ...]) -> Iterator[tuple[KnowledgeUnit, KnowledgeUnit]]:
    """Pairs of cards about the same step by two experts."""
    for n, one in enumerate(units):
        for other in units[n + 1 :]:
            if one.expert != other.expert and one.step_id == other.step_id:
                yield one, other


def _told_by(some: list[str], kept: Mapping[str, KnowledgeUnit]) -> frozenset[str]:
    own = {kept[unit].expert for unit in some}
    agreed = {said.expert for unit in some for said in kept[unit].agreement if said.says == "same"}
    return frozenset(own | agreed)
