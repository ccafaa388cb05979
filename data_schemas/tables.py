"""SQLModel rows: ids, times, states and numbers only. Words of people are sealed in the vault.

Rows never leave ``capture``: a ``table=True`` model accepts any type and detaches after commit.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger
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


class EffortRow(SQLModel, table=True):
    """Seconds of use of the app; of nobody, and at no time of day."""

    __tablename__ = "effort"
    session: str = Field(foreign_key="session.id", primary_key=True)
    activity: str = Field(primary_key=True)
    seconds: float


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


class LabellingProjectRow(SQLModel, table=True):
    """A project on a Label Studio server (``data_schemas.labelling``)."""

    __tablename__ = "labelling_project"
    id: str = Field(primary_key=True)
    server: str
    number: int
    procedure: str = Field(index=True)
    version: int
    screen: str
    blind: bool = False
    config: str
    protection_class: str
    changed_until: str = ""
    created_at: datetime
    closed_at: datetime | None = None


class LabellingTaskRow(SQLModel, table=True):
    """A session that is or was out with annotators: the last time only."""

    __tablename__ = "labelling_task"
    session: str = Field(foreign_key="session.id", primary_key=True)
    project: str = Field(foreign_key="labelling_project.id", index=True)
    number: int | None = None
    prediction_mac: str = ""
    shown: str = ""
    blind: bool = False
    out_at: datetime
    out_by: str
    waits: str = "annotator"
    seen: str = ""
    back_at: datetime | None = None
    back: str | None = None
    remove_at: datetime | None = None
    removed_at: datetime | None = None


class LabellingTroubleRow(SQLModel, table=True):
    """Something on the server that was not taken over; what it says is sealed in ``artifact``."""

    __tablename__ = "labelling_trouble"
    id: str = Field(primary_key=True)
    project: str = Field(foreign_key="labelling_project.id", index=True)
    session: str = Field(default="", index=True)
    task: int = 0
    annotation: int = 0
    code: str
    artifact: str = ""
    mark: str = ""
    found_at: datetime
    settled_at: datetime | None = None


class AnnotatorRow(SQLModel, table=True):
    """Whoever annotates, as a number; ``mac`` is a keyed digest of who that is on the server."""

    __tablename__ = "annotator"
    mac: str = Field(primary_key=True)
    number: int = Field(unique=True)


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"
    number: int = Field(primary_key=True)
    at: datetime
    actor: str
    action: str
    target: str
    allowed: bool
    mac: str


class RowSealRow(SQLModel, table=True):
    """A keyed digest of one row of another table, and one of them all (``capture.seals``)."""

    __tablename__ = "row_seal"
    table: str = Field(primary_key=True)
    row: str = Field(primary_key=True)
    mac: str


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
