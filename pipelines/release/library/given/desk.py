"""Doors to who has which release, as far as whoever asks may know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.access import require
from capture.permission import decide
from capture.records import releases as release_records
from capture.records import sessions as session_records
from data_schemas.errors import UnknownError
from data_schemas.library import GivenOut
from data_schemas.rights import Action, Actor, Facts, Role
from pipelines.release import desk as releases
from pipelines.release.library.desk import requests_of
from pipelines.release.library.rules import NO_RELEASE

if TYPE_CHECKING:
    from capture.site import Site


def given_to(site: Site, who: Actor, release: str) -> tuple[GivenOut, ...]:
    """To whom a release was handed over, oldest first, as far as ``who`` may see it.

    Raises UnknownError for a release that they do not see.
    """
    require(site, who, Action.RELEASES)
    if all(one.id != release for one in releases.list_releases(site, who)):
        raise UnknownError(NO_RELEASE)
    return _seen(site, who, handed_over(site, release)).get(release, ())


def given(site: Site, who: Actor) -> dict[str, tuple[GivenOut, ...]]:
    """The same of every release that they see and that was handed over, by its id."""
    require(site, who, Action.RELEASES)
    known = {one.id for one in releases.list_releases(site, who)}
    found = {key: given for key, given in handed_over(site).items() if key in known}
    return _seen(site, who, found)


def handed_over(site: Site, release: str | None = None) -> dict[str, tuple[GivenOut, ...]]:
    """What was handed over, by release (no door: recalls ask whom to call)."""
    found: dict[str, tuple[GivenOut, ...]] = {}
    for request in requests_of(site, release):
        if request.given:
            found[request.release] = (*found.get(request.release, ()), *request.given)
    return {
        key: tuple(sorted(given, key=lambda one: (one.at, one.request)))
        for key, given in found.items()
    }


def _seen(
    site: Site, who: Actor, found: dict[str, tuple[GivenOut, ...]]
) -> dict[str, tuple[GivenOut, ...]]:
    """Who gives sees all of it, and who asked what came of it. Who is in it sees the
    organisations: everybody may know who received what is theirs, but not the people there."""
    if decide(who, Action.GIVE, Facts()).allowed:
        return found
    asked: frozenset[str] = frozenset()
    if decide(who, Action.ASK_RELEASE, Facts()).allowed:
        asked = frozenset(one.id for one in requests_of(site) if one.asked_by == who.id)
    holding = _holding(site, who)
    shown = {
        key: tuple(
            one if one.request in asked else _without_people(one)
            for one in given
            if key in holding or one.request in asked
        )
        for key, given in found.items()
    }
    return {key: given for key, given in shown.items() if given}


def _holding(site: Site, who: Actor) -> frozenset[str]:
    """Releases with something of ``who`` in them, whatever else they may see."""
    if Role.EXPERT not in who.roles or who.expert is None:
        return frozenset()
    with site.db() as db:
        own = session_records.of_expert(db, who.expert)
        return frozenset(
            one for session in own for one in release_records.with_session(db, session)
        )


def _without_people(given: GivenOut) -> GivenOut:
    bare = given.recipient.model_copy(update={"person": "", "contact": ""})
    return given.model_copy(update={"recipient": bare, "terms": "", "by": ""})
