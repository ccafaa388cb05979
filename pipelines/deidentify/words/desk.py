"""Doors to what is hidden in words: proposals, people's word on them, lines that are read.

Proposals are kept nowhere: they are found when they are asked for, in the words that stand now, by
the rules, the site's list and the people whom it knows. Only what people say to them is sealed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from capture import confidential, journal
from capture.access import require
from capture.ids import new_id
from data_schemas.entry import Act, Draft, Entry
from data_schemas.errors import InputError
from data_schemas.mask import LineQueue, Seen
from data_schemas.masking import ConfidentialTerms, Line, OwnWords, TextKind, WordState
from data_schemas.rights import Action, Actor
from pipelines.deidentify.text.find import Rules, identifiers
from pipelines.deidentify.text.own import stands_in
from pipelines.deidentify.words import fold, sample
from pipelines.deidentify.words.cover import span_of
from pipelines.deidentify.words.finding.desk import entries_of, open_hit, queue_of, read
from pipelines.deidentify.words.texts import where

if TYPE_CHECKING:
    from capture.site import Site

SHORTEST, LONGEST, LONGEST_INSTEAD = 2, 80, 40


def lines(site: Site, who: Actor, session: str) -> tuple[Line, ...]:
    """Every text of a session, with what is proposed in it and how it would leave."""
    require(site, who, Action.READ, session)
    found = read(site, session)
    cover = found.cover()
    by_text: dict[str, list[WordState]] = {}
    for one in found.states:
        by_text.setdefault(one.mask.utterance, []).append(one)
    return tuple(
        Line(
            id=one.id,
            where=where(one.id),
            text=one.text,
            shown=cover.utterance(one).text,
            recording=one.recording if one.length_s else "",
            start_s=one.start_s,
            end_s=one.end_s,
            words=tuple(sorted(by_text.get(one.id, ()), key=lambda state: state.mask.start)),
        )
        for one in found.texts
    )


def words(site: Site, who: Actor, session: str) -> tuple[WordState, ...]:
    """What is proposed to be hidden, each with what somebody said to it."""
    require(site, who, Action.READ, session)
    return read(site, session).states


def own_words(site: Site, who: Actor, session: str) -> tuple[OwnWords, ...]:
    """Words that people hide in this session beside what was proposed."""
    require(site, who, Action.READ, session)
    return fold.own_of(entries_of(site, session))


def accept(
    site: Site, who: Actor, session: str, mask: str, everywhere: bool = False
) -> tuple[Entry, ...]:
    """These words are to be hidden; ``everywhere``: wherever the same is found in the session."""
    require(site, who, Action.AMEND, session)
    chosen = _chosen(site, session, mask, everywhere)
    return _write(site, who, session, [fold.accepted(one) for one in chosen])


def reject(
    site: Site, who: Actor, session: str, mask: str, everywhere: bool = False
) -> tuple[Entry, ...]:
    """These words may stay; ``everywhere``: wherever the same is found in the session."""
    require(site, who, Action.AMEND, session)
    chosen = _chosen(site, session, mask, everywhere)
    return _write(site, who, session, [fold.rejected(one) for one in chosen])


def call(site: Site, who: Actor, session: str, mask: str, instead: str) -> Entry:
    """What stands for these words, wherever they are hidden; "" for their kind and number.

    Raises InputError for what would itself have to be hidden.
    """
    require(site, who, Action.AMEND, session)
    (state,) = _chosen(site, session, mask, False)
    told = _instead(read(site, session).using, instead)
    return journal.add(site, who, session, fold.called(state, told))


def hide(
    site: Site, who: Actor, session: str, words: str, kind: TextKind = "person",
    line: str = "",
) -> OwnWords:  # fmt: skip
    """Hide words of one's own wherever they stand. ``line``: the text in which they were met.

    Raises InputError for words that stand nowhere, are too short or too long, or no kind.
    """
    require(site, who, Action.AMEND, session)
    told = " ".join(words.split())
    if not SHORTEST <= len(told) <= LONGEST or kind not in get_args(TextKind):
        raise InputError(f"Choose the words to be hidden: {SHORTEST} to {LONGEST} letters.")
    own = OwnWords(id=new_id(fold.OWN.rstrip("-")), words=told, kind=kind)
    held = read(site, session)
    if not any(stands_in(own, one.text) for one in held.texts):
        raise InputError("These words stand nowhere in this work session: choose them in a line.")
    met = next((one for one in held.texts if one.id == line), None)
    journal.add(site, who, session, fold.hidden(own, span_of(met) if met else None))
    return own


def take_back(site: Site, who: Actor, session: str, own: str) -> None:
    """Words of one's own are hidden no more, but where they were proposed anyway."""
    require(site, who, Action.AMEND, session)
    about = fold.entries_about(own, entries_of(site, session))
    if not own.startswith(fold.OWN) or not about:
        raise InputError("There is no such mask any more: reload the page.")
    for number in about:
        journal.add(site, who, session, Draft(act=Act.UNDO, target=str(number)))


def queue(site: Site, who: Actor, session: str, most: int = sample.LINES) -> LineQueue:
    """Lines for a person to read with their words hidden, and the estimate so far."""
    require(site, who, Action.READ, session)
    return queue_of(site, session, most)


def judge(
    site: Site, who: Actor, session: str, chosen: str, seen: Seen, most: int = sample.LINES
) -> LineQueue:
    """Keep what somebody read in a line. Raises InputError for one that is not asked about."""
    require(site, who, Action.AMEND, session)
    found = next((one for one in queue_of(site, session, most).samples if one.id == chosen), None)
    if found is None:
        raise InputError("This line is not to be read any more: reload the page.")
    held = read(site, session)
    text = next(one for one in held.texts if one.id == found.line)
    draft = fold.looked(found.id, seen, sample.shown(text, held.cover()), span_of(text))
    journal.add(site, who, session, draft)
    return queue_of(site, session, most)


def import_terms(site: Site, who: Actor, data: bytes, name: str) -> ConfidentialTerms:
    """Take in the site's list of confidential words, and open the sessions again that it hits.

    Raises TextError.
    """
    require(site, who, Action.EDIT_PROCEDURE)
    made = confidential.import_terms(site, who, data, name)
    open_hit(site)
    return made


def _chosen(site: Site, session: str, mask: str, everywhere: bool) -> tuple[WordState, ...]:
    states = read(site, session).states
    found = next((one for one in states if one.mask.id == mask), None)
    if found is None:
        raise InputError("There is no such mask any more: reload the page.")
    if not everywhere:
        return (found,)
    return tuple(one for one in states if fold.are_same(one, found))


def _write(site: Site, who: Actor, session: str, drafts: list[Draft]) -> tuple[Entry, ...]:
    return tuple(journal.add(site, who, session, one) for one in drafts)


def _instead(using: Rules, instead: str) -> str:
    told = " ".join(instead.split())
    if len(told) > LONGEST_INSTEAD or "[" in told or "]" in told:
        raise InputError(f"Write up to {LONGEST_INSTEAD} letters without brackets.")
    if told and identifiers(told, "", using):
        raise InputError("What stands instead would have to be hidden itself: choose other words.")
    return told
