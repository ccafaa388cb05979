"""Doors to the site's own question cards: sealed, and replaced as a whole by the newest file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.formats.question_cards import parse_cards
from data_schemas.artifact import Kind, Recipe
from data_schemas.probe import ProbeBank
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site

_SITE = "site_cards"


def import_cards(site: Site, who: Actor, data: bytes, name: str) -> ProbeBank:
    """Take in the site's own cards; they replace those that it brought before.

    A card with the id of one of Sonmat's own takes its place. Raises TextError.
    """
    require(site, who, Action.EDIT_PROCEDURE)
    cards = parse_cards(data, name)
    artifacts.seal(site, _recipe(_count(site) + 1), artifacts.SITE, cards)
    return cards


def get_cards(site: Site, who: Actor) -> ProbeBank:
    """The site's own cards, none if it brought none."""
    require(site, who, Action.LIST)
    count = _count(site)
    if not count:
        return ProbeBank()
    found: ProbeBank = artifacts.load(site, _recipe(count).id)
    return found


def _recipe(number: int) -> Recipe:
    return artifacts.recipe_of(Kind.PROBES, _SITE, number=number)


def _count(site: Site) -> int:
    """How many were sealed: the newest is known by its number, since a clock may go back."""
    return sum(found.stage == _SITE for found in artifacts.find(site, None, Kind.PROBES))
