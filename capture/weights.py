"""Packs of model weights that a site keeps for its machines (no doors: ``pipelines.sharing`` has
them).

Weights are no secret and of no session. They lie sealed with the site's key like all else, so that
whoever reaches the store can neither change nor exchange them, and checks, backups and a change of
the key know of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO

from capture import artifacts
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import Erased, StaleEntry, Tampered

if TYPE_CHECKING:
    from capture.site import Site

STAGE = "weights"
_BLOCK = 1 << 20


def pack_id(model: str, digest: str) -> str:
    """What the pack of a model with this pinned digest is known by."""
    return _recipe(model, digest).id


def put(site: Site, model: str, digest: str, write: Callable[[BinaryIO], None]) -> bool:
    """Seal what ``write`` writes; False where a pack is kept already that opens to its end.

    After an error or a kill nothing new is kept.
    """
    recipe = _recipe(model, digest)
    if artifacts.known(site, recipe.id):
        if _is_whole(site, recipe.id):
            return False
        artifacts.erase(site, recipe.id)
    try:
        with artifacts.seal_stream(site, recipe, artifacts.SITE) as out:
            write(out)
    except StaleEntry:
        if not artifacts.comes(site, (recipe.id,)):
            raise
        return False  # another machine did the same at the same moment
    return True


def opened(site: Site, model: str, digest: str) -> BinaryIO | None:
    """The bytes of a pack, checked while they are read; None where there is none.

    Raises Tampered where they are not those that were sealed.
    """
    found = _recipe(model, digest).id
    return artifacts.open_bytes(site, found) if artifacts.known(site, found) else None


def kept(site: Site) -> frozenset[str]:
    """Ids of all packs."""
    return frozenset(one.id for one in artifacts.find(site, None, Kind.WEIGHTS))


def forget(site: Site, packs: Iterable[str]) -> None:
    """Erase packs by their ids."""
    for one in packs:
        artifacts.erase(site, one)


def _is_whole(site: Site, artifact: str) -> bool:
    try:
        with closing(artifacts.open_bytes(site, artifact)) as source:
            while source.read(_BLOCK):
                pass
    except (Tampered, Erased):
        return False
    return True


def _recipe(model: str, digest: str) -> Recipe:
    return artifacts.recipe_of(Kind.WEIGHTS, STAGE, model=model, digest=digest)
