"""Who did what with a session: the audit log as the person reads it whom it is about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from capture.access import require
from capture.records import audit as records
from data_schemas.rights import Action, Actor
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site

NEWEST = 500


class Deed(Value):
    """``who`` is an account, a device, ``owner`` or ``code``; ``allowed`` says if it was done."""

    at: datetime
    who: str
    action: Action
    allowed: bool


def audit_of(site: Site, who: Actor, session: str) -> tuple[Deed, ...]:
    """The newest deeds about a session, newest first; experts ask about their own only."""
    require(site, who, Action.AUDIT, session, often=True)
    with site.db() as db:
        rows = records.about(db, session, NEWEST)
    return tuple(
        Deed(at=row.at, who=row.actor, action=Action(row.action), allowed=row.allowed)
        for row in rows
    )
