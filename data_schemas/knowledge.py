"""A knowledge unit: one thing the expert knows, with the seconds that show it."""

from typing import Literal

from pydantic import Field

from data_schemas.clock import Span
from data_schemas.timeline import Question
from data_schemas.value import Value

UnitKind = Literal[
    "step", "key_point", "reason", "cue", "parameter", "decision", "option", "hazard",
    "novice_error", "recovery", "exception", "knack", "incident", "what_if", "rule", "sop_gap",
]  # fmt: skip
UnitStatus = Literal["draft", "expert_confirmed", "reviewed", "approved", "superseded"]


class Evidence(Span):
    """Seconds of one recording that show or say it."""

    track: Literal["video", "audio", "motion", "replay"]


class Probe(Value):
    """A question card: which kind of knowledge it asks for, and how, in both languages."""

    id: str
    kind: UnitKind
    question: Question


class KnowledgeUnit(Value):
    id: str
    session: str
    expert: str
    step_id: str | None
    kind: UnitKind
    text: str = Field(min_length=1)
    language: str
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    probe: str | None = None
    status: UnitStatus = "draft"
