"""What to ask next about a job, of what its sessions hold together. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data_schemas.entry import ABOUT_CARD
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.probe import ProbeBank
from data_schemas.procedure import Procedure
from data_schemas.session import Session
from data_schemas.sitting import Asked, Reply
from data_schemas.timeline import Question
from pipelines.elicit.coverage import (
    MOST,
    Ask,
    Known,
    Matrix,
    Situation,
    Why,
    next_questions,
    standing,
)
from pipelines.elicit.questions import attached, step_question
from pipelines.elicit.things import Dispute, Thing, disputes_of

# The card that asks who does it otherwise: what is said to a dispute counts as an answer to it.
OTHERS = "sureness"


@dataclass(frozen=True)
class ToAsk:
    """A question to ask next, of the expert of ``session``, and what makes it worth asking."""

    asked: Asked
    session: str
    why: Why | Literal["disputed"]


@dataclass(frozen=True)
class Gathered:
    """``own`` are the cards of each session, in order of time."""

    procedure: Procedure
    sessions: tuple[Session, ...]
    own: tuple[tuple[KnowledgeUnit, ...], ...]
    replies: tuple[Reply, ...]

    @property
    def units(self) -> tuple[KnowledgeUnit, ...]:
        return tuple(one for some in self.own for one in some)


def asks(replies: tuple[Reply, ...]) -> tuple[Ask, ...]:
    """Cards that were put to somebody; what was asked without one is not in the matrix."""
    return tuple(
        Ask(one.asked.step_id, one.asked.probe, one.outcome) for one in replies if one.asked.probe
    )


def situations(found: Gathered, hard: frozenset[str]) -> dict[str, Situation]:
    """What decides at each step which cards are due."""
    told = {one.step_id for one in standing(found.units)}
    people = [one.expert for one in found.sessions]
    return {
        step.id: Situation(
            hard=step.id in hard,
            has_card=step.id in told,
            other_experts=len(set(people)) > 1,
            own_takes=len(people) > len(set(people)),
        )
        for step in found.procedure.steps
    }


def by_session(found: Gathered, things: tuple[Thing, ...]) -> list[frozenset[str]]:
    """What each session told, a thing named by its first card."""
    thing = {unit: one.units[0] for one in things for unit in one.units}
    return [frozenset(thing[one.id] for one in standing(some)) for some in found.own]


def next_of(found: Gathered, bank: ProbeBank, matrix: Matrix, known: Known) -> tuple[ToAsk, ...]:
    """What is disputed first, then what is worth most, ``MOST`` in all."""
    if not found.sessions:
        return ()
    newest = found.sessions[-1].id
    titles = {one.id: one.title for one in found.procedure.steps}
    ranked = [
        ToAsk(_of_card(bank, one.step_id, titles[one.step_id], one.probe), newest, one.why)
        for one in next_questions(matrix, bank.probes, known)
    ]
    return (*disputed_of(found), *ranked)[:MOST]


def _of_card(bank: ProbeBank, step: str, title: str, probe: str) -> Asked:
    card = bank.probe(probe)
    assert card is not None, "the matrix has cards of the bank only"
    return Asked(
        target=f"{ABOUT_CARD}{step}:{probe}",
        question=step_question(card, title),
        probe=probe,
        step_id=step,
    )


def disputed_of(found: Gathered) -> tuple[ToAsk, ...]:
    """What experts say differently and nobody has been asked about, or asked to be asked later."""
    settled = {one.asked.target for one in found.replies if one.outcome != "later"}
    asked = [(one, question_of(one)) for one in disputes_of(found.units) if one.unit.step_id]
    return tuple(
        ToAsk(question, one.unit.session, "disputed")
        for one, question in asked
        if question.target not in settled
    )


def question_of(one: Dispute) -> Asked:
    """Asked of the expert whose card it is; who the other one is, is not said."""
    own = one.unit.text
    if one.other is None:
        question = Question(
            en=f"You told us: “{own}” Another expert does it otherwise. When does which hold?",
            ko=f"‘{own}’{attached(own, '이라고')} 하셨습니다. 다르게 하는 숙련자도 있습니다."
            " 어떤 때 어느 쪽이 맞나요?",
        )
    else:
        told = one.other.text
        question = Question(
            en=f"You told us: “{own}” Another expert told us: “{told}” When does which hold?",
            ko=f"‘{own}’{attached(own, '이라고')} 하셨는데, 다른 숙련자는"
            f" ‘{told}’{attached(told, '이라고')} 했습니다."
            " 어떤 때 어느 쪽이 맞나요?",
        )
    return Asked(
        target=f"{ABOUT_CARD}{one.unit.step_id}:{OTHERS}:{one.unit.id}"[:120],
        question=question,
        probe=OTHERS,
        step_id=one.unit.step_id,
    )
