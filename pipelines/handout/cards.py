"""Which know-how cards get on paper, and how far a paper with them may go. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from data_schemas.knowledge import KnowledgeUnit
from data_schemas.rights import ProtectionClass, stricter

# The expert has said yes to it; what a machine drew or nobody confirmed is on no paper.
CONFIRMED = frozenset({"expert_confirmed", "reviewed", "approved"})


def on_paper(units: Iterable[KnowledgeUnit], session: ProtectionClass) -> tuple[KnowledgeUnit, ...]:
    """Cards that the expert confirmed; national core technology is never written out."""
    return tuple(
        one
        for one in units
        if one.status in CONFIRMED
        and one.protected_as(session) is not ProtectionClass.NATIONAL_CORE
    )


def class_of(units: Iterable[KnowledgeUnit], session: ProtectionClass) -> ProtectionClass:
    """A paper is as strict as the strictest card on it."""
    for one in units:
        session = stricter(session, one.protection_class)
    return session
