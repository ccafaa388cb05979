"""The know-how cards of a session: what people's entries about them add up to. Pure.

A card begins with the entry in which a person made it, out of a suggestion or of their own. Each
later entry mends it, says yes to it, or strikes it; nothing of a card is stored but entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data_schemas.clock import Span
from data_schemas.entry import ABOUT_UNIT, Act, Draft, Entry, standing
from data_schemas.knowledge import KnowledgeUnit, Opinion, Touch, UnitContent, UnitStatus
from data_schemas.session import Session

# Each needs the one before it.
STATES: tuple[UnitStatus, ...] = ("draft", "expert_confirmed", "reviewed", "approved")


@dataclass(frozen=True)
class Cards:
    """``struck`` are ids of those that somebody struck, ``refused`` of suggestions nobody wants.

    ``number`` is the last of the journal.
    """

    units: tuple[KnowledgeUnit, ...] = ()
    struck: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()
    number: int = 0

    def unit(self, unit: str) -> KnowledgeUnit | None:
        return next((one for one in self.units if one.id == unit), None)


def made(unit: str, content: UnitContent) -> Draft:
    """How a card is made, or mended: whole, so that its history can be read."""
    return Draft(act=Act.CORRECT, target=unit, after={"content": content.model_dump(mode="json")})


def opinion(unit: str, said: Opinion) -> Draft:
    """How it is written down what another expert says of a card."""
    return Draft(act=Act.CORRECT, target=unit, after={"opinion": said.model_dump(mode="json")})


def stepped(unit: str, state: UnitStatus, name: str = "") -> Draft:
    """How a card comes one state further; ``name`` is whose yes it is."""
    act = Act.CONFIRM if state == "expert_confirmed" else Act.APPROVE
    return Draft(act=act, target=unit, after={"state": state, "name": name})


def cards_of(entries: Iterable[Entry], session: Session, cuts: Iterable[Span] = ()) -> Cards:
    """The cards that hold now. One that rests on seconds that were taken out goes with them."""
    every = tuple(entries)
    kept: dict[str, KnowledgeUnit] = {}
    struck: dict[str, None] = {}
    refused: set[str] = set()
    for one in standing(every):
        if not one.target.startswith(ABOUT_UNIT):
            continue
        if one.act is Act.DECLINE:
            refused.add(one.target)
        elif one.act is Act.STRIKE:
            struck[one.target] = None
        else:
            unit = _laid_over(kept.get(one.target), one, session)
            if unit is not None:
                kept[one.target] = unit
    taken_out = tuple(cuts)
    units = [one for one in kept.values() if one.id not in struck and not _rests_on(one, taken_out)]
    replaced = {one.supersedes for one in units}
    return Cards(
        units=tuple(_superseded(one) if one.id in replaced else one for one in units),
        struck=tuple(one for one in struck if one in kept),
        refused=frozenset(refused),
        number=len(every),
    )


def _laid_over(unit: KnowledgeUnit | None, entry: Entry, session: Session) -> KnowledgeUnit | None:
    touch = Touch(by=entry.actor, at=entry.at)
    if "content" in entry.after:
        return _written(unit, entry, touch, session)
    if unit is None:
        return None
    if "opinion" in entry.after:
        said = Opinion.model_validate(entry.after["opinion"])
        # Of two cards of another expert one may say the same and one something else.
        about = (said.expert, said.unit)
        others = (one for one in unit.agreement if (one.expert, one.unit) != about)
        return unit.model_copy(update={"agreement": (*others, said)})
    return _further(unit, entry)


def _written(
    unit: KnowledgeUnit | None, entry: Entry, touch: Touch, session: Session
) -> KnowledgeUnit:
    """New words are nobody's yes any more: a card that is mended is a draft again."""
    content = UnitContent.model_validate(entry.after["content"])
    return KnowledgeUnit(
        **{name: getattr(content, name) for name in UnitContent.model_fields},
        id=entry.target,
        session=session.id,
        expert=session.expert,
        agreement=unit.agreement if unit else (),
        scopes=session.purposes,
        created=unit.created if unit else touch,
        edited=touch if unit or content.origin == "model_suggestion" else None,
    )


def _further(unit: KnowledgeUnit, entry: Entry) -> KnowledgeUnit:
    said = entry.after.get("state")
    state = next((one for one in STATES if one == said), "draft")
    if STATES.index(state) != STATES.index(unit.status) + 1:
        return unit
    name = str(entry.after.get("name", ""))
    confirmed = name if state == "expert_confirmed" else unit.confirmed_by
    return unit.model_copy(update={"status": state, "confirmed_by": confirmed})


def _rests_on(unit: KnowledgeUnit, cuts: tuple[Span, ...]) -> bool:
    return any(
        one.recording == cut.recording and one.overlap_s(cut) > 0
        for cut in cuts
        for one in unit.spans()
    )


def _superseded(unit: KnowledgeUnit) -> KnowledgeUnit:
    return unit.model_copy(update={"status": "superseded"})
