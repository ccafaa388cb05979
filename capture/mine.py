"""The door to everything that is kept about a person, for that person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.allowed import among
from capture.records import sessions as records
from capture.records.among import Wanted
from data_schemas.artifact import Artifact
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site


class Held(Value):
    """One session of an expert and every single thing that is kept of it, oldest first."""

    session: Session
    items: tuple[Artifact, ...]


def held(site: Site, who: Actor, expert: str) -> tuple[Held, ...]:
    """All sessions of ``expert``, newest first. Of a withdrawn one nothing is left but its number.

    Also what may not be used any more, since its time is over, is kept until it is erased.
    """
    require(site, who, Action.READ, expert=expert)
    mine = among(site, who, Action.LIST)
    with site.db() as db:
        found = records.find(db, Wanted(mine, expert=expert))
    return tuple(Held(session=one, items=artifacts.find(site, one.id, every=True)) for one in found)
