"""Doors to accounts: who may sign in, as what, and who annotates which session.

The first account is one that answers for the site, so that nobody locks the site's owner out. Only
such a person makes others so, and nobody changes what they are themself. An administrator sees no
content; whoever they let in stands in the log, which they cannot change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, audit, people, signins
from capture.access import require
from capture.database import lock
from capture.ids import new_id
from capture.records import accounts as records
from capture.records import assignments
from capture.records import people as people_records
from capture.records import sessions as session_records
from data_schemas.account import NAME_LIMIT, Account, AccountName, AccountState, Invitation
from data_schemas.artifact import Kind
from data_schemas.errors import Denied, InputError, TextError, UnknownError
from data_schemas.rights import Action, Actor, Expert, Role

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from capture.site import Site

CLAIM_LIMIT = 320
UNKNOWN = "There is no such account here: `sonmat accounts list` names them."
NEEDS_OWNER = "At least one person who signs in must answer for the site: name another one first."


@dataclass(frozen=True)
class NewAccount:
    """``claim``: how OpenID Connect tells this person, "" where they use a password only."""

    name: str
    roles: frozenset[Role]
    expert: str | None = None
    claim: str = ""


def create(site: Site, who: Actor, new: NewAccount) -> Invitation:
    """Make an account; with its code, which is told once, the person chooses a password.

    Raises TextError for an impossible name, InputError for one that is taken, for roles that do
    not fit together, and for a first account that does not answer for the site.
    """
    require(site, who, Action.ADMINISTER)
    named = AccountName(name=_name(new.name), claim=_claim(new.claim))
    _may_give(site, who, new.roles, new.expert)
    account, at = new_id("acc"), site.now()
    recipe = artifacts.recipe_of(Kind.ACCOUNT, "account", account=account)
    sealed = artifacts.seal(site, recipe, artifacts.account_scope(account), named)
    try:
        with site.db() as db:
            lock(db, "account")
            _is_free(site, db, named)
            if Role.OWNER not in new.roles and not records.find_all(db):
                raise InputError(
                    "The first account is for the person who answers for the site, since from"
                    " then on everybody signs in: give it the role “owner”."
                )
            row = records.Row(
                id=account, artifact=sealed.id, roles=new.roles, expert=new.expert, secret="",
                code_until=None, created_at=at, joined=False, disabled=False,
            )  # fmt: skip
            records.add(db, row, *signins.digests(site, named))
    except BaseException:
        artifacts.erase(site, sealed.id)
        raise
    audit.append(site, who, Action.ADMINISTER, f"made {account}", allowed=True)
    return _invited(site, account)


def list_accounts(site: Site, who: Actor) -> tuple[Account, ...]:
    """In the order in which they were made, disabled ones too."""
    require(site, who, Action.ADMINISTER)
    with site.db() as db:
        found = records.find_all(db)
    return tuple(_value(site, row) for row in found)


def set_roles(
    site: Site, who: Actor, account: str, roles: frozenset[Role], expert: str | None = None
) -> Account:
    """What somebody is from now on, also on pages that are open. Raises like ``create``."""
    require(site, who, Action.ADMINISTER)
    _may_change(site, who, account)
    _may_give(site, who, roles, expert)
    with site.db() as db:
        lock(db, "account")
        records.set_roles(db, account, roles, expert)
        _keeps_an_owner(db)
    told = " ".join(sorted(role.value for role in roles))
    audit.append(site, who, Action.ADMINISTER, f"{account} is {told}", allowed=True)
    return _known(site, account)


def reset(site: Site, who: Actor, account: str) -> Invitation:
    """A code with which a new password is chosen; the old one is worth nothing from now on."""
    require(site, who, Action.ADMINISTER)
    _may_change(site, who, account)
    signins.end_everywhere(site, account)
    audit.append(site, who, Action.ADMINISTER, f"reset {account}", allowed=True)
    return _invited(site, account)


def disable(site: Site, who: Actor, account: str) -> Account:
    """They are out at once and come in no more; what they did stays under their id."""
    require(site, who, Action.ADMINISTER)
    _may_change(site, who, account)
    with site.db() as db:
        lock(db, "account")
        records.set_disabled(db, account, site.now())
        _keeps_an_owner(db)
    signins.end_everywhere(site, account)
    audit.append(site, who, Action.ADMINISTER, f"disabled {account}", allowed=True)
    return _known(site, account)


def enable(site: Site, who: Actor, account: str) -> Account:
    """Let somebody in again who was disabled, with the password they had."""
    require(site, who, Action.ADMINISTER)
    _may_change(site, who, account)
    with site.db() as db:
        records.set_disabled(db, account, None)
    audit.append(site, who, Action.ADMINISTER, f"enabled {account}", allowed=True)
    return _known(site, account)


def experts_to_choose(site: Site, who: Actor) -> tuple[Expert, ...]:
    """Whom an account may belong to: pseudonyms only, for who looks after accounts."""
    require(site, who, Action.ADMINISTER)
    return people.pseudonyms(site)


def names_of(site: Site, who: Actor) -> dict[str, str]:
    """What the people behind the ids of entries are called."""
    require(site, who, Action.LIST)
    with site.db() as db:
        found = records.find_all(db)
    return {row.id: _named(site, row).name for row in found}


def annotators(site: Site, who: Actor, session: str) -> dict[str, bool]:
    """Every account that may annotate, and whether it works on this session."""
    require(site, who, Action.PUSH, session)
    with site.db() as db:
        given = assignments.of_session(db, session)
        found = records.find_all(db)
    return {
        row.id: row.id in given for row in found if Role.ANNOTATOR in row.roles and not row.disabled
    }


def assign(site: Site, who: Actor, session: str, account: str) -> None:
    """Give a session to an annotator, who sees its masked copy. Raises UnknownError, InputError."""
    require(site, who, Action.PUSH, session)
    with site.db() as db:
        row = records.get(db, account)
        session_records.get(db, session)
        if row is None:
            raise UnknownError(UNKNOWN)
        if Role.ANNOTATOR not in row.roles:
            raise InputError("A work session is given to annotators: choose one of them.")
        assignments.add(db, session, account)
    audit.append(site, who, Action.PUSH, f"{session} to {account}", allowed=True)


def unassign(site: Site, who: Actor, session: str, account: str) -> None:
    """Take a session back from an annotator; what they wrote stays."""
    require(site, who, Action.AMEND, session)
    with site.db() as db:
        assignments.remove(db, session, account)
    audit.append(site, who, Action.PUSH, f"{session} back from {account}", allowed=True)


def _invited(site: Site, account: str) -> Invitation:
    code, until = signins.give_code(site, account)
    return Invitation(account=_known(site, account), code=code, until=until)


def _known(site: Site, account: str) -> Account:
    return _value(site, _row(site, account))


def _row(site: Site, account: str) -> records.Row:
    with site.db() as db:
        row = records.get(db, account)
    if row is None:
        raise UnknownError(UNKNOWN)
    return row


def _value(site: Site, row: records.Row) -> Account:
    named = _named(site, row)
    return Account(
        id=row.id,
        name=named.name,
        roles=row.roles,
        expert=row.expert,
        claim=named.claim,
        state=_state(row, named),
        created_at=row.created_at,
    )


def _state(row: records.Row, named: AccountName) -> AccountState:
    if row.disabled:
        return "disabled"
    return "active" if row.secret or (named.claim and row.joined) else "invited"


def _named(site: Site, row: records.Row) -> AccountName:
    found: AccountName = artifacts.load(site, row.artifact)
    return found


def _may_give(site: Site, who: Actor, roles: frozenset[Role], expert: str | None) -> None:
    if not roles:
        raise InputError("Choose at least one role for this account.")
    if Role.OWNER in roles and Role.OWNER not in who.roles:
        raise Denied("Not allowed: only who answers for the site makes others so.")
    if (Role.EXPERT in roles) != (expert is not None):
        raise InputError("An account with the role “expert” names which expert it is, others none.")
    if expert is not None:
        with site.db() as db:
            if people_records.artifact_of(db, expert) is None:
                raise UnknownError("There is no such expert here.")


def _may_change(site: Site, who: Actor, account: str) -> None:
    row = _row(site, account)
    if who.id == account:
        raise Denied("Not allowed: nobody changes their own account, somebody else does.")
    if Role.OWNER in row.roles and Role.OWNER not in who.roles:
        raise Denied("Not allowed: only who answers for the site changes this account.")


def _keeps_an_owner(db: Db) -> None:
    """Only once somebody has come in: before that, who sits here is the owner."""
    left = [one for one in records.find_all(db) if Role.OWNER in one.roles and not one.disabled]
    if records.anybody_joined(db) and not any(one.joined for one in left):
        raise InputError(NEEDS_OWNER)


def _is_free(site: Site, db: Db, named: AccountName) -> None:
    name_mac, claim_mac = signins.digests(site, named)
    if records.by_name(db, name_mac) or (claim_mac and records.by_claim(db, claim_mac)):
        raise InputError("There is an account of that name already: choose another name.")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= NAME_LIMIT or not name.isprintable():
        raise TextError(f"A name has 1 to {NAME_LIMIT} printable characters.")
    return name


def _claim(text: str) -> str:
    claim = text.strip()
    if len(claim) > CLAIM_LIMIT or not claim.isprintable():
        raise TextError(
            f"What the company's sign-in says has up to {CLAIM_LIMIT} printable characters."
        )
    return claim
