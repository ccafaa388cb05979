"""Only labels that somebody asked for: by whom they were made, and how sure they are at least."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from data_schemas.knowledge import KnowledgeUnit
from data_schemas.release import MadeBy, Record, Wanted
from data_schemas.timeline import Segment
from pipelines.release.bundle import Part
from pipelines.release.told import unit_made_by

BY_PERSON: tuple[MadeBy, ...] = ("confirmed", "person")


def made_by(segment: Segment) -> MadeBy:
    """Who placed a step: a machine, a machine with a person's yes, or a person."""
    if segment.origin == "person" or segment.status == "corrected":
        return "person"
    return "confirmed" if segment.status == "confirmed" else "machine"


def wants(wanted: Wanted, one: Record) -> bool:
    """Whether a row is asked for. What a person decided is sure."""
    sure = one.made_by in BY_PERSON or one.confidence >= wanted.min_confidence
    return sure and (not wanted.made_by or one.made_by in wanted.made_by)


def narrowed(part: Part, wanted: Wanted, kept: Collection[str]) -> Part:
    """The part with the steps of the rows ``kept``, by id, and the know-how cards that are wanted.

    Words and motion stay. The expert said yes to every card that leaves, so that words of a
    machine in it are confirmed.
    """
    if wanted == Wanted():
        return part
    line = part.timeline
    segments = tuple(s for s in line.segments if f"{part.session.id}/{s.id}" in kept)
    cards = part.cards
    if wanted.made_by:
        cards = tuple(one for one in cards if _by(one) in wanted.made_by)
    return replace(part, timeline=line.model_copy(update={"segments": segments}), cards=cards)


def _by(one: KnowledgeUnit) -> MadeBy:
    return "confirmed" if unit_made_by(one) == "machine" else "person"
