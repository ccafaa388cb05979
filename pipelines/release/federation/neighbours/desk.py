"""Doors to other sites: who they are, what they offer, and fetching what they granted.

Nothing is asked of another machine but by ``add``, ``read`` and ``fetch``; ``look`` tells what was
read last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from capture import audit, federation, outgoing
from capture.access import require
from capture.elsewhere import place_of
from capture.logbook import Copied, note_copy
from data_schemas.errors import InputError, SonmatError, UnknownError
from data_schemas.federation import NEIGHBOUR, Fetched, Neighbour
from data_schemas.rights import Action, Actor
from pipelines.release import parcel
from pipelines.release.federation.neighbours import reading
from pipelines.release.federation.neighbours.standing import Around, Reading, around
from pipelines.release.federation.signed import line_of

if TYPE_CHECKING:
    from capture.site import Site


@dataclass(frozen=True)
class Getting:
    """``place`` holds what the other site has written for us, ``secret`` is the text of our key
    file of age, ``out`` the new folder that is written."""

    place: str
    secret: str
    out: Path


def add(site: Site, who: Actor, name: str, address: str, key: str) -> Neighbour:
    """Know another site by the address of its catalogue and its public key, which came by another
    way. Raises InputError for what cannot be used or is known already, and StoreError."""
    require(site, who, Action.FEDERATE)
    if not re.fullmatch(NEIGHBOUR, name):
        raise InputError(
            "The name of a neighbour has small letters, digits and hyphens, at most 40: choose"
            " another."
        )
    line, place = line_of(key), place_of(address)
    for one in federation.neighbours(site):
        if name == one.name or line == one.key:
            raise InputError(f"{one.name} is a neighbour already: `sonmat federate remove` first.")
    now = site.now()
    found = reading.catalogue_at(place.text, line, now)
    made = Neighbour(name=name, address=place.text, key=line, catalogue=found, read_at=now)
    federation.keep_neighbour(site, made)
    _mark(site, made)
    return made


def remove(site: Site, who: Actor, name: str) -> None:
    """Know it no longer. What was fetched stays listed. Raises UnknownError."""
    require(site, who, Action.FEDERATE)
    federation.forget_neighbour(site, _known(site, name).name)


def read(site: Site, who: Actor, names: Iterable[str] = ()) -> tuple[Reading, ...]:
    """Read the catalogues of these neighbours, or all; what is called back in one is marked.

    One that cannot be read keeps what it said last and is told with the reason. Raises
    UnknownError.
    """
    require(site, who, Action.FEDERATE)
    chosen = [_known(site, name) for name in names] or federation.neighbours(site)
    told = []
    for one in chosen:
        try:
            _read(site, one)
        except SonmatError as error:
            told.append(Reading(neighbour=one.name, problem=str(error)))
        else:
            told.append(Reading(neighbour=one.name))
    return tuple(told)


def look(site: Site, who: Actor) -> Around:
    """What was read last, and how what was fetched stands by that. Nobody is asked anything."""
    require(site, who, Action.ASK_RELEASE)
    return around(federation.neighbours(site), federation.fetched(site), site.now())


def fetch(site: Site, who: Actor, name: str, release: str, getting: Getting) -> Fetched:
    """Take a release that a neighbour offers and has granted into the new folder ``getting.out``.

    The catalogue is read first, so that nothing that was recalled is fetched. Whole or not at all,
    and on the list of copies before it is there. Raises UnknownError, InputError, StoreError.
    """
    require(site, who, Action.FEDERATE)
    own, place = parcel.identities_of(getting.secret), place_of(getting.place)
    at, forbidden = site.now(), site.settings.folder
    outgoing.place(getting.out, forbidden)
    one = _read(site, _known(site, name))
    wanted = reading.Wanted(reading.offered(one, release), one.key, own)
    with outgoing.writing(getting.out, forbidden) as draft:
        with outgoing.passing(f"fetch {getting.out.resolve()}", forbidden) as passage:
            grant = reading.take(place, wanted, passage, draft)
        made = Fetched(
            neighbour=one.name, key=one.key, offering=wanted.offering, request=grant.request,
            terms=grant.terms, place=place.text, folder=str(getting.out.resolve()), at=at,
        )  # fmt: skip
        federation.keep_fetched(site, made)
        note_copy(site.settings, Copied(path=made.folder, kind="release", id=release, at=at))
    audit.append(site, who, Action.FEDERATE, f"fetch {release}", allowed=True)
    return made


def _known(site: Site, name: str) -> Neighbour:
    found = next((one for one in federation.neighbours(site) if one.name == name), None)
    if found is None:
        raise UnknownError("There is no neighbour of that name: `sonmat federate list` names them.")
    return found


def _read(site: Site, one: Neighbour) -> Neighbour:
    found = reading.read_again(one, site.now())
    federation.keep_neighbour(site, found)
    _mark(site, found)
    return found


def _mark(site: Site, one: Neighbour) -> None:
    """A recall holds from when it was first seen, whatever a later catalogue says. Of its own
    releases only: who signs with another key calls nothing of this one back."""
    for held in federation.fetched(site):
        own = held.offering
        is_new = held.key == one.key and held.recalled_at is None
        if is_new and reading.is_called_back(one.catalogue, own.id, own.digest):
            gone = held.model_copy(update={"recalled_at": one.read_at})
            federation.keep_fetched(site, gone)
