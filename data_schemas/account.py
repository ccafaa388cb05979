"""People who sign in."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from data_schemas.rights import Role
from data_schemas.value import Value

NAME_LIMIT = 80
# "invited": a code is out, and no password is chosen yet.
AccountState = Literal["invited", "active", "disabled"]


class AccountName(Value):
    """What is sealed of an account: the name, and what the site's own sign-in says about it.

    ``claim`` is the value of the claim by which OpenID Connect tells this person, such as an
    e-mail address; "" where they sign in with a password only.
    """

    name: str = Field(min_length=1, max_length=NAME_LIMIT)
    claim: str = Field(default="", max_length=320)


class Account(Value):
    """``expert`` is the id of the expert whom somebody with that role is."""

    id: str
    name: str
    roles: frozenset[Role]
    expert: str | None = None
    claim: str = ""
    state: AccountState
    created_at: datetime


class Invitation(Value):
    """An account and the code with which its password is chosen, told once."""

    account: Account
    code: str
    until: datetime
