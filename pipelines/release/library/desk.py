"""Doors to the log of the library: asking for a release, answering, handing it over. Who has what
is told by ``given.desk``.

What was done is only ever added to. Names and words of those who ask are sealed; the database
holds ids, times and acts. The log names releases and no session, so that it outlives what is
erased: whoever has a copy must still be found when it is called back
(docs/decisions/0022-the-library.md).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from capture import artifacts, audit
from capture.access import facts_of, require
from capture.database import lock
from capture.ids import new_id
from capture.permission import decide
from capture.records import library as records
from data_schemas.artifact import Kind
from data_schemas.errors import InputError, StaleEntry, UnknownError
from data_schemas.library import (
    LibraryAct,
    LibraryEntry,
    Recipient,
    ReleaseRequest,
    request_of,
)
from data_schemas.release import Release, Selection
from data_schemas.rights import Action, Actor, Facts
from pipelines.release import desk as releases
from pipelines.release.library.rules import (
    NO_RELEASE,
    NO_REQUEST,
    RECALLED,
    TWICE,
    Asking,
    answer_text,
    may_follow,
    state_of,
)

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from capture.site import Site


def ask(site: Site, who: Actor, release: str, asking: Asking) -> ReleaseRequest:
    """Ask for a release for somebody. Raises UnknownError, and InputError for one that was
    recalled, and for who asks again while their request waits or is granted."""
    require(site, who, Action.ASK_RELEASE)
    wanted = _release(site, who, release)
    if wanted.id in releases.recalled(site):
        raise InputError(RECALLED)
    entry = LibraryEntry(
        request=new_id("req"),
        number=1,
        release=wanted.id,
        act="ask",
        at=site.now(),
        by=who.id,
        recipient=asking.recipient,
        text=asking.purpose,
    )
    return _keep(site, entry, _mac(site, asking.recipient))


def grant(site: Site, who: Actor, request: str, terms: str = "") -> ReleaseRequest:
    """Let them have it, under ``terms`` beside those of the release.

    The gate is asked again for each session as it stands now; for who does not work here also
    whether it may go to others: what was made for ourselves may not leave for that alone. Raises
    UnknownError and InputError.
    """
    require(site, who, Action.GIVE)
    found = _known(site, request)
    may_follow("grant", found)
    _gate(site, who, found)
    return _answer(site, who, found, ("grant", answer_text(terms)))


def refuse(site: Site, who: Actor, request: str, reason: str) -> ReleaseRequest:
    """Say no, and why. Raises UnknownError and InputError."""
    require(site, who, Action.GIVE)
    found = _known(site, request)
    may_follow("refuse", found)
    if not reason.strip():
        raise InputError("A refusal needs its reason: say in a sentence why.")
    return _answer(site, who, found, ("refuse", answer_text(reason)))


def hand_over(site: Site, who: Actor, request: str, folder: Path | None = None) -> ReleaseRequest:
    """Note that they have it now; again for another copy. Nothing is sent by this.

    ``folder``: the copy that goes, which must be whole and this very release. The gate is asked
    once more, since consent may have ended after it was granted. Raises UnknownError, InputError.
    """
    require(site, who, Action.GIVE)
    found = _known(site, request)
    may_follow("give", found)
    wanted = _gate(site, who, found)
    if folder is not None:
        at = releases.find_at(site, who, folder)
        if at is None or at.digest != wanted.digest:
            raise InputError(f"{folder.name} is not this release, or not whole: name its folder.")
    return _answer(site, who, found, ("give", ""), wanted)


def requests(site: Site, who: Actor) -> tuple[ReleaseRequest, ...]:
    """All of them as they came in, for who answers them; for others who may ask, their own."""
    require(site, who, Action.ASK_RELEASE)
    found = requests_of(site)
    if decide(who, Action.GIVE, Facts()).allowed:
        return found
    return tuple(one for one in found if one.asked_by == who.id)


def requests_of(site: Site, release: str | None = None) -> tuple[ReleaseRequest, ...]:
    """All of them, or those for one release, as they came in (no door)."""
    with site.db() as db:
        found = records.artifacts(db, release=release)
    return tuple(request_of(artifacts.load(site, one) for one in kept) for kept in found.values())


def _release(site: Site, who: Actor, release: str) -> Release:
    found = next((one for one in releases.list_releases(site, who) if one.id == release), None)
    if found is None:
        raise UnknownError(NO_RELEASE)
    return found


def _known(site: Site, request: str) -> ReleaseRequest:
    with site.db() as db:
        found = records.artifacts(db, request=request)
    if request not in found:
        raise UnknownError(NO_REQUEST)
    return request_of(artifacts.load(site, one) for one in found[request])


def _gate(site: Site, who: Actor, request: ReleaseRequest) -> Release:
    """The release, if every session in it may go to who asks as things stand now."""
    wanted = _release(site, who, request.release)
    if wanted.id in releases.recalled(site):
        raise InputError(RECALLED)
    selection = Selection(name=wanted.name, sessions=wanted.sessions)
    stays = {one.session: one.reason for one in releases.preview(site, who, selection)}
    for session in () if request.recipient.inside else wanted.sessions:
        verdict = decide(who, Action.GIVE, facts_of(site, session))
        if not verdict.allowed:
            stays.setdefault(session, verdict.reason)
    if stays:
        session, reason = next(iter(stays.items()))
        raise InputError(f"This release stays here: of session {session}, {reason}.")
    return wanted


def _answer(
    site: Site,
    who: Actor,
    found: ReleaseRequest,
    said: tuple[LibraryAct, str],
    given: Release | None = None,
) -> ReleaseRequest:
    act, text = said
    with site.db() as db:
        number = len(records.acts(db, found.id)) + 1
    entry = LibraryEntry(
        request=found.id,
        number=number,
        release=found.release,
        act=act,
        at=site.now(),
        by=who.id,
        text=text,
        version=given.number if given else None,
        digest=given.digest if given else "",
    )
    return _keep(site, entry)


def _is_new(db: Db, entry: LibraryEntry, recipient_mac: str) -> None:
    """Raises InputError for who asks again, StaleEntry where somebody else answered first."""
    if entry.act != "ask":
        if len(records.acts(db, entry.request)) + 1 != entry.number:
            raise StaleEntry("Somebody else wrote here first: reload and try again.")
        return
    for other in records.asked_by(db, entry.release, recipient_mac):
        state = state_of(records.acts(db, other))
        if state in TWICE:
            raise InputError(TWICE[state].format(other))


def _mac(site: Site, recipient: Recipient) -> str:
    """The same for the same people, however they write themselves."""
    told = (recipient.organisation.casefold(), recipient.person.casefold())
    return site.keys.mac("recipient", "\0".join(told).encode())


def _keep(site: Site, entry: LibraryEntry, recipient_mac: str = "") -> ReleaseRequest:
    """The sealed words first, then the row: one that somebody else was quicker with is undone."""
    recipe = artifacts.recipe_of(Kind.LIBRARY, "library", entry=new_id("lib"))
    sealed = artifacts.seal(site, recipe, artifacts.SITE, entry)
    try:
        with site.db() as db:
            lock(db, "library")
            _is_new(db, entry, recipient_mac)
            records.add(db, entry, sealed.id, recipient_mac)
    except BaseException:
        artifacts.erase(site, sealed.id)
        raise
    who = Actor(id=entry.by)
    action = Action.ASK_RELEASE if entry.act == "ask" else Action.GIVE
    audit.append(site, who, action, f"{entry.act} {entry.request}", allowed=True)
    return _known(site, entry.request)
