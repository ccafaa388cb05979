"""What the parts of the teach-back page are about, read once a run."""

from __future__ import annotations

from dataclasses import dataclass

from capture import procedures, sessions
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.handout import JobSheet
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.procedure import Procedure
from data_schemas.rights import Actor
from data_schemas.session import Recording, Session
from data_schemas.teaching import Noted
from pipelines.elicit.cards import desk as cards_desk
from pipelines.elicit.teaching import desk
from pipelines.handout.desk import preview


@dataclass(frozen=True)
class Lesson:
    """``units`` are the cards that stand on the sheet: those that nothing has taken the place of.

    ``copied``: originals of which there is a copy that plays everywhere.
    """

    site: Site
    who: Actor
    session: Session
    procedure: Procedure
    sheet: JobSheet
    units: tuple[KnowledgeUnit, ...]
    attempts: tuple[Recording, ...]
    notes: tuple[Noted, ...]
    copied: frozenset[str] = frozenset()

    def units_of(self, step_id: str | None) -> tuple[KnowledgeUnit, ...]:
        return tuple(one for one in self.units if one.step_id == step_id)

    def notes_of(self, step_id: str | None) -> tuple[Noted, ...]:
        return tuple(one for one in self.notes if one.step_id == step_id)


def gathered(site: Site, who: Actor, session: Session) -> Lesson:
    """Raises Denied where nobody agreed to teaching, InputError before there is a time line."""
    made = sessions.artifacts_of(site, who, session.id)
    units = cards_desk.cards(site, who, session.id).units
    return Lesson(
        site=site,
        who=who,
        session=session,
        procedure=procedures.get_procedure(site, who, session.procedure),
        sheet=preview(site, who, session.id).sheet,
        units=tuple(one for one in units if one.status != "superseded"),
        attempts=desk.attempts(site, who, session.id),
        notes=desk.notes(site, who, session.id),
        copied=frozenset(x for one in made if one.kind is Kind.PROXY for x in one.parents),
    )
