"""Keeps the index of a large site sealed beside what it was built from, and takes it up again.

A cache and nothing else: it is named by what it was built from, destroyed whenever something is
withdrawn, and built again from the passages of the sessions where it is missing, damaged or of
another text encoder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import SonmatError
from pipelines.search.engine import SearchEngine
from pipelines.search.shelf import Shelf

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "search_index", "1"
# Under so many passages it is built in a second or two; a cache would only be one thing more.
KEEP_FROM = 5_000
# It is kept anew once a tenth of it has changed.
CHANGED = 0.1


def take_up(site: Site, shelf: Shelf[SearchEngine]) -> bool:
    """Fill an empty shelf from the cache, if there is one that fits. Whether it did."""
    with shelf.lock:
        if shelf.loaded or len(shelf.engine):
            return False
        for one in reversed(artifacts.find(site, None, Kind.SEARCH_INDEX)):
            if one.model_digest != shelf.engine.model_digest:
                continue
            try:
                shelf.engine.restore(artifacts.load(site, one.id))
            except SonmatError:
                artifacts.erase(site, one.id)
                continue
            shelf.loaded.update(_named(site, one.parents))
            return True
    return False


def keep(site: Site, shelf: Shelf[SearchEngine], changed: int) -> str | None:
    """Seal the index where it is large and much of it has changed; the id of the new one."""
    with shelf.lock:
        shelf.changed += changed
        if len(shelf.engine) < KEEP_FROM or shelf.changed < CHANGED * len(shelf.loaded):
            return None
        recipe = Recipe(
            kind=Kind.SEARCH_INDEX,
            stage=STAGE,
            version=VERSION,
            model_digest=shelf.engine.model_digest,
            parents=tuple(sorted(shelf.loaded.values())),
        )
        before = artifacts.find(site, None, Kind.SEARCH_INDEX)
        if all(one.id != recipe.id for one in before):
            artifacts.seal(site, recipe, artifacts.SITE, shelf.engine.to_bytes())
        shelf.changed = 0
    for one in before:
        if one.id != recipe.id:
            artifacts.erase(site, one.id)
    if len(_named(site, recipe.parents)) < len(recipe.parents):
        artifacts.erase(site, recipe.id)  # something of it was withdrawn while it was written
    return recipe.id


def _named(site: Site, parents: tuple[str, ...]) -> dict[str, str]:
    """Artifacts by the keys that they were loaded under."""
    found = (artifacts.known(site, one) for one in parents)
    return {
        f"{one.session}/told" if one.kind is Kind.TOLD else str(one.session): one.id
        for one in found
        if one is not None
    }
