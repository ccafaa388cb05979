"""Files and streams on their way in."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class UploadRow(SQLModel, table=True):
    """A file on its way in: parts are sealed as they come and joined when it is complete."""

    __tablename__ = "upload"
    id: str = Field(primary_key=True)
    actor: str
    declared: int = Field(sa_type=BigInteger)
    created_at: datetime


class PartRow(SQLModel, table=True):
    __tablename__ = "upload_part"
    upload: str = Field(foreign_key="upload.id", primary_key=True)
    position: int = Field(primary_key=True)
    size: int


class StreamRow(SQLModel, table=True):
    """What one device records, arriving while it is made. What the device is called is sealed."""

    __tablename__ = "stream"
    id: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    role: str = "work"
    take: int
    device: str
    actor: str
    started_at: datetime
    ended_at: datetime | None = None
    arrived_at: datetime
    recording: str | None = None


class StreamPartRow(SQLModel, table=True):
    __tablename__ = "stream_part"
    stream: str = Field(foreign_key="stream.id", primary_key=True)
    position: int = Field(primary_key=True)
    size: int


class StreamMarkRow(SQLModel, table=True):
    """``number`` is the device's own: a mark that is sent twice is one."""

    __tablename__ = "stream_mark"
    stream: str = Field(foreign_key="stream.id", primary_key=True)
    number: int = Field(primary_key=True)
    at_s: float
    kind: str
