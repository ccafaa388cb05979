"""Doors to the releases of one name: the next without what was withdrawn, and how each stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.access import require
from data_schemas.errors import InputError, UnknownError
from data_schemas.library import GivenOut
from data_schemas.release import Recalled, Selection, Superseded
from data_schemas.rights import Action, Actor
from data_schemas.value import Value
from pipelines.deidentify.say import Tongues
from pipelines.release import desk
from pipelines.release.destination import Destination
from pipelines.release.issuing import desk as issuing
from pipelines.release.library.given import desk as handed
from pipelines.release.package import Tell

if TYPE_CHECKING:
    from capture.site import Site


class Standing(Value):
    """``superseded_by``: the newest number of its name where that is another."""

    superseded_by: int | None = None
    is_recalled: bool = False


def public_key(site: Site, who: Actor) -> str:
    """The file with which anybody checks that a release is of this site."""
    require(site, who, Action.RELEASES)
    return issuing.signer(site).public


def supersede(
    site: Site,
    who: Actor,
    name: str,
    out: Destination,
    tongues: Tongues | None = None,
    tell: Tell = lambda _format, _done, _all: None,
) -> Superseded:
    """Write the newest release called ``name`` again to ``out``, without what may not be in it any
    more, as the next number; and tell which others must be deleted, and who has them.

    UnknownError for a name that there is none of; InputError where nothing was withdrawn, or
    nothing is left.
    """
    require(site, who, Action.RELEASE)
    before = issuing.named(site, name)
    if not before:
        raise UnknownError(f"There is no release called {name!r} here.")
    ended = desk.ended(site)
    newest = max(enumerate(before), key=lambda pair: (pair[1].number, pair[0]))[1]
    left = tuple(one for one in newest.sessions if one not in ended)
    if left == newest.sessions:
        raise InputError(
            f"Nothing in {name} number {newest.number} was withdrawn;"
            " make another with sonmat release create."
        )
    if not left:
        raise InputError(f"Nothing is left of {name}: ask everybody who has it to delete it.")
    chosen = Selection(name=name, sessions=left, formats=newest.formats, options=newest.options)
    made = desk.create(site, who, chosen, out, tongues, tell)
    recalled = tuple(
        Recalled(
            release=one.id, number=one.number, withdrawn=len(ended.intersection(one.sessions)),
            given_to=tuple(_told(given) for given in handed.given_to(site, who, one.id)),
        )
        for one in before
        if ended.intersection(one.sessions)
    )  # fmt: skip
    return Superseded(release=made, recalled=recalled)


def standings(site: Site, who: Actor) -> dict[str, Standing]:
    """Of each release that may be seen whether a newer one took its place, or it was recalled."""
    seen = desk.list_releases(site, who)
    gone = desk.recalled(site)
    newest: dict[str, int] = {}
    for one in seen:
        newest[one.name] = max(one.number, newest.get(one.name, 0))
    return {
        one.id: Standing(
            superseded_by=newest[one.name] if newest[one.name] > one.number else None,
            is_recalled=one.id in gone,
        )
        for one in seen
    }


def _told(given: GivenOut) -> str:
    """Whom to call."""
    whom = given.recipient
    return ", ".join(one for one in (whom.organisation, whom.person, whom.contact) if one)
