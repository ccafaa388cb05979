"""What several processes of a site must know of each other."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class MemberRow(SQLModel, table=True):
    """A process that works on the site beside others, and when it was last heard of.

    ``beat_at`` is the database's clock and ``clock_at`` the machine's own at the same moment.
    ``holder`` is new at each start; ``place`` names the data folder of the machine. ``chosen``: a
    digest of the settings that decide results. ``lacks``: weights that its machine has not got,
    apart by spaces.
    """

    __tablename__ = "member"
    name: str = Field(primary_key=True)
    role: str
    holder: str
    host: str
    place: str
    queues: str
    version: str
    chosen: str
    lacks: str = ""
    beat_at: datetime
    clock_at: datetime


class LeaseRow(SQLModel, table=True):
    """What one process holds until then, by the database's clock, unless it says so again."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    holder: str
    until: datetime


class PassCodeRow(SQLModel, table=True):
    """A code that lets somebody in once, as a keyed digest over all of this row and the code."""

    __tablename__ = "pass_code"
    digest: str = Field(primary_key=True)
    purpose: str
    value: str
    until: datetime


class WrongTryRow(SQLModel, table=True):
    """A wrong password or code, by keyed digests of what it counts for."""

    __tablename__ = "wrong_try"
    id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class TakenRow(SQLModel, table=True):
    """What is good once and was used, as a keyed digest."""

    __tablename__ = "taken"
    digest: str = Field(primary_key=True)
    until: datetime


class WaitingRow(SQLModel, table=True):
    """What somebody is in the middle of, sealed (``capture.waiting``)."""

    __tablename__ = "waiting"
    id: str = Field(primary_key=True)
    label: str
    session: str = Field(default="", index=True)
    sealed: bytes
    put_at: datetime
    until: datetime


class SittingRow(SQLModel, table=True):
    """Where a sitting stands; ``changes`` counts what was done to what it shows."""

    __tablename__ = "sitting"
    session: str = Field(primary_key=True)
    boot: str
    target: str
    follows: int | None = None
    turn: int
    playing: bool
    at_s: float
    since: datetime
    changes: int
    used_at: datetime


class ScreenRow(SQLModel, table=True):
    """A screen that shows a sitting, and when it asked last."""

    __tablename__ = "screen"
    session: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    role: str
    answering: bool
    seen_at: datetime
