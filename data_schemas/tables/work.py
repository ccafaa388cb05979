"""What is made of it, by machines and by people."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class ArtifactRow(SQLModel, table=True):
    __tablename__ = "artifact"
    id: str = Field(primary_key=True)
    session: str | None = Field(default=None, index=True)
    scope: str = Field(index=True)
    kind: str = Field(index=True)
    sha256: str
    size: int = Field(sa_type=BigInteger)
    stage: str
    version: str
    params: str = ""
    model_digest: str = ""
    created_at: datetime


class BesideRow(SQLModel, table=True):
    """An artifact of a re-run that nobody has accepted yet: who reads what holds passes it by."""

    __tablename__ = "beside"
    artifact: str = Field(foreign_key="artifact.id", primary_key=True)


class ParentRow(SQLModel, table=True):
    __tablename__ = "artifact_parent"
    child: str = Field(foreign_key="artifact.id", primary_key=True)
    parent: str = Field(primary_key=True, index=True)
    position: int = 0


class RerunRow(SQLModel, table=True):
    """A session that is re-derived, and is so no other way any more: it keeps what it has.

    ``stage``: whose change is followed, "" for all. ``at_once``: as many sessions at a time.
    ``state`` is one of ``data_schemas.rerun``, since ``at``; ``problem`` says why it failed.
    """

    __tablename__ = "rerun"
    session: str = Field(foreign_key="session.id", primary_key=True)
    number: int = 1
    stage: str = ""
    at_once: int = 1
    state: str
    problem: str = ""
    asked_at: datetime
    at: datetime


class EntryRow(SQLModel, table=True):
    __tablename__ = "entry"
    session: str = Field(foreign_key="session.id", primary_key=True)
    number: int = Field(primary_key=True)
    actor: str
    act: str
    at: datetime
    artifact: str


class EffortRow(SQLModel, table=True):
    """Seconds of use of the app; of nobody, and at no time of day."""

    __tablename__ = "effort"
    session: str = Field(foreign_key="session.id", primary_key=True)
    activity: str = Field(primary_key=True)
    seconds: float
