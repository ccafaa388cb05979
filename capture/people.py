"""Doors to experts. Names are sealed with the person's own key; SQL holds keyed digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.database import lock
from capture.ids import new_id
from capture.records import people as records
from data_schemas.artifact import Kind
from data_schemas.errors import TextError, UnknownError
from data_schemas.rights import Action, Actor, Expert

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
    recipe = artifacts.recipe_of(Kind.PERSON, "person", expert=expert.id)
    sealed = artifacts.seal(site, recipe, artifacts.person_scope(expert.id), expert)
    with site.db() as db:
        lock(db, "expert")
        twin = records.by_name(db, mac)
        if twin is None:
            records.add(db, expert.id, mac, sealed.id, site.now())
    if twin is not None:
        # Somebody else named the same person a moment ago.
        artifacts.erase(site, sealed.id)
        return Expert(id=twin, pseudonym=name)
    return expert


def list_experts(site: Site, who: Actor) -> tuple[Expert, ...]:
    require(site, who, Action.LIST)
    with site.db() as db:
        found = records.find_all(db)
    return tuple(artifacts.load(site, artifact) for _, artifact in found)


def get_expert(site: Site, who: Actor, expert: str) -> Expert:
    """Raises UnknownError, also for somebody who has withdrawn."""
    require(site, who, Action.LIST)
    with site.db() as db:
        artifact = records.artifact_of(db, expert)
    if artifact is None:
        raise UnknownError("There is no such expert here.")
    value: Expert = artifacts.load(site, artifact)
    return value


def find_expert(site: Site, who: Actor, name_or_id: str) -> str | None:
    """Id of an expert named by id or pseudonym, None if there is none."""
    require(site, who, Action.LIST)
    mac = site.keys.mac("person", " ".join(name_or_id.split()).casefold().encode())
    with site.db() as db:
        if records.artifact_of(db, name_or_id) is not None:
            return name_or_id
        return records.by_name(db, mac)
