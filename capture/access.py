"""The door that every door is behind: ``require`` gathers the facts, decides by
``capture.permission``, and writes the audit row, also when the answer is no.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from capture import audit
from capture.permission import by_role, decide, ever, refused
from capture.records import assignments as assignment_records
from capture.records import sessions as session_records
from data_schemas.errors import Denied, UnknownError
from data_schemas.rights import Action, Actor, Facts, Role

if TYPE_CHECKING:
    from capture.site import Site

OWNER = Actor(id="owner", roles=frozenset({Role.OWNER}))
DEMO = Actor(id="demo", roles=frozenset({Role.OWNER}))
NOBODY = Actor(id="nobody")


def facts_of(site: Site, session: str | None) -> Facts:
    """The facts about one session, or about the site. Raises UnknownError."""
    if session is None:
        return Facts(at=site.now())
    with site.db() as db:
        found = session_records.facts(db, session)
        given = assignment_records.of_session(db, session)
    return _at(site, found, given)


def _at(site: Site, found: Facts, given: frozenset[str]) -> Facts:
    """The facts of now; a session whose consent names no last day has that of the site."""
    days, until = site.settings.retention_days, found.retain_until
    if until is None and days and found.since is not None:
        until = found.since + timedelta(days=days)
    return found.model_copy(update={"at": site.now(), "assigned": given, "retain_until": until})


def require(
    site: Site,
    who: Actor,
    action: Action,
    session: str | None = None,
    expert: str | None = None,
    *,
    often: bool = False,
) -> Facts:
    """Let ``who`` pass or raise Denied; the attempt is audited either way.

    About a session, a person, or the site. The role is looked at before the facts are, so that
    nobody learns from an error which sessions exist. ``often``: a recording arrives in parts, and
    they are one act a minute.
    """
    target = session or expert or "site"
    if not ever(who, action):
        audit.append(site, who, action, target, allowed=False, often=often)
        raise Denied(f"Not allowed: {refused(action)}.")
    try:
        facts = facts_of(site, session)
    except UnknownError:
        if by_role(who, action):
            raise
        facts = Facts(session=session)
    if session is None and expert is not None:
        facts = facts.model_copy(update={"expert": expert})
    verdict = decide(who, action, facts)
    audit.append(site, who, action, target, allowed=verdict.allowed, often=often)
    if not verdict.allowed:
        raise Denied(f"Not allowed: {verdict.reason}.")
    return facts
