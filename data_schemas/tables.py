"""SQLModel rows: ids, times, states and numbers only. Words of people are sealed in the vault.

Rows never leave ``capture``: a ``table=True`` model accepts any type and detaches after commit.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class SiteRow(SQLModel, table=True):
    """One row: proves which site key this database belongs to."""

    __tablename__ = "site"
    id: int = Field(default=1, primary_key=True)
    key_check: str
    created_at: datetime


class ExpertRow(SQLModel, table=True):
    __tablename__ = "expert"
    id: str = Field(primary_key=True)
    name_mac: str = Field(unique=True)
    artifact: str
    created_at: datetime
    withdrawn_at: datetime | None = None


class CodeRow(SQLModel, table=True):
    """A withdrawal code that was handed out, as its keyed digest; without ``session`` for all."""

    __tablename__ = "withdrawal_code"
    mac: str = Field(primary_key=True)
    expert: str = Field(foreign_key="expert.id", index=True)
    session: str | None = None
    created_at: datetime


class ProcedureRow(SQLModel, table=True):
    __tablename__ = "procedure"
    id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    artifact: str
    created_at: datetime


class SessionRow(SQLModel, table=True):
    __tablename__ = "session"
    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    procedure: str
    expert: str = Field(foreign_key="expert.id", index=True)
    source_mac: str = Field(index=True)
    language: str = ""
    microphones: str = "shared"
    voice_from_s: float | None = None
    voice_to_s: float | None = None
    purposes: str = ""
    protection_class: str
    retain_until: datetime | None = None
    signed_at: date | None = None
    open_people: int = 0
    to_mask: int = 0
    created_at: datetime
    wanted_at: datetime | None = None
    wanted_run: int = 0
    cancelled_at: datetime | None = None
    withdrawn_at: datetime | None = None


class RecordingRow(SQLModel, table=True):
    __tablename__ = "recording"
    id: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    position: int = 0
    role: str
    take: int = 1
    offset_s: float | None = 0.0
    offset_by: str = "nobody"
    offset_confidence: float | None = None
    original: str
    container: str
    duration_s: float
    has_video: bool
    has_audio: bool
    width: int = 0
    height: int = 0
    fps: float = 0.0


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


class ParentRow(SQLModel, table=True):
    __tablename__ = "artifact_parent"
    child: str = Field(foreign_key="artifact.id", primary_key=True)
    parent: str = Field(primary_key=True, index=True)
    position: int = 0


class EntryRow(SQLModel, table=True):
    __tablename__ = "entry"
    session: str = Field(foreign_key="session.id", primary_key=True)
    number: int = Field(primary_key=True)
    actor: str
    act: str
    at: datetime
    artifact: str


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


class DeviceRow(SQLModel, table=True):
    """A device of the network that was let in by a code."""

    __tablename__ = "device"
    id: str = Field(primary_key=True)
    kind: str
    paired_at: datetime
    revoked_at: datetime | None = None


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"
    number: int = Field(primary_key=True)
    at: datetime
    actor: str
    action: str
    target: str
    allowed: bool
    mac: str
