"""A second device joins a session by a short code: it may record into it, and nothing else."""

from __future__ import annotations

from app import tokens
from capture.access import facts_of
from capture.pass_codes import Codes
from capture.permission import decide
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.rights import Action, Actor

PURPOSE = "join"


def invite(site: Site, who: Actor, session: str) -> str:
    """A code that lets one device record into the session. Raises Denied, UnknownError."""
    _may_record(site, who, session)
    return Codes(site).give(PURPOSE, session)


def is_open(site: Site, session: str) -> bool:
    """Whether a code for the session was given out and is still good."""
    return Codes(site).holds(PURPOSE, session)


def join(site: Site, who: Actor, code: str) -> tuple[str, str]:
    """(session, token to record into it) for a code; it is used up by this.

    Raises Denied for a code that is wrong, used or too old, and after too many of them.
    """
    session = Codes(site).redeem(PURPOSE, code)
    _may_record(site, who, session)
    return session, tokens.mint(site, who, tokens.RECORD, session)


def _may_record(site: Site, who: Actor, session: str) -> None:
    verdict = decide(who, Action.RECORD, facts_of(site, session))
    if not verdict.allowed:
        raise Denied(f"Not allowed: {verdict.reason}.")
