"""What left, with which sessions, and who asked for it."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class ReleaseRow(SQLModel, table=True):
    """What left the vault readable: a dataset (``kind`` release), or papers and clips (handout)."""

    __tablename__ = "release"
    id: str = Field(primary_key=True)
    kind: str = "release"
    name_mac: str = Field(index=True)
    artifact: str
    created_at: datetime


class ReleaseSessionRow(SQLModel, table=True):
    """Which sessions went into which release: the way of a recall."""

    __tablename__ = "release_session"
    release: str = Field(foreign_key="release.id", primary_key=True)
    session: str = Field(primary_key=True, index=True)


class LibraryRow(SQLModel, table=True):
    """What was done about a request for a release; who asked and why is sealed in ``artifact``.

    ``recipient_mac``, in the row of the request, is a keyed digest of who asked.
    """

    __tablename__ = "library"
    request: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    release: str = Field(foreign_key="release.id", index=True)
    act: str
    actor: str
    at: datetime
    artifact: str
    recipient_mac: str = ""
