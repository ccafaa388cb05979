"""The job breakdown sheet of Training Within Industry: important steps, key points, reasons.

Source: TWI Job Instruction (War Manpower Commission 1944): an important step says what moves the
work forward, a key point what makes or breaks it, could injure or makes it easier, and each key
point has its reason. Five to seven steps and at most five key points each can be taught at once.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from data_schemas.clock import Span
from data_schemas.handout import Balance, JobSheet, Note, Proof, SheetLine, SheetPoint, SheetStep
from data_schemas.knowledge import Evidence, KnowledgeUnit
from data_schemas.procedure import Step
from data_schemas.timeline import Finding, Segment
from data_schemas.transcript import Utterance
from pipelines.handout.material import Material, about, of_step
from pipelines.propose.clauses import is_aside, notes_of

MOST_STEPS = 7
MOST_POINTS = 5
MOST_QUOTES = 3
LABELS = {"key_point": "", "knack": "knack", "cue": "cue", "parameter": "parameter",
          "hazard": "hazard"}  # fmt: skip


def sheet_of(material: Material) -> JobSheet:
    """The sheet of one session: a step a row, in the written order."""
    told = about(material)
    steps = tuple(
        _step(material, number, step, told)
        for number, step in enumerate(material.procedure.steps, 1)
    )
    return JobSheet(stamp=material.stamp, steps=steps, withheld=bool(material.withheld))


def balance_of(sheet: JobSheet) -> tuple[Balance, ...]:
    """What makes the sheet hard to teach from; no fault of anybody, it is split or filled in."""
    found: list[Balance] = []
    if len(sheet.steps) > MOST_STEPS:
        found.append(Balance(kind="many_steps", count=len(sheet.steps)))
    for step in sheet.steps:
        points = [one for one in step.points if one.point is not None]
        bare = sum(not one.reasons for one in points)
        if len(points) > MOST_POINTS:
            found.append(Balance(kind="many_points", number=step.number, count=len(points)))
        if bare:
            found.append(Balance(kind="no_reason", number=step.number, count=bare))
    return tuple(found)


def notes_about(material: Material, step: Step) -> tuple[Note, ...]:
    """What was done otherwise than written with this step."""
    numbers = {one.id: n for n, one in enumerate(material.procedure.steps, 1)}
    return tuple(
        Note(
            kind=one.kind,
            other=numbers.get(one.other, 0),
            times=max(2, len(one.segments) + 1) if one.kind == "repeated" else 0,
            proofs=proofs_of(material, one),
        )
        for one in material.timeline.findings
        if one.step_id == step.id
    )


def proofs_of(material: Material, finding: Finding) -> tuple[Proof, ...]:
    """Seconds and words behind a finding; a step that was not done has none."""
    own = tuple(one for one in material.sections if one.id in finding.segments)
    home = own[0].recording if own else ""
    return tuple(material.shown(one) for one in own) + material.cited(finding.cited, home)


def _step(
    material: Material, number: int, step: Step, told: dict[str, tuple[Utterance, ...]]
) -> SheetStep:
    own = tuple(one for one in material.sections if one.step_id == step.id)
    quotes, more = _quotes(material, step, own, told)
    return SheetStep(
        number=number,
        step_id=step.id,
        title=step.title,
        inside=tuple(group.title for group in material.procedure.path(step)),
        sections=tuple(material.shown(one) for one in own),
        points=(*_written(step), *_cards(material, step)),
        quotes=quotes,
        more=more,
        notes=notes_about(material, step),
    )


def _written(step: Step) -> tuple[SheetPoint, ...]:
    """Key points and reasons of the procedure, which stand in it in the same order."""
    pairs = zip_longest(step.key_point, step.reason)
    return tuple(
        SheetPoint(
            point=SheetLine(text=point) if point else None,
            reasons=(SheetLine(text=reason),) if reason else (),
        )
        for point, reason in pairs
        if point or reason
    )


def _cards(material: Material, step: Step) -> tuple[SheetPoint, ...]:
    """Know-how cards of the step: each in its column, a reason beside what it was told with."""
    cards = [
        one
        for one in material.units
        if one.step_id == step.id
        and one.status != "superseded"
        and not any(material.withholds(seconds) for seconds in one.evidence)
    ]
    reasons = [one for one in cards if one.kind == "reason"]
    points: list[SheetPoint] = []
    for card in (one for one in cards if one.kind in LABELS):
        beside = [one for one in reasons if _together(one, card)]
        reasons = [one for one in reasons if one not in beside]
        points.append(
            SheetPoint(
                point=_line(material, card),
                reasons=(*_own_reasons(material, card), *(_line(material, one) for one in beside)),
            )
        )
    return (*points, *(SheetPoint(reasons=(_line(material, one),)) for one in reasons))


def _together(one: KnowledgeUnit, other: KnowledgeUnit) -> bool:
    """Whether both rest on the same seconds."""
    return any(
        a.recording == b.recording and a.overlap_s(b) > 0
        for a in one.evidence
        for b in other.evidence
    )


def _line(material: Material, card: KnowledgeUnit) -> SheetLine:
    return SheetLine.model_validate(
        {
            "text": card.text,
            "label": LABELS.get(card.kind, ""),
            "source": "card",
            "proofs": _proofs(material, card.evidence),
            **_teller(material, card),
        }
    )


def _teller(material: Material, card: KnowledgeUnit) -> dict[str, Any]:
    """Whose word it is, where several speak."""
    told = material.tellers.get(card.session)
    return {"by": told.name, "session_number": told.number} if told else {}


def _own_reasons(material: Material, card: KnowledgeUnit) -> tuple[SheetLine, ...]:
    """Reasons that stand on the card itself, with the seconds in which they were told."""
    told = (
        (one.text, card.seconds_of(one))
        for one in card.details
        if one.field == "reason" and not any(map(material.withholds, one.evidence))
    )
    return tuple(
        SheetLine(
            text=text,
            source="card",
            proofs=_proofs(material, seconds),
            **_teller(material, card),
        )
        for text, seconds in told
    )


def _proofs(material: Material, seconds: tuple[Evidence, ...]) -> tuple[Proof, ...]:
    return tuple(material.proof(Span.model_validate(_seconds(one))) for one in seconds)


def _seconds(one: Span) -> dict[str, object]:
    return {"recording": one.recording, "start_s": one.start_s, "end_s": one.end_s}


def _quotes(
    material: Material,
    step: Step,
    own: tuple[Segment, ...],
    told: dict[str, tuple[Utterance, ...]],
) -> tuple[tuple[Proof, ...], int]:
    """The sentences most worth reading, in order of time, and how many others there are.

    Those that say what to mind or why come first, then those that the section rests on.
    """
    scores = {
        (words.start_s, words.end_s): words.score for section in own for words in section.cited
    }

    def worth(one: Utterance) -> tuple[bool, float]:
        return any(notes_of([one], step.title)), scores.get((one.start_s, one.end_s), 0.0)

    kept = [one for one in of_step(material, told, step.id) if not is_aside(one.text)]
    best = sorted(kept, key=worth, reverse=True)[:MOST_QUOTES]
    shown = tuple(material.said(one) for one in kept if one in best)
    return shown, len(kept) - len(shown)
