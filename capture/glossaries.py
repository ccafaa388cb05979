"""Doors to glossaries: the words of the trade, of a procedure and of the whole site.

A procedure's glossary comes with its file and is sealed as a thing of its own, so that a new
version of the procedure with the same words changes no transcript.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts, procedures
from capture.access import require
from capture.formats.glossaries import parse_glossary, write_glossary
from capture.permission import by_role
from data_schemas.artifact import Kind, Recipe
from data_schemas.procedure import Glossary, GlossaryTerm, Procedure
from data_schemas.rights import Action, Actor, Role

if TYPE_CHECKING:
    from capture.site import Site

_SITE, _PROCEDURE = "site_glossary", "procedure_glossary"


def import_glossary(site: Site, who: Actor, data: bytes, name: str) -> Glossary:
    """Take in the site's own glossary; it replaces the one before. Raises TextError."""
    require(site, who, Action.EDIT_PROCEDURE)
    glossary = parse_glossary(data, name)
    artifacts.seal(site, _recipe(_count(site) + 1), artifacts.SITE, glossary)
    return glossary


def add_term(site: Site, who: Actor, term: GlossaryTerm) -> Glossary:
    """The site's own glossary with one term more; it replaces the one before.

    A term that is there already gets the readings and variants. Raises TextError.
    """
    require(site, who, Action.EDIT_PROCEDURE)
    found = _newest(site)
    before: Glossary = artifacts.load(site, found[0]) if found else Glossary()
    data = write_glossary(Glossary(terms=(*before.terms, term))).encode()
    return import_glossary(site, who, data, "glossary.csv")


def get_glossary(site: Site, who: Actor) -> Glossary:
    """The site's own glossary, empty if none was taken in, or for annotators: it is of all jobs."""
    require(site, who, Action.LIST)
    if not by_role(who, Action.LIST) and Role.EXPERT not in who.roles:
        return Glossary()
    found = _newest(site)
    return artifacts.load(site, found[0]) if found else Glossary()


def artifacts_of(site: Site, procedure: str) -> tuple[str, ...]:
    """Ids of the glossaries that hold for a procedure: its own, then the site's newest."""
    own: Procedure = artifacts.load(site, procedures.artifact_of(site, procedure))
    found = [_kept(site, own)] if own.glossary else []
    return (*found, *_newest(site))


def _kept(site: Site, procedure: Procedure) -> str:
    """The artifact of a procedure's glossary, sealed once for the same words."""
    glossary = Glossary(terms=procedure.glossary)
    mac = site.keys.mac("glossary", glossary.model_dump_json().encode())
    recipe = artifacts.recipe_of(Kind.GLOSSARY, _PROCEDURE, procedure=procedure.id, content=mac)
    if artifacts.known(site, recipe.id) is None:
        artifacts.seal(site, recipe, artifacts.SITE, glossary)
    return recipe.id


def _newest(site: Site) -> tuple[str, ...]:
    """The site's glossary that holds now, by its number: a clock may go back."""
    count = _count(site)
    return (_recipe(count).id,) if count else ()


def _recipe(number: int) -> Recipe:
    return artifacts.recipe_of(Kind.GLOSSARY, _SITE, number=number)


def _count(site: Site) -> int:
    return sum(found.stage == _SITE for found in artifacts.find(site, None, Kind.GLOSSARY))
