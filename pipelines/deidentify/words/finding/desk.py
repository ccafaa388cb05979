"""Reads a session's texts and finds in them what is to be hidden (no doors: desks call it).

Proposals are kept nowhere. An hour of talk takes seconds to search and a page asks several times,
so what was found last stays in this process's memory, under the ids of all it was found in and by.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, confidential, journal
from capture.records import people as people_records
from capture.records import procedures as procedure_records
from capture.records import sessions as session_records
from data_schemas.artifact import Kind
from data_schemas.entry import ABOUT_DECISION, Entry, standing
from data_schemas.mask import LineQueue, SoundMask
from data_schemas.masking import KnownNames, TextMask, WordState
from data_schemas.rights import Consent, Expert
from data_schemas.session import Recording, Session
from data_schemas.transcript import Utterance
from pipelines.deidentify.fold import decision_of
from pipelines.deidentify.text.find import Rules, rules
from pipelines.deidentify.text.markers import Numbering
from pipelines.deidentify.text.timeline import of_utterances
from pipelines.deidentify.words import fold, sample
from pipelines.deidentify.words.beeps import beeps
from pipelines.deidentify.words.cover import Cover
from pipelines.deidentify.words.texts import Given, texts_of_session

if TYPE_CHECKING:
    from capture.site import Site

REMEMBERED = 8


@dataclass(frozen=True)
class Read:
    """A session's texts and what the rules find in them, as they stand now."""

    texts: tuple[Utterance, ...]
    states: tuple[WordState, ...]
    using: Rules
    numbering: Numbering

    def cover(self) -> Cover:
        return Cover(self.texts, self.states, self.using, self.numbering.copy())


def open_hit(site: Site) -> tuple[str, ...]:
    """Take decisions away that rest on fewer words than are found now (no door); whose they were.

    After another list, or when somebody was named whom the site did not know before.
    """
    with site.db() as db:
        decided = [one.id for one in session_records.find_all(db) if one.deidentified_at]
    hit = tuple(one for one in decided if objection(site, one))
    with site.db() as db:
        for one in hit:
            session_records.decide_hidden(db, one, None)
    return hit


def objection(site: Site, session: str) -> str:
    """Why the last decision does not hold for what is found in words now, "" if it does (no door).

    Whether there is one at all is asked of the session.
    """
    held = decision_of(entries_of(site, session))
    if held is None:
        return ""
    if held.words is None:  # from before anybody was asked about words
        return "nobody has confirmed yet that what is to be hidden in it is"
    if set(fold.digests(read(site, session).states)) <= set(held.words):
        return ""
    return "words to be hidden were found since somebody confirmed it"


def cover(site: Site, session: str) -> Cover:
    """What lays everything that is hidden over words of this session (no door)."""
    return read(site, session).cover()


def beeps_of(site: Site, session: Session, recording: Recording) -> tuple[SoundMask, ...]:
    """What is not to be heard since its words are hidden, on a recording's clock (no door)."""
    return beeps(session, recording, read(site, session.id).states)


def queue_of(site: Site, session: str, most: int = sample.LINES) -> LineQueue:
    """The lines that are to be read (no door)."""
    held, answers = read(site, session), fold.lines_of(entries_of(site, session))
    return sample.queue_of(session, held.texts, held.cover(), answers, most)


def read(site: Site, session: str) -> Read:
    """All texts of a session, what is found in them, and what people said to that (no door)."""
    with site.db() as db:
        about = session_records.get(db, session)
    entries = entries_of(site, session)
    given = _given(site, about, entries)
    key = (str(site.settings.folder), given)
    found = _known.get(key)
    if found is None:
        found = _known[key] = _search(site, given, entries)
        while len(_known) > REMEMBERED:
            _known.popitem(last=False)
    states = fold.states_of(found.masks, {one.id: one.text for one in found.texts}, entries)
    return Read(found.texts, states, found.using, found.numbering)


@dataclass(frozen=True)
class _Found:
    texts: tuple[Utterance, ...]
    masks: tuple[TextMask, ...]
    using: Rules
    numbering: Numbering


@dataclass(frozen=True)
class _Sources:
    """Ids of all that words are found in and by; ``answers`` are transcripts by recording.

    ``acts`` are the numbers of those entries that bring texts or words of one's own.
    """

    session: str
    acts: tuple[int, ...]
    timeline: str
    procedure: str
    consent: str
    answers: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    accounts: tuple[str, ...]
    terms: tuple[str, ...]


_known: OrderedDict[tuple[str, _Sources], _Found] = OrderedDict()


def _given(site: Site, about: Session, entries: tuple[Entry, ...]) -> _Sources:
    with site.db() as db:
        experts = people_records.find_all(db)
        written = procedure_records.versions(db, about.procedure)
    timeline = artifacts.newest(site, about.id, Kind.TIMELINE)
    signed = artifacts.newest(site, about.id, Kind.CONSENT)
    return _Sources(
        session=about.id,
        acts=tuple(one.number for one in standing(entries) if fold.brings_words(one)),
        timeline=timeline.id if timeline else "",
        procedure=written[-1],
        consent=signed.id if signed else "",
        answers=_heard(site, about),
        people=tuple(artifact for _, artifact in experts),
        accounts=tuple(one.id for one in artifacts.find(site, None, Kind.ACCOUNT)),
        terms=confidential.artifact_of(site),
    )


def _heard(site: Site, about: Session) -> tuple[tuple[str, str], ...]:
    """The newest transcript of each answer by voice."""
    work = {one.id for one in about.work}
    made = artifacts.by_recording(site, about, Kind.TRANSCRIPT)
    return tuple((recording, one.id) for recording, one in made.items() if recording not in work)


def _search(site: Site, given: _Sources, entries: tuple[Entry, ...]) -> _Found:
    texts = texts_of_session(
        Given(
            timeline=artifacts.load(site, given.timeline) if given.timeline else None,
            procedure=artifacts.load(site, given.procedure),
            entries=entries,
            answers={name: artifacts.load(site, one) for name, one in given.answers},
        )
    )
    using = rules(
        _names(site, given, entries),
        confidential.newest(site),
        fold.own_of(entries),
        fold.called_of(entries).values(),
    )
    numbering = Numbering()
    masks, using = of_utterances(texts, using, numbering)
    return _Found(texts, masks, using, numbering)


def _names(site: Site, given: _Sources, entries: tuple[Entry, ...]) -> KnownNames:
    """People whom the site knows by name, and who signed or confirmed something of the session."""
    found: list[str] = []
    for one in given.people:
        expert: Expert = artifacts.load(site, one)
        found += [expert.pseudonym, expert.author]
    found += [artifacts.load(site, one).name for one in given.accounts]
    if given.consent:
        signed: Consent = artifacts.load(site, given.consent)
        found.append(signed.signed_by)
    # Not whose decision it is: it would make the words others than those that were decided on.
    acts = (one for one in entries if not one.target.startswith(ABOUT_DECISION))
    found += [name for one in acts if isinstance(name := one.after.get("name"), str)]
    return KnownNames(names=tuple(sorted({one.strip() for one in found if one.strip()})))


def entries_of(site: Site, session: str) -> tuple[Entry, ...]:
    return tuple(one for _, one in journal.read(site, session))
