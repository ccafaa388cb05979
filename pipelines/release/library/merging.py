"""Catalogues of several sites as one. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from data_schemas.catalogue import Catalogue, Offering
from data_schemas.errors import InputError

FILE = "library.json"
LONGEST = 400


def parse(data: bytes, name: str) -> Catalogue:
    """The catalogue in a file of ours. Raises InputError for one that is none."""
    try:
        return Catalogue.model_validate_json(data)
    except ValidationError:
        raise InputError(
            f"{name} is no catalogue: name a folder that `sonmat library export` wrote, or the"
            f" {FILE} in it."
        ) from None


def merge(
    catalogues: Iterable[Catalogue], publisher: str = ""
) -> tuple[Catalogue, tuple[str, ...]]:
    """One catalogue with each id once, and sentences about what two of them told otherwise.

    A recall in any of them holds: one of them is older. Raises InputError where anything else
    differs, since a release never changes: one of the two is not what its site wrote.
    """
    found: dict[str, Offering] = {}
    told: list[str] = []
    names: set[str] = set()
    for catalogue in catalogues:
        names.add(catalogue.publisher)
        for one in catalogue.offerings:
            known = found.setdefault(one.id, one)
            if known != one:
                found[one.id] = _settled(known, one)
                told.append(
                    f"{one.id} is recalled in one catalogue and not in another: it is told as"
                    " recalled."
                )
    if not names:
        raise InputError("There is no catalogue to merge: name at least one.")
    sites = {one.publisher for one in found.values()} or names
    whose = publisher or ", ".join(sorted(sites))[:LONGEST]
    merged = Catalogue(publisher=whose, offerings=in_order(found.values()))
    return merged, tuple(dict.fromkeys(told))


def in_order(offerings: Iterable[Offering]) -> tuple[Offering, ...]:
    return tuple(sorted(offerings, key=lambda o: (o.publisher, o.name, o.version, o.id)))


def _settled(known: Offering, other: Offering) -> Offering:
    recalled = known.model_copy(update={"recalled": True})
    if other.model_copy(update={"recalled": True}) == recalled:
        return recalled
    differ = next(
        field
        for field in Offering.model_fields
        if field != "recalled" and getattr(known, field) != getattr(other, field)
    )
    raise InputError(
        f"Two catalogues tell of {known.id} otherwise ({differ}): ask its site for the right one."
    )
