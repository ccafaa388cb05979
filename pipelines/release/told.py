"""What experts told when they were asked: which of it may leave, and what belongs to what. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from data_schemas.clock import Span
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.rights import ProtectionClass
from data_schemas.sitting import Outcome, Reply
from data_schemas.timeline import MomentKind, Question

CONFIRMED = frozenset({"expert_confirmed", "reviewed", "approved"})
# Moving times to another clock and back costs less.
NEAR_S = 1e-6


@dataclass(frozen=True)
class Inquiry:
    """A question that was put and what came of it last. ``units`` are ids of what it led to.

    ``by_machine``: the machine found what it is about.
    """

    target: str
    question: Question
    outcome: Outcome
    span: Span | None = None
    step_id: str | None = None
    kind: MomentKind | None = None
    units: tuple[str, ...] = ()

    @property
    def by_machine(self) -> bool:
        return self.kind is not None


def inquiries(
    replies: Iterable[Reply], units: Iterable[KnowledgeUnit], drawn: Mapping[str, int]
) -> tuple[Inquiry, ...]:
    """One a question, as it was put last, in the order in which they were first put.

    ``drawn``: by a card's id the number of the reply that it was drawn from. A question that goes
    on from an answer belongs to the one before it.
    """
    found: dict[str, Inquiry] = {}
    targets: dict[int, str] = {}
    for one in replies:
        asked = one.asked
        targets[one.number] = asked.target
        if asked.follows is None or asked.target not in found:
            found[asked.target] = Inquiry(
                target=asked.target, question=asked.question, outcome=one.outcome, span=asked.span,
                step_id=asked.step_id, kind=asked.kind,
            )  # fmt: skip
    led: dict[str, list[str]] = {}
    for unit in units:
        target = targets.get(drawn.get(unit.id, 0)) or unit.moment
        if target in found:
            led.setdefault(target, []).append(unit.id)
    return tuple(replace(one, units=tuple(led.get(one.target, ()))) for one in found.values())


def is_confirmed(unit: KnowledgeUnit) -> bool:
    """Whether the expert said yes to it, and nothing stands in its place."""
    return unit.status in CONFIRMED


def is_no_secret(unit: KnowledgeUnit, session: ProtectionClass) -> bool:
    """Whether it may go wherever its session may; national core technology goes nowhere."""
    strictest = unit.protected_as(session)
    return strictest is session and strictest is not ProtectionClass.NATIONAL_CORE


def unit_made_by(unit: KnowledgeUnit) -> str:
    """Whose words they are. In all cases a person made a card of them and the expert said yes."""
    machine = unit.asr_confidence is not None or unit.suggested_by
    return "machine" if machine or unit.origin == "model_suggestion" else "person"


def overlaps(cut: Span, own: Span) -> bool:
    """Whether what was taken out holds some of it."""
    return cut.recording == own.recording and (
        cut.overlap_s(own) > NEAR_S or cut.contains(own.start_s)
    )
