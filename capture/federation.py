"""What a site keeps of its dealings with others: what it offered, its neighbours, what it fetched.

Sealed, since names, addresses and terms are words of people. Each thing is one artifact that takes
the place of the one before it (no doors: the desks of releases ask).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capture import artifacts
from capture.ids import new_id
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.federation import Fetched, Neighbour, Offered

if TYPE_CHECKING:
    from capture.site import Site


def offered(site: Site) -> Offered | None:
    """None while this site has never offered anything."""
    found = [one for _, one in _kept(site, Kind.OFFERED)]
    return max(found, key=lambda one: one.at, default=None)


def keep_offered(site: Site, value: Offered) -> None:
    _replace(site, Kind.OFFERED, value)


def neighbours(site: Site) -> tuple[Neighbour, ...]:
    """By name, each as it was read last."""
    found: dict[str, Neighbour] = {}
    for _, one in _kept(site, Kind.NEIGHBOUR):
        if one.name not in found or one.read_at >= found[one.name].read_at:
            found[one.name] = one
    return tuple(found[name] for name in sorted(found))


def keep_neighbour(site: Site, value: Neighbour) -> None:
    _replace(site, Kind.NEIGHBOUR, value)


def forget_neighbour(site: Site, name: str) -> None:
    for artifact, one in _kept(site, Kind.NEIGHBOUR):
        if one.name == name:
            artifacts.erase(site, artifact.id)


def fetched(site: Site) -> tuple[Fetched, ...]:
    """What was fetched, oldest first; the same release written to two folders is two."""
    found: dict[tuple[str, ...], Fetched] = {}
    for _, one in _kept(site, Kind.FETCHED):
        before = found.get(_place(one))
        # two where a process ended between sealing and erasing; a recall stays
        if before is None or before.recalled_at is None:
            found[_place(one)] = one
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.folder)))


def keep_fetched(site: Site, value: Fetched) -> None:
    _replace(site, Kind.FETCHED, value)


def to_destroy(site: Site) -> frozenset[str]:
    """Releases of other sites that are called back and were fetched here."""
    return frozenset(one.offering.id for one in fetched(site) if one.recalled_at is not None)


def _replace(site: Site, kind: Kind, value: Any) -> None:
    """The new one is there before what it takes the place of is destroyed."""
    before = [artifact.id for artifact, one in _kept(site, kind) if _place(one) == _place(value)]
    recipe = Recipe(kind=kind, stage="federation", version="1", params={"entry": new_id("fed")})
    artifacts.seal(site, recipe, artifacts.SITE, value)
    for one in before:
        artifacts.erase(site, one)


def _place(value: Any) -> tuple[str, ...]:
    """What a value stands for: another one of the same place takes its place."""
    if isinstance(value, Neighbour):
        return (value.name,)
    return (value.key, value.offering.id, value.folder) if isinstance(value, Fetched) else ()


def _kept(site: Site, kind: Kind) -> list[tuple[Artifact, Any]]:
    return [(one, artifacts.load(site, one.id)) for one in artifacts.find(site, None, kind)]
