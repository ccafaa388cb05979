"""Know-how cards, answers and moments as passages, each at the seconds it rests on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from data_schemas.clock import Span
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.procedure import Procedure
from data_schemas.sitting import Reply
from data_schemas.timeline import Moment
from data_schemas.transcript import Utterance
from pipelines.search.passage import Passage

WINDOW = 3  # utterances of an answer that are one passage, as in narration
NOWHERE = Span(recording="", start_s=0.0, end_s=0.0)


@dataclass(frozen=True)
class Answered:
    """A reply and what was said in it, on the clock of its own recording; typed: nothing."""

    reply: Reply
    said: tuple[Utterance, ...] = ()


@dataclass(frozen=True)
class Told:
    """All that was told about one session. ``language`` is that of its speech."""

    session: str
    procedure: Procedure
    language: str
    units: tuple[KnowledgeUnit, ...] = ()
    answers: tuple[Answered, ...] = ()
    moments: tuple[Moment, ...] = field(default_factory=tuple)


def passages_told(told: Told) -> tuple[Passage, ...]:
    """Cards first, then answers, then moments, each in the order given.

    A card that was replaced by another is passed over, and so is a reply that is no answer.
    """
    drafts = (*_cards(told), *_answers(told), *_moments(told))
    return tuple(
        Passage(
            id=f"{told.session}/{one.kind}/{one.source}/{one.part}",
            session=told.session,
            procedure=told.procedure.id,
            kind=one.kind,
            step_id=one.step_id,
            step_title=_title(told.procedure, one.step_id),
            text=_titled(_title(told.procedure, one.step_id), one.text),
            language=one.language or told.language,
            speaker="unsure" if one.kind == "moment" else "expert",
            about=one.about,
            source=one.source,
            protection_class=one.unit.protection_class if one.unit else None,
            recording=one.where.recording,
            start_s=one.where.start_s,
            end_s=one.where.end_s,
        )
        for one in drafts
    )


@dataclass(frozen=True)
class _Draft:
    kind: str
    source: str
    text: str
    where: Span
    step_id: str | None
    about: str = ""
    part: int = 0
    language: str = ""
    unit: KnowledgeUnit | None = None


def _cards(told: Told) -> Iterator[_Draft]:
    for one in told.units:
        if one.status != "superseded":
            where = one.evidence[0] if one.evidence else NOWHERE
            yield _Draft("unit", one.id, card_text(one), where, one.step_id, one.kind,
                         language=one.language, unit=one)  # fmt: skip


def card_text(unit: KnowledgeUnit) -> str:
    """All that a card says, a sentence each: itself, its signs, settings, conditions, details."""
    lines = [unit.normalised or unit.text]
    lines += [one for one in (unit.text_ko, unit.text_en) if one]
    lines += [_setting(one.name, one.text) for one in unit.parameters]
    for cue in unit.cues:
        lines += [cue.description, cue.normal, cue.abnormal]
    lines += [one.text for one in unit.conditions]
    lines += [one.text for one in unit.details]
    return _sentences(lines)


def _setting(name: str, text: str) -> str:
    return f"{name}: {text}" if name and text else name or text


def _answers(told: Told) -> Iterator[_Draft]:
    for one in told.answers:
        reply = one.reply
        if reply.outcome != "answered":
            continue
        asked = reply.asked.question.ko if told.language == "ko" else reply.asked.question.en
        for part, (said, where) in enumerate(_said(one)):
            yield _Draft("answer", str(reply.number), _sentences([asked, said]), where,
                         reply.asked.step_id, reply.asked.kind or "", part)  # fmt: skip


def _said(one: Answered) -> Iterator[tuple[str, Span]]:
    """What was said, three utterances at a time, then what was typed about the replayed seconds."""
    spoken = [line for line in one.said if line.text.strip()]
    for at in range(0, len(spoken), WINDOW):
        some = spoken[at : at + WINDOW]
        yield (
            " ".join(line.text.strip() for line in some),
            Span(recording=one.reply.recording or "", start_s=some[0].start_s,
                 end_s=max(line.end_s for line in some)),
        )  # fmt: skip
    if one.reply.text.strip():
        yield one.reply.text.strip(), one.reply.asked.span or NOWHERE


def _moments(told: Told) -> Iterator[_Draft]:
    korean = told.language == "ko"
    for one in told.moments:
        question = one.question.ko if korean else one.question.en
        reason = (one.reason_ko or one.reason) if korean else one.reason
        yield _Draft("moment", one.id, _sentences([question, reason]), one, one.step_id, one.kind)


def _sentences(lines: Iterable[str]) -> str:
    """Each line once, with a mark at its end, in the order given."""
    kept = dict.fromkeys(line.strip() for line in lines if line.strip())
    return " ".join(line if line[-1] in ".?!…。" else f"{line}." for line in kept)


def _title(procedure: Procedure, step_id: str | None) -> str:
    step = procedure.step(step_id) if step_id is not None else None
    return step.title if step else ""


def _titled(title: str, text: str) -> str:
    return f"{title}. {text}" if title else text
