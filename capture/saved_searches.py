"""Doors to searches that were given a name: sealed, since a question holds words of the work.

They are of the site as a whole and kept by who may search all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.permission import by_role
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.errors import Denied, InputError, UnknownError
from data_schemas.rights import Action, Actor
from data_schemas.saved_search import SavedSearch, SavedSearches

if TYPE_CHECKING:
    from capture.site import Site

MOST = 500


def list_searches(site: Site, who: Actor) -> tuple[SavedSearch, ...]:
    """All of them; none for who may search some sessions only: they are about everybody's."""
    require(site, who, Action.SEARCH)
    return _newest(site).searches if by_role(who, Action.SEARCH) else ()


def get_search(site: Site, who: Actor, name: str) -> SavedSearch:
    """The one of this name. Raises UnknownError."""
    require(site, who, Action.SEARCH)
    found = _newest(site).named(name) if by_role(who, Action.SEARCH) else None
    if found is None:
        raise UnknownError("There is no saved search of that name: choose one of the list.")
    return found


def save_search(site: Site, who: Actor, search: SavedSearch) -> SavedSearch:
    """Keep a search; one of the same name is replaced. Raises InputError for too many."""
    _check(site, who)
    kept = _newest(site).with_(search)
    if len(kept.searches) > MOST:
        raise InputError(f"{MOST} searches are saved already: delete one first.")
    _keep(site, kept)
    return search


def delete_search(site: Site, who: Actor, name: str) -> None:
    """Forget a search. Raises UnknownError for a name that is not there."""
    _check(site, who)
    kept = _newest(site)
    if kept.named(name) is None:
        raise UnknownError("There is no saved search of that name: choose one of the list.")
    _keep(site, kept.without(name))


def _check(site: Site, who: Actor) -> None:
    require(site, who, Action.SEARCH)
    if not by_role(who, Action.SEARCH):
        raise Denied("Not allowed: searches are saved by those who may search all sessions.")


def _newest(site: Site) -> SavedSearches:
    found = _kept(site)
    return artifacts.load(site, found[-1].id) if found else SavedSearches()


def _keep(site: Site, searches: SavedSearches) -> None:
    """The list before it is destroyed: nobody needs what was once looked for."""
    before = _kept(site)
    number = 1 + int(before[-1].version) if before else 1
    artifacts.seal(site, _recipe(number), artifacts.SITE, searches)
    for one in before:
        artifacts.erase(site, one.id)


def _kept(site: Site) -> list[Artifact]:
    """One, or two where a process ended between sealing and erasing; the newest last."""
    found = artifacts.find(site, None, Kind.SAVED_SEARCHES)
    return sorted(found, key=lambda one: int(one.version))


def _recipe(number: int) -> Recipe:
    """Known by its number, since a clock may go back."""
    return Recipe(kind=Kind.SAVED_SEARCHES, stage="saved_searches", version=str(number))
