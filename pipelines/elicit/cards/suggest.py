"""Suggestions for know-how cards out of answers, and out of what was said at work. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from data_schemas.knowledge import Evidence, Suggested, Traced, UnitContent, UnitOrigin
from data_schemas.probe import ProbeBank
from data_schemas.procedure import Step
from data_schemas.rights import ProtectionClass
from data_schemas.sitting import Reply
from data_schemas.timeline import Timeline
from data_schemas.transcript import Utterance
from pipelines.elicit.proposals import Context, Proposal, propose
from pipelines.elicit.told_kinds import Judge

Field = TypeVar("Field", bound=Traced)
# On whose clock typed words lie: nobody's.
TYPED = "typed"
NOT_RECORDED = "Typed as an answer; nothing was recorded of it."


@dataclass(frozen=True)
class Spoken:
    """An answer and its words; those of a typed one are on no recording."""

    reply: Reply
    utterances: tuple[Utterance, ...]

    @property
    def recording(self) -> str:
        return self.reply.recording or TYPED


@dataclass(frozen=True)
class Material:
    """What suggestions are drawn from."""

    timeline: Timeline
    steps: tuple[Step, ...]
    spoken: tuple[Spoken, ...]
    bank: ProbeBank


def suggestions_of(material: Material, judge: Judge) -> tuple[Suggested, ...]:
    """A suggestion for each sentence that tells something: answers first, then talk at work."""
    found = [one for spoken in material.spoken for one in _of_answer(material, spoken, judge)]
    found += _of_talk(material, judge)
    return tuple({one.id: one for one in found}.values())


def typed(text: str, language: str) -> Utterance:
    """Typed words as if somebody had said them in as many seconds."""
    return Utterance(start_s=0.0, end_s=float(len(text.split()) + 1), text=text, language=language)


def _of_answer(material: Material, spoken: Spoken, judge: Judge) -> list[Suggested]:
    asked = spoken.reply.asked
    about = (Evidence(**asked.span.model_dump(), track="video"),) if asked.span else ()
    context = Context(
        steps=material.steps,
        step_id=asked.step_id,
        probe=material.bank.probe(asked.probe) if asked.probe else None,
        about=about,
        recording=spoken.recording,
    )
    said = [one.model_copy(update={"recording": spoken.recording}) for one in spoken.utterances]
    origin: UnitOrigin = "cued_replay" if asked.span else "interview"
    return [_suggested(one, origin, spoken.reply) for one in propose(said, context, judge)]


def _of_talk(material: Material, judge: Judge) -> list[Suggested]:
    """What was said at work, step by step: words that were placed on a step are about that."""
    by_step: dict[str | None, list[Utterance]] = {}
    for one in material.timeline.utterances:
        by_step.setdefault(_step_of(one, material.timeline), []).append(one)
    found: list[Suggested] = []
    for step, said in by_step.items():
        context = Context(steps=material.steps, step_id=step, track="audio")
        found += [_suggested(one, "concurrent") for one in propose(said, context, judge)]
    return sorted(found, key=_place)


def as_open(one: Suggested, session: ProtectionClass) -> Suggested:
    """As far as the words that it was drawn from may go: else no card would ever leave."""
    told = one.content.model_copy(update={"protection_class": session})
    return one.model_copy(update={"content": told})


def _place(one: Suggested) -> tuple[str, float]:
    first = one.content.evidence[0]
    return first.recording, first.start_s


def _step_of(said: Utterance, timeline: Timeline) -> str | None:
    """The step for which its words were cited, else that during which they were said."""
    shared: dict[str, float] = {}
    for segment in timeline.segments:
        if segment.step_id is None or segment.status == "rejected":
            continue
        for words in segment.cited:
            if (words.recording or segment.recording) == said.recording:
                shared[segment.step_id] = shared.get(segment.step_id, 0.0) + words.overlap_s(said)
    best = max(shared, key=lambda one: shared[one], default=None)
    if best is not None and shared[best] > 0:
        return best
    return next(
        (
            one.step_id
            for one in timeline.segments
            if one.recording == said.recording and one.contains(said.middle_s)
        ),
        None,
    )


def _suggested(one: Proposal, origin: UnitOrigin, reply: Reply | None = None) -> Suggested:
    own = one.evidence[0]
    evidence = _recorded(one.evidence)
    content = UnitContent(
        step_id=one.step_id,
        kind=one.kind,
        text=one.text,
        language=one.language,
        normalised=one.normalised,
        parameters=_on_record(one.parameters),
        cues=_on_record(one.cues),
        conditions=_on_record(one.conditions),
        details=_on_record(one.details),
        evidence=evidence,
        no_footage="" if evidence else NOT_RECORDED,
        origin=origin,
        probe=reply.asked.probe if reply else None,
        moment=reply.asked.target if reply and reply.asked.kind else None,
        asr_confidence=None if own.recording == TYPED else one.asr_confidence,
    )
    return Suggested(
        id=_id(own, one.text, reply),
        content=content,
        reply=reply.number if reply else None,
        guessed=one.guessed,
        weight=one.weight,
        why=one.why,
    )


def _recorded(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(one for one in evidence if one.recording != TYPED)


def _on_record(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Fields without seconds that nobody recorded: they rest on those of their unit."""
    return tuple(one.model_copy(update={"evidence": _recorded(one.evidence)}) for one in fields)


def _id(own: Evidence, text: str, reply: Reply | None) -> str:
    """The same words of the same recording keep their id, whatever kind they are taken for."""
    place = str(reply.number) if own.recording == TYPED and reply else own.recording
    name = f"{place}\0{own.start_s:.2f}\0{text}"
    return "unit-" + hashlib.sha256(name.encode()).hexdigest()[:16]
