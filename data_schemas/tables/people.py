"""Who may come in, with what, and who works on what."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class DeviceRow(SQLModel, table=True):
    """A device of the network that was let in by a code."""

    __tablename__ = "device"
    id: str = Field(primary_key=True)
    kind: str
    paired_at: datetime
    revoked_at: datetime | None = None


class AccountRow(SQLModel, table=True):
    """A person who signs in. What they are called is sealed; here are keyed digests of it.

    ``secret`` is an Argon2 hash, "" until a password is chosen; ``code_mac`` the keyed digest of
    the code with which one may be chosen until ``code_until``; ``joined_at``, when they came in
    for the first time: from the first such moment on, everybody signs in.
    """

    __tablename__ = "account"
    id: str = Field(primary_key=True)
    name_mac: str = Field(unique=True)
    claim_mac: str | None = Field(default=None, unique=True)
    artifact: str
    roles: str
    expert: str | None = None
    secret: str = ""
    code_mac: str | None = Field(default=None, unique=True)
    code_until: datetime | None = None
    created_at: datetime
    joined_at: datetime | None = None
    disabled_at: datetime | None = None


class SignInRow(SQLModel, table=True):
    """Somebody is signed in, in one browser. ``mac``: keyed digest of what its cookie holds."""

    __tablename__ = "sign_in"
    mac: str = Field(primary_key=True)
    account: str = Field(foreign_key="account.id", index=True)
    browser: str
    began_at: datetime
    seen_at: datetime


class AssignmentRow(SQLModel, table=True):
    """An annotator works on a session."""

    __tablename__ = "assignment"
    session: str = Field(foreign_key="session.id", primary_key=True)
    account: str = Field(foreign_key="account.id", primary_key=True)
