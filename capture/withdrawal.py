"""Codes that end consent, also years after somebody retired and has no account.

A code is 16 characters of 32 (80 bits), told once and printed on the expert's copy. Here is only
its keyed digest, so that nobody reads a code out of the database or tries codes against a copy.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from capture import audit
from capture.access import require
from capture.records import audit as audit_records
from capture.records import codes as records
from capture.records import sessions as session_records
from data_schemas.errors import Denied
from data_schemas.rights import Action, Actor, Role

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from capture.site import Site

# Without 0, 1, I and O, which are mistaken for each other on paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, GROUP = 4, 4
# Far more than somebody mistypes, far less than guessing needs; for the whole site, since there
# is nobody to tell apart.
WRONG_LIMIT = 10
WINDOW = timedelta(minutes=15)
BY_CODE = Actor(id="code")


@dataclass(frozen=True)
class Slip:
    """What stands on the expert's copy. ``everything`` is given out with the first consent."""

    session: str
    everything: str | None = None


@dataclass(frozen=True)
class Holder:
    """Whom a code was given to, and what it ends: one session, or everything of theirs."""

    actor: Actor
    expert: str
    session: str | None


def hand_out(site: Site, session: str) -> Slip:
    """Codes for what was just signed (no door: granting calls it)."""
    with site.db() as db:
        expert = session_records.get(db, session).expert
        first = not records.has_whole(db, expert)
        whole = _new(site, db, expert, None) if first else None
        return Slip(_new(site, db, expert, session), whole)


def replace_codes(site: Site, who: Actor, session: str) -> Slip:
    """New codes of a session and its expert; those that were lost are worth nothing any more."""
    require(site, who, Action.CONSENT, session)
    with site.db() as db:
        expert = session_records.get(db, session).expert
        records.forget(db, expert, session)
        records.forget(db, expert, None)
    return hand_out(site, session)


def redeem(site: Site, code: str) -> Holder:
    """Who holds this code. Raises Denied for a wrong one, and for all after too many of them.

    The actor is that expert under the id ``code``, so that every door lets them do to their own
    recordings what they may, and the log tells how they came.
    """
    with site.db() as db:
        wrong = audit_records.refused_since(db, BY_CODE.id, site.now() - WINDOW)
    if wrong >= WRONG_LIMIT:
        raise Denied(
            "Too many wrong codes were entered: wait a quarter of an hour, or ask the people in"
            " charge of the programme."
        )
    with site.db() as db:
        found = records.find(db, site.keys.mac("withdrawal", _plain(code).encode()))
    if found is None:
        audit.append(site, BY_CODE, Action.WITHDRAW, "code", allowed=False)
        raise Denied("This code is not known here: compare it with your copy, sign by sign.")
    expert, session = found
    roles = frozenset({Role.EXPERT})
    return Holder(Actor(id=BY_CODE.id, roles=roles, expert=expert), expert, session)


def _new(site: Site, db: Db, expert: str, session: str | None) -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP))
    mac = site.keys.mac("withdrawal", signs.encode())
    records.add(db, mac, expert, session, site.now())
    return "-".join(signs[n : n + GROUP] for n in range(0, len(signs), GROUP))


def _plain(code: str) -> str:
    """As it was made, however it was typed: wide letters of a Korean keyboard, spaces, dashes."""
    return "".join(c for c in unicodedata.normalize("NFKC", code[:200]).upper() if c in ALPHABET)
