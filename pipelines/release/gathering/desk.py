"""What is released of a session, gathered once (no doors: who releases calls it after the gate).

Hidden words are replaced here, before anything else is made of them. What of that may leave the
part decides (``Part.spoken``, ``Part.units``, ``Part.asked``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from capture import artifacts, consent, journal, procedures
from data_schemas.artifact import Artifact, Kind
from data_schemas.clock import Span, TimeMap
from data_schemas.entry import Act, standing
from data_schemas.errors import Erased
from data_schemas.knowledge import FoundSuggestions, KnowledgeUnit
from data_schemas.motion import MotionTrack
from data_schemas.rights import Actor
from data_schemas.session import Recording, Session
from data_schemas.sitting import replies_of
from data_schemas.take import TakeLabel, take_labels
from data_schemas.timeline import Question, Timeline
from data_schemas.transcript import Transcript, told
from pipelines.deidentify.copying import desk as copying
from pipelines.deidentify.words.cover import Cover
from pipelines.deidentify.words.finding import desk as words
from pipelines.elicit.cards.fold import cards_of
from pipelines.models import list_models, model_digest
from pipelines.release.bundle import Part
from pipelines.release.heard import Heard
from pipelines.release.one_clock import OneClock
from pipelines.release.told import Inquiry, inquiries

if TYPE_CHECKING:
    from capture.site import Site

WITHHELD = frozenset({Act.STRIKE, Act.MASK})
LABELS = (("steps", Kind.ALIGNMENT), ("words", Kind.TRANSCRIPT), ("motion", Kind.MOTION))
DRAWN = (Kind.SUGGESTIONS, Kind.MODEL_SUGGESTIONS)


def part_of(site: Site, session: Session, who: Actor) -> Part:
    """All that formats may be made of. Raises Erased where it is gone since the gate asked."""
    there = [
        (recording, artifacts.load(site, artifact.id))
        for recording in session.work
        if (artifact := _made_from(site, session, Kind.TRANSCRIPT, recording.original))
    ]
    timelines = artifacts.find(site, session.id, Kind.TIMELINE)
    if not there or not timelines:
        raise Erased(f"Session {session.id} was erased while it was being released: begin again.")
    timeline = timelines[-1]
    takes = told(tuple(t for _, t in there), [(r.take, r.duration_s) for r, _ in there])
    first, transcript = there[takes[0].position]
    clock = OneClock(first.id, {r.id: r.offset_s or 0.0 for r in session.work})
    placed: Timeline = artifacts.load(site, timeline.id)
    track = _made_from(site, session, Kind.MOTION, first.original)
    # Before anything else is made of them: no format gets to see a word that is hidden.
    cover = words.cover(site, session.id)
    return Part(
        session=session,
        procedure=cover.procedure(procedures.get_procedure(site, who, session.procedure)),
        timeline=clock.timeline(cover.timeline(placed)),
        consent=consent.read(site, who, session.id),
        recording=first.id,
        artifact=timeline.id,
        language=_language(transcript, session),
        track=partial(_track, site, track),
        withheld=tuple(clock.span(one) for one in _withheld(site, session)),
        cards=cards(site, session, cover),
        inquiries=asked(site, session, cover),
        heard=heard(site, session, tuple(there[one.position][0] for one in takes)),
        made_with=tuple(made_with(site, session)),
        homes={one.id: one.recording for one in placed.segments},
        variants=variants(site, session, cover),
    )


def variants(site: Site, session: Session, cover: Cover) -> dict[int, TakeLabel]:
    """What takes were for, with notes as they may leave."""
    found = take_labels(one for _, one in journal.read(site, session.id))
    return {
        take: label.model_copy(update={"note": cover.text(label.note)})
        for take, label in found.items()
    }


def made_with(site: Site, session: Session) -> Iterator[str]:
    """What made the steps, the words and the motion: stage, its version, models and digests."""
    names = {model_digest(model.name): model.name for model in list_models()}
    beside = {one.original for one in session.recordings if one.role != "work"}
    for what, kind in LABELS:
        found = artifacts.find(site, session.id, kind)
        for last in [one for one in found if not beside.intersection(one.parents)][-1:]:
            models = [f"{names.get(d, 'model')} {d}" for d in last.model_digest.split("+") if d]
            if kind is Kind.TRANSCRIPT and not models:
                models = ["words that a person brought"]
            yield f"{what}: {' + '.join([f'{last.stage} {last.version}', *models])}"


def cards(site: Site, session: Session, cover: Cover) -> tuple[KnowledgeUnit, ...]:
    """The know-how cards that stand, without those that rest on seconds which were struck."""
    return tuple(
        cover.card(one).model_copy(update={"id": _named(site, session, one.id)})
        for one in _units(site, session)
    )


def asked(site: Site, session: Session, cover: Cover) -> tuple[Inquiry, ...]:
    """What was asked, with the ids of the cards that it led to."""
    entries = tuple(one for _, one in journal.read(site, session.id))
    found = inquiries(replies_of(entries), _units(site, session), _drawn(site, session.id))
    return tuple(
        replace(
            one,
            question=_covered(one.question, cover),
            units=tuple(_named(site, session, unit) for unit in one.units),
        )
        for one in found
    )


def heard(site: Site, session: Session, listened: Iterable[Recording]) -> tuple[Heard, ...]:
    """Masked copies, of the recordings whose words were written down, that hold by now."""
    copies = copying.current(site, session.id)
    clocks = artifacts.by_recording(site, session, Kind.TIME_MAP)
    return tuple(
        Heard(
            recording=one.id,
            offset_s=one.offset_s,
            duration_s=one.duration_s,
            open=partial(artifacts.open_media, site, copies[one.id]),
            clock=(
                artifacts.load(site, clocks[one.id].id) if one.id in clocks else TimeMap.identity()
            ),
            track=partial(_track, site, _made_from(site, session, Kind.MOTION, one.original)),
        )
        for one in listened
        if one.id in copies and one.offset_s is not None
    )


def _track(site: Site, artifact: Artifact | None) -> MotionTrack | None:
    found: MotionTrack | None = artifacts.load(site, artifact.id) if artifact else None
    return found


def _named(site: Site, session: Session, unit: str) -> str:
    """A card's name outside, the same in every release. Its id is a digest of its words: whoever
    has those with a mark in them could try what the mark hides."""
    return f"unit-{site.keys.mac('release.unit', f'{session.id}|{unit}'.encode())[:16]}"


def _units(site: Site, session: Session) -> tuple[KnowledgeUnit, ...]:
    entries = tuple(one for _, one in journal.read(site, session.id))
    return cards_of(entries, session, journal.struck_of(site, session.id)).units


def _drawn(site: Site, session: str) -> dict[str, int]:
    """By a card's id the reply that it was drawn from."""
    newest = (artifacts.newest(site, session, kind) for kind in DRAWN)
    found: list[FoundSuggestions] = [artifacts.load(site, one.id) for one in newest if one]
    every = (one for drawn in found for one in drawn.suggestions)
    return {one.id: one.reply for one in every if one.reply is not None}


def _covered(question: Question, cover: Cover) -> Question:
    return Question(en=cover.text(question.en, "en"), ko=cover.text(question.ko, "ko"))


def _language(transcript: Transcript, session: Session) -> str:
    return transcript.language or session.language


def _withheld(site: Site, session: Session) -> tuple[Span, ...]:
    entries = standing(tuple(entry for _, entry in journal.read(site, session.id)))
    return tuple(e.span for e in entries if e.act in WITHHELD and e.span is not None)


def _made_from(site: Site, session: Session, kind: Kind, original: str) -> Artifact | None:
    found = [a for a in artifacts.find(site, session.id, kind) if original in a.parents]
    return found[-1] if found else None
