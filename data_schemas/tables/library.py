"""What is recorded, of whom, by which procedure, and what of it is to go for good."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class SiteRow(SQLModel, table=True):
    """One row: proves which site this database belongs to.

    ``erased``: how many entries of the list of what was erased hold in it.
    """

    __tablename__ = "site"
    id: int = Field(default=1, primary_key=True)
    key_check: str
    created_at: datetime
    erased: int = 0


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
    deidentified_at: datetime | None = None
    faces_wanted_at: datetime | None = None
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
    # No default: the ORM would write it for an answer, which has no place on the clock.
    offset_s: float | None = None
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


class ErasureRow(SQLModel, table=True):
    """A part of a recording, or without times all of it, that is to be erased for good.

    ``before`` is the original that is replaced, from the moment on at which that begins.
    ``kept`` says once it is done what became of the rest: copied, or encoded anew.
    """

    __tablename__ = "erasure"
    id: str = Field(primary_key=True)
    recording: str = Field(primary_key=True)
    session: str = Field(foreign_key="session.id", index=True)
    start_s: float | None = None
    end_s: float | None = None
    before: str = ""
    asked_at: datetime
    done_at: datetime | None = None
    kept: str = ""
