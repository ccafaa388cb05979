"""What the files of one handout are made from, gathered once (no doors: who hands out calls it)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, consent, journal, people, procedures, sessions
from capture.allowed import scope
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, standing
from data_schemas.errors import InputError
from data_schemas.handout import Beside, HandoutSelection, Stamp
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.rights import Action, Actor
from data_schemas.session import Recording, Session, are_on_one_clock, moved
from data_schemas.timeline import Timeline
from pipelines.deidentify.words.finding import desk as words
from pipelines.elicit.cards import desk as know_how
from pipelines.handout.cards import class_of, on_paper
from pipelines.handout.material import Material, Teller, named
from pipelines.handout.stamp import Subject, stamp_of
from pipelines.review.signing.desk import approval

if TYPE_CHECKING:
    from capture.site import Site

WITHHELD = frozenset({Act.STRIKE, Act.MASK})


@dataclass(frozen=True)
class Job:
    """What the files of one handout are made from."""

    site: Site
    who: Actor
    session: Session
    chosen: HandoutSelection
    timeline: str
    seen: int
    material: Material
    beside: tuple[Beside, ...] = ()

    @classmethod
    def of(cls, site: Site, who: Actor, chosen: HandoutSelection, number: str) -> Job:
        """All of it as it stands. Raises InputError where there is no time line yet."""
        session = sessions.get_session(site, who, chosen.session)
        newest = artifacts.newest(site, session.id, Kind.TIMELINE)
        if newest is None:
            raise InputError("This session has no time line yet: wait until it has been processed.")
        seen = journal.last_number(site, session.id)
        others = _others(site, who, session) if chosen.everybody else ()
        every = (session, *others)
        units = tuple(card for one in every for card in _cards(site, who, one))
        stamp = _stamp(site, who, session, chosen, number)
        material = Material(
            stamp=stamp.model_copy(
                update={"protection_class": class_of(units, stamp.protection_class)}
            ),
            procedure=procedures.get_procedure(site, who, session.procedure),
            timeline=named(_told(site, session, newest.id), _heard(site, session)),
            offsets={r.id: r.offset_s for s in every for r in s.work if r.offset_s is not None},
            withheld=tuple(cut for one in every for cut in _withheld(site, one)),
            units=units,
            tellers={one.id: _teller(site, who, one) for one in every} if others else {},
            homes={recording.id: one.id for one in others for recording in one.recordings},
        )
        beside = tuple(Beside(session=s.id, seen=journal.last_number(site, s.id)) for s in others)
        return cls(site, who, session, chosen, newest.id, seen, material, beside)


def copies(site: Site, session: Session) -> dict[str, str]:
    """The newest playable copy of each recording, by its id; where somebody is to be masked, the
    copy in which they are.
    """
    made = artifacts.by_recording(site, session, Kind.MASKED if session.to_mask else Kind.PROXY)
    work = {one.id for one in session.work}
    return {recording: one.id for recording, one in made.items() if recording in work}


def _told(site: Site, session: Session, timeline: str) -> Timeline:
    """The time line; where somebody is to be masked, with what is hidden in its words replaced."""
    found: Timeline = artifacts.load(site, timeline)
    return words.cover(site, session.id).timeline(found) if session.to_mask else found


def _others(site: Site, who: Actor, session: Session) -> tuple[Session, ...]:
    """Other sessions of the job with a card that may be handed out, oldest first."""
    open_to = frozenset(scope(site, who, Action.HAND_OUT))
    found = sessions.sessions_of(site, who, session.procedure)
    return tuple(
        one
        for one in found
        if one.id != session.id and one.id in open_to and _cards(site, who, one)
    )


def _cards(site: Site, who: Actor, session: Session) -> tuple[KnowledgeUnit, ...]:
    held = on_paper(know_how.cards(site, who, session.id).units, session.protection_class)
    if not session.to_mask or not held:
        return held
    cover = words.cover(site, session.id)
    return tuple(cover.card(one) for one in held)


def _teller(site: Site, who: Actor, session: Session) -> Teller:
    """The name that the expert wishes to be named by, else the pseudonym."""
    expert = people.get_expert(site, who, session.expert)
    author = expert.author if consent.read(site, who, session.id).named_author else ""
    return Teller(author or expert.pseudonym, session.number)


def _stamp(
    site: Site, who: Actor, session: Session, chosen: HandoutSelection, number: str
) -> Stamp:
    signed = consent.read(site, who, session.id)
    expert = people.get_expert(site, who, session.expert) if signed.named_author else None
    procedure = procedures.get_procedure(site, who, session.procedure)
    subject = Subject(session, procedure, signed, expert.author if expert else "")
    return stamp_of(subject, chosen, approval(site, who, session.id), number, site.now().date())


def _heard(site: Site, session: Session) -> str:
    """The recording whose words a time line tells that names none: the first with any."""
    made = artifacts.by_recording(site, session, Kind.TRANSCRIPT)
    for one in session.work:
        if one.id in made and artifacts.load(site, made[one.id].id).utterances:
            return one.id
    return session.work[0].id if session.work else ""


def _withheld(site: Site, session: Session) -> tuple[Span, ...]:
    """What was taken out or masked, on every recording that saw it."""
    entries = standing(tuple(entry for _, entry in journal.read(site, session.id)))
    spans = [one.span for one in entries if one.act in WITHHELD and one.span is not None]
    work = {one.id: one for one in session.work}
    found = [cut for one in spans if one.recording in work for cut in _all(session, work, one)]
    # An answer lies on no clock but its own.
    found += [one for one in spans if one.recording not in work]
    return tuple(dict.fromkeys(found))


def _all(session: Session, work: dict[str, Recording], cut: Span) -> Iterator[Span]:
    chosen = work[cut.recording]
    for other in work.values():
        if are_on_one_clock(session, chosen, other):
            there = moved(cut, chosen, other)
            if there is not None:
                yield there
