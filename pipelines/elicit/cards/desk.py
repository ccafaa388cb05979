"""Doors to know-how cards: made of suggestions or by hand, mended, confirmed, approved, struck."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from capture import artifacts, journal, procedures
from capture.access import require
from capture.ids import new_id
from capture.permission import decide
from capture.records import sessions as session_records
from data_schemas.artifact import Kind
from data_schemas.entry import Act, Draft, Entry, standing
from data_schemas.errors import InputError, StaleEntry
from data_schemas.knowledge import (
    FoundSuggestions,
    KnowledgeUnit,
    Opinion,
    Suggested,
    UnitContent,
    UnitStatus,
)
from data_schemas.rights import Action, Actor, Facts, stricter
from data_schemas.session import Session
from data_schemas.sitting import Reply, replies_of
from pipelines.elicit.cards import fold
from pipelines.elicit.cards.fold import Cards

if TYPE_CHECKING:
    from capture.site import Site

NAME_LIMIT = 80
TAKES: dict[UnitStatus, Action] = {
    "expert_confirmed": Action.CONFIRM,
    "reviewed": Action.REVIEW,
    "approved": Action.APPROVE,
}


def cards(site: Site, who: Actor, session: str) -> Cards:
    """The know-how cards of a session as they stand, but those that ``who`` may not see here."""
    facts = require(site, who, Action.READ, session)
    found = _cards(site, session)
    return replace(found, units=tuple(one for one in found.units if _may_see(who, facts, one)))


def suggestions(site: Site, who: Actor, session: str) -> tuple[Suggested, ...]:
    """What could become a card and nobody has judged yet; nothing that was taken out."""
    facts = require(site, who, Action.READ, session)
    held = _cards(site, session)
    judged = {one.id for one in held.units} | set(held.struck) | held.refused
    found = tuple(one for one in _found(site, session) if one.id not in judged)
    return tuple(one for one in found if _may_see(who, facts, one.content))


def refused(site: Site, who: Actor, session: str) -> tuple[Suggested, ...]:
    """Suggestions of which somebody wants no card; they can be brought back."""
    facts = require(site, who, Action.READ, session)
    unwanted = _cards(site, session).refused
    found = tuple(one for one in _found(site, session) if one.id in unwanted)
    return tuple(one for one in found if _may_see(who, facts, one.content))


def replies(site: Site, who: Actor, session: str) -> tuple[Reply, ...]:
    """What was asked and what came of it, for where a card comes from."""
    require(site, who, Action.READ, session)
    return replies_of(_entries(site, session))


def make(
    site: Site, who: Actor, session: str, content: UnitContent, suggestion: str = ""
) -> KnowledgeUnit:
    """Make a card, of a suggestion as it is or mended, or of one's own.

    Raises InputError for a step or seconds that are not there, or a suggestion that is a card
    already.
    """
    require(site, who, Action.AMEND, session)
    _check(site, session, content)
    unit = suggestion or new_id("unit")
    if _cards(site, session).unit(unit) is not None:
        raise InputError("This suggestion has become a card meanwhile: reload the page.")
    drawn = next((one.content for one in _drawn(site, session) if one.id == suggestion), None)
    journal.add(site, who, session, fold.made(unit, _in_new_words(content, drawn)))
    return _unit(site, session, unit)


def refuse(site: Site, who: Actor, session: str, suggestion: str) -> Entry:
    """Nobody wants a card of this suggestion."""
    require(site, who, Action.AMEND, session)
    return journal.add(site, who, session, Draft(act=Act.DECLINE, target=suggestion))


def mend(
    site: Site, who: Actor, session: str, unit: KnowledgeUnit, content: UnitContent
) -> KnowledgeUnit:
    """Write a card anew; it is a draft again. ``unit`` is what the person saw.

    Raises InputError like ``make``, StaleEntry where somebody mended it meanwhile.
    """
    require(site, who, Action.AMEND, session)
    _check(site, session, content)
    _same(site, session, unit)
    journal.add(site, who, session, fold.made(unit.id, _in_new_words(content, unit)))
    return _unit(site, session, unit.id)


def advance(
    site: Site, who: Actor, session: str, unit: KnowledgeUnit, state: UnitStatus, name: str = ""
) -> KnowledgeUnit:
    """Say yes to a card as it was seen: the expert, then who reviews it, then who approves it.

    ``name`` is the expert's. Raises InputError out of turn or without a name, StaleEntry where
    somebody mended it meanwhile.
    """
    require(site, who, TAKES.get(state, Action.APPROVE), session)
    called = " ".join(name.split())
    if state == "expert_confirmed" and not 0 < len(called) <= NAME_LIMIT:
        raise InputError("Say who confirms this card: write the expert's name.")
    held = _same(site, session, unit)
    order = fold.STATES
    if state not in TAKES or order.index(state) != order.index(held.status) + 1:
        raise InputError(
            "A card is confirmed by the expert, then reviewed, then approved: take the next step."
        )
    journal.add(site, who, session, fold.stepped(unit.id, state, called))
    return _unit(site, session, unit.id)


def strike(site: Site, who: Actor, session: str, unit: str) -> Entry:
    """Take a card out. Its words stay in the journal only, for who puts it back."""
    require(site, who, Action.AMEND, session)
    _unit(site, session, unit)
    return journal.add(site, who, session, Draft(act=Act.STRIKE, target=unit))


def put_back(site: Site, who: Actor, session: str, unit: str) -> KnowledgeUnit | None:
    """Take back what struck a card, or what refused a suggestion: that is no card yet.

    Raises InputError where nobody did either.
    """
    require(site, who, Action.AMEND, session)
    acts = (Act.STRIKE, Act.DECLINE)
    found = [
        one for one in standing(_entries(site, session)) if one.target == unit and one.act in acts
    ]
    if not found:
        raise InputError("There is no such entry to take back.")
    for one in found:
        journal.add(site, who, session, Draft(act=Act.UNDO, target=str(one.number)))
    return _cards(site, session).unit(unit)


def judge(site: Site, who: Actor, session: str, unit: str, said: Opinion) -> KnowledgeUnit:
    """Keep what another expert says of a card: the same, something else, or that they don't know.

    Cards of two sessions are linked by it, never made one.
    """
    require(site, who, Action.AMEND, session)
    held = _unit(site, session, unit)
    if said.expert == held.expert:
        raise InputError("This is the expert's own card: name what another expert says of it.")
    journal.add(site, who, session, fold.opinion(unit, said))
    return _unit(site, session, unit)


def _in_new_words(content: UnitContent, before: UnitContent | None) -> UnitContent:
    """Who says it otherwise leaves nothing of how it was said tidily: search would find that."""
    if before is None or content.text == before.text or content.normalised != before.normalised:
        return content
    return content.model_copy(update={"normalised": ""})


def _may_see(who: Actor, facts: Facts, content: UnitContent) -> bool:
    """A card may be more secret than its session, never less."""
    as_card = stricter(content.protection_class, facts.protection_class)
    return decide(who, Action.READ, facts.model_copy(update={"protection_class": as_card})).allowed


def _cards(site: Site, session: str) -> Cards:
    with site.db() as db:
        found = session_records.get(db, session)
    return fold.cards_of(_entries(site, session), found, journal.struck_of(site, session))


def _drawn(site: Site, session: str) -> tuple[Suggested, ...]:
    """What the rules drew, then what a language model did where the site has one."""
    kinds = (Kind.SUGGESTIONS, Kind.MODEL_SUGGESTIONS)
    newest = (artifacts.newest(site, session, kind) for kind in kinds)
    found: list[FoundSuggestions] = [artifacts.load(site, one.id) for one in newest if one]
    return tuple(one for drawn in found for one in drawn.suggestions)


def _found(site: Site, session: str) -> tuple[Suggested, ...]:
    """What was drawn from words that stand and of which nothing was taken out."""
    cuts = journal.struck_of(site, session)
    stand = {entry.number for entry in standing(_entries(site, session))}
    return tuple(
        one
        for one in _drawn(site, session)
        if (one.reply is None or one.reply in stand)
        and not any(
            cut.recording == span.recording and cut.overlap_s(span) > 0
            for cut in cuts
            for span in one.content.spans()
        )
    )


def _unit(site: Site, session: str, unit: str) -> KnowledgeUnit:
    found = _cards(site, session).unit(unit)
    if found is None:
        raise InputError("There is no such know-how card: reload the page.")
    return found


def _same(site: Site, session: str, seen: KnowledgeUnit) -> KnowledgeUnit:
    held = _unit(site, session, seen.id)
    if held.content != seen.content or held.status != seen.status:
        raise StaleEntry("Somebody else changed this card first: look at it again.")
    return held


def _check(site: Site, session: str, content: UnitContent) -> None:
    with site.db() as db:
        found = session_records.get(db, session)
    procedure = artifacts.load(site, procedures.artifact_of(site, found.procedure))
    if content.step_id is not None and procedure.step(content.step_id) is None:
        raise InputError("The written steps have no such step: choose another.")
    if not all(_lies_in(found, span.recording, span.end_s) for span in content.spans()):
        raise InputError("A card rests on seconds of its own session's recordings: choose those.")
    if content.supersedes is not None:
        _unit(site, session, content.supersedes)


def _lies_in(session: Session, recording: str, end_s: float) -> bool:
    return any(one.id == recording and end_s <= one.duration_s + 1.0 for one in session.recordings)


def _entries(site: Site, session: str) -> tuple[Entry, ...]:
    return tuple(one for _, one in journal.read(site, session))
