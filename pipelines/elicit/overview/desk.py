"""Doors to a job as a whole: asked and still open, and the cards of several experts together.

Everything is read from the sessions that whoever asks may read; nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import procedures, sessions, takes
from capture.access import require
from data_schemas.errors import InputError
from data_schemas.knowledge import KnowledgeUnit, Opinion
from data_schemas.probe import ProbeBank
from data_schemas.procedure import Procedure
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from data_schemas.sitting import Asked, Reply
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.coverage import (
    Known,
    Matrix,
    asks_of,
    matrix_of,
    standing,
    told_of,
)
from pipelines.elicit.measures import (
    SAME_FROM,
    Novelty,
    Share,
    cue_explicitness,
    novelty,
    quantification,
    reason_rate,
)
from pipelines.elicit.overview.asking import (
    Gathered,
    ToAsk,
    asks,
    by_session,
    disputed_of,
    next_of,
    question_of,
    situations,
)
from pipelines.elicit.sitting import desk as sitting
from pipelines.elicit.things import Pair, Says, Thing, disputes_of, pairs_of, things_of
from pipelines.elicit.unseen import Saturation, Unseen, saturation_of, unseen_of

if TYPE_CHECKING:
    from capture.site import Site

# Nearness from which two experts' cards are worth a look: lower than "the same", a person decides.
LIKELY_FROM = SAME_FROM - 0.06


@dataclass(frozen=True)
class Overview:
    """What is known of a job. ``hard`` are steps with a star, ``things`` what is told in all.

    ``reasons``, ``cues`` and ``numbers`` are shares with the cards that lack them; ``new`` counts
    the things that each session added, in order of time. There is no figure for all of it.
    """

    procedure: Procedure
    sessions: tuple[Session, ...]
    bank: ProbeBank
    matrix: Matrix
    hard: frozenset[str]
    units: tuple[KnowledgeUnit, ...]
    things: tuple[Thing, ...]
    next: tuple[ToAsk, ...]
    reasons: Share
    cues: Share
    numbers: Share
    new: Saturation
    unseen: Unseen | None

    def unit(self, unit: str) -> KnowledgeUnit | None:
        return next((one for one in self.units if one.id == unit), None)

    @property
    def newest(self) -> str:
        """The session in which an open question is best asked, "" without any."""
        return self.sessions[-1].id if self.sessions else ""


def overview(site: Site, who: Actor, procedure: str) -> Overview:
    """All that was asked and told about a job, in the sessions that ``who`` may read."""
    require(site, who, Action.LIST)
    found = _gathered(site, who, procedure)
    bank = sitting.cards_of(site, who)
    hard = frozenset().union(*(sitting.starred(site, who, one.id) for one in found.sessions))
    around = situations(found, hard)
    steps = [one.id for one in found.procedure.steps]
    put = (*asks(found.replies), *asks_of(found.units))
    matrix = matrix_of(steps, bank.probes, put, around)
    things = things_of(found.units)
    return Overview(
        procedure=found.procedure,
        sessions=found.sessions,
        bank=bank,
        matrix=matrix,
        hard=hard,
        units=standing(found.units),
        things=things,
        next=next_of(found, bank, matrix, Known(around, told_of(found.units))),
        reasons=reason_rate(found.units),
        cues=cue_explicitness(found.units),
        numbers=quantification(found.units),
        new=saturation_of(by_session(found, things)),
        unseen=unseen_of(one.told_by for one in things),
    )


def disputed(site: Site, who: Actor, procedure: str) -> tuple[ToAsk, ...]:
    """What experts say differently, as questions to each of them; what was answered is left out."""
    require(site, who, Action.LIST)
    return disputed_of(_gathered(site, who, procedure))


def disputed_question(site: Site, who: Actor, session: str, unit: str) -> Asked:
    """What is asked about one disputed card. Raises InputError where nobody disputes it."""
    require(site, who, Action.READ, session)
    procedure = sessions.get_session(site, who, session).procedure
    found = disputes_of(_gathered(site, who, procedure).units)
    one = next((one for one in found if one.unit.id == unit and one.unit.step_id), None)
    if one is None:
        raise InputError("There is no such know-how card: reload the page.")
    return question_of(one)


def written_and_new(site: Site, who: Actor, procedure: str) -> Novelty:
    """Which cards no sentence of the written procedure says. Takes seconds: it reads meaning.

    Raises ModelError where the weights are missing.
    """
    require(site, who, Action.LIST)
    from pipelines.embedder import Embedder

    found = _gathered(site, who, procedure)
    return novelty(found.units, found.procedure, Embedder())


def likely_pairs(site: Site, who: Actor, procedure: str) -> tuple[Pair, ...]:
    """Cards of two experts that may say the same, for a person to judge, likest first.

    Takes seconds, as ``written_and_new`` does. Raises ModelError.
    """
    require(site, who, Action.LIST)
    from pipelines.embedder import Embedder

    units = standing(_gathered(site, who, procedure).units)
    if not units:
        return ()
    rows = Embedder().encode_queries([one.normalised or one.text for one in units])
    near = rows @ rows.T
    likeness = {
        frozenset((one.id, other.id)): float(near[m, n])
        for m, one in enumerate(units)
        for n, other in enumerate(units[:m])
    }
    return pairs_of(units, likeness, LIKELY_FROM)


def judge_pair(
    site: Site, who: Actor, one: KnowledgeUnit, other: KnowledgeUnit, says: Says
) -> tuple[KnowledgeUnit, KnowledgeUnit]:
    """Keep on both cards what a person says of them. Raises InputError for one expert's own two."""
    require(site, who, Action.AMEND, one.session)
    require(site, who, Action.AMEND, other.session)
    about_one = Opinion(expert=other.expert, says=says, unit=other.id)
    about_other = Opinion(expert=one.expert, says=says, unit=one.id)
    return (
        cards.judge(site, who, one.session, one.id, about_one),
        cards.judge(site, who, other.session, other.id, about_other),
    )


def _gathered(site: Site, who: Actor, procedure: str) -> Gathered:
    written = procedures.get_procedure(site, who, procedure)
    found = sessions.sessions_of(site, who, procedure)
    return Gathered(
        procedure=written,
        sessions=found,
        own=tuple(cards.cards(site, who, one.id).units for one in found),
        replies=tuple(reply for one in found for reply in _replies(site, who, one.id)),
    )


def _replies(site: Site, who: Actor, session: str) -> tuple[Reply, ...]:
    """Without answers by voice that were begun and of which nothing arrived: those stay open."""
    here = set(takes.answers_of(site, who, session))
    here |= {one.id for one in takes.unfinished(site, who, session, "answer") if one.size}
    return tuple(
        one
        for one in cards.replies(site, who, session)
        if one.text or not one.stream or one.stream in here
    )
