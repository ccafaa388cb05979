"""The door to what a site keeps in bytes, and how much more it can take in."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from capture import room
from capture.access import require
from capture.objects import ObjectStore
from capture.records import storage as records
from data_schemas.artifact import Kind
from data_schemas.rights import Action, Actor
from data_schemas.storage import Part, Share, Storage

if TYPE_CHECKING:
    from capture.site import Site

PARTS: dict[str, Part] = {
    Kind.ORIGINAL.value: "originals",
    Kind.PROXY.value: "proxies",
    Kind.MASKED.value: "masked",
}


def storage(site: Site, who: Actor) -> Storage:
    """Sizes by what they are; ``other`` is what lies in the data folder beside the vault, and the
    weights that the site keeps for its machines."""
    require(site, who, Action.ADMINISTER)
    return measure(site)


def measure(site: Site) -> Storage:
    """The same (no door: sums and no content; the checks of the site call it)."""
    with site.db() as db:
        every, kinds = records.by_kind(db, (*PARTS, Kind.WEIGHTS.value))
        arriving = records.arriving(db)
    weights = kinds.pop(Kind.WEIGHTS.value)
    kept = every - weights
    sizes = {PARTS[kind]: size for kind, size in kinds.items()}
    sizes["made"] = kept - sum(kinds.values())
    sizes["arriving"] = arriving
    sizes["other"] = _beside(site) + weights
    return Storage(
        shares=tuple(Share(part=part, size=size) for part, size in sizes.items()),
        budget=room.budget(site),
        free=room.free_bytes(site),
        left=room.left_bytes(site, kept),
        hour=room.hour_bytes(site, kept),
    )


def keeps_first(site: Site) -> bool:
    """Whether the store lets only the first of two writers have a name, as several machines need
    it (no door: it tries on an object of no content, which it takes away again)."""
    store, name = ObjectStore(site.settings.vault), f"probe/{secrets.token_hex(8)}"
    store.write_bytes(name, b"first", create_only=True)
    try:
        store.write_bytes(name, b"second", create_only=True)
    except FileExistsError:
        return store.read_bytes(name) == b"first"
    finally:
        store.remove(name)
    return False


def has_recordings(site: Site) -> bool:
    """Whether there is anything to lose (no door: the checks of the site ask)."""
    with site.db() as db:
        return records.has_any(db, Kind.ORIGINAL)


def _beside(site: Site) -> int:
    """Bytes of the files in the data folder beside the vault, of which rows tell.

    A vault has some files a sealed thing, so to look at each would take longer with every session.
    A file that goes away meanwhile counts nothing.
    """
    total = 0
    for place, folders, files in os.walk(site.settings.folder):
        folders[:] = [one for one in folders if os.path.join(place, one) != site.settings.vault]
        for name in files:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return total
