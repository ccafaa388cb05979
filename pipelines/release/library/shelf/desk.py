"""Doors to what the library has: for who looks at it here, and as a catalogue that goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, confidential
from capture.access import require
from capture.records import people as people_records
from data_schemas.catalogue import Catalogue, Offering
from data_schemas.errors import InputError
from data_schemas.library import GivenOut
from data_schemas.masking import KnownNames
from data_schemas.release import Release
from data_schemas.rights import Action, Actor, Expert
from pipelines.deidentify.text.find import Rules, identifiers, masked, rules
from pipelines.release import desk as releases
from pipelines.release.library.given import desk as handed
from pipelines.release.library.merging import in_order

if TYPE_CHECKING:
    from capture.site import Site

PUBLISHER = 120


@dataclass(frozen=True)
class OnShelf:
    """A release as the library shows it here: whether it was recalled, and to whom it was given,
    as far as who looks may see that."""

    release: Release
    recalled: bool
    given: tuple[GivenOut, ...]


def on_shelf(site: Site, who: Actor) -> tuple[OnShelf, ...]:
    """All that ``who`` sees, newest first."""
    require(site, who, Action.RELEASES)
    found = releases.list_releases(site, who)
    recalled, given = releases.recalled(site), handed.given(site, who)
    return tuple(OnShelf(one, one.id in recalled, given.get(one.id, ())) for one in found)


def catalogue(site: Site, who: Actor, publisher: str) -> Catalogue:
    """What may be told to everybody: no expert, no account, no session's id.

    ``publisher`` is how this site calls itself. Names of releases and licences are words of
    people: what is confidential here, and whom the site knows by name, is replaced in them.
    """
    require(site, who, Action.ASK_RELEASE)
    name = site_name(publisher)
    return Catalogue(publisher=name, offerings=offerings(site, name, on_shelf(site, who)))


def site_name(publisher: str) -> str:
    """How a site calls itself, or InputError."""
    name = " ".join(publisher.split())
    if not name or len(name) > PUBLISHER or not name.isprintable():
        raise InputError(f"A catalogue needs the name of its site, of at most {PUBLISHER} letters.")
    return name


def offerings(site: Site, publisher: str, found: Iterable[OnShelf]) -> tuple[Offering, ...]:
    """What a catalogue tells of releases, newest first (no door: for who may make one)."""
    using = _rules(site)
    # The same content written twice is one offering, under the id that it had first.
    once = {(one.release.name, one.release.digest): one for one in found}
    return in_order(_offering(one, publisher, using) for one in once.values())


def _rules(site: Site) -> Rules:
    with site.db() as db:
        kept = people_records.find_all(db)
    people: list[Expert] = [artifacts.load(site, artifact) for _, artifact in kept]
    names = {name for one in people for name in (one.pseudonym, one.author) if name.strip()}
    return rules(KnownNames(names=tuple(sorted(names))), confidential.newest(site))


def _offering(one: OnShelf, publisher: str, using: Rules) -> Offering:
    made, terms = one.release, one.release.terms
    if terms is not None:
        licences = tuple(_told(licence, using) for licence in terms.licences)
        terms = terms.model_copy(update={"licences": licences})
    return Offering(
        id=made.id,
        publisher=publisher,
        name=_told(made.name, using),
        version=made.number,
        issued=made.created_at,
        formats=made.formats,
        rows=made.rows,
        sessions=len(made.sessions),
        terms=terms,
        digest=made.digest,
        recalled=one.recalled,
    )


def _told(text: str, using: Rules) -> str:
    return masked(text, identifiers(text, "", using))[:200]
