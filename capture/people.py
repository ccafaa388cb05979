"""Doors to experts. Names are sealed with the person's own key; SQL holds keyed digests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.database import lock
from capture.ids import new_id
from capture.permission import by_role, decide
from capture.records import people as records
from data_schemas.artifact import Kind
from data_schemas.errors import StaleEntry, TextError, UnknownError
from data_schemas.rights import Action, Actor, Expert, Facts

if TYPE_CHECKING:
    from capture.site import Site

NAME_LIMIT = 80


def ensure_expert(site: Site, who: Actor, pseudonym: str) -> Expert:
    """The expert of that pseudonym, made if unknown."""
    require(site, who, Action.RECORD)
    name = " ".join(pseudonym.split())
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise TextError(f"An expert needs a pseudonym of 1 to {NAME_LIMIT} printable characters.")
    mac = site.keys.mac("person", name.casefold().encode())
    with site.db() as db:
        known = records.by_name(db, mac)
    if known is not None:
        return Expert(id=known, pseudonym=name)
    expert = Expert(id=new_id("exp"), pseudonym=name)
    sealed = _seal(site, expert)
    with site.db() as db:
        lock(db, "expert")
        twin = records.by_name(db, mac)
        if twin is None:
            records.add(db, expert.id, mac, sealed, site.now())
    if twin is not None:
        # Somebody else named the same person a moment ago.
        artifacts.erase(site, sealed)
        return Expert(id=twin, pseudonym=name)
    return expert


def set_leaving(site: Site, who: Actor, expert: str, last_day: date | None) -> Expert:
    """When they work for the last time; None if nobody knows yet."""
    require(site, who, Action.RECORD)
    return change(site, expert, lambda one: one.model_copy(update={"last_day": last_day}))


def set_author(site: Site, who: Actor, expert: str, author: str) -> Expert:
    """The name they wish to be named by, "" for the pseudonym only. Raises TextError."""
    require(site, who, Action.RECORD)
    name = " ".join(author.split())
    if len(name) > NAME_LIMIT or not name.isprintable():
        raise TextError(f"A name has up to {NAME_LIMIT} printable characters.")
    return change(site, expert, lambda one: one.model_copy(update={"author": name}))


def list_experts(site: Site, who: Actor) -> tuple[Expert, ...]:
    """All of them; somebody who is one of them and nothing more sees themself only."""
    require(site, who, Action.LIST)
    with site.db() as db:
        found = records.find_all(db)
    mine = [artifact for one, artifact in found if _may_see(who, one)]
    return tuple(_told(who, one) for one in artifacts.load_named(site, mine))


def get_expert(site: Site, who: Actor, expert: str) -> Expert:
    """Raises UnknownError, also for somebody who has withdrawn."""
    require(site, who, Action.LIST)
    return _told(who, _load(site, expert if _may_see(who, expert) else ""))


def find_expert(site: Site, who: Actor, name_or_id: str) -> str | None:
    """Id of an expert named by id or pseudonym, None if there is none."""
    require(site, who, Action.LIST)
    mac = site.keys.mac("person", " ".join(name_or_id.split()).casefold().encode())
    with site.db() as db:
        known = records.artifact_of(db, name_or_id) is not None
        found = name_or_id if known else records.by_name(db, mac)
    return found if found and _may_see(who, found) else None


def pseudonyms(site: Site) -> tuple[Expert, ...]:
    """Everybody by pseudonym, with nothing else of them (no door: the door to accounts asks)."""
    with site.db() as db:
        found = records.find_all(db)
    loaded = artifacts.load_named(site, [artifact for _, artifact in found])
    return tuple(Expert(id=one.id, pseudonym=one.pseudonym) for one in loaded)


def change(site: Site, expert: str, make: Callable[[Expert], Expert]) -> Expert:
    """Keep another version of a person and destroy the one before (no door: doors call it).

    Raises UnknownError, or StaleEntry when somebody else changed them meanwhile.
    """
    with site.db() as db:
        before = records.artifact_of(db, expert)
    made = make(_load(site, expert))
    sealed = _seal(site, made)
    with site.db() as db:
        swapped = records.swap(db, expert, before or "", sealed)
    artifacts.erase(site, (before or "") if swapped else sealed)
    if not swapped:
        raise StaleEntry("Somebody else wrote here first: reload and try again.")
    return made


def _seal(site: Site, expert: Expert) -> str:
    recipe = artifacts.recipe_of(Kind.PERSON, "person", expert=expert.id, version=new_id("ver"))
    return artifacts.seal(site, recipe, artifacts.person_scope(expert.id), expert).id


def _load(site: Site, expert: str) -> Expert:
    with site.db() as db:
        artifact = records.artifact_of(db, expert)
    if artifact is None:
        raise UnknownError("There is no such expert here.")
    value: Expert = artifacts.load_named(site, [artifact])[0]
    return value


def _may_see(who: Actor, expert: str) -> bool:
    """An expert sees themself; whoever may list all sessions sees everybody."""
    return who.expert == expert or by_role(who, Action.LIST)


def _told(who: Actor, expert: Expert) -> Expert:
    """Names, days and jobs are for those who record, and for the person; a pseudonym is enough
    for everybody else."""
    if who.expert == expert.id or decide(who, Action.RECORD, Facts()).allowed:
        return expert
    return Expert(id=expert.id, pseudonym=expert.pseudonym)
