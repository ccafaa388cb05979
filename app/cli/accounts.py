"""``sonmat accounts``: people who sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, emit, note, one_of, open_site
from data_schemas.errors import UnknownError
from data_schemas.rights import Role

if TYPE_CHECKING:
    from capture.site import Site
    from data_schemas.account import Account, Invitation

group = typer.Typer(help="People who sign in, and what they are.", no_args_is_help=True)
app.add_typer(group, name="accounts")

ROLES = tuple(role.value for role in Role)
Who = Annotated[str, typer.Argument(help="Id or name.", show_default=False)]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role", help=f"{', '.join(ROLES)}; several times for several.", show_default=False
    ),
]
ExpertName = Annotated[
    str, typer.Option("--expert", help="Id or pseudonym, for the role expert.", show_default=False)
]


@group.command()
def add(
    name: Annotated[str, typer.Argument(show_default=False)],
    role: Roles,
    expert: ExpertName = "",
    claim: Annotated[
        str, typer.Option(help="What OpenID Connect says of them.", show_default=False)
    ] = "",
    json: Json = False,
) -> None:
    """Make an account, and tell the code with which its person chooses a password."""
    from capture.access import OWNER
    from capture.accounts import NewAccount, create

    site = open_site()
    new = NewAccount(name, _roles(role), _expert(site, expert), claim)
    _tell(create(site, OWNER, new), json)


@group.command("list")
def list_(json: Json = False) -> None:
    """All of them, in the order in which they were made."""
    from capture.access import OWNER
    from capture.accounts import list_accounts

    found = list_accounts(open_site(), OWNER)
    emit(
        [_plain(one) for one in found],
        json,
        "\n".join(_line(one) for one in found) or "Nobody has an account.",
    )


@group.command()
def roles(account: Who, role: Roles, expert: ExpertName = "", json: Json = False) -> None:
    """Say anew what somebody is; it holds at once."""
    from capture.access import OWNER
    from capture.accounts import set_roles

    site = open_site()
    made = set_roles(site, OWNER, _id(site, account), _roles(role), _expert(site, expert))
    emit(_plain(made), json, _line(made))


@group.command()
def reset(account: Who, json: Json = False) -> None:
    """A code for a new password; the old one ends, and every browser is signed out."""
    from capture.access import OWNER
    from capture.accounts import reset

    site = open_site()
    _tell(reset(site, OWNER, _id(site, account)), json)


@group.command()
def disable(account: Who, json: Json = False) -> None:
    """Shut somebody out at once."""
    from capture.access import OWNER
    from capture.accounts import disable

    site = open_site()
    made = disable(site, OWNER, _id(site, account))
    emit(_plain(made), json, _line(made))


@group.command()
def enable(account: Who, json: Json = False) -> None:
    """Let somebody in again who was shut out."""
    from capture.access import OWNER
    from capture.accounts import enable

    site = open_site()
    made = enable(site, OWNER, _id(site, account))
    emit(_plain(made), json, _line(made))


def _tell(made: Invitation, json: bool) -> None:
    account = made.account
    text = f"{_line(account)}\nCode {made.code}, good once until {made.until:%Y-%m-%d}"
    emit({**_plain(account), "code": made.code, "until": made.until.isoformat()}, json, text)
    note("With the code a password is chosen on the page /password of the app.")


def _id(site: Site, named: str) -> str:
    """Raises UnknownError."""
    from capture.access import OWNER
    from capture.accounts import UNKNOWN, list_accounts

    plain = " ".join(named.split()).casefold()
    for one in list_accounts(site, OWNER):
        if named == one.id or plain == one.name.casefold():
            return one.id
    raise UnknownError(UNKNOWN)


def _expert(site: Site, named: str) -> str | None:
    """Raises UnknownError."""
    from capture.access import OWNER
    from capture.people import find_expert

    if not named:
        return None
    found = find_expert(site, OWNER, named)
    if found is None:
        raise UnknownError("There is no such expert here.")
    return found


def _roles(given: list[str]) -> frozenset[Role]:
    return frozenset(Role(one_of("--role", one, ROLES)) for one in given)


def _plain(one: Account) -> dict[str, object]:
    told: dict[str, object] = one.model_dump(mode="json")
    return {**told, "roles": sorted(role.value for role in one.roles)}


def _line(one: Account) -> str:
    told = ", ".join(sorted(role.value for role in one.roles))
    return f"{one.id}  {one.name}: {told} ({one.state})"
