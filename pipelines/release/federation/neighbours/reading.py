"""The catalogue of a neighbour, and a granted release, as they lie at its site: read and checked,
with nothing believed that its key has not signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyrage

from capture.elsewhere import Place, copy, place_of, read
from capture.outgoing import MARK
from data_schemas.catalogue import Offering
from data_schemas.errors import InputError
from data_schemas.federation import Grant, Neighbour, SharedCatalogue
from data_schemas.rights import Purpose
from pipelines.release import parcel
from pipelines.release.bag import MANIFEST, sha256, verify
from pipelines.release.federation import granting, signed


@dataclass(frozen=True)
class Wanted:
    """A release that a catalogue signed by ``key`` offers, and the secret keys of who wants it."""

    offering: Offering
    key: str
    own: Sequence[pyrage.x25519.Identity]


def catalogue_at(address: str, key: str, now: datetime) -> SharedCatalogue:
    """The catalogue there, if ``key`` has signed it. Raises InputError and StoreError."""
    place = place_of(address)
    signature = read(place, signed.SIGNATURE, signed.MOST_SIGNATURE)
    found = signed.catalogue_of(read(place, signed.FILE, signed.MOST), signature, key)
    signed.in_time(found, now)
    return found


def read_again(one: Neighbour, now: datetime) -> Neighbour:
    """A neighbour with its catalogue of now. Raises InputError and StoreError."""
    found = catalogue_at(one.address, one.key, now)
    signed.following(one.catalogue, found)
    return one.model_copy(update={"catalogue": found, "read_at": now})


def offered(one: Neighbour, release: str) -> Offering:
    """Raises InputError for what is called back, over, not to be shared, or not offered."""
    found = next((offer for offer in one.catalogue.offerings if offer.id == release), None)
    if is_called_back(one.catalogue, release, found.digest if found else ""):
        raise InputError(f"{release} was recalled by its site: nobody may have it any more.")
    if found is None:
        raise InputError(f"{one.name} offers no release {release}: `sonmat federate list`.")
    if found.terms is None or Purpose.SHARE not in found.terms.purposes:
        raise InputError(f"The terms of {release} do not allow sharing it: ask its site.")
    until = found.terms.until
    if until is not None and one.read_at.date() > until:
        raise InputError(f"{release} had to be deleted everywhere by {until}: ask for another.")
    return found


def is_called_back(catalogue: SharedCatalogue, release: str, digest: str) -> bool:
    """By what it is called, or by what is in it."""
    return any(release == one.id or digest == one.digest for one in catalogue.recalled)


def take(place: Place, wanted: Wanted, passage: Path, draft: Path) -> Grant:
    """Write the release into ``draft`` by way of the folder ``passage``; the grant that it came
    with. Raises InputError for anything but the very release that was offered, and StoreError."""
    signature = read(place, granting.SIGNATURE, granting.MOST_SIGNATURE)
    data = read(place, granting.GRANT, granting.MOST)
    grant = granting.grant_of(data, signature, wanted.key, wanted.own)
    granting.fits(grant, wanted.offering)
    file = passage / granting.PARCEL
    copy(place, granting.PARCEL, file, grant.size)
    granting.whole(file, grant)
    parcel.unpack(file, draft, wanted.own)
    problems = verify(draft, wanted.key, beside={MARK})
    if problems:
        raise InputError(f"What lies there is no whole release: {problems[0]}.")
    if sha256(draft / MANIFEST) != wanted.offering.digest:
        raise InputError(
            "What lies there is another release than the catalogue offers: ask its site."
        )
    return grant
