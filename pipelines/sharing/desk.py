"""The doors: put weights that are here into the site's store, and take from it what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from capture import weights
from capture.access import require
from data_schemas.rights import Action, Actor
from pipelines import models
from pipelines.models import Model, Progress, list_models, rows

if TYPE_CHECKING:
    from capture.site import Site

Tell = Callable[[str, float], None]


def share(
    site: Site,
    who: Actor,
    names: Sequence[str] | None = None,
    tell: Tell = lambda _name, _share: None,
) -> tuple[str, ...]:
    """Put weights into the site's store; all that are here if no names are given.

    What is kept there already and opens is left; packs of weights that this version of Sonmat does
    not know any more are erased. Returns the names of what was put in. ``ModelError`` where weights
    are not here, or not the pinned ones.
    """
    require(site, who, Action.ADMINISTER)
    put = []
    for name in names or [one.name for one in list_models() if one.present]:
        digest = models.model_digest(name)
        tell(name, 0.0)
        if weights.put(site, name, digest, partial(models.pack, name)):
            put.append(name)
        tell(name, 1.0)
    weights.forget(site, weights.kept(site) - {_pack(one) for one in rows.manifest().values()})
    return tuple(put)


def unshare(site: Site, who: Actor, names: Sequence[str]) -> tuple[str, ...]:
    """Erase packs of weights from the site's store; the names of those that were there."""
    require(site, who, Action.ADMINISTER)
    packs = {name: weights.pack_id(name, models.model_digest(name)) for name in names}
    there = weights.kept(site)
    weights.forget(site, (pack for pack in packs.values() if pack in there))
    return tuple(name for name, pack in packs.items() if pack in there)


def shared(site: Site, who: Actor) -> frozenset[str]:
    """Names of the models whose weights the site keeps."""
    require(site, who, Action.ADMINISTER)
    there = weights.kept(site)
    return frozenset(name for name, model in rows.manifest().items() if _pack(model) in there)


def fetch(
    site: Site,
    who: Actor,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Like ``models.fetch``, where what the site keeps comes first."""
    require(site, who, Action.ADMINISTER)

    def kept(model: Model) -> BinaryIO | None:
        return weights.opened(site, model.name, model.digest)

    return models.fetch(names, progress, kept=kept)


def _pack(model: Model) -> str:
    return weights.pack_id(model.name, model.digest)
