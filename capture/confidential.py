"""Doors to the words that must not leave this site: sealed, replaced as a whole by a new list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.formats.confidential import parse_terms
from data_schemas.artifact import Kind, Recipe
from data_schemas.masking import ConfidentialTerms
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site

_SITE = "site_confidential"


def import_terms(site: Site, who: Actor, data: bytes, name: str) -> ConfidentialTerms:
    """Take in the site's list; it replaces the one before. Raises TextError."""
    require(site, who, Action.EDIT_PROCEDURE)
    terms = parse_terms(data, name)
    artifacts.seal(site, _recipe(_count(site) + 1), artifacts.SITE, terms)
    return terms


def list_terms(site: Site, who: Actor) -> ConfidentialTerms:
    """The list, for those who may change it: to read it is to know what is secret."""
    require(site, who, Action.EDIT_PROCEDURE)
    return newest(site)


def newest(site: Site) -> ConfidentialTerms:
    """The list that holds now, empty if there is none (no door: desks mask with it)."""
    count = _count(site)
    if not count:
        return ConfidentialTerms()
    found: ConfidentialTerms = artifacts.load(site, _recipe(count).id)
    return found


def artifact_of(site: Site) -> tuple[str, ...]:
    """The artifact of the list that holds now, for recipes of what was masked with it."""
    count = _count(site)
    return (_recipe(count).id,) if count else ()


def _recipe(number: int) -> Recipe:
    return artifacts.recipe_of(Kind.CONFIDENTIAL, _SITE, number=number)


def _count(site: Site) -> int:
    """How many were sealed: the newest is known by its number, since a clock may go back."""
    return sum(found.stage == _SITE for found in artifacts.find(site, None, Kind.CONFIDENTIAL))
