"""Doors to consent: granted per session and purpose, read, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.ids import new_id
from capture.records import people as people_records
from capture.records import sessions as records
from data_schemas.artifact import Kind
from data_schemas.rights import Action, Actor, Consent

if TYPE_CHECKING:
    from capture.site import Site


def grant(site: Site, who: Actor, session: str, consent: Consent) -> None:
    """Keep what was signed, beside everything signed before, and let it hold from now on."""
    require(site, who, Action.CONSENT, session)
    seal(site, session, consent)
    with site.db() as db:
        records.set_consent(db, session, consent)


def seal(site: Site, session: str, consent: Consent) -> None:
    """Keep what was signed (no door: intake calls it before the session exists)."""
    recipe = artifacts.recipe_of(Kind.CONSENT, "consent", consent=new_id("con"))
    artifacts.seal(site, recipe, artifacts.session_scope(session), consent)


def read(site: Site, who: Actor, session: str) -> Consent:
    """What holds now; the default, which grants nothing, if nothing was signed."""
    require(site, who, Action.READ, session)
    newest = artifacts.newest(site, session, Kind.CONSENT)
    return artifacts.load(site, newest.id) if newest else Consent()


def withdraw_session(site: Site, who: Actor, session: str) -> None:
    """Write down that consent ended: from now on nobody gets anything of the session."""
    require(site, who, Action.WITHDRAW, session)
    with site.db() as db:
        records.withdraw(db, session, site.now())


def withdraw_expert(site: Site, who: Actor, expert: str) -> tuple[str, ...]:
    """Withdraw the person and all their sessions; returns the sessions' ids."""
    require(site, who, Action.WITHDRAW)
    with site.db() as db:
        sessions = records.of_expert(db, expert)
        people_records.withdraw(db, expert, site.now())
        for session in sessions:
            records.withdraw(db, session, site.now())
    return sessions
