"""What the views of know-how cards share: where a card stands, whose words, which seconds. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data_schemas.knowledge import Evidence, KnowledgeUnit
from pipelines.release.bundle import Bundle, Part
from pipelines.release.formats.jsonl import Column
from pipelines.release.told import unit_made_by

STAYS = (
    "Know-how cards that the expert has not said yes to, that rest on seconds which were struck or"
    " masked, that another card has taken the place of, or that are more secret than their session"
    " stay at the site. What is to be hidden in words is replaced by marks such as `[name 1]`."
    " Seconds are on the clock of the recording that is named; `session_start_s` and"
    " `session_end_s` are the same on the session's clock, null for an answer, which lies on none."
)
WHERE = (
    Column("id", "string", "unique"),
    Column("session", "string", "the work session"),
    Column("expert", "string", "random id of the person; the same in all their sessions"),
    Column("procedure", "string", "id of the procedure"),
    Column("step_id", "string", "step of the procedure; empty: none"),
    Column("step_title", "string", "title of the step"),
)
RIGHTS = (
    Column("licence", "string", "as the consent states it; empty: none stated"),
    Column("protection_class", "string", "how far this may go"),
    Column("synthetic", "bool", "true: generated, not a person at work"),
)
OF_UNIT = (
    Column("unit", "string", "the know-how card"),
    Column("kind", "string", "what kind of thing it is, such as key_point, reason or hazard"),
    Column("language", "string", "language of the words"),
    Column("senses", "[string]", "by which senses it is perceived"),
    Column("spans", "[span]", "the seconds that show or say it; none: there is no footage"),
    Column("origin", "string", "how it came to be told, such as cued_replay or interview"),
    Column("made_by", "string", "machine: words as a machine heard or drew them, person: written"),
    Column("status", "string", "expert_confirmed, reviewed or approved (by a person)"),
    Column("certainty", "string", "how sure the expert is; empty: nobody asked"),
)


def where_of(part: Part, step_id: str | None) -> dict[str, Any]:
    """All of ``WHERE`` but the id."""
    step = part.procedure.step(step_id) if step_id is not None else None
    return {
        "session": part.session.id,
        "expert": part.session.expert,
        "procedure": part.procedure.id,
        "step_id": step_id or "",
        "step_title": step.title if step else "",
    }


def rights_of(part: Part) -> dict[str, Any]:
    return {
        "licence": part.consent.licence,
        "protection_class": part.consent.protection_class.value,
        "synthetic": part.consent.synthetic,
    }


def of_unit(part: Part, unit: KnowledgeUnit) -> dict[str, Any]:
    """All of ``OF_UNIT``."""
    senses = (one.modality for one in unit.cues if one.modality)
    return {
        "unit": unit.id,
        "kind": unit.kind,
        "language": unit.language or part.language or part.procedure.language,
        "senses": list(dict.fromkeys(senses)),
        "spans": spans_of(part, unit.evidence),
        "origin": unit.origin,
        "made_by": unit_made_by(unit),
        "status": unit.status,
        "certainty": unit.confidence,
    }


def spans_of(part: Part, evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    roles = {one.id: one.role for one in part.session.recordings}
    return [_span(part, one, roles.get(one.recording, "work")) for one in evidence]


def ordered_units(bundle: Bundle) -> Iterable[tuple[Part, KnowledgeUnit]]:
    """All cards that may leave, by session, as they were made."""
    return ((part, unit) for part in bundle.ordered for unit in part.units)


def _span(part: Part, one: Evidence, role: str) -> dict[str, Any]:
    offset = part.offset_s(one.recording)
    return {
        "recording": one.recording,
        "role": role,
        "track": one.track,
        "start_s": one.start_s,
        "end_s": one.end_s,
        "session_start_s": None if offset is None else one.start_s + offset,
        "session_end_s": None if offset is None else one.end_s + offset,
    }
